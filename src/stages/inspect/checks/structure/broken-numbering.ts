import { letters } from '#agreement/document/number';
import { placeIn, type Check, type Report } from '#stages/inspect/check';
import { replaceWords } from '#stages/inspect/fix';
import type { Subject, Text } from '#stages/inspect/subject';
import page from './broken-numbering.md';

/** STR-004: a typed number breaks the count, or a list has a single item. */
export const brokenNumbering: Check = {
  code: 'STR-004',
  rule: 'broken-numbering',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const text of subject.texts) {
      if (text.text.kind === 'cell' || text.text.kind === 'signature') continue;
      yield* typedLabel(subject, text);
      if (text.text.kind !== 'heading') yield* typedItems(text);
    }
    yield* loneItems(subject);
  },
};

/** A number typed in front of a paragraph beside the one that is counted. */
function* typedLabel(subject: Subject, text: Text): Generator<Report> {
  const first = text.text.runs[0];
  if (first?.kind !== 'words') return;
  const label = /^(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|\([a-z0-9]{1,3}\)|[a-z]\))\s+(?=\S)/.exec(first.text.slice(0, 24));
  if (label === null) return;
  const words = label[0].trim();
  // A sentence may start with a figure: "30 days after …". A label has a dot or a bracket.
  if (/^\d+$/.test(words)) return;
  const counted = text.text.kind === 'heading' ? text.section.number : text.text.label;
  yield {
    place: placeIn(text, 0, words.length),
    params: { words, problem: counted === '' ? 'stands where no number is counted' : `stands where the count is at ${counted}` },
    fixes: [replaceWords(subject, `Delete the typed “${words}”`, [{ in: text, from: 0, to: label[0].length }], '', { after: counted })],
  };
}

/** Items typed inside one paragraph: (a) … (b) … (d). */
function* typedItems(text: Text): Generator<Report> {
  const words = text.text.text;
  let expected = -1;
  for (let at = words.indexOf('('); at >= 0; at = words.indexOf('(', at + 1)) {
    const item = /^\(([a-z]|\d{1,2})\)\s/.exec(words.slice(at, at + 6));
    // "section 7(b) applies" is a reference.
    if (item === null || (at > 0 && /[\p{L}\p{N}\])]/u.test(words.charAt(at - 1))) || /(?:section|clause|article|paragraph|item|point|in|under|of|[\d)]|[\d)],? (?:and|or|to)) $/.test(text.lower.slice(Math.max(0, at - 12), at))) continue;
    const sign = item[1] as string;
    const rank = /\d/.test(sign) ? Number(sign) - 1 : sign.charCodeAt(0) - 97;
    // (i), (v) and (x) may be Roman figures of an inner list.
    if ('ivx'.includes(sign) && rank !== expected) continue;
    if (rank === 0) expected = 1;
    else if (expected > 0 && rank !== expected) {
      const due = /\d/.test(sign) ? String(expected + 1) : letters(expected);
      yield { place: placeIn(text, at, at + sign.length + 2), params: { words: `(${sign})`, problem: `stands where (${due}) is due` } };
      expected = -1;
    } else if (expected > 0) expected += 1;
  }
}

/** A list with one item. Lists that come from answers may have one: it is the only answer. */
function* loneItems(subject: Subject): Generator<Report> {
  for (const section of subject.sections) {
    const { blocks } = section.printed;
    for (let index = 0; index < blocks.length; index += 1) {
      const block = blocks[index];
      if (block?.kind !== 'item' || blocks[index - 1]?.kind === 'item' || blocks[index + 1]?.kind === 'item') continue;
      if (block.runs.some((run) => run.kind === 'fact' || run.kind === 'blank' || run.kind === 'person')) continue;
      const text = subject.texts.find((one) => one.text === block);
      if (text !== undefined) yield { place: placeIn(text, 0, text.text.text.length), params: { words: block.label, problem: 'is the only item of its list' } };
    }
  }
}
