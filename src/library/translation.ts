import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { Faults } from '#library/fault';
import { paragraphInlines } from '#library/check-library';
import type { ClauseTemplate, Library } from '#library/library';
import { helpers, partyHelpers } from '#library/slots';
import type { WrittenBlock, WrittenParagraph, WrittenWords } from '#library/words';

/** What a translation's first line holds of the English words that it was made from: 12 hexadecimal digits. Spaces at line ends do not count. */
export function englishDigest(english: string): string {
  return bytesToHex(sha256(utf8ToBytes(english.split(/\r?\n/).map((line) => line.trimEnd()).join('\n').trim()))).slice(0, 12);
}

/** Helper slots follow the grammar of their language; what is bound must be the same in all. */
const free: ReadonlySet<string> = new Set([...helpers, ...partyHelpers]);

/** The name of each slot without its format, since each language joins words in its own way. */
function boundIn(paragraph: WrittenParagraph): string[] {
  const tokens = paragraph.kind === 'table' ? [...paragraph.header, ...paragraph.rows.flat()].flat() : paragraph.tokens;
  return tokens.flatMap((token) => ('braces' in token ? [(token.braces.split('|')[0] as string).trim()] : [])).filter((name) => !free.has(name));
}

/** Says how a block is built, so that two languages stand line by line: paragraphs, items, and the columns and rows of tables. */
function shapeOf(block: WrittenBlock): string {
  return block.paragraphs.map((paragraph) => (paragraph.kind === 'table' ? `table of ${paragraph.header.length} columns and ${paragraph.rows.length} rows` : paragraph.kind)).join(', ');
}

/** Refuses a translation that does not bind what the English words bind: block by block the same slots, references and defined terms, in the same paragraphs. */
export function checkTranslation(clause: ClauseTemplate, source: { folder: string; words: Readonly<Record<string, WrittenWords>> }, lang: string, building: { terms: Library['terms']; faults: Faults }): void {
  const { en } = source.words;
  const other = source.words[lang];
  if (en === undefined || other === undefined) return;
  const file = `${source.folder}/${lang}.md`;
  const { faults, terms } = building;
  const summaries = (words: WrittenWords): string => words.summaries.map(({ kind, block }) => `${kind}${block === null ? '' : ` {#${block}}`}`).join(', ');
  if (summaries(en) !== summaries(other)) faults.add(file, other.summaries[0]?.line ?? 1, `The summary lines are not those of en.md: ${summaries(other) || 'none'}.`, `Write these, in this order: ${summaries(en) || 'none'}.`);
  for (const block of other.blocks) {
    const english = en.blocks.find((one) => one.id === block.id);
    if (english === undefined) {
      faults.add(file, block.line, `The block "${block.id}" is not in en.md.`, 'Give a translation the blocks of en.md and no other.');
      continue;
    }
    if (shapeOf(english) !== shapeOf(block)) faults.add(file, block.line, `The block "${block.id}" is built of ${shapeOf(block) || 'nothing'}; in en.md it is ${shapeOf(english) || 'nothing'}.`, 'Keep the paragraphs, items and tables of en.md, so that the two stand side by side.');
    const wanted = new Set(english.paragraphs.flatMap(boundIn));
    const found = new Set(block.paragraphs.flatMap(boundIn));
    for (const name of wanted) if (!found.has(name)) faults.add(file, block.line, `The block "${block.id}" lacks {${name}}, which en.md has there.`, 'Bind the same facts, references and terms in each language.');
    for (const name of found) if (!wanted.has(name)) faults.add(file, block.line, `The block "${block.id}" has {${name}}, which en.md does not have there.`, 'Bind the same facts, references and terms in each language.');
    const built = clause.blocks.find((one) => one.id === block.id);
    const linked = (language: string): Set<string> =>
      new Set((built?.words[language] ?? []).flatMap((paragraph) => [...paragraphInlines(paragraph)]).flatMap((piece) => ('term' in piece && /^\p{Lu}/u.test(terms[piece.term]?.words.en ?? '') ? [piece.term] : [])));
    const [inEnglish, inOther] = [linked('en'), linked(lang)];
    for (const id of inEnglish) if (!inOther.has(id)) faults.add(file, block.line, `The block "${block.id}" does not use the defined term "${terms[id]?.words[lang] ?? id}", which en.md uses there.`, `Write the words of the term as they are defined, or {term:${id}}.`);
    for (const id of inOther) if (!inEnglish.has(id)) faults.add(file, block.line, `The block "${block.id}" uses the defined term "${terms[id]?.words[lang] ?? id}", which en.md does not use there.`, 'Use the defined terms that en.md uses there.');
  }
}
