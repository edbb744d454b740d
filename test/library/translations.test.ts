import { describe, expect, test } from 'vitest';
import { compile } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Inline, Library, Paragraph } from '#library/library';
import { englishDigest } from '#library/translation';
import { figuresIn, modalsIn } from '#stages/inspect/checks/consistency/said';
import { packFiles } from './packs';

/** Every pack that ships, base first. */
const packs = ['base', 'eu', 'de', 'fr', 'gb-eaw', 'us', 'us-ca', 'us-de', 'us-ny'].map((name) => packFiles(name));
const base = packs[0]!;

function library(): Library {
  const compiled = compile([base]);
  if (!compiled.ok) throw new Error(compiled.faults.map(faultLine).join('\n'));
  return compiled.library;
}

const wordsOf = (pieces: readonly Inline[]): string => pieces.map((piece) => ('text' in piece ? piece.text : 'term' in piece ? piece.words : ' · ')).join('');
const paragraphWords = (paragraph: Paragraph): string => (paragraph.kind === 'table' ? '' : wordsOf(paragraph.inline));

describe('translations', () => {
  test('compile with what they bind', () => expect(library().clauses.some((clause) => clause.heading.fr !== undefined)).toBe(true));

  test('are made from the English words as they are now', () => {
    const stale = packs.flatMap(({ folder, files }) =>
      Object.keys(files).flatMap((name) => {
        if (!name.endsWith('/fr.md')) return [];
        const of = /^<!-- en: ([0-9a-f]{12})/.exec(files[name] as string)?.[1];
        const now = englishDigest(files[name.replace(/fr\.md$/, 'en.md')] ?? '');
        return of === now ? [] : [`${folder}/${name}: made from ${of ?? 'nothing it names'}, en.md is now ${now}`];
      }));
    expect(stale, 'Translate the changes of en.md, then write its new digest into the first line of fr.md.').toEqual([]);
  });

  test('state the same figures and verbs of duty', () => {
    const differ: string[] = [];
    for (const clause of library().clauses) {
      for (const block of clause.blocks) {
        const { en = [], fr } = block.words;
        for (const [index, paragraph] of (fr ?? []).entries()) {
          const [english, french] = [paragraphWords(en[index] as Paragraph), paragraphWords(paragraph)];
          const modals = (text: string, lang: string): string => [...modalsIn(text, lang)].sort().join(' ');
          if (paragraph.kind !== 'heading' && modals(english, 'en') !== modals(french, 'fr')) differ.push(`${clause.id}.${block.id}.${index}: ${modals(english, 'en') || '-'} / ${modals(french, 'fr') || '-'}`);
          if (figuresIn(english, 'en').join() !== figuresIn(french, 'fr').join()) differ.push(`${clause.id}.${block.id}.${index}: figures ${figuresIn(english, 'en')} / ${figuresIn(french, 'fr')}`);
        }
      }
    }
    expect(differ).toEqual([]);
  });

  test('read as house French', () => {
    const found: string[] = [];
    for (const clause of library().clauses) {
      for (const block of clause.blocks) for (const [index, paragraph] of (block.words.fr ?? []).entries()) {
        const text = paragraphWords(paragraph);
        for (const word of ['et/ou', 'ledit', 'ladite', 'lesdits', 'susmentionné', 'susvisé', 'ci-dessus', 'ci-dessous', 'sera tenu', 'devra ', 'devront ', 'pourra ', 'pourront ', 'chacune des parties s’engage']) if (text.toLowerCase().includes(word)) found.push(`${clause.id}.${block.id}.${index}: ${word}`);
        for (const sentence of text.split(/(?<=[.?!])\s+/)) if (sentence.split(/\s+/).filter((word) => /\p{L}|·/u.test(word)).length > 42) found.push(`${clause.id}.${block.id}.${index}: a sentence of ${sentence.split(/\s+/).length} words`);
      }
    }
    expect(found).toEqual([]);
  });

  test('await review by a lawyer until a pack says who reviewed them', () => {
    expect(library().clauses.filter((clause) => clause.translations.fr !== undefined && clause.translations.fr !== null).map((clause) => clause.id)).toEqual([]);
  });
});
