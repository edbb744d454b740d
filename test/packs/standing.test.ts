import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { valueAt } from '#agreement/facts/read';
import { agreementTypes } from '#library/clause-file';
import { clauseTemplate, isAllowed, isRequired } from '#library/library';
import { sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const library = baseLibrary();
/** What a case starts from where it says nothing else. */
const sample = sampleAnswers(2);

/** Who must have a clause. `all` and lists of types are what the types require; `if` says that a condition decides within them. */
interface Row {
  required: 'all' | readonly string[];
  /** True where a fact decides whether the clause is required: money flows, a body exists, the parties compete. */
  if?: true;
  positions: readonly string[];
}

const B = ['balanced'];
const BP = ['balanced', 'contributor'];
const BQ = ['balanced', 'recipient'];
const BF = ['balanced', 'fallback'];
const BPQ = ['balanced', 'contributor', 'recipient'];
const BQF = ['balanced', 'recipient', 'fallback'];
const BPF = ['balanced', 'contributor', 'fallback'];
const BPQF = ['balanced', 'contributor', 'recipient', 'fallback'];

const core = (positions: readonly string[]): Row => ({ required: 'all', positions });
const coreIf = (positions: readonly string[]): Row => ({ required: 'all', if: true, positions });
const types = (list: string, positions: readonly string[]): Row => ({ required: list.split(' '), positions });
const typesIf = (list: string, positions: readonly string[]): Row => ({ required: list.split(' '), if: true, positions });
const optional = (positions: readonly string[]): Row => ({ required: [], positions });

/**
 * All 92 clauses: which types require them, and which positions they have. Where a question of the interview asks for the very
 * choice that the positions would be, its answers are the positions; where it only adds something (listed acts of an agent), a
 * condition on a block does.
 */
const table: Readonly<Record<string, Row>> = {
  'title-and-parties': core(B),
  'recitals': optional(BF),
  'binding-status': core(['mixed', 'non-binding', 'binding']),
  'definitions': optional(B),
  'interpretation-and-time': core(B),
  'precedence': types('BC CONS DATA', BQ),
  'purpose-and-goals': core(BPQ),
  'success-measures': typesIf('RD CJV CONS PUB', BPQ),
  'scope-included': core(BQ),
  'scope-excluded': core(BP),
  'territory-and-field': types('COM', BPQ),
  'freedom-to-operate': types('BC', ['free', 'notice', 'limited']),
  'exclusivity': types('IJV', BPQF),
  'roles-and-contacts': core(B),
  'work-plan-raci': core(B),
  'standard-of-performance': core(BPQF),
  'dependencies-relief': optional(BPQ),
  'milestones-and-gates': typesIf('RD CONS CJV', BPQ),
  'deliverables-acceptance': typesIf('RD CONS', BPQ),
  'key-people-secondment': optional(BQ),
  'affiliates-subcontractors': types('RD CJV CONS', ['free', 'notice', 'consent', 'none']),
  'contributions': coreIf(BPQ),
  'contribution-shortfall': types('CJV CONS', BPQ),
  'change-control': types('BC RD CJV CONS', BF),
  'steering-committee': typesIf('CJV CONS', BQ),
  'voting-reserved-matters': types('CJV CONS OSS', BPQ),
  'deadlock': types('CJV IJV', ['casting-vote', 'expert', 'mediation', 'status-quo', 'exit', 'buy-sell']),
  'coordinator': types('CONS', BPQ),
  'reporting-records': types('CONS PUB', B),
  'audit': typesIf('CJV CONS', BQ),
  'new-party-accession': types('CONS', ['unanimous', 'majority', 'funder']),
  'defaulting-party': types('CJV CONS', BF),
  'own-costs': coreIf(B),
  'budget-cost-share': typesIf('CJV CONS', BPQ),
  'payment-terms': coreIf(BPQ),
  'late-payment-interest': coreIf(BPF),
  'revenue-share': typesIf('CJV COM', ['net', 'gross', 'after-costs']),
  'referral-fees': typesIf('COM', BPQ),
  'taxes': coreIf(['deduct', 'gross-up', 'none']),
  'funder-flow-down': typesIf('CONS PUB', BQ),
  'background-ip': types('RD CONS OSS', BPQ),
  'results-ownership': core(['creator', 'one-party', 'joint', 'by-field', 'open', 'none']),
  'joint-results': coreIf(BPQ),
  'project-access-rights': types('RD CONS OSS', BP),
  'exploitation-licence': types('RD CONS', BPQF),
  'ip-chain-of-title': types('RD CONS OSS', BQ),
  'publication-review': types('RD CONS', BPQ),
  'open-source-contributions': types('OSS', ['dco', 'cla', 'none']),
  'brand-licence': typesIf('COM OSS', BPQ),
  'confidentiality': core(BPQ),
  'data-sharing-licence': types('DATA', BPQ),
  'personal-data-roles': coreIf(B),
  'joint-controller-arrangement': coreIf(B),
  'processor-terms': coreIf(BPQ),
  'security-incident': types('DATA OSS', BPQ),
  'ai-use': types('DATA', ['no', 'conditions', 'yes']),
  'competition-protocol': coreIf(BF),
  'warranties': optional(BPQ),
  'liability-non-excludable': core(B),
  'liability-cap': core([...BPQF, 'none']),
  'excluded-losses': optional(BPQ),
  'several-liability': types('CJV CONS', BQ),
  'indemnities': optional(BPQ),
  'insurance': optional(BF),
  'compliance-core': core(['mutual', 'audit']),
  'export-sanctions': typesIf('RD DATA', BQ),
  'ethics-safeguarding': types('PUB', B),
  'public-law': coreIf(B),
  'restraints': optional(BPQ),
  'no-partnership-no-agency': core(B),
  'good-faith-cooperation': optional(BQ),
  'jv-heads': types('IJV', BQF),
  'term-renewal': core(['none', 'written', 'automatic', 'indefinite']),
  'conditions-precedent': types('IJV', B),
  'termination-cause': core(BPQ),
  'termination-convenience': optional(BP),
  'withdrawal-exclusion': types('CONS CJV OSS', BQ),
  'exit-plan': core(['finished', 'stop']),
  'survival': core(B),
  'force-majeure': core(BP),
  'hardship': optional(['renegotiate', 'risk-accepted']),
  'dispute-ladder': core(BF),
  'courts': coreIf(BF),
  'arbitration': coreIf(B),
  'governing-law': core(BF),
  'notices': core(B),
  'amendment': core(['all', 'majority']),
  'assignment-control': core(['consent', 'group-free', 'none']),
  'third-party-rights': optional(['none', 'affiliates']),
  'entire-agreement': core(B),
  'waiver-severability': core(B),
  'signature-block': core(B),
};

test('the table names 92 clauses', () => {
  expect(Object.keys(table)).toHaveLength(92);
});

describe.each(Object.entries(table))('%s', (id, row) => {
  test('stands where its types require it, and nowhere by force else', () => {
    const clause = clauseTemplate(library, id);
    if (clause === undefined) throw new Error(`no clause ${id}`);
    const wanted = row.required === 'all' ? [...agreementTypes] : row.required;
    expect(agreementTypes.filter((type) => isRequired(clause, type)).sort()).toEqual([...wanted].sort());
    expect(clause.required.when !== null, 'a condition decides').toBe(row.if === true);
    expect(agreementTypes.filter((type) => !isAllowed(clause, type)), 'types in which people cannot take it in').toEqual([]);
  });

  test('has its positions, summaries, and cases for two, for five and for each position', () => {
    const clause = clauseTemplate(library, id);
    if (clause === undefined) throw new Error(`no clause ${id}`);
    expect([...clause.positions.of].sort()).toEqual([...row.positions].sort());
    expect(clause.summaries.filter((summary) => summary.lang === 'en').length, 'summaries').toBeGreaterThan(0);
    const cases = parse(readFileSync(new URL(`../../packs/base/clauses/${id}/cases.yaml`, import.meta.url), 'utf8')) as { parties?: number; position?: string; facts?: Record<string, unknown> }[];
    const counts = new Set(cases.map((one) => one.parties ?? 2));
    expect([counts.has(2), counts.has(5)], 'cases for two and for five parties').toEqual([true, true]);
    const by = clause.positions.by;
    const shown = new Set(cases.map((one) => one.position ?? (by === null ? 'balanced' : (one.facts?.[by] ?? valueAt(sample, by)))));
    if (clause.positions.of.length > 1) expect(clause.positions.of.filter((position) => !shown.has(position)), 'positions without a case').toEqual([]);
  });
});
