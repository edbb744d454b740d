import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schema, type Document } from '#agreement/document/schema';
import { applySteps } from '#agreement/proposal';
import { setAnswer, type Answers } from '#agreement/facts/answers';
import { clauseTemplate } from '#library/library';
import { checkByCode, explain, messageOf } from '#stages/inspect/catalogue';
import { checks } from '#stages/inspect/checks/index';
import { draft } from '#stages/draft/draft';
import { draftClause } from '#stages/draft/clause';
import { inspect, type Inspected, type Inspection } from '#stages/inspect/inspect';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary, libraryOf } from '../library/packs';
import { exampleLibrary } from './example-library';

const library = baseLibrary();

/** What the sample parties bring on themselves: a law that is foreign to them and has no pack, and a simple signature under a transfer of rights. */
const ofTheirs = ['ENF-005', 'ENF-007', 'ENF-015', 'SGN-003'];
const ofText = checks.filter((check) => !ofTheirs.includes(check.code));

function inspectionOf(document: Document, answers?: Answers): Inspection {
  return {
    document,
    answers,
    library,
    today: '2027-02-01',
    draftOf: (id) => {
      const template = clauseTemplate(library, id);
      return template === undefined || answers === undefined ? undefined : draftClause(template, answers, ['en'], document.children);
    },
  };
}

const look = (answers: Answers, document = draft(library, answers).document): Inspected => inspect(inspectionOf(document, answers), ofText);
const codes = ({ findings }: Inspected): string[] => [...new Set(findings.map((finding) => finding.code))].sort();

/** A text that nobody drafted here: one clause per list of paragraphs. */
function foreign(...clauses: { heading: string; paragraphs: string[] }[]): Document {
  const nodes = clauses.map(({ heading, paragraphs }, index) =>
    schema.nodes.clause!.create({ id: `c${index + 1}` }, schema.nodes.wording!.create({ lang: 'en' }, [
      schema.nodes.heading!.create(null, heading === '' ? [] : schema.text(heading)),
      ...paragraphs.map((words, at) => schema.nodes.paragraph!.create({ id: `c${index + 1}.p${at + 1}` }, words === '' ? [] : schema.text(words))),
    ])),
  );
  return schema.nodes.agreement!.create({ title: 'Foreign' }, nodes);
}

describe('our own words', () => {
  const cases = [['RD', 2], ['RD', 3], ['RD', 7], ['RD', 60], ['BC', 2], ['BC', 3], ['BC', 7]] as const;
  for (const [type, parties] of cases) {
    it(`${type} with ${parties} parties and all answers gives no finding`, () => {
      // The shares of the 60 sample parties make 60%.
      expect(look(sampleAnswers(parties, { 'agreement.type': type })).findings.filter((finding) => parties !== 60 || finding.code !== 'MON-001').map(messageOf)).toEqual([]);
    });
    it(`${type} with ${parties} parties and names only has gaps and nothing else`, () => {
      const found = codes(look(bareAnswers(parties, { 'agreement.type': type })));
      expect(found.filter((code) => !['STR-002', 'PTY-002', 'SCP-001', 'RSP-001', 'RSP-002'].includes(code))).toEqual([]);
      expect(found).toContain('STR-002');
    });
  }
  // The k-th position of every clause at once, so that few drafts show them all.
  const most = Math.max(...library.clauses.map((clause) => clause.positions.of.length));
  for (let turn = 0; turn < most; turn += 1) {
    for (const parties of [2, 5]) {
      it(`the positions of turn ${turn + 1} with ${parties} parties give no finding`, () => {
        // One right to leave at will excludes the other, and a default among several leads to the second.
        const rival = parties === 2 && Math.floor(turn / 2) % 2 === 1 ? 'withdrawal-exclusion' : 'termination-convenience';
        const facts: Record<string, unknown> = { 'agreement.type': 'RD', 'drafting.include': library.clauses.map((clause) => clause.id).filter((id) => !['own-costs', 'courts', 'arbitration', rival].includes(id)) };
        if (parties === 2) facts[`drafting.optOut.${rival}`] = 'the other one stands';
        for (const { id, positions } of library.clauses) {
          const position = positions.of[turn % positions.of.length] as string;
          if (positions.by === null) facts[`drafting.positions.${id}`] = { position, favoured: 'alpha' };
          else facts[positions.by] = position;
        }
        expect(look(sampleAnswers(parties, facts)).findings.map(messageOf)).toEqual([]);
      });
    }
  }
  for (const pack of ['gb-eaw', 'de', 'fr', 'us-ny', 'us-de', 'us-ca']) {
    it(`the words of the pack ${pack} give no finding`, () => {
      const law = libraryOf(pack);
      const answers = sampleAnswers(3, { 'agreement.type': 'RD', 'law.governing': pack, 'drafting.include': ['restraints', 'third-party-rights', 'excluded-losses', 'indemnities', 'hardship'] });
      const { findings } = inspect({ document: draft(law, answers).document, answers, library: law, today: '2027-02-01' }, ofText);
      expect(findings.map(messageOf)).toEqual([]);
    });
  }
  it('one party is too few', () => expect(codes(look(bareAnswers(1, { 'agreement.type': 'RD' })))).toContain('PTY-001'));
  it('no party is too few', () => expect(codes(look(bareAnswers(0, { 'agreement.type': 'RD' })))).toContain('PTY-001'));
});

describe('what changes after the drafting', () => {
  const answers = sampleAnswers(3, { 'agreement.type': 'RD' });
  const { document } = draft(library, answers);

  it('an answer that changed makes the text differ, and the fix puts it right', () => {
    const changed = setAnswer(answers, 'term.exits.cure', { n: 77, unit: 'day' });
    if (!changed.ok) throw new Error('the answer does not fit');
    const { findings } = inspect(inspectionOf(document, changed.answers), ofText);
    expect([...new Set(findings.map((finding) => finding.code))]).toEqual(['CON-001']);
    let mended = document;
    for (;;) {
      const finding = inspect(inspectionOf(mended, changed.answers), ofText).findings[0];
      if (finding === undefined) break;
      const applied = applySteps(mended, finding.fixes[0]!.steps);
      if (!applied.ok) throw new Error(applied.why);
      mended = applied.document;
    }
    expect(mended.eq(draft(library, changed.answers).document)).toBe(true);
  });

  it('each clause that is taken out is missed, and the first fix brings back what was missed', () => {
    for (let index = 0; index < document.childCount; index += 1) {
      const clause = document.child(index);
      if (clause.type !== schema.nodes.clause) continue;
      const id = clause.attrs.id as string;
      const without = document.copy(document.content.replaceChild(index, clause.copy(clause.content)));
      const kept = document.children.filter((node) => node !== clause && node.attrs.clause !== id);
      const cut = schema.nodes.agreement!.create(without.attrs, kept);
      const { findings } = inspect(inspectionOf(cut, answers), checks);
      const missed = findings.find((finding) => finding.code === 'STR-001' && finding.place.clause === id);
      if (missed === undefined) continue;
      const applied = applySteps(cut, missed.fixes[0]!.steps);
      if (!applied.ok) throw new Error(applied.why);
      expect(applied.document.eq(document), id).toBe(true);
    }
  });

  it('a finding keeps its identity when numbers move', () => {
    const clause = schema.nodes.clause!.create({ id: 'own' }, schema.nodes.wording!.create(null, [
      schema.nodes.heading!.create(null, schema.text('Extras')),
      schema.nodes.paragraph!.create({ id: 'own.1' }, [schema.text('Section '), schema.nodes.ref!.create({ id: 'notices' }), schema.text(' (Nowhere) applies.')]),
    ]));
    const at = (index: number): string[] => {
      const nodes = document.children.slice();
      nodes.splice(index, 0, clause);
      return inspect(inspectionOf(schema.nodes.agreement!.create(document.attrs, nodes), answers), checks).findings.map((finding) => finding.fingerprint);
    };
    expect(at(3)).toEqual(at(20));
    expect(at(3).length).toBeGreaterThan(0);
  });
});

describe('a text that we did not draft', () => {
  it('is looked at, and what could not be looked at is named', () => {
    const { findings, notRun } = inspect({ document: foreign({ heading: 'Term', paragraphs: ['This agreement ends as section 19.4 says.'] }), library, today: '2027-02-01' }, checks);
    expect(findings.map((finding) => finding.code)).toEqual(['XRF-001']);
    expect(notRun).toEqual(['STR-001', 'STR-007', 'STR-008', 'STR-009', 'PTY-001', 'PTY-002', 'PTY-003', 'PTY-006', 'SCP-001', 'SCP-006', 'RSP-002', 'RSP-007', 'MON-006', 'MON-007', 'TRP-001', 'ENF-004', 'ENF-005', 'ENF-007', 'ENF-008', 'ENF-015', 'CON-001', 'SGN-003']);
  });
  it('in another language gets no check of words', () => {
    const document = foreign({ heading: 'Laufzeit', paragraphs: ['Der Vertrag endet herein nach section 19.4.'] });
    const german = schema.nodes.agreement!.create({ ...document.attrs, languages: ['de'] }, document.content);
    expect(inspect({ document: german, library, today: '2027-02-01' }, checks).findings).toEqual([]);
  });
  it('without a single word is no trouble', () => {
    expect(inspect({ document: foreign(), library, today: '2027-02-01' }, checks).findings).toEqual([]);
    expect(inspect({ document: foreign({ heading: '', paragraphs: ['', ''] }), library, today: '2027-02-01' }, checks).findings).toEqual([]);
  });
});

describe('hostile texts', () => {
  const long = 60_000;
  const bad = {
    'opening brackets': '('.repeat(long),
    'opening quotes': '“'.repeat(long),
    'straight quotes': '"'.repeat(long),
    'square brackets': '['.repeat(long),
    digits: '1'.repeat(long),
    'digits and commas': '1,'.repeat(long / 2),
    'thousands with spaces': '100 '.repeat(long / 4),
    capitals: 'Abc '.repeat(long / 4),
    'capitals with of': 'Abc of '.repeat(long / 7),
    'number words': 'twenty '.repeat(long / 7),
    'number words and a figure': `${'one hundred and '.repeat(long / 16)}(5)`,
    hyphens: 'a-'.repeat(long / 2),
    stops: 'A. '.repeat(long / 3),
    sections: 'subject to section 1 '.repeat(long / 21),
    'sections in a chain': `sections ${'1, '.repeat(long / 3)}`,
    within: 'within 30 days '.repeat(long / 15),
    definitions: '“X” means “X” '.repeat(long / 14),
    'or terms': '“X” or '.repeat(long / 7),
    'the other party': 'the other party '.repeat(long / 16),
    'shall pay': 'Beta shall pay the fee '.repeat(long / 23),
    commas: ','.repeat(long),
    spaces: `x${' '.repeat(long)}x`,
    'the the': 'under the the the policy '.repeat(long / 25),
    emoji: '👩‍🚀'.repeat(long / 5),
  };
  for (const [name, words] of Object.entries(bad)) {
    it(name, () => {
      expect(Array.isArray(inspect({ document: foreign({ heading: 'Defined terms', paragraphs: [words, words.slice(0, 500)] }), library: exampleLibrary([]), today: '2027-02-01' }, checks).findings)).toBe(true);
    });
  }
  it('any words at all give findings whose quotes are the words of their place', () => {
    const piece = fc.constantFrom('section 4', '“Net Revenue”', ' means ', 'the other party', ' within 30 days', 'Beta shall pay ', 'EUR 5,000', '$5', ' (six) (7)', 'Schedule Z', ' above', ' [x]', '___', '. ', '; ', ', ', ' Xyz Abc', ' the Xyz', ' 31 June 2027', ' 40%', ' profit and loss ', ' must ', '(a) ', 'İstanbul ', '\n');
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(piece, fc.string({ maxLength: 12, unit: 'grapheme' })), { maxLength: 12 }).map((parts) => parts.join('').replaceAll('\0', '')), { maxLength: 5 }), (paragraphs) => {
        const document = foreign({ heading: 'Things', paragraphs });
        for (const finding of inspect({ document, library: exampleLibrary([]), today: '2027-02-01' }, checks).findings) {
          const { block, from, to, quote } = finding.place;
          const words = /^c1\.p(\d)$/.exec(block ?? '');
          if (words !== null) expect(paragraphs[Number(words[1]) - 1]!.slice(from as number, to as number)).toBe(quote);
          for (const fix of finding.fixes) expect(applySteps(document, fix.steps).ok, `${finding.code} ${fix.title}`).toBe(true);
          expect(messageOf(finding)).not.toContain('undefined');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the catalogue', () => {
  it('holds at least the first 41 checks, with codes and rules of their own', () => {
    expect(checks.length).toBeGreaterThanOrEqual(41);
    expect(new Set(checks.map((check) => check.code)).size).toBe(checks.length);
    expect(new Set(checks.map((check) => check.rule)).size).toBe(checks.length);
  });
  it('finds a check and its page by code', () => {
    expect(checkByCode('XRF-001')?.rule).toBe('missing-target');
    expect(explain('XRF-001')?.why).toContain('duty');
    expect(checkByCode('XXX-999')).toBeUndefined();
    expect(explain('XXX-999')).toBeUndefined();
  });
});
