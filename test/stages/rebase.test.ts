import fc from 'fast-check';
import type { Node } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { clausesOf, schedulesOf, schema, type Document } from '#agreement/document/schema';
import { readAnswers, setAnswer, setUnknown, writeAnswers, type Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { draft } from '#stages/draft/draft';
import { rebaseAnswers, rebaseDocument } from '#stages/negotiate/rebase';
import { clause, documentOf, p, schedule } from '../agreement/little-document';
import { sampleAnswers } from '../agreement/sample-answers';
import { exampleLibrary } from './example-library';

/** "a1 b2 / s1@a" is clause a with the words "1", b with "2", and the schedule s of a. */
function of(text: string): Document {
  const [clauses = '', schedules = ''] = text.split('/').map((part) => part.trim().split(' ').filter(Boolean)) as [string[], string[]];
  const words = (name: string): Node[] => [p(`${name.charAt(0)}.p`, [name.slice(1).replace(/@.*/, '')])];
  return documentOf([...[...clauses].map((name) => clause(name.charAt(0), words(name))), ...[...schedules].map((name) => schedule(name.charAt(0), name.split('@')[1] as string, words(name)))]);
}

const told = (document: Document): string => {
  const name = (node: Node): string => `${node.attrs.id as string}${node.child(0).child(1).textContent}`;
  const schedules = schedulesOf(document).map((node) => `${name(node)}@${node.attrs.clause as string}`);
  return [clausesOf(document).map(name).join(' '), ...(schedules.length === 0 ? [] : ['/', schedules.join(' ')])].join(' ').trim();
};
const rebased = (base: string, mine: string, theirs: string): [string, string, string] => {
  const { document, kept, both } = rebaseDocument(of(base), of(mine), of(theirs));
  return [told(document), kept.join(' '), both.join(' ')];
};

describe('a text', () => {
  test.each<[string, string, string, string, string, string, string]>([
    ['nothing changed', 'a1 b1', 'a1 b1', 'a1 b1', 'a1 b1', '', ''],
    ['they changed', 'a1 b1', 'a1 b1', 'a1 b2', 'a1 b2', '', ''],
    ['I changed', 'a1 b1', 'a2 b1', 'a1 b1', 'a2 b1', 'a', ''],
    ['each changed another', 'a1 b1', 'a2 b1', 'a1 b2', 'a2 b2', 'a', ''],
    ['both changed one alike', 'a1', 'a2', 'a2', 'a2', '', ''],
    ['both changed one otherwise: my words stay, it is listed', 'a1', 'a2', 'a3', 'a2', 'a', 'a'],
    ['they put in', 'a1', 'a1', 'a1 n1', 'a1 n1', '', ''],
    ['I put in', 'a1', 'a1 n1', 'a1', 'a1 n1', 'n', ''],
    ['I put in first of all', 'a1', 'n1 a1', 'a1', 'n1 a1', 'n', ''],
    ['both put in at one place', 'a1 b1', 'a1 m1 b1', 'a1 n1 b1', 'a1 m1 n1 b1', 'm', ''],
    ['I put in several', 'a1 b1', 'a1 m1 n1 b1', 'a1 b2', 'a1 m1 n1 b2', 'm n', ''],
    ['I put in behind what they took out', 'a1 b1 c1', 'a1 b1 n1 c1', 'a1 c1', 'a1 n1 c1', 'n', ''],
    ['both put in the same', 'a1', 'a1 n1', 'a1 n1', 'a1 n1', '', ''],
    ['both put in otherwise under one id', 'a1', 'a1 n1', 'a1 n2', 'a1 n1', 'n', 'n'],
    ['they took out', 'a1 b1', 'a1 b1', 'a1', 'a1', '', ''],
    ['I took out', 'a1 b1', 'a1', 'a1 b1', 'a1', 'b', ''],
    ['both took out', 'a1 b1', 'a1', 'a1', 'a1', '', ''],
    ['I took out what they changed: it is back', 'a1 b1', 'a1', 'a1 b2', 'a1 b2', '', 'b'],
    ['they took out what I changed: it stays', 'a1 b1', 'a1 b2', 'a1', 'a1 b2', 'b', 'b'],
    ['they moved', 'a1 b1 c1', 'a1 b1 c1', 'c1 a1 b1', 'c1 a1 b1', '', ''],
    ['I moved', 'a1 b1 c1', 'c1 a1 b1', 'a1 b1 c1', 'c1 a1 b1', '', ''],
    ['I moved, they put in', 'a1 b1 c1', 'c1 a1 b1', 'a1 n1 b1 c1', 'c1 a1 n1 b1', '', ''],
    ['both moved: their order', 'a1 b1 c1', 'c1 a1 b1', 'b1 a1 c1', 'b1 a1 c1', '', ''],
    ['a schedule of mine', 'a1 b1 / s1@a', 'a1 b1 / s2@a', 'a1 b2 / s1@a', 'a1 b2 / s2@a', 'a', ''],
    ['a schedule I put in', 'a1 b1', 'a1 b1 / s1@b', 'a2 b1', 'a2 b1 / s1@b', 'b', ''],
    ['a schedule belongs to its clause: both changed', 'a1 / s1@a', 'a2 / s1@a', 'a1 / s2@a', 'a2 / s1@a', 'a', 'a'],
    ['a clause goes with its schedules', 'a1 b1 / s1@b', 'a1', 'a2 b1 / s1@b', 'a2', 'b', ''],
    ['schedules keep their order', 'a1 b1 / s1@a t1@b', 'a1 b1 / s1@a t2@b', 'a1 b1 / t1@b s1@a', 'a1 b1 / t2@b s1@a', 'b', ''],
    ['a schedule whose clause is gone', 'a1 / s1@z', 'a1 / s2@z', 'a2 / s1@z', 'a2 / s2@z', 's', ''],
    ['everything is mine', '', 'a1 b1', '', 'a1 b1', 'a b', ''],
    ['everything is theirs', '', '', 'a1 b1', 'a1 b1', '', ''],
    ['nothing is left', 'a1', '', 'a1', '', 'a', ''],
  ])('%s', (_, base, mine, theirs, expected, kept, both) => expect(rebased(base, mine, theirs)).toEqual([expected, kept, both]));

  test('nothing of mine is the very same object as theirs', () => {
    const theirs = of('a2 b1');
    expect(rebaseDocument(of('a1 b1'), of('a1 b1'), theirs).document).toBe(theirs);
  });
  const titled = (title: string, library: string | null = null): Document => schema.nodes.agreement!.create({ title, library }, []);
  test('the title is mine where I changed it', () => expect(rebaseDocument(titled('A'), titled('B'), titled('A', 'newer')).document.attrs).toMatchObject({ title: 'B', library: 'newer' }));
  test('else theirs', () => expect(rebaseDocument(titled('A'), titled('A'), titled('C')).document.attrs.title).toBe('C'));
  test('marks and provenance are part of a clause', () => {
    const [plain, edited] = [documentOf([clause('a', [])]), documentOf([clause('a', [], { edited: true })])];
    expect(rebaseDocument(plain, edited, plain).document.child(0).attrs.edited).toBe(true);
  });

  const anyText = fc.tuple(
    fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f']).chain((ids) => fc.tuple(...ids.map((id) => fc.nat(2).map((n) => `${id}${n}`)))),
    fc.shuffledSubarray(['s', 't', 'u']).chain((ids) => fc.tuple(...ids.map((id) => fc.tuple(fc.nat(1), fc.constantFrom('a', 'b', 'z')).map(([n, owner]) => `${id}${n}@${owner}`)))),
  ).map(([clauses, schedules]) => of(`${clauses.join(' ')} / ${schedules.join(' ')}`));
  test('nothing of mine leaves theirs', () => fc.assert(fc.property(anyText, anyText, (base, theirs) => rebaseDocument(base, base, theirs).document.eq(theirs)), { numRuns: 300 }));
  test('nothing of theirs leaves mine', () => fc.assert(fc.property(anyText, anyText, (base, mine) => rebaseDocument(base, mine, base).document.eq(mine)), { numRuns: 300 }));
  test('three texts always give one that fits, and every node is from one of them', () =>
    fc.assert(
      fc.property(anyText, anyText, anyText, (base, mine, theirs) => {
        const { document, both } = rebaseDocument(base, mine, theirs);
        document.check();
        for (const node of document.children) expect([...mine.children, ...theirs.children].some((other) => other.eq(node))).toBe(true);
        // What only one of them changed is never listed.
        for (const id of both) expect(clausesOf(base).some((node) => node.attrs.id === id) && clausesOf(mine).concat(clausesOf(theirs)).every((node) => node.attrs.id !== id)).toBe(false);
      }),
      { numRuns: 400 },
    ));
  test('two clauses of one id', () => {
    const twice = documentOf([clause('a', [p('a.p', ['1'])]), clause('b', []), clause('a', [p('a.p', ['2'])])]);
    expect(rebaseDocument(of('a1'), of('a1'), twice).document.eq(twice)).toBe(true);
    expect(rebaseDocument(of('a1'), twice, of('a1')).document.eq(twice)).toBe(true);
  });
  test('whole agreements: my answers and theirs meet clause by clause', () => {
    const library = exampleLibrary(['title-and-parties', 'confidentiality', 'termination-cause', 'payment-terms', 'steering-committee']);
    const answers = set(sampleAnswers(3), 'drafting.include', ['termination-cause']);
    const base = draft(library, answers).document;
    const mine = draft(library, set(answers, 'term.exits.cure', { n: 45, unit: 'day' })).document;
    const theirs = draft(library, set(answers, 'drafting.include', ['termination-cause', 'steering-committee'])).document;
    const { document, kept, both } = rebaseDocument(base, mine, theirs);
    expect([kept, both]).toEqual([['termination-cause'], []]);
    expect(document.eq(draft(library, set(set(answers, 'term.exits.cure', { n: 45, unit: 'day' }), 'drafting.include', ['termination-cause', 'steering-committee'])).document)).toBe(true);
  });
});

function set(answers: Answers, path: string, value: unknown): Answers {
  const result = setAnswer(answers, path, value);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.answers;
}
const unknown = (answers: Answers, path: string): Answers => {
  const result = setUnknown(answers, path);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.answers;
};
/** Whether the answers can be written to a file and read again. */
const fits = (answers: Answers): void => {
  const read = readAnswers(writeAnswers(answers));
  expect(read.ok ? [] : read.problems).toEqual([]);
};

describe('answers', () => {
  const base = sampleAnswers(3);
  type Edit = (answers: Answers) => Answers;
  const to = (path: string, value: unknown): Edit => (answers) => set(answers, path, value);
  const meet = (mine: Edit, theirs: Edit, start = base): ReturnType<typeof rebaseAnswers> => {
    const result = rebaseAnswers(start, mine(start), theirs(start));
    fits(result.answers);
    return result;
  };
  const same: Edit = (answers) => answers;
  const read = (result: { answers: Answers }, path: string): unknown => valueAt(result.answers, path);
  const days = (n: number): unknown => ({ n, unit: 'day' });

  test('each answered another question', () => {
    const result = meet(to('term.exits.cure', days(45)), to('law.governing', 'de'));
    expect([read(result, 'term.exits.cure'), read(result, 'law.governing'), result.kept, result.both]).toEqual([days(45), 'de', ['term.exits.cure'], []]);
  });
  test('both answered alike', () => expect(meet(to('law.governing', 'de'), to('law.governing', 'de'))).toMatchObject({ kept: [], both: [] }));
  test('both answered otherwise: mine stands, it is listed', () => {
    const result = meet(to('law.governing', 'fr'), to('law.governing', 'de'));
    expect([read(result, 'law.governing'), result.both]).toEqual(['fr', ['law.governing']]);
  });
  test('a value is one thing', () => expect(meet(to('term.exits.cure', { n: 2, unit: 'week' }), to('term.exits.cure', days(9)))).toMatchObject({ both: ['term.exits.cure'] }));
  test('the type', () => expect(meet(to('agreement.type', 'CONS'), same)).toMatchObject({ answers: { type: 'CONS' }, kept: ['agreement.type'] }));
  test('what is kept is named fact by fact', () => expect(meet((answers) => set(set(answers, 'term.exits.cure', days(45)), 'work.items.wp1.title', 'Machine'), same).kept).toEqual(['work.items.wp1.title', 'term.exits.cure']));
  test('fields of a party', () => {
    const result = meet(to('parties.beta.seat', 'BE'), to('parties.beta.legalForm', 'SA'));
    expect([read(result, 'parties.beta.seat'), read(result, 'parties.beta.legalForm'), result.kept]).toEqual(['BE', 'SA', ['parties.beta.seat']]);
  });
  test('fields of one item', () => {
    const result = meet(to('work.items.wp1.title', 'Machine'), to('work.items.wp1.end', '2027-12-31'));
    expect([read(result, 'work.items.wp1.title'), read(result, 'work.items.wp1.end')]).toEqual(['Machine', '2027-12-31']);
  });
  test('an item each', () => {
    const result = meet(to('work.items.mine', { title: 'Mine' }), to('work.items.yours', { title: 'Yours' }));
    expect((read(result, 'work.items') as { id: string }[]).map((item) => item.id).slice(-2)).toEqual(['mine', 'yours']);
  });
  test('the same new id for two things: fields meet', () => expect(meet(to('work.items.new', { title: 'Mine' }), to('work.items.new', { title: 'Yours' }))).toMatchObject({ both: ['work.items.new.title'] }));
  test('an item I took out', () => {
    const result = meet(to('work.items.wp1', undefined), to('law.governing', 'de'));
    expect([read(result, 'work.items.wp1'), result.kept.includes('work.items.wp1')]).toEqual([undefined, true]);
  });
  test('an item I took out and they changed is out, and listed', () => {
    const result = meet(to('work.items.wp1', undefined), to('work.items.wp1.title', 'Machine'));
    expect([read(result, 'work.items.wp1'), result.both]).toEqual([undefined, ['work.items.wp1']]);
  });
  test('an item they took out and I changed stays, and is listed', () => {
    const result = meet(to('work.items.wp1.title', 'Machine'), to('work.items.wp1', undefined));
    expect([read(result, 'work.items.wp1.title'), result.both]).toEqual(['Machine', ['work.items.wp1']]);
  });
  test('none at all and something more', () => {
    const result = meet(to('work.deliverables', []), to('work.deliverables.more', { title: 'More' }));
    expect((read(result, 'work.deliverables') as { id: string }[]).map((item) => item.id)).toEqual(['more']);
  });
  test('none at all against nothing new', () => expect(read(meet(to('work.deliverables', []), to('law.governing', 'de')), 'work.deliverables')).toEqual([]));
  test('none at all against not asked', () => expect(meet(to('work.deliverables', []), to('work.deliverables', undefined)).answers.facts.work?.deliverables).toEqual([]));
  test('I withdrew what they left', () => expect(read(meet(to('law.governing', undefined), to('term.exits.cure', days(9))), 'law.governing')).toBeUndefined());
  test('they withdrew what I left', () => expect(read(meet(to('term.exits.cure', days(9)), to('law.governing', undefined)), 'law.governing')).toBeUndefined());
  test('each withdrew another field of a group', () => {
    const start = set(set(base, 'parties.beta.sizeClass.size', 'small'), 'parties.beta.sizeClass.headcount', 9);
    const two = Object.keys(start.parties[1]!.sizeClass ?? {});
    const rest = two.filter((name) => name !== 'size' && name !== 'headcount').reduce((now, name) => set(now, `parties.beta.sizeClass.${name}`, undefined), start);
    expect(meet(to('parties.beta.sizeClass.size', undefined), to('parties.beta.sizeClass.headcount', undefined), rest).answers.parties[1]).not.toHaveProperty('sizeClass');
  });
  test('I said that I do not know', () => expect(meet((answers) => unknown(answers, 'law.governing'), to('term.exits.cure', days(9))).answers.answers).toEqual([{ path: 'law.governing', status: 'unknown' }]));
  test('I do not know what they answered anew: mine stands', () => expect(read(meet((answers) => unknown(answers, 'law.governing'), to('law.governing', 'de')), 'law.governing')).toBeUndefined());
  test('they answered what nobody knew', () => {
    const start = unknown(base, 'law.governing');
    expect(read(meet(to('term.exits.cure', days(9)), to('law.governing', 'de'), start), 'law.governing')).toBe('de');
  });
  test('I answered what nobody knew', () => expect(meet(to('law.governing', 'de'), to('term.exits.cure', days(9)), unknown(base, 'law.governing')).answers.answers).toEqual([]));
  test('proposals of two parties stand side by side', () => {
    const propose = (party: string, value: string): Edit => (answers) => ({ ...answers, answers: [...answers.answers, { path: 'law.governing', value, onBehalfOf: party, status: 'proposed' }] });
    expect(meet(propose('alpha', 'de'), propose('beta', 'fr')).answers.answers.map((one) => one.value)).toEqual(['de', 'fr']);
  });
  test('a party that they added', () => expect(meet(to('law.governing', 'de'), to('parties.zulu', { shortName: 'Zulu' })).answers.parties.map((party) => party.id)).toEqual(['alpha', 'beta', 'gamma', 'zulu']));
  test('a party that they took out and I left', () => {
    const bare: Answers = { entente: 1, parties: [{ id: 'alpha' }, { id: 'beta' }], facts: {}, answers: [] };
    expect(meet(to('law.governing', 'de'), to('parties.beta', undefined), bare).answers.parties).toEqual([{ id: 'alpha' }]);
  });
  test('a party that they took out and that I named meanwhile stays, and is listed', () => {
    const bare: Answers = { entente: 1, parties: [{ id: 'alpha' }, { id: 'beta' }], facts: {}, answers: [] };
    const result = meet(to('work.items.w', { title: 'Work', lead: 'beta' }), to('parties.beta', undefined), bare);
    expect([result.answers.parties.map((party) => party.id), result.both]).toEqual([['alpha', 'beta'], ['parties.beta']]);
  });
  test('what is open about a party that is gone is gone', () => {
    const bare: Answers = { entente: 1, parties: [{ id: 'alpha' }, { id: 'beta' }], facts: {}, answers: [{ path: 'parties.beta.seat', status: 'unknown' }, { path: 'law.governing', value: 'de', onBehalfOf: 'beta', status: 'proposed' }] };
    const without: Answers = { ...bare, parties: [{ id: 'alpha' }], answers: [] };
    const result = rebaseAnswers(bare, { ...bare, answers: bare.answers.map((one) => ({ ...one, evidence: ['minutes'] })) }, without);
    fits(result.answers);
    expect(result.answers.answers).toEqual([]);
  });
  test('nothing is changed in place', () => {
    const [b, m, t] = [base, set(base, 'law.governing', 'fr'), set(base, 'law.governing', 'de')];
    const before = JSON.stringify([b, m, t]);
    rebaseAnswers(b, m, t);
    expect(JSON.stringify([b, m, t])).toBe(before);
  });

  const edits: [string, unknown][] = [
    ['term.exits.cure', days(31)], ['term.exits.cure', days(60)], ['law.governing', 'de'], ['law.governing', 'fr'], ['law.governing', undefined], ['parties.beta.seat', 'BE'], ['parties.beta.seat', undefined],
    ['work.items.wp1.title', 'Machine'], ['work.items.wp1.title', 'Robot arm'], ['work.items.wp1', undefined], ['work.items.extra', { title: 'Extra' }], ['work.items.extra', { title: 'Other' }], ['work.deliverables', []], ['work.deliverables', undefined],
    ['agreement.title', 'Driftwood'], ['agreement.type', 'CONS'], ['ip.resultsOwnership.rule', 'joint'], ['parties.zulu', { shortName: 'Zulu' }], ['money.shares', undefined], ['parties.alpha.signatories.s1.name', 'Ada Sommer'], ['work.raci.wp1', undefined],
  ];
  const anyEdits = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...edits).map(([path, value]): Edit => (answers) => set(answers, path, value)) }, { weight: 1, arbitrary: fc.constantFrom('law.governing', 'term.exits.cure', 'parties.beta.seat').map((path): Edit => (answers) => unknown(answers, path)) }), { maxLength: 5 }).map(
    (list): Edit => (answers) =>
      list.reduce((now, edit) => {
        // Some of them cannot follow each other: an item that is gone has no title.
        try {
          return edit(now);
        } catch {
          return now;
        }
      }, answers),
  );
  test('nothing of mine leaves theirs', () => fc.assert(fc.property(anyEdits, (theirs) => void expect(rebaseAnswers(base, base, theirs(base))).toEqual({ answers: theirs(base), kept: [], both: [] })), { numRuns: 100 }));
  test('nothing of theirs leaves mine', () =>
    fc.assert(
      fc.property(anyEdits, (mine) => {
        const result = rebaseAnswers(base, mine(base), base);
        expect(result.answers).toEqual(mine(base));
        expect(result.both).toEqual([]);
      }),
      { numRuns: 100 },
    ));
  test('the same on both sides is no conflict', () => fc.assert(fc.property(anyEdits, (edit) => void expect(rebaseAnswers(base, edit(base), edit(base))).toEqual({ answers: edit(base), kept: [], both: [] })), { numRuns: 60 }));
  test('what meets can always be written and read again', () => fc.assert(fc.property(anyEdits, anyEdits, (mine, theirs) => void meet(mine, theirs)), { numRuns: 50 }));
});
