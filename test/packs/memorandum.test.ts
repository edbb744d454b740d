import { describe, expect, test } from 'vitest';
import { printDocument, textsOf } from '#agreement/document/print';
import { clauseAttrs, clausesOf } from '#agreement/document/schema';
import { agreementTypes } from '#library/clause-file';
import { draft } from '#stages/draft/draft';
import { checks } from '#stages/inspect/checks/index';
import { inspect } from '#stages/inspect/inspect';
import { sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const library = baseLibrary();

function drafted(type: string, status: string, parties = 2, facts: Record<string, unknown> = {}) {
  const answers = sampleAnswers(parties, { 'agreement.type': type, 'agreement.bindingness.status': status, ...facts });
  const { document } = draft(library, answers);
  const sections = clausesOf(document).map((node) => clauseAttrs(node).id);
  const text = printDocument(document).sections.flatMap((section) => [...textsOf(section)].map((one) => one.text)).join('\n');
  return { answers, document, sections, text };
}

/** What a memorandum tells whatever it binds: who, what for, what is planned, how the text works. */
const plan = ['title-and-parties', 'binding-status', 'purpose-and-goals', 'scope-included', 'scope-excluded', 'roles-and-contacts', 'work-plan-raci', 'no-partnership-no-agency', 'term-renewal', 'interpretation-and-time', 'notices', 'amendment', 'signature-block'];

/** What only a text that binds can give: money, rights, data, liability. */
const force = ['confidentiality', 'results-ownership', 'background-ip', 'exploitation-licence', 'budget-cost-share', 'payment-terms', 'contributions', 'liability-cap', 'liability-non-excludable', 'exit-plan', 'survival', 'termination-cause', 'change-control', 'dispute-ladder', 'arbitration', 'courts', 'governing-law'];

describe.each([2, 5])('a memorandum of %i parties', (parties) => {
  test('that does not bind holds the plan and nothing that only binding words can give', () => {
    const { sections } = drafted('PUB', 'non-binding', parties);
    expect(sections).toEqual(expect.arrayContaining(plan));
    expect(sections.filter((id) => force.includes(id))).toEqual([]);
  });

  test('that binds in part holds the listed sections, and what they need', () => {
    const listed = { 'agreement.bindingness.bindingClauses': [{ id: 'payment-terms', text: 'Invoices and payment' }, { id: 'governing-law', text: 'Law and language' }] };
    const { sections } = drafted('PUB', 'mixed', parties, listed);
    expect(sections).toEqual(expect.arrayContaining([...plan, 'payment-terms', 'late-payment-interest', 'governing-law', 'dispute-ladder', 'arbitration']));
    expect(sections).not.toContain('results-ownership');
    expect(sections).not.toContain('liability-cap');
  });
});

test('a section that people take in stands in a memorandum, too', () => {
  const { sections } = drafted('PUB', 'non-binding', 2, { 'drafting.include': ['success-measures'] });
  expect(sections).toContain('success-measures');
});

describe.each(['non-binding', 'mixed'])('status %s', (status) => {
  test.each(agreementTypes)('%s: no reference leads nowhere, nothing required is missing, no duty stands where nothing binds', (type) => {
    const { answers, document, text } = drafted(type, status, 5);
    expect(text).not.toMatch(/\[(missing|no number): /);
    const codes = inspect({ document, library, answers, today: '2027-02-01', draftOf: () => undefined }, checks).findings.filter((finding) => ['STR-001', 'STR-007', 'SCP-006'].includes(finding.code));
    expect(codes.map((finding) => `${finding.code} ${finding.place.clause}`)).toEqual([]);
  });
});

test('a text about which nothing was said is read as one that binds', () => {
  const answers = sampleAnswers(2, { 'agreement.bindingness': undefined });
  expect(clausesOf(draft(library, answers).document).map((node) => clauseAttrs(node).id)).toEqual(expect.arrayContaining(['confidentiality', 'liability-cap', 'survival']));
});
