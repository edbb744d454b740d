import { describe, expect, test } from 'vitest';
import { clauseAttrs, clausesOf, schedulesOf, schema, type Document } from '#agreement/document/schema';
import { printDocument, textsOf } from '#agreement/document/print';
import { setAnswer, setUnknown, type Answers } from '#agreement/facts/answers';
import type { ObligationTerm } from '#agreement/obligation';
import { peopleFrom } from '#agreement/words/people';
import { draft, titleOf } from '#stages/draft/draft';
import { bareAnswers, sampleAnswers, withFacts } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';
import { libraryFrom, packOf } from '../library/little-pack';

const library = baseLibrary();
const answers = sampleAnswers(3);
const first = draft(library, answers);

const idsOf = (document: Document): string[] => clausesOf(document).map((clause) => clause.attrs.id as string);
const clauseOf = (document: Document, id: string) => clausesOf(document).find((clause) => clause.attrs.id === id);

/** The text with one clause rewritten by people. */
function edited(document: Document, id: string): Document {
  return document.copy(document.content.replaceChild(idsOf(document).indexOf(id), clauseOf(document, id)!.type.create({ ...clauseOf(document, id)!.attrs, edited: true }, clauseOf(document, id)!.content)));
}

test('the same answers give the same text', () => expect(draft(library, structuredClone(answers)).document.eq(first.document)).toBe(true));
test('the same answers on top of the text give the very same object', () => expect(draft(library, structuredClone(answers), { document: first.document, answers }).document).toBe(first.document));
test('the text fits the schema', () => first.document.check());

describe('one changed answer', () => {
  const changes: [string, unknown][] = [
    ['term.exits.cure', { n: 31, unit: 'day' }],
    ['law.governing', 'de'],
    ['scope.field', 'inspection of outdoor spaces'],
    ['money.payment.days', { n: 14, unit: 'day' }],
    ['conf.terms.period', { n: 7, unit: 'year' }],
    ['work.items.wp1.title', 'Machine'],
    ['work.items.wp1.end', '2027-11-30'],
    ['notice.rules.emailFormal', true],
    ['dispute.final.kind', 'court'],
    ['ip.resultsOwnership.rule', 'joint'],
    ['gov.reporting.warnWithin', { n: 4, unit: 'business-day' }],
    ['term.core.end', '2029-06-30'],
    ['parties.beta.seat', 'BE'],
    ['parties.alpha.signatories.s1.name', 'Ada Sommer'],
    ['money.shares.share-alpha.percent', '39'],
    ['agreement.title', 'Driftwood'],
    ['work.deliverables', []],
    ['general.choices.assignment', 'consent'],
  ];
  test.each(changes)('%s: clauses that did not read it stay the same objects, the others are drafted as from nothing', (path, value) => {
    const set = setAnswer(answers, path, value);
    if (!set.ok) throw new Error(JSON.stringify(set.problems));
    const again = draft(library, set.answers, { document: first.document, answers });
    const fresh = draft(library, set.answers);
    expect(again.document.eq(fresh.document)).toBe(true);
    expect(again.redrafts).toEqual([]);
    let kept = 0;
    for (const node of [...clausesOf(again.document), ...schedulesOf(again.document)]) {
      const old = [...clausesOf(first.document), ...schedulesOf(first.document)].find((one) => one.attrs.id === node.attrs.id);
      if (old === undefined || !old.eq(node)) continue;
      const owner = node.type.name === 'clause' ? node : clauseOf(again.document, node.attrs.clause as string)!;
      if (clauseAttrs(owner).answers.some((read) => path.startsWith(read) || read.startsWith(path))) continue;
      expect(node, node.attrs.id as string).toBe(old);
      kept += 1;
    }
    expect(kept).toBeGreaterThan(20);
  });

  test('another name of a party changes only what prints the party', () => {
    const renamed = { ...answers, parties: answers.parties.map((party) => (party.id === 'beta' ? { ...party, shortName: 'Bolt' } : party)) };
    const again = draft(library, renamed, { document: first.document, answers });
    expect(again.document.eq(draft(library, renamed).document)).toBe(true);
    expect(printDocument(again.document, { people: peopleFrom(renamed) }).sections.flatMap((section) => [...textsOf(section)]).map((text) => text.text).join('\n')).not.toMatch(/\bBeta must\b/);
  });
  test('one more party is drafted as from nothing', () => {
    const four = sampleAnswers(4);
    expect(draft(library, four, { document: first.document, answers }).document.eq(draft(library, four).document)).toBe(true);
  });
  test('another library drafts everything anew', () => {
    const other = { ...library, digest: `sha256:${'0'.repeat(64)}` };
    expect(clausesOf(draft(other, answers, { document: first.document, answers }).document).some((clause) => clausesOf(first.document).includes(clause))).toBe(false);
  });
});

describe('a clause that people changed', () => {
  const document = edited(first.document, 'confidentiality');
  const changed = withFacts(answers, { 'conf.terms.period': { n: 7, unit: 'year' } });
  test('stays as it is when its answers stay', () => expect(draft(library, answers, { document, answers }).redrafts).toEqual([]));
  test('keeps its words when its answers change', () => expect(clauseOf(draft(library, changed, { document, answers }).document, 'confidentiality')).toBe(clauseOf(document, 'confidentiality')));
  test('gets a redraft to look at', () => {
    const { redrafts } = draft(library, changed, { document, answers });
    expect(redrafts.map((redraft) => redraft.clause)).toEqual(['confidentiality']);
    expect(redrafts[0]!.drafted.clause.eq(clauseOf(draft(library, changed).document, 'confidentiality')!)).toBe(true);
  });
  test('keeps its words when the library changes', () => {
    const other = { ...library, digest: `sha256:${'0'.repeat(64)}` };
    expect(clauseOf(draft(other, answers, { document, answers }).document, 'confidentiality')).toBe(clauseOf(document, 'confidentiality'));
  });
});

describe('a clause that people wrote', () => {
  const own = schema.nodes.clause!.create({ id: 'own-1', library: null }, schema.nodes.wording!.create({ lang: 'en' }, schema.nodes.heading!.create(null, schema.text('House rules'))));
  const place = (after: string | null): Document => {
    const clauses = clausesOf(first.document);
    const at = after === null ? 0 : clauses.findIndex((clause) => clause.attrs.id === after) + 1;
    return first.document.type.create(first.document.attrs, [...clauses.slice(0, at), own, ...clauses.slice(at), ...schedulesOf(first.document)]);
  };
  const changed = withFacts(answers, { 'law.governing': 'de' });
  test.each(['confidentiality', 'governing-law', null])('keeps its place after %s', (after) => {
    const ids = idsOf(draft(library, changed, { document: place(after), answers }).document);
    expect(ids[ids.indexOf('own-1') - 1]).toBe(after ?? undefined);
  });
  test('stays though the clause before it leaves', () => {
    const gone = withFacts(answers, { 'drafting.optOut.publication-review': 'Nothing will be published.' });
    const ids = idsOf(draft(library, gone, { document: place('publication-review'), answers }).document);
    expect(ids).toContain('own-1');
    expect(ids).not.toContain('publication-review');
  });
});

describe('unknown facts', () => {
  const bare = draft(library, bareAnswers(2));
  test('print as blanks', () => expect([...blanks(bare.document)]).toEqual(expect.arrayContaining(['law.governing', 'term.exits.cure'])));
  test('leave no clause out that the type requires', () => {
    for (const clause of library.clauses.filter((one) => one.required.types.some((type) => type === 'all' || type === 'RD') && one.required.when === null)) expect(idsOf(bare.document)).toContain(clause.id);
  });
  test('leave optional clauses out and list what would decide them', () => {
    for (const { clause, paths } of bare.open) {
      expect(idsOf(bare.document)).not.toContain(clause);
      expect(paths.length).toBeGreaterThan(0);
    }
  });
  test('"not known yet" prints as a blank too', () => {
    const set = setUnknown(answers, 'law.governing', { at: '2027-03-01T00:00:00.000Z' });
    expect(set.ok && [...blanks(draft(library, set.answers).document)]).toContain('law.governing');
  });
  test('no answers at all make a text without clauses', () => expect(draft(library, { entente: 1, parties: [], facts: {}, answers: [] }).document.childCount).toBe(0));
});

describe('however many parties', () => {
  test.each([0, 1, 2, 5, 60])('%i: drafted, with facts and without', (n) => {
    for (const given of [sampleAnswers(n), bareAnswers(n)]) {
      const { document } = draft(library, given);
      document.check();
      for (const section of printDocument(document, { people: peopleFrom(given) }).sections) for (const { text } of textsOf(section)) expect(text).not.toMatch(/undefined|\[object|NaN|\[missing: /);
    }
  });
  test('ids of nodes are never used twice', () => {
    const { document } = draft(library, sampleAnswers(7));
    const seen = new Map<string, number>();
    document.descendants((node) => void (typeof node.attrs.id === 'string' && !node.isInline && seen.set(node.attrs.id, (seen.get(node.attrs.id) ?? 0) + 1)));
    expect([...seen].filter(([, n]) => n > 1)).toEqual([]);
  });
  test('two-party words stand only where there are two', () => {
    const words = (n: number): string => printDocument(draft(library, sampleAnswers(n)).document, { people: peopleFrom(sampleAnswers(n)) }).sections.flatMap((section) => [...textsOf(section)].map((text) => text.text)).join('\n');
    expect(words(2)).toMatch(/the other party/);
    expect(words(3)).not.toMatch(/\bthe other party\b|\bboth parties\b|\bneither party\b/i);
  });
});

describe('which clauses stand', () => {
  const little = libraryFrom(
    packOf({
      always: { yaml: 'required: all' },
      research: { yaml: 'required: [RD]\nfollows: always' },
      secret: { yaml: 'required: { types: all, when: { is: [law.governing, ch] } }\nfollows: research' },
      maybe: { yaml: 'optional: { types: all, when: { present: scope.field } }\nfollows: secret' },
      asked: { yaml: 'optional: { types: all, when: { is: [dispute.final.kind, court] } }\nfollows: maybe' },
      extra: { yaml: 'optional: all\nfollows: asked' },
    }),
  );
  const of = (facts: Record<string, unknown>, type: Answers['type'] = 'RD') => draft(little, { ...withFacts({ entente: 1, parties: [{ id: 'alpha', shortName: 'Alpha' }], facts: {}, answers: [] }, facts), type });
  test.each<[string, Record<string, unknown>, Answers['type'], string[]]>([
    ['required ones, and those whose condition is open', {}, 'RD', ['always', 'research', 'secret']],
    ['not those of another type', {}, 'BC', ['always', 'secret']],
    ['not those whose condition is false', { 'law.governing': 'de' }, 'BC', ['always']],
    ['those whose condition is true', { 'law.governing': 'ch' }, 'BC', ['always', 'secret']],
    ['optional ones under their condition', { 'scope.field': 'robots', 'law.governing': 'de' }, 'BC', ['always', 'maybe']],
    ['optional ones that were taken in', { 'drafting.include': ['extra', 'asked'], 'law.governing': 'de' }, 'BC', ['always', 'asked', 'extra']],
    ['not those that were left out with a reason', { 'drafting.optOut.always': 'Said elsewhere.', 'law.governing': 'de' }, 'BC', []],
    ['left out weighs more than taken in', { 'drafting.optOut.extra': 'It is not needed.', 'drafting.include': ['extra'], 'law.governing': 'de' }, 'BC', ['always']],
  ])('%s', (_, facts, type, ids) => expect(idsOf(of(facts, type).document)).toEqual(ids));
  test('an optional one whose condition is open is told with what decides it', () => expect(of({}).open).toEqual([{ clause: 'asked', paths: ['dispute.final.kind'] }]));
});

describe('a block that asks for a section', () => {
  const little = libraryFrom(
    packOf({
      money: { yaml: 'optional: { types: all, when: { present: scope.field } }' },
      lasts: { yaml: 'required: all\nfollows: money\nblocks:\n  money: { when: { is: [sections, money] } }\n  none: { when: { not: { is: [sections, money] } } }', en: '# What lasts\n\n{#money} Section {ref:money} lasts.\n\n{#none} Nothing lasts.' },
    }),
  );
  const of = (facts: Record<string, unknown>): Answers => withFacts({ entente: 1, type: 'RD', parties: [{ id: 'alpha', shortName: 'Alpha' }], facts: {}, answers: [] }, facts);
  const words = (document: Document): string => printDocument(document).sections.find((section) => section.clause === 'lasts')!.blocks.map((block) => (block.kind === 'table' ? '' : block.text)).join(' ');
  test.each<[string, Record<string, unknown>, string]>([
    ['is drafted where the section stands', { 'scope.field': 'robots' }, 'Section 1 lasts.'],
    ['is drafted where people took the section in', { 'drafting.include': ['money'] }, 'Section 1 lasts.'],
    ['is left out where the section does not stand', {}, 'Nothing lasts.'],
    ['is left out where people left the section out', { 'scope.field': 'robots', 'drafting.optOut.money': 'Said elsewhere.' }, 'Nothing lasts.'],
  ])('%s', (_, facts, text) => expect(words(draft(little, of(facts)).document)).toBe(text));
  test('goes with the section, although no answer of its own changed', () => {
    const before = of({ 'scope.field': 'robots' });
    const after = of({ 'scope.field': 'robots', 'drafting.optOut.money': 'Said elsewhere.' });
    expect(words(draft(little, after, { document: draft(little, before).document, answers: before }).document)).toBe('Nothing lasts.');
  });
});

describe('titles', () => {
  test.each<[Record<string, unknown>, Answers['type'], RegExp]>([
    [{ 'agreement.title': 'Tidemark' }, 'RD', /^Tidemark research and development/i],
    [{}, 'RD', /^Research and development/],
    [{}, undefined, /^Agreement$/],
  ])('%j %s', (facts, type, title) => expect(titleOf({ ...withFacts({ entente: 1, parties: [], facts: {}, answers: [] }, facts), ...(type !== undefined && { type }) })).toMatch(title));
});

describe('obligations', () => {
  const terms = (document: Document): ObligationTerm[] => clausesOf(document).flatMap((clause) => clauseAttrs(clause).obligations);
  test('are owed by parties of the agreement', () => {
    for (const term of terms(first.document)) for (const actor of [term.debtor, term.creditor]) if (actor.kind === 'parties') for (const id of actor.ids) expect(answers.parties.map((party) => party.id)).toContain(id);
  });
  test('have ids of their own', () => {
    const ids = terms(first.document).map((term) => term.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('name what is open', () => expect(JSON.stringify(terms(draft(library, bareAnswers(2)).document))).toContain('"kind":"blank"'));
});

function* blanks(document: Document): Generator<string> {
  const found: string[] = [];
  document.descendants((node) => void (node.type.name === 'blank' && found.push(node.attrs.path as string)));
  yield* found;
}
