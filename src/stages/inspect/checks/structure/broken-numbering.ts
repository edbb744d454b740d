import { isNumberWord } from '#stages/inspect/amounts';
import { placeIn, type Check, type Report } from '#stages/inspect/check';
import { replaceWords } from '#stages/inspect/fix';
import { wordBefore } from '#stages/inspect/letters';
import { Outline } from '#stages/inspect/sequences';
import type { Section, Subject, Text } from '#stages/inspect/subject';
import page from './broken-numbering.md';

/** STR-004: typed numbers skip, repeat or double the counted ones, or a list has a single item. */
export const brokenNumbering: Check = {
  code: 'STR-004',
  rule: 'broken-numbering',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    // Where nobody typed a number, counting has nothing to compare.
    const typed = subject.texts.some((text) => text.text.runs[0]?.kind === 'words' && label.test(text.text.text.slice(0, 24)));
    const outline = new Outline();
    for (const section of subject.sections) {
      if (typed && section.printed.number !== '' && section.attrs !== null) outline.reach(`${section.printed.number}.`);
      // A schedule counts for itself.
      const own = section.attrs === null ? new Outline() : outline;
      for (const text of subject.textsOf(section)) {
        if (text.text.kind === 'cell' || text.text.kind === 'signature') continue;
        if (typed) yield* typedLabel(subject, section, text, own);
        if (text.text.kind !== 'heading') yield* typedItems(text);
      }
      yield* loneItems(subject, section);
    }
  },
};

const label = /^(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|\([a-z0-9]{1,4}\)|[a-z]\))\s+(?=\S)/;

/** A number typed in front of a paragraph: beside a counted one it is one too many, else it must go on the count. */
function* typedLabel(subject: Subject, { printed }: Section, text: Text, outline: Outline): Generator<Report> {
  const first = text.text.runs[0];
  const match = first?.kind === 'words' ? label.exec(first.text.slice(0, 24)) : null;
  const counted = text.text.kind === 'heading' ? (printed.kind === 'clause' ? printed.number : '') : text.text.label;
  if (match === null) {
    if (counted !== '' && text.text.kind !== 'heading') outline.reach(counted);
    return;
  }
  const words = match[0].trim();
  // A sentence may start with a figure: "30 days after …". A label has a dot or a bracket.
  if (/^\d+$/.test(words)) return;
  const goesOn = outline.accept(words);
  if (counted === '' && goesOn) return;
  yield {
    place: placeIn(text, 0, words.length),
    params: { words, problem: counted === '' ? 'order' : 'double', due: counted },
    fixes: [replaceWords(subject, `Delete the typed “${words}”`, [{ in: text, from: 0, to: match[0].length }], '', { after: counted })],
  };
}

/** Items typed inside one paragraph: (a) … (b) … (d). */
function* typedItems(text: Text): Generator<Report> {
  const words = text.text.text;
  if (words.indexOf('(', 1) < 0) return;
  const outline = new Outline();
  for (let at = words.indexOf('(', 1); at >= 0; at = words.indexOf('(', at + 1)) {
    const item = /^\(([a-z]|[ivx]{2,5}|\d{1,2})\)\s/.exec(words.slice(at, at + 9));
    // "section 7(b) applies", "items (a) and (c)" are references.
    // “Thirty (30) days” is no list.
    if (item === null || (/\d/.test(item[1] as string) && isNumberWord(wordBefore(text.lower, at))) || /[\p{L}\p{N}\])]/u.test(words.charAt(at - 1)) || reference.test(text.lower.slice(Math.max(0, at - 14), at))) continue;
    if (!outline.accept(`(${item[1] as string})`)) yield { place: placeIn(text, at, at + item[0].length - 1), params: { words: `(${item[1] as string})`, problem: 'order', due: '' } };
  }
}

const reference = /(?:(?:sub)?sections?|clauses?|(?:sub)?clauses?|articles?|(?:sub)?paragraphs?|items?|points?|in|under|of|by|through|[\d)]|[\d)],? (?:and|or|to)) $/;

/** A list with one item. Lists that come from answers may have one: it is the only answer. */
function* loneItems(subject: Subject, { printed, attrs }: Section): Generator<Report> {
  const { blocks } = printed;
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index];
    if (block?.kind !== 'item' || blocks[index - 1]?.kind === 'item' || blocks[index + 1]?.kind === 'item') continue;
    if (block.runs.some((run) => run.kind === 'fact' || run.kind === 'blank' || run.kind === 'person')) continue;
    const text = subject.textById(block.id);
    // In a text that we did not draft the item may be the only answer, too.
    const severity = attrs?.library == null ? ('advice' as const) : undefined;
    if (text !== undefined) yield { place: placeIn(text, 0, text.text.text.length), params: { words: block.label, problem: 'lone', due: '' }, severity };
  }
}
