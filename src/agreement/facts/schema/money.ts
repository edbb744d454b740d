import { z } from 'zod';
import { actor, choice, choices, date, deadline, describe, flag, group, line, list, money, name, party, partyIds, percent, period, reference, text, texts } from '#agreement/facts/define';
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
  model: choices('money model', moneyModels, { who: ['J', 'F'], question: 'How does money flow in the cooperation?', help: 'The model decides on tax and on the risk of an accidental partnership. Sharing profit and loss always needs an attorney.', how: 'Choose all that apply; own costs means that no money moves between you.', when: 'In every agreement.' }),
  budget: group('budget', {
    lines: list('budget line', {
      item: line('item of the budget', 'test equipment'),
      party: party('party of the budget line'),
      amount: money('amount of the budget line', '40000.00'),
      year,
      cap: money('ceiling of the budget line', '50000.00', { optional: true }),
    }),
    trueUp: period('time for the yearly cost statement', 60, 'day'),
    eligible: texts('costs that may be shared', ['staff', 'travel']),
  }, { main: 'lines', who: ['F'], question: 'What is the budget, line by line?', help: 'A cost is shared only within a budget line. Lines limit what a party can be asked for.', how: 'Give a line for each party and year, with the most that it may cost.', when: 'If costs or a grant are shared.' }),
  shares: list('share', {
    party: party('party of the share'),
    percent: percent('share', '33.3333'),
    base: line('base of the share', 'shared costs'),
    cap: money('upper limit of the share', '100000.00', { optional: true }),
    floor: money('lower limit of the share', '10000.00', { optional: true }),
  }, { who: ['J', 'F'], question: 'Which share does each party pay or receive?', help: 'Shares must add up to exactly 100%.', how: 'Give each party a percentage; the sum must be exactly 100.', when: 'If costs, a grant or revenue are shared.' }),
  rounding: line('rounding rule', 'to whole cents, the difference to the largest share', { who: ['J', 'F'], question: 'How are shares rounded?', help: 'Shares of an amount seldom come out even. The rule says who bears the last cent.', how: 'Say who takes the difference of a cent.', when: 'If shares of amounts are paid.' }),
  revenueBase: group('base of the revenue share', {
    definition: choice('kind of revenue', { net: 'net revenue', gross: 'gross revenue', 'after-costs': 'net revenue after agreed costs are recovered' }),
    description: text('revenue that counts', 'payments by hospitals for inspections'),
    deductions: texts('closed list of deductions', ['value added tax', 'refunds']),
    bundles: text('how bundles are allocated', 'by list price of the parts'),
    affiliates: text('rule for sales to affiliates', 'the price that a stranger would pay'),
    currency: currency('currency of the statement'),
    period: choice('period of the statement', { month: 'month', quarter: 'quarter', 'half-year': 'half-year', year: 'year' }),
    statementWithin: period('time for the statement', 30, 'day'),
    exchangeRate: line('source of exchange rates', 'the reference rate of the European Central Bank on the last day of the period'),
    recoverable: texts('costs that are recovered first', ['the development budget of Alpha']),
    recoveryLimit: money('limit of the costs that are recovered first', '60000.00'),
  }, { who: ['F', 'L'], question: 'Revenue from what exactly is shared, and what may be deducted first?', help: 'Few numbers are disputed more often. Deductions need a closed list.', how: 'Name the sales that count and each deduction; what is not listed is not deducted.', when: 'If revenue is shared or a royalty is paid.' }),
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
  }, { main: 'payments', who: ['F'], question: 'Who pays whom, how much, after which event, within how many days?', help: 'Statutes limit payment periods between businesses and with public bodies.', how: 'List each payment with its payer, its amount and what makes it due.', when: 'If money moves between the parties.' }),
  referral: group('referral fees', {
    offers: list('offer with a referral fee', {
      seller: party('party that sells the offer'),
      introducers: partyIds('parties that may refer customers', ['beta']),
      offer: text('offer that the fee is for', 'inspection robots with a service contract'),
      percent: percent('referral fee', '8'),
      base: line('price that the fee is taken of', 'net price paid in the first year'),
    }),
    answerWithin: period('time to accept or refuse a referral', 10, 'business-day'),
    protection: period('time in which a referral must lead to a sale', 12, 'month'),
    tail: period('time in which later sales also earn the fee', 24, 'month'),
    refund: period('time in which a cancelled sale takes the fee back', 6, 'month'),
  }, { main: 'offers', who: ['J', 'F'], question: 'Does a party earn a fee for customers that it brings to another party, for which sales and how long?', help: 'A fee needs a test for what counts as a referral, an end, and a rule for refunds. Lasting work for one seller can make the introducer a commercial agent.', how: 'For each offer: who sells it, who may refer customers, the percentage, and the price that it is taken of.', when: 'If one party is paid for bringing customers to another.' }),
  lateInterest: group('late payment', {
    kind: choice('interest on late payment', { statutory: 'statutory rate', 'over-reference': 'rate over a reference rate', fixed: 'fixed rate' }),
    rate: percent('rate of interest', '8'),
    reference: line('reference rate', 'main refinancing rate of the European Central Bank'),
    compensation: money('compensation for recovery costs', '40.00'),
  }, { who: ['F', 'L'], question: 'Which interest is due on late payment?', help: 'Some laws set a floor, others a ceiling. The statutory rate is often the simplest answer.', how: 'Choose the statutory rate unless you have a reason for another.', when: 'If money moves between the parties.' }),
  tax: group('taxes', {
    vat: choice('value added or sales tax', { exclusive: 'added to the price', inclusive: 'included in the price', 'not-applicable': 'does not apply' }),
    crossBorder: flag('payments across borders'),
    withholding: choice('withholding tax', { deduct: 'deducted and certified', 'gross-up': 'borne by the payer', none: 'does not apply' }),
    barter: choice('exchange of services', { none: 'no exchange', invoices: 'mutual invoices at agreed values' }),
  }, { who: ['F'], question: 'Are prices with or without tax, and is tax withheld?', help: 'Unanswered tax questions can cost a fifth of a price. Work against work is taxed too.', how: 'Ask your finance people; answer each point, also where the answer is no.', when: 'If money or valued work moves between the parties.' }),
  audit: group('audit', {
    notice: period('notice of an audit', 20, 'business-day'),
    lookBack: period('time that an audit may look back', 3, 'year'),
    threshold: percent('error that shifts the cost of an audit', '5'),
  }, { who: ['F'], question: 'When may an auditor look at the records of shared money, and who pays for it?', help: 'An audit needs notice, a limit in time, and a rule on its cost if it finds an error.', how: 'Choose a notice period, how far back, and the error that shifts the cost.', when: 'If money, costs or revenue are shared.' }),
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
    approvals: texts('acts that the funder must approve first', ['a new party', 'a move of budget between parties']),
    acknowledgement: text('acknowledgement of the funder', 'Funded by the Regional Innovation Fund'),
  }, { who: ['C', 'F'], question: 'Does outside money pay for the work, and under which rules?', help: 'The rules of the grant prevail over what the parties agree. Money can be claimed back.', how: 'Name each funder with grant number, rules and the duties that it passes on.', when: 'If a grant, a foundation or a ministry pays.' }),
}, { section: 'money' });
