import { itemTitle } from '#agreement/facts/read';
import { placeIn, type Check, type Report } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import page from './accountable-count.md';

/** RSP-001: a work item has no accountable party, or several. */
export const accountableCount: Check = {
  code: 'RSP-001',
  rule: 'accountable-count',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const item of subject.items('work.items')) {
      const path = `work.raci.${item.id}.a`;
      const value = subject.fact(path);
      const named = value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
      if (named.length === 1) continue;
      yield { place: subject.placeOfFact(path), params: { title: itemTitle(item) ?? item.id, problem: named.length === 0 ? 'none' : 'many', count: named.length } };
    }
    if (subject.english) yield* typedCells(subject);
  },
};

/** Tables of responsibilities in which somebody typed: a cell under “Answers” or “Accountable” that is empty or names several. */
function* typedCells(subject: Subject): Generator<Report> {
  for (const { printed } of subject.sections) {
    for (const block of printed.blocks) {
      if (block.kind !== 'table') continue;
      const [head, ...rows] = block.rows;
      const column = head?.cells.findIndex((cell) => /^(?:answers|answers for it|accountable(?: party)?|a)$/i.test(cell.text.trim())) ?? -1;
      if (column < 0 || !head?.cells.some((cell) => /^(?:does|responsible|r)$/i.test(cell.text.trim()))) continue;
      for (const row of rows) {
        const cell = row.cells[column];
        if (cell === undefined || cell.runs.some((run) => run.kind === 'fact') || row.cells.some((one) => one.runs.some((run) => run.kind === 'blank'))) continue;
        const names = cell.text.split(/,|\/|;| and | & /).filter((name) => name.trim() !== '');
        if (names.length === 1) continue;
        const title = row.cells.find((other, index) => index !== column && !/^\d*\.?$/.test(other.text.trim()))?.text ?? row.id;
        const text = subject.texts.find((one) => one.text === cell);
        if (text !== undefined) yield { place: placeIn(text, 0, cell.text.length), params: { title, problem: names.length === 0 ? 'none' : 'many', count: names.length } };
      }
    }
  }
}
