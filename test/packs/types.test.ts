import { describe, expect, test } from 'vitest';
import { printDocument, textsOf } from '#agreement/document/print';
import { clauseAttrs, clausesOf } from '#agreement/document/schema';
import { agreementTypes } from '#library/clause-file';
import { draft } from '#stages/draft/draft';
import { checks } from '#stages/inspect/checks/index';
import { inspect } from '#stages/inspect/inspect';
import { bareAnswers, sampleAnswers, type FactOverrides } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const library = baseLibrary();

/** What every agreement that binds must have; of two joined by a bar, one. */
const core = [
  'title-and-parties', 'binding-status', 'interpretation-and-time', 'purpose-and-goals', 'scope-included', 'scope-excluded', 'roles-and-contacts', 'work-plan-raci', 'standard-of-performance',
  'contributions|own-costs', 'confidentiality', 'results-ownership', 'liability-non-excludable', 'liability-cap', 'no-partnership-no-agency', 'compliance-core', 'term-renewal', 'termination-cause',
  'exit-plan', 'survival', 'dispute-ladder', 'governing-law', 'courts|arbitration', 'notices', 'amendment', 'assignment-control', 'force-majeure', 'entire-agreement', 'waiver-severability', 'signature-block',
];

const competing: FactOverrides = { 'parties.alpha.marketPosition.competesWith': ['beta'] };
const revenue: FactOverrides = { 'money.model': ['revenue-share'] };
const personal: FactOverrides = {
  'data.personal': [{ id: 'log', activity: 'log of use', categories: ['names'], special: false, people: ['clinic staff'], purpose: 'to count the use', roles: [{ id: 'a', party: 'alpha', role: 'controller' }, { id: 'b', party: 'beta', role: 'processor' }], legalBasis: 'legitimate interest', retention: { n: 1, unit: 'year' }, safeguards: 'pseudonyms' }],
};
const funded: FactOverrides = { 'money.funders': [{ id: 'fund', funder: 'Regional Innovation Fund', grantId: 'RIF-2027-118', rules: 'General grant conditions', rulesVersion: '3 of 2 May 2026' }] };
const flagged: FactOverrides = { 'compliance.profile.exportControlled': true };

/** Beyond the core, by type and by the answers that call for it. */
const beyond: readonly [type: string, because: string, facts: FactOverrides, clauses: string][] = [
  ['BC', 'always', {}, 'freedom-to-operate precedence change-control'],
  ['BC', 'the parties compete', competing, 'competition-protocol'],
  ['CJV', 'always', {}, 'success-measures milestones-and-gates affiliates-subcontractors change-control steering-committee voting-reserved-matters deadlock budget-cost-share several-liability contribution-shortfall defaulting-party withdrawal-exclusion audit'],
  ['CJV', 'revenue is shared', revenue, 'revenue-share audit'],
  ['IJV', 'always', {}, 'jv-heads exclusivity conditions-precedent deadlock'],
  ['RD', 'always', {}, 'success-measures milestones-and-gates deliverables-acceptance affiliates-subcontractors change-control background-ip project-access-rights exploitation-licence ip-chain-of-title publication-review'],
  ['RD', 'items are controlled', flagged, 'export-sanctions'],
  ['CONS', 'always', {}, 'precedence coordinator steering-committee voting-reserved-matters success-measures milestones-and-gates deliverables-acceptance affiliates-subcontractors contribution-shortfall change-control reporting-records audit defaulting-party withdrawal-exclusion new-party-accession background-ip project-access-rights exploitation-licence ip-chain-of-title publication-review budget-cost-share several-liability'],
  ['CONS', 'a grant pays', funded, 'funder-flow-down'],
  ['PUB', 'always', {}, 'success-measures ethics-safeguarding reporting-records'],
  ['PUB', 'a public body takes part', { 'parties.beta.kind': 'public-body' }, 'public-law'],
  ['PUB', 'a grant pays', funded, 'funder-flow-down'],
  ['COM', 'always', {}, 'brand-licence territory-and-field referral-fees|revenue-share exit-plan'],
  ['COM', 'revenue is shared', revenue, 'revenue-share taxes'],
  ['COM', 'personal data is used', personal, 'personal-data-roles'],
  ['DATA', 'always', {}, 'data-sharing-licence security-incident ai-use precedence'],
  ['DATA', 'personal data is used', personal, 'personal-data-roles processor-terms'],
  ['DATA', 'the parties compete', competing, 'competition-protocol'],
  ['DATA', 'items are controlled', flagged, 'export-sanctions'],
  ['OSS', 'always', {}, 'open-source-contributions background-ip project-access-rights ip-chain-of-title voting-reserved-matters withdrawal-exclusion security-incident brand-licence'],
  ['RD', 'every money model', { 'money.model': ['fee'] }, 'payment-terms late-payment-interest taxes'],
  ['RD', 'results are owned jointly', { 'ip.resultsOwnership.rule': 'joint' }, 'joint-results'],
  ['RD', 'no money flows and nobody brings anything', { 'money.model': ['own-costs'], 'contribution.items': [] }, 'own-costs'],
];

function drafted(type: string, parties: number, facts: FactOverrides = {}) {
  const answers = sampleAnswers(parties, { 'agreement.type': type, ...facts });
  const { document } = draft(library, answers);
  return { answers, document, sections: new Set(clausesOf(document).map((node) => clauseAttrs(node).id)) };
}

const missing = (sections: ReadonlySet<string>, wanted: readonly string[]): string[] => wanted.filter((one) => !one.split('|').some((id) => sections.has(id)));

describe.each(agreementTypes)('%s', (type) => {
  test.each([2, 5])('has the core for %i parties, and no reference leads nowhere', (parties) => {
    const { document, sections } = drafted(type, parties);
    expect(missing(sections, core)).toEqual([]);
    const text = printDocument(document).sections.flatMap((section) => [...textsOf(section)].map((one) => one.text)).join('\n');
    expect(text).not.toMatch(/\[(missing|no number): /);
  });

  test('has the core before anything is answered, and no reference leads nowhere', () => {
    const { document } = draft(library, bareAnswers(3, { 'agreement.type': type }));
    expect(missing(new Set(clausesOf(document).map((node) => clauseAttrs(node).id)), core)).toEqual([]);
    const text = printDocument(document).sections.flatMap((section) => [...textsOf(section)].map((one) => one.text)).join('\n');
    expect(text).not.toMatch(/\[(missing|no number): /);
  });

  test('needs no clause that its draft lacks, and holds no two that exclude each other', () => {
    const { answers, document } = drafted(type, 5);
    const findings = inspect({ document, library, answers, today: '2027-02-01', draftOf: () => undefined }, checks).findings;
    expect(findings.filter(({ code }) => ['STR-001', 'STR-007', 'STR-008'].includes(code)).map(({ code, place }) => `${code} ${place.clause}`)).toEqual([]);
  });
});

test.each(beyond)('%s, %s', (type, _, facts, clauses) => {
  expect(missing(drafted(type, 3, facts).sections, clauses.split(' '))).toEqual([]);
});

test('a module brings what its type requires, beside what the leading type does', () => {
  const { sections } = drafted('PUB', 3, { 'agreement.modules': ['DATA', 'OSS'] });
  expect(missing(sections, ['ethics-safeguarding', 'data-sharing-licence', 'ai-use', 'open-source-contributions', 'withdrawal-exclusion'])).toEqual([]);
});
