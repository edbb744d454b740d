import { expect, test } from 'vitest';
import { clausesOf, clauseAttrs, type Document } from '#agreement/document/schema';
import { printDocument } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/answers';
import { markEdited } from '#operations/mark-edited';
import { draft } from '#stages/draft/draft';
import { bareAnswers, sampleAnswers, withFacts } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';
import { faultsOf, packOf } from '../library/little-pack';

const library = baseLibrary();
const listed = (answers: Answers): Answers => withFacts(answers, { 'drafting.include': ['definitions'] });

function list(document: Document): string[] {
  const section = printDocument(document).sections.find((one) => one.clause === 'definitions');
  return (section?.blocks ?? []).flatMap((block) => (block.kind === 'item' ? [block.text] : []));
}

function edited(document: Document, id: string): Document {
  const at = clausesOf(document).findIndex((clause) => clause.attrs.id === id);
  const clause = document.child(at);
  return document.copy(document.content.replaceChild(at, clause.type.create({ ...clause.attrs, edited: true }, clause.content)));
}

const answers = listed(sampleAnswers(3));
const first = draft(library, answers).document;

test('each term that is defined and used stands in the list once, in the order of the alphabet, with its section', () => {
  const terms = list(first).map((line) => /^section (\d+\.\d+) defines (.+)[;.]$/.exec(line)?.[2]);
  expect(terms).not.toContain(undefined);
  expect(terms).toEqual([...new Set(terms)].sort((a, b) => (a!.toLowerCase() < b!.toLowerCase() ? -1 : 1)));
  expect(terms).toEqual(expect.arrayContaining(['Background', 'Confidential Information', 'Results', 'day']));
  expect(list(first).at(-1)).toMatch(/\.$/);
});

test('a term that no clause of the text defines any more leaves the list, although no answer of the list changed', () => {
  const BC = listed(sampleAnswers(3, { 'agreement.type': 'BC', 'drafting.optOut': { 'background-ip': 'Nobody brings any.', 'project-access-rights': 'Nobody brings any.', 'exploitation-licence': 'Nobody brings any.' } }));
  const again = draft(library, BC, { document: first, answers }).document;
  expect(list(again).join('\n')).not.toContain('Background');
  expect(again.eq(draft(library, BC).document)).toBe(true);
});

test('the same answers on top of the text give the very same object', () => expect(draft(library, structuredClone(answers), { document: first, answers }).document).toBe(first));

test('a list that people changed stays, and what is offered instead holds the terms', () => {
  const own = edited(first, 'definitions');
  const grown = listed(sampleAnswers(4));
  expect(list(draft(library, grown, { document: own, answers }).document)).toEqual(list(first));
  expect(clauseAttrs(clausesOf(draft(library, grown, { document: own, answers }).document).find((clause) => clause.attrs.id === 'definitions')!).edited).toBe(true);
  const offered = draft({ ...library, digest: 'sha256:other' }, answers, { document: own, answers }).redrafts.find((one) => one.clause === 'definitions');
  expect(JSON.stringify(offered?.drafted.clause)).toContain('Confidential Information');
});

test('a list as drafted is not taken for people’s words', () => {
  const none = draft(library, sampleAnswers(3)).document;
  expect(markEdited(none, first, answers, library)).toEqual([]);
});

test('with nothing known the list still reads', () => expect(list(draft(library, listed(bareAnswers(2))).document).join(' ')).toContain('defines Results'));

test('a field that a term does not have keeps a pack from compiling', () => {
  const one = { yaml: 'required: all\nblocks:\n  term: { repeat: terms }', en: '# One\n\n{#term} - {item.title};\n' };
  expect(faultsOf(packOf({ one }))).toEqual(['clauses/one/en.md:3 An item of terms has no field "title".']);
});
