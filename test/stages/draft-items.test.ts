import { describe, expect, test } from 'vitest';
import { clauseAttrs, clausesOf } from '#agreement/document/schema';
import { printDocument, textsOf } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/answers';
import { draft } from '#stages/draft/draft';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

function rowsOf(answers: Answers, schedule: string): string[] {
  const section = printDocument(draft(baseLibrary(), answers).document).sections.find((one) => one.id === schedule);
  return (section?.blocks ?? []).flatMap((block) => (block.kind === 'table' ? block.rows.slice(1).map((row) => row.cells.map((cell) => cell.text).join(' | ')) : []));
}

function dutiesOf(answers: Answers, clause: string) {
  const node = clausesOf(draft(baseLibrary(), answers).document).find((one) => clauseAttrs(one).id === clause);
  return node === undefined ? [] : clauseAttrs(node).obligations;
}

const lent = (fields: Record<string, unknown>) => bareAnswers(2, { 'contribution.items': [{ id: 'c1', party: 'alpha', description: 'thing', ...fields }] });

describe('a fact that may be left out', () => {
  test.each([
    ['shows a dash in a table', { kind: 'staff', title: 'stays' }, '1 | thing | – | stays with the contributor | – | – | –'],
    ['stays open where another field asks for it', { kind: 'equipment', title: 'passes' }, '1 | thing | – | passes to the recipient | [party that receives the contribution: open] | [return of the contribution: open] | [state on return: open]'],
    ['stays open while that field is open', {}, '1 | thing | – | [who owns the contribution: open] | [party that receives the contribution: open] | [return of the contribution: open] | [state on return: open]'],
  ])('%s', (_, fields, row) => expect(rowsOf(lent(fields), 'schedule-conditions')).toEqual([row]));

  test('is owed by nobody', () => expect(dutiesOf(lent({ kind: 'staff', title: 'stays' }), 'contributions').map((one) => one.id)).not.toContain('contributions.return.c1'));
  test('is owed where it is asked for', () => expect(dutiesOf(lent({ kind: 'equipment', title: 'stays' }), 'contributions').map((one) => one.id)).toContain('contributions.return.c1'));
  test('an empty list shows a dash', () => expect(rowsOf(bareAnswers(2, { 'work.items': [{ id: 'wp1', title: 'Robot' }], 'work.raci.wp1': { c: [] } }), 'schedule-work-plan')[0]).toMatch(/\| – \| –$/));
});

describe('items of all parties', () => {
  test.each([2, 7, 60])('have names of their own for %i parties', (n) => {
    const { sections } = printDocument(draft(baseLibrary(), sampleAnswers(n)).document);
    const ids = sections.flatMap((section) => [...textsOf(section)].map((one) => one.id));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
  test('are counted in order', () => {
    const { sections } = printDocument(draft(baseLibrary(), sampleAnswers(3)).document);
    const contacts = sections.find((one) => one.id === 'roles-and-contacts')!.blocks.filter((block) => block.id.includes('.contact.'));
    expect(contacts.map((block) => (block.kind === 'table' ? '' : block.label))).toEqual(['(a)', '(b)', '(c)']);
  });
});

test('a duty that comes back carries the words of its rhythm', () => {
  expect(dutiesOf(sampleAnswers(2), 'reporting-records').find((one) => one.id === 'reporting-records.reports.progress')?.recurs).toBe('each quarter');
});

test('a helper slot that opens a sentence has a capital, and none after a colon', () => {
  const { sections } = printDocument(draft(baseLibrary(), sampleAnswers(5)).document);
  const all = sections.flatMap((section) => [...textsOf(section)].filter((one) => one.kind === 'paragraph').map((one) => one.text));
  expect(all.filter((text) => /[.!?] (?:each other party|any other party|the other parties|all parties|no party)\b/.test(text))).toEqual([]);
});

test('a list of places prints their names', () => {
  const answers = sampleAnswers(2, { 'scope.independentActivity': 'limited', 'scope.exclusivity': [{ id: 'x', who: 'alpha', towards: ['beta'], what: 'sales', where: ['DE', 'GB-SCT'], period: { n: 1, unit: 'year' } }] });
  const cells = printDocument(draft(baseLibrary(), answers).document).sections.filter((one) => one.clause === 'exclusivity').flatMap((section) => [...textsOf(section)].map((one) => one.text));
  expect(cells).toContain('Germany and Scotland');
});
