import type { Answers } from '#agreement/facts/answers';
import { itemsAt, valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { factInWords } from '#agreement/words/en';

/** A usual answer that people can choose; it never stands in an agreement unless somebody chose it. */
export interface Suggestion {
  path: string;
  value: unknown;
  /** The answer in words: "30 days". */
  words: string;
}

/** A usual answer by path: the value, or what follows from other answers (undefined while they do not decide it); words where the value needs more than its format says. */
interface Usual {
  value: unknown;
  words?: string;
}

type Each = (answers: Answers) => unknown;

const days = (n: number) => ({ n, unit: 'day' });
const businessDays = (n: number) => ({ n, unit: 'business-day' });
const months = (n: number) => ({ n, unit: 'month' });
const years = (n: number) => ({ n, unit: 'year' });
const none = (words: string): Usual => ({ value: [], words });

const leads: Each = (answers) => {
  const items = itemsAt(answers, 'work.items');
  if (items === undefined || items.length === 0 || items.some((item) => item.value['lead'] === undefined)) return undefined;
  return Object.fromEntries(items.map((item) => [item.id, { r: [item.value['lead']], a: item.value['lead'] }]));
};
const care: Each = (answers) => {
  const items = itemsAt(answers, 'work.items');
  return items === undefined || items.length === 0 ? undefined : Object.fromEntries(items.map((item) => [item.id, { kind: 'care' }]));
};
const perParty = (make: (party: string) => unknown): Each => (answers) => (answers.parties.length === 0 ? undefined : answers.parties.map((party) => make(party.id)));
const seats: Each = (answers) => {
  const all = answers.parties.map((party) => party.seat);
  return all.length === 0 || all.includes(undefined) ? undefined : [...new Set(all)];
};
/** Equal shares with four decimals; the first party takes what is left of the last digit. */
const equalShares: Each = (answers) => {
  const n = answers.parties.length;
  if (n === 0) return undefined;
  const part = Math.floor(1_000_000 / n);
  return answers.parties.map((party, index) => ({ id: `share-${party.id}`.slice(0, 30), party: party.id, percent: ((index === 0 ? 1_000_000 - part * (n - 1) : part) / 10_000).toFixed(4) }));
};

/** Usual answers for the points that most cooperations settle alike. They are offers of ours, not law; people choose each of them or give another. */
const usual: Readonly<Record<string, Usual>> = {
  'agreement.bindingness.status': { value: 'binding' },
  'agreement.relatedDocs': none('no other document counts'),
  'goal.measures': none('no measures of success for now'),
  'context.risks': none('no list of risks for now'),
  'context.facts': none('no background facts'),
  'goal.reviewWithin': { value: businessDays(20) },
  'scope.out': none('we looked and found nothing to exclude'),
  'scope.exclusivity': none('nobody promises to work only with the others'),
  'scope.independentActivity': { value: 'free' },
  'party.dealRole.roles': { value: ['contributor'] },
  'party.dealRole.tasks': { value: 'carries out its work items' },
  'party.dealRole.contacts': none('no contact is named in the text'),
  'party.affiliatesInScope': none('no affiliate takes part'),
  'party.registryIds': none('the organisation is in no register'),
  'party.approvals': none('no approval is needed'),
  'work.raci': { value: leads, words: 'the lead of each work item does the work and answers for it' },
  'work.standard': { value: care, words: 'skill and care of a competent organisation, for each work item' },
  'work.deliverables': none('nothing is handed over for acceptance'),
  'work.milestones': none('no milestones for now'),
  'work.dependencies': none('no work item waits for somebody else'),
  'work.people': none('the work depends on no person by name'),
  'work.subcontracting.rule': { value: 'consent' },
  'work.subcontracting.consentWithin': { value: businessDays(10) },
  'work.subcontracting.flowDown': { value: ['confidentiality', 'rights in Results'] },
  'work.subcontracting.subcontractors': none('no subcontractor is known yet'),
  'contribution.none': none('every party brings something'),
  'contribution.shortfall.cure': { value: days(30) },
  'contribution.shortfall.consequences': { value: ['adjust'] },
  'money.rounding': { value: 'to whole cents, the difference to the largest share' },
  'money.payment.payments': none('no single payments are listed'),
  'money.payment.days': { value: days(30) },
  'money.payment.invoiceData': { value: ['title of the cooperation', 'work item', 'VAT number'] },
  'money.payment.method': { value: 'bank transfer' },
  'money.payment.holdback': { value: 'the disputed part only' },
  'money.payment.setOff': { value: 'undisputed' },
  'money.lateInterest.kind': { value: 'statutory' },
  'money.tax.vat': { value: 'exclusive' },
  'money.tax.crossBorder': { value: ((answers) => { const all = seats(answers) as string[] | undefined; return all === undefined ? undefined : all.length > 1; }) satisfies Each, words: 'as the seats of the parties show' },
  'money.audit.notice': { value: businessDays(20) },
  'money.audit.lookBack': { value: years(3) },
  'money.audit.threshold': { value: '5' },
  'money.budget.trueUp': { value: days(60) },
  'gov.reporting.warnWithin': { value: businessDays(3) },
  'gov.reporting.retention': { value: years(10) },
  'gov.reporting.reports': none('no regular reports'),
  'gov.changeControl.requester': { value: 'any' },
  'gov.changeControl.form': { value: 'in writing' },
  'gov.changeControl.impact': { value: ['work', 'dates', 'costs'] },
  'gov.changeControl.approver': { value: { other: 'all parties' } },
  'gov.changeControl.decideWithin': { value: businessDays(15) },
  'gov.changeControl.interim': { value: false },
  'ip.background': none('no Background is listed for now'),
  'ip.background.rule': { value: 'listed' },
  'ip.jointRules.shares': { value: equalShares, words: 'equal shares' },
  'ip.jointRules.use': { value: 'free' },
  'ip.jointRules.licensing': { value: 'non-exclusive' },
  'ip.jointRules.accounting': { value: 'none' },
  'ip.jointRules.filingCosts': { value: 'shares' },
  'ip.jointRules.abandonNotice': { value: days(60) },
  'ip.jointRules.proceeds': { value: 'shares' },
  'ip.jointRules.answerWithin': { value: businessDays(20) },
  'ip.jointRules.transfer': { value: 'consent' },
  'ip.projectAccess.who': { value: 'parties' },
  'ip.projectAccess.what': { value: 'both' },
  'ip.projectAccess.royaltyFree': { value: true },
  'ip.projectAccess.duration': { value: 'term' },
  'ip.projectAccess.answerWithin': { value: businessDays(10) },
  'ip.exploitation.licences': none('licences are asked for after the end, not listed now'),
  'ip.exploitation.requestWithin': { value: months(12) },
  'ip.exploitation.useWithin': { value: months(24) },
  'ip.exploitation.expert': { value: 'an expert whom the parties choose together' },
  'ip.people': { value: perParty((party) => ({ id: `people-${party}`.slice(0, 30), party, employees: 'law', students: 'not-involved', contractors: 'not-involved', secondees: 'not-involved' })), words: 'only employees take part, and their rights reach each party by law' },
  'ip.publication.notice': { value: days(30) },
  'ip.publication.objection': { value: days(20) },
  'ip.publication.grounds': { value: ['a planned patent application', 'Confidential Information of the objecting party'] },
  'ip.publication.maxDelay': { value: days(90) },
  'ip.publication.authorship': { value: 'by contribution, as the field knows it' },
  'ip.publication.theses': { value: 'exempt' },
  'ip.publication.acknowledgement': { value: ((answers) => { const title = valueAt(answers, 'agreement.title'); return typeof title === 'string' ? `This work was done in the cooperation ${title}.` : undefined; }) satisfies Each },
  'conf.terms.direction': { value: 'mutual' },
  'conf.terms.what': { value: 'what a party shares for the cooperation and keeps from the public' },
  'conf.terms.marking': { value: 'marked-or-evident' },
  'conf.terms.purpose': { value: 'the work under this agreement' },
  'conf.terms.recipients': { value: ['staff', 'advisers', 'approved subcontractors'] },
  'conf.terms.period': { value: years(5) },
  'conf.terms.tradeSecretTail': { value: 'named' },
  'conf.terms.returnWithin': { value: days(30) },
  'conf.terms.compelled': { value: 'notify-first' },
  'data.securityAndAi.incidentNotice': { value: { n: 48, unit: 'hour' } },
  'data.personal': none('no personal data is used'),
  'risk.liability.caps': { value: perParty((party) => ({ id: `cap-${party}`.slice(0, 30), party, basis: 'contribution', formula: 'the agreed value of its contributions', per: 'total' })), words: 'for each party the agreed value of its contributions, for all claims together' },
  'risk.liability.joint': { value: 'several' },
  'compliance.profile.bribery': { value: 'mutual' },
  'compliance.profile.answerWithin': { value: businessDays(5) },
  'restraint.items': none('nobody has to hold back'),
  'term.core.renewal': { value: 'none' },
  'term.core.conditionsPrecedent': none('nothing has to happen before the start'),
  'term.exits.causes': none('no breach is named as serious in advance'),
  'term.exits.cure': { value: days(30) },
  'term.exits.shortCure': { value: businessDays(5) },
  'term.exits.maxPause': { value: days(60) },
  'term.exitPlan.items': none('nothing special is handed over at the end'),
  'term.exitPlan.runOff': { value: days(90) },
  'term.exitPlan.licences': { value: 'finished' },
  'term.exitPlan.costs': { value: 'own' },
  'dispute.ladder.steps': {
    value: [
      { id: 'talks', forum: 'Talks', who: { role: 'the project managers' }, period: days(10), outcome: 'a written settlement' },
      { id: 'directors', forum: 'Escalation', who: { role: 'the managing directors' }, period: days(20), outcome: 'a written settlement' },
    ],
    words: 'talks of the project managers for 10 days, then of the managing directors for 20 days',
  },
  'dispute.ladder.limitationPause': { value: months(3) },
  'dispute.ladder.interimRelief': { value: true },
  'dispute.ladder.continueWork': { value: true },
  'dispute.final.exclusive': { value: true },
  'dispute.final.arbitrators': { value: 3 },
  'dispute.final.appointment': { value: 'by the institution, if the parties do not agree within 30 days' },
  'dispute.final.language': { value: ((answers) => valueAt(answers, 'law.language')) satisfies Each, words: 'the language of the agreement' },
  'dispute.final.lawOfClause': { value: ((answers) => valueAt(answers, 'law.governing')) satisfies Each, words: 'the law that governs the agreement' },
  'law.language': { value: 'en' },
  'law.otherLanguages': none('no other language version'),
  'law.nonContractual': { value: true },
  'law.saleOfGoods': { value: 'no-goods' },
  'notice.rules.formalChannels': { value: ['courier', 'tracked post'] },
  'notice.rules.otherChannels': { value: ['email'] },
  'notice.rules.emailFormal': { value: false },
  'notice.rules.openingTime': { value: '09:00' },
  'notice.rules.closingTime': { value: '17:00' },
  'notice.rules.changeTakesEffect': { value: businessDays(5) },
  'general.choices.amendmentForm': { value: 'signed-writing' },
  'general.choices.amendmentBy': { value: 'all' },
  'general.choices.assignment': { value: 'consent' },
  'general.choices.changeOfControl': { value: 'none' },
  'general.choices.controlNotice': { value: businessDays(10) },
  'general.choices.thirdPartyRights': { value: 'none' },
  'general.choices.forceMajeureEvents': { value: ['natural disaster', 'war', 'epidemic', 'failure of public networks'] },
  'general.choices.forceMajeureNotice': { value: businessDays(5) },
  'general.choices.forceMajeureLongStop': { value: days(90) },
  'general.choices.forceMajeurePayment': { value: false },
  'time.calendar.places': { value: seats, words: 'the seats of the parties' },
  'time.calendar.holidayRule': { value: 'all' },
  'time.calendar.holidaySource': { value: 'official gazettes of the places' },
  'time.calendar.roll': { value: 'next' },
  'sign.method.level': { value: 'simple' },
  'sign.method.counterparts': { value: true },
  'sign.method.order': { value: 'any' },
  'sign.method.witnesses': { value: 0 },
};

/** All paths for which there is a usual answer, with `party.` for what each party says of itself. */
export const suggestedPaths: readonly string[] = Object.keys(usual);

/** The usual answer to a fact, ready to be chosen; undefined where there is none, or where it hangs on answers that are still open. */
export function suggestionFor(path: string, answers: Answers): Suggestion | undefined {
  const known = usual[path.replace(/^parties\.[^.]+\./, 'party.')];
  const row = factAt(path);
  if (known === undefined || row === undefined) return undefined;
  const value = typeof known.value === 'function' ? (known.value as Each)(answers) : known.value;
  if (value === undefined) return undefined;
  const parties = answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null }));
  const words = known.words ?? (row.format === undefined ? '' : factInWords({ path, value, format: row.format }, { parties }));
  return { path, value, words };
}
