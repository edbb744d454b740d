import { describe, expect, it } from 'vitest';
import { sections } from '#agreement/facts/define';
import { canonicalPath, factAt, factRows } from '#agreement/facts/table';
import { answersSchema } from '#agreement/facts/schema/answers-file';
import { asWritten } from '#agreement/facts/problem';
import { readAnswers } from '#agreement/facts/answers';
import { valueFormats } from '#agreement/facts/values';

/** The rows of the facts model: each is asked as one question, or as the named ones. */
const model = [
  'agreement.type', 'agreement.modules', 'agreement.bindingness', 'agreement.relatedDocs',
  'parties.*.legalName', 'parties.*.shortName', 'parties.*.kind', 'parties.*.legalForm', 'parties.*.seat', 'parties.*.registryIds', 'parties.*.addresses', 'parties.*.sizeClass',
  'parties.*.signatories', 'parties.*.approvals', 'parties.*.affiliatesInScope', 'parties.*.dealRole', 'parties.*.marketPosition', 'parties.*.controlAndScreening', 'parties.*.counsel',
  'goal.statement', 'goal.measures', 'context.facts', 'context.risks',
  'scope.in', 'scope.out', 'scope.territory', 'scope.field', 'scope.exclusivity', 'scope.independentActivity',
  'work.items', 'work.raci', 'work.standard', 'work.dependencies', 'work.deliverables', 'work.milestones', 'work.people', 'work.subcontracting',
  'contribution.items', 'contribution.shortfall',
  'money.model', 'money.budget', 'money.shares', 'money.revenueBase', 'money.payment', 'money.lateInterest', 'money.tax', 'money.funders',
  'gov.bodies', 'gov.decisions', 'gov.deadlock', 'gov.reporting', 'gov.changeControl', 'gov.accession', 'gov.coordination', 'gov.company',
  'ip.background', 'ip.resultsOwnership', 'ip.jointRules', 'ip.projectAccess', 'ip.exploitation', 'ip.people', 'ip.publication', 'ip.openSource', 'ip.brands',
  'conf.terms', 'data.personal', 'data.transfers', 'data.sets', 'data.securityAndAi',
  'risk.liability', 'risk.indemnities', 'risk.insurance', 'risk.warranties', 'compliance.profile', 'restraint.items',
  'term.core', 'term.exits', 'term.exitPlan', 'dispute.ladder', 'dispute.final', 'law.governing', 'law.language',
  'notice.rules', 'general.choices', 'time.calendar', 'sign.method',
];

/** Sub-fields that the clauses name. */
const named = [
  'scope.in.*.workItems', 'work.milestones.*.decisionBy', 'work.milestones.*.owner', 'work.deliverables.*.author', 'money.budget.trueUp', 'money.budget.*.cap', 'money.budget.*.year',
  'ip.resultsOwnership.rule', 'ip.resultsOwnership.owner', 'ip.resultsOwnership.fields', 'ip.resultsOwnership.licence', 'ip.resultsOwnership.publishWithin', 'ip.projectAccess.answerWithin',
  'ip.projectAccess.royaltyFree', 'conf.terms.returnWithin', 'conf.terms.tradeSecretTail', 'data.securityAndAi.incidentNotice', 'gov.reporting.warnWithin', 'risk.liability.caps', 'risk.liability.classes',
  'risk.liability.classes.*.total', 'risk.liability.separateCap', 'risk.liability.uncapped', 'party.dealRole.coordinator', 'party.dealRole.agent', 'party.dealRole.agentActs', 'term.exits.cure',
  'term.exits.shortCure', 'term.exits.maxPause', 'term.exits.causes', 'term.exitPlan.runOff', 'term.exitPlan.items.*.due', 'dispute.ladder.steps', 'dispute.ladder.limitationPause',
  'dispute.ladder.expertIssues', 'dispute.ladder.expertAppointer', 'dispute.ladder.appointAfter', 'dispute.final.kind', 'notice.rules.formalChannels', 'notice.rules.closingTime',
  'notice.rules.changeTakesEffect', 'time.calendar.places', 'time.calendar.zone', 'time.calendar.holidayRule', 'time.calendar.roll', 'general.choices.majoritySchedules',
  'general.choices.scheduleMajority', 'sign.method.level', 'sign.method.validTo', 'money.payment.days', 'work.raci.*.a', 'work.standard.*.benchmark', 'ip.background.*.access',
  'party.signatories', 'party.addresses.notice', 'term.core.conditionsPrecedent', 'gov.changeControl', 'work.people', 'agreement.title',
];

describe('the facts table', () => {
  it.each(model)('asks about %s', (path) => {
    const row = factAt(path);
    expect(row?.question, 'question').toMatch(/\?$/);
    expect(row?.help, 'why we ask').toMatch(/\.$/);
    expect(row?.who.length).toBeGreaterThan(0);
    expect(sections).toContain(row?.section);
  });

  it.each(named)('has %s', (path) => expect(factAt(path)?.label).toBeTruthy());

  it('gives every row a short label, a format of the list and an example that fits', () => {
    for (const row of factRows()) {
      expect(row.label, row.path).toMatch(/^\S.*[^.]$/);
      if (row.kind !== 'value') continue;
      expect(valueFormats, row.path).toContain(row.format);
      expect(row.example, row.path).not.toBeUndefined();
      if (row.options !== undefined) for (const label of Object.values(row.options)) expect(label, row.path).toMatch(/\S/);
    }
  });

  it('has examples that its own reader accepts', () => {
    for (const row of factRows()) {
      if (row.kind !== 'value' || row.derived === true || row.path.endsWith('.id') || row.path === 'agreement.type') continue;
      const path = row.path.replace(/^parties\.\*/, 'parties.alpha').replaceAll('*', 'a1');
      const text = `entente: 1\nparties: [{ id: alpha }, { id: beta }, { id: gamma }, { id: delta }]\nanswers: [{ path: ${path}, status: proposed, value: ${asWritten(row.example)} }]\n`;
      expect(readAnswers(text), row.path).toMatchObject({ ok: true });
    }
  });

  it('marks what belongs to people', () => {
    for (const path of ['parties.*.signatories.*.name', 'parties.*.addresses.email', 'parties.*.addresses.notice', 'parties.*.dealRole.contacts.*.name', 'work.people.*.name', 'parties.*.counsel.*.name']) {
      expect(factAt(path)?.personal, path).toBe(true);
    }
  });

  it('lists each path once, and all paths of the file are in it', () => {
    const paths = factRows().map((row) => row.path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.length).toBeGreaterThan(700);
    for (const group of Object.keys(answersSchema.shape.facts.unwrap().shape)) expect(paths).toContain(group);
  });

  it.each([
    ['work.items.wp1.end', 'work.items.*.end'],
    ['work.items.*.end', 'work.items.*.end'],
    ['parties.alpha.seat', 'parties.*.seat'],
    ['party.seat', 'parties.*.seat'],
    ['money.budget.b1.amount', 'money.budget.lines.*.amount'],
    ['gov.reporting.reports.r1.rhythm', 'gov.reporting.reports.*.rhythm'],
    ['agreement.type', 'agreement.type'],
  ])('finds %s at the row %s', (path, row) => expect(factAt(path)?.path).toBe(row));

  it.each(['', 'nonsense', 'work', 'work.items.WP1.end', 'work.items.wp1.finish', 'parties.alpha.seat.country', 'money.budget.amount', 'work.raci.wp1.a.x', 'work.items.__proto__.end', 'party', 'work.*.end', 'constructor', 'work.items.wp1..end'])(
    'has no value at %j',
    (path) => expect(factAt(path)?.kind === 'value').toBe(false),
  );

  it('spells a path in one way', () => {
    expect(canonicalPath('money.budget.b1.amount')).toBe('money.budget.lines.b1.amount');
    expect(canonicalPath('money.budget.trueUp')).toBe('money.budget.trueUp');
    expect(canonicalPath('no.such.path')).toBe('no.such.path');
  });
});
