import { schema } from '#agreement/document/schema';
import { factAt } from '#agreement/facts/table';
import { oncePerClause, placeIn, restOf, type Check, type Report } from '#stages/inspect/check';
import { groupBy, type Subject, type Text } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './placeholder.md';

/** Words that stand for something still to be written. */
const stopgaps = ['tbd', 'tba', 'tbc', 'todo', 'xx', 'xxx', 'xxxx', 'to be completed', 'to be inserted', 'to be filled in', 'to be confirmed', 'to be defined', 'to be determined', 'insert date', 'insert name', 'insert amount', 'lorem ipsum'];

/** Brackets that are no gaps: a year of a citation, a count, an omission in a quotation. */
const harmless = /^(?:\d{1,4}|sic|\.\.\.|…)$/;

/** Lines that are left open on purpose, because somebody writes on them. */
const signingLine = /(?:^|\s)(?:by|name|title|date|place|office|address|signature|signed|witness)\s*:|^\/s\/|^for (?:and on behalf of )?/;

/** STR-002: a blank, a bracket or another placeholder is left in the text. */
export const placeholder: Check = {
  code: 'STR-002',
  rule: 'placeholder',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    yield* blanks(subject);
    for (const hit of subject.find(stopgaps)) {
      const words = hit.in.text.text.slice(hit.from, hit.to);
      // XX is also twenty: Article XX.
      if (/^X+$/.test(words) && /(?:section|article|part|chapter|title|annex|class) $/.test(hit.in.lower.slice(0, hit.from))) continue;
      yield { place: placeIn(hit.in, hit.from, hit.to), params: { words } };
    }
    // The same sign in one section is one problem: a redaction may stand there a hundred times.
    const typed = subject.english ? subject.texts.flatMap((text) => [...signs(text)]) : [];
    for (const { first, all } of oncePerClause(typed)) yield { place: placeIn(first.in, first.from, first.to), params: { words: first.phrase }, related: restOf(all) };
  },
};

/** A blank is one gap, however often it is printed. */
function* blanks(subject: Subject): Generator<Report> {
  // A name that is kept in the person record prints as a blank where the record is not at hand; it is no gap of the text.
  const open = subject.runs.filter(({ in: text, run }) => (run.kind === 'blank' && subject.nodeOf(text, run).type !== schema.nodes.person) || (run.kind === 'fact' && run.text.trim() === ''));
  for (const [path, all] of groupBy(open, ({ run }) => run.target ?? '')) {
    const places = all.map(({ in: text, run }) => placeIn(text, run.from, run.from + run.text.length, path));
    yield { place: places[0]!, params: { words: all[0]!.run.text === '' ? `[${factAt(path)?.label ?? path}]` : all[0]!.run.text }, related: places.slice(1) };
  }
}

function* signs(text: Text): Generator<Hit> {
  const words = text.text.text;
  if (text.text.kind === 'signature') return;
  for (let at = words.indexOf('['); at >= 0; at = words.indexOf('[', at + 1)) {
    const run = text.text.runs.find((one) => at >= one.from && at < one.from + one.text.length);
    const end = words.indexOf(']', at);
    if (end < 0) break;
    if (run?.kind !== 'words' || end - at > 200) continue;
    if (!harmless.test(words.slice(at + 1, end).trim())) yield { in: text, from: at, to: end + 1, phrase: words.slice(at, end + 1) };
    at = end;
  }
  for (let at = words.indexOf('___'); at >= 0; ) {
    let end = at;
    while (words.charAt(end) === '_') end += 1;
    if (!signingLine.test(text.lower)) yield { in: text, from: at, to: end, phrase: words.slice(at, end) };
    at = words.indexOf('___', end);
  }
  for (let at = words.indexOf('●'); at >= 0; at = words.indexOf('●', at + 1)) {
    if (at > 0 && words.charAt(at - 1) !== '[') yield { in: text, from: at, to: at + 1, phrase: '●' };
  }
}
