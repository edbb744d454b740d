import { z } from 'zod';
import { actor, choice, choices, date, deadline, describe, flag, group, line, list, money, name, party, percent, period, reference, text, texts } from '#agreement/facts/define';
import { currencySchema } from '#agreement/facts/values';

const currency = (label: string) => describe(currencySchema, { label, format: 'text', example: 'EUR', expected: 'an ISO 4217 currency code' }).optional();
const year = describe(z.int().min(1990).max(2200), { label: 'year', format: 'text', example: 2027, expected: 'a year' }).optional();

/** How money flows in the cooperation; profit-share always needs an attorney (legal-substance §1, accidental partnership). */
export const moneyModels = {
  'own-costs': 'each party bears its own costs', fee: 'a fee is paid', 'cost-share': 'costs are shared', 'grant-share': 'a grant is shared',
  'revenue-share': 'revenue is shared', 'profit-share': 'profit and loss are shared',
} as const;

/** Who pays whom, how much, when, and from which source. */
export const moneyFacts = group('money', {
  model: choices('money model', moneyModels, { who: ['J', 'F'], question: 'How does money flow in the cooperation?', help: 'The model decides on tax and on the risk of an accidental partnership. Sharing profit and loss always needs an attorney.' }),
  budget: group('budget', {
    lines: list('budget line', {
      item: line('item of the budget', 'test equipment'),
      party: party('party of the budget line'),
      amount: money('amount of the budget line', '40000.00'),
      year,
      cap: money('ceiling for the party', '50000.00'),
    }),
    trueUp: period('time for the yearly cost statement', 60, 'day'),
    eligible: texts('costs that may be shared', ['staff', 'travel']),
  }, { main: 'lines', who: ['F'], question: 'What is the budget, line by line?', help: 'A cost is shared only within a budget line. Lines limit what a party can be asked for.' }),
  shares: list('share', {
    party: party('party of the share'),
    percent: percent('share', '33.3333'),
    base: line('base of the share', 'shared costs'),
    cap: money('upper limit of the share', '100000.00'),
    floor: money('lower limit of the share', '10000.00'),
  }, { who: ['J', 'F'], question: 'Which share does each party pay or receive?', help: 'Shares must add up to exactly 100%.' }),
  rounding: line('rounding rule', 'to whole cents, the difference to the largest share', { who: ['J', 'F'], question: 'How are shares rounded?', help: 'Shares of an amount seldom come out even. The rule says who bears the last cent.' }),
  revenueBase: group('base of the revenue share', {
    definition: choice('kind of revenue', { gross: 'gross revenue', net: 'net revenue' }),
    description: text('revenue that counts', 'payments by hospitals for inspections'),
    deductions: texts('closed list of deductions', ['value added tax', 'refunds']),
    bundles: text('how bundles are allocated', 'by list price of the parts'),
    affiliates: text('rule for sales to affiliates', 'the price that a stranger would pay'),
    currency: currency('currency of the statement'),
    period: choice('period of the statement', { month: 'month', quarter: 'quarter', 'half-year': 'half-year', year: 'year' }),
    statementWithin: period('time for the statement', 30, 'day'),
  }, { who: ['F', 'L'], question: 'Revenue from what exactly is shared, and what may be deducted first?', help: 'Few numbers are disputed more often. Deductions need a closed list.' }),
  payment: group('payment', {
    days: period('payment period', 30, 'day'),
    invoiceData: texts('contents of an invoice', ['title of the cooperation', 'work item', 'VAT number']),
    method: line('method of payment', 'bank transfer'),
    currency: currency('currency of payments'),
    holdback: text('what may be held back in a dispute', 'the disputed part only'),
    setOff: choice('set-off', { allowed: 'allowed', undisputed: 'only with undisputed claims', excluded: 'excluded' }),
    payments: list('payment', {
      payer: party('payer'),
      payee: actor('payee', 'beta'),
      amount: money('amount of the payment', '15000.00'),
      purpose: line('purpose of the payment', 'licence fee'),
      trigger: line('event that makes the payment due', 'acceptance of the prototype'),
      milestone: reference('milestone of the payment', 'work.milestones', 'm1', { optional: true }),
      due: deadline('due date of the payment', { after: 'receipt of the invoice', period: { n: 30, unit: 'day' } }),
    }),
  }, { main: 'payments', who: ['F'], question: 'Who pays whom, how much, after which event, within how many days?', help: 'Statutes limit payment periods between businesses and with public bodies.' }),
  lateInterest: group('late payment', {
    kind: choice('interest on late payment', { statutory: 'statutory rate', 'over-reference': 'rate over a reference rate', fixed: 'fixed rate' }),
    rate: percent('rate of interest', '8'),
    reference: line('reference rate', 'main refinancing rate of the European Central Bank'),
    compensation: money('compensation for recovery costs', '40.00'),
  }, { who: ['F', 'L'], question: 'Which interest is due on late payment?', help: 'Some laws set a floor, others a ceiling. The statutory rate is often the simplest answer.' }),
  tax: group('taxes', {
    vat: choice('value added or sales tax', { exclusive: 'added to the price', inclusive: 'included in the price', 'not-applicable': 'does not apply' }),
    crossBorder: flag('payments across borders'),
    withholding: choice('withholding tax', { deduct: 'deducted and certified', 'gross-up': 'borne by the payer', none: 'does not apply' }),
    barter: choice('exchange of services', { none: 'no exchange', invoices: 'mutual invoices at agreed values' }),
  }, { who: ['F'], question: 'Are prices with or without tax, and is tax withheld?', help: 'Unanswered tax questions can cost a fifth of a price. Work against work is taxed too.' }),
  audit: group('audit', {
    notice: period('notice of an audit', 20, 'business-day'),
    lookBack: period('time that an audit may look back', 3, 'year'),
    threshold: percent('error that shifts the cost of an audit', '5'),
  }, { who: ['F'], question: 'When may an auditor look at the records of shared money, and who pays for it?', help: 'An audit needs notice, a limit in time, and a rule on its cost if it finds an error.' }),
  funders: list('funder', {
    funder: name('funder', 'Regional Innovation Fund'),
    grantId: line('grant number', 'RIF-2027-118', { name: true }),
    rules: line('rules of the grant', 'General grant conditions'),
    rulesVersion: line('version of the rules', '3 of 2 May 2026'),
    eligibleCosts: text('eligible costs', 'staff, equipment, 15% overhead'),
    aidBasis: line('basis in state aid law', 'block exemption, article 25'),
    deadline: date('deadline of the grant', '2028-12-31'),
    flowDown: texts('duties that the grant passes on', ['name the fund in publications']),
    clawback: text('who bears a claw-back', 'the party that caused it'),
  }, { who: ['C', 'F'], question: 'Does outside money pay for the work, and under which rules?', help: 'The rules of the grant prevail over what the parties agree. Money can be claimed back.' }),
}, { section: 'money' });
