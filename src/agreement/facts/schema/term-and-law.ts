import { z } from 'zod';
import { actor, choice, count, date, deadline, describe, flag, group, language, languages, line, list, money, name, party, percent, period, place, places, text, texts, time } from '#agreement/facts/define';
import { lawSchema, zoneSchema } from '#agreement/facts/values';

const law = (label: string, ask: { who?: readonly ('J' | 'L')[]; question?: string; help?: string; how?: string; when?: string } = {}) =>
  describe(lawSchema, {
    label, format: 'law', example: 'gb-eaw', ...ask,
    options: { 'gb-eaw': 'England and Wales', 'gb-sct': 'Scotland', de: 'Germany', fr: 'France', 'us-ny': 'New York', 'us-de': 'Delaware', 'us-ca': 'California' },
  }).optional();

/** When the agreement starts, ends, and what happens then. */
export const termFacts = group('term', {
  core: group('start and end', {
    effective: date('effective date', '2027-04-01'),
    effectiveEvent: line('event that starts the agreement', 'signature by the last party'),
    conditionsPrecedent: list('condition before the start', {
      text: text('condition', 'approval by the supervisory board of Alpha'),
      lead: party('party that works towards the condition'),
      by: date('date of the condition', '2027-06-30'),
      waits: text('duties that wait for the condition', 'the pilot in the clinics', { optional: true }),
      waiver: choice('who may give up the condition', { all: 'all parties', nobody: 'nobody' }, { optional: true }),
    }),
    end: date('end date', '2028-12-31'),
    endEvent: line('event that ends the agreement', 'acceptance of the last deliverable'),
    renewal: choice('renewal', { none: 'no renewal', written: 'by written agreement', automatic: 'automatic unless a party gives notice', indefinite: 'no end date, notice to end' }),
    renewalPeriod: period('length of a renewal', 1, 'year'),
    renewalCount: count('number of renewals', 2),
    renewalNotice: period('notice against renewal', 3, 'month'),
    longStop: date('long-stop date', '2027-09-30'),
  }, { who: ['J'], question: 'When does the agreement start and end, and can it be renewed?', help: 'Duties exist only within the term. A renewal without a last day for notice traps a party.', how: 'Give the first and the last day, and choose what happens then.', when: 'In every agreement.' }),
  exits: group('ways out', {
    causes: list('serious breach', { text: text('serious breach', 'a payment is more than 60 days late') }),
    cure: period('cure period', 30, 'day'),
    shortCure: period('short cure period', 5, 'business-day'),
    maxPause: period('longest pause of work', 60, 'day'),
    convenience: group('ending without cause', {
      who: choice('who may end without cause', { any: 'each party', none: 'nobody' }),
      notice: period('notice to end without cause', 6, 'month'),
      notBefore: date('first day for ending without cause', '2028-04-01'),
      cost: text('cost of ending without cause', 'commitments already made are paid'),
    }),
    funderLoss: flag('right to leave if the funding ends'),
    changeOfControl: flag('right to end on a change of control'),
    withdrawal: group('withdrawal of one party', {
      notice: period('notice of withdrawal', 3, 'month'),
      effects: texts('effects of withdrawal', ['hands over its work', 'keeps access to accepted work']),
    }),
    exclusion: group('exclusion of one party', {
      majority: choice('who decides on exclusion', { unanimous: 'all other parties', majority: 'a majority of the other parties' }),
      effects: texts('effects of exclusion', ['loses its votes', 'grants access to its Background until the end']),
      grounds: list('ground of exclusion', { text: text('ground of exclusion', 'a party stops its work for more than 60 days') }),
    }),
    defaulting: group('default of one of several parties', {
      decideWithin: period('time to decide on a default', 20, 'business-day'),
      costCap: money('ceiling for the extra cost of moved work', '50000.00'),
    }),
  }, { who: ['J', 'L'], question: 'When may a party leave early, and how long may it mend a breach first?', help: 'Without a way out a party is locked in; without a chance to mend, it is thrown out for a trifle.', how: 'Choose how many days a breach may be mended, and who else may leave.', when: 'In every agreement.' }),
  exitPlan: group('exit plan', {
    items: list('exit item', {
      title: line('exit item', 'test robots'),
      kind: choice('kind of exit item', { asset: 'asset', data: 'data', result: 'result or licence', people: 'people', customer: 'customers and orders', payment: 'payment', record: 'records' }),
      from: party('party that hands over'),
      to: party('party that receives'),
      due: deadline('date of the handover', { after: 'the end of this agreement', period: { n: 30, unit: 'day' } }),
    }),
    runOff: period('run-off period', 90, 'day'),
    licences: choice('licences after the end', { finished: 'licences to finished work continue', stop: 'all licences end' }),
    costs: choice('costs of the exit', { own: 'each party bears its own', shares: 'by shares' }),
    people: text('people at the end', 'seconded staff returns to its employer'),
  }, { who: ['J'], question: 'What is handed over, returned or deleted at the end, and how long does it take?', help: 'The end is easier to agree at the start. Each kind of asset needs an answer.', how: 'List what must go back or over, to whom and in how many days.', when: 'In every agreement.' }),
}, { section: 'term' });

/** How disputes are settled, from talks to the final decision. */
export const disputeFacts = group('disputes', {
  ladder: group('dispute steps', {
    steps: list('dispute step', {
      forum: line('forum of the step', 'talks between project managers'),
      who: actor('who takes part in the step', { role: 'project manager' }),
      period: period('length of the step', 10, 'day'),
      outcome: line('outcome of the step', 'a written settlement'),
    }),
    interimRelief: flag('urgent court protection free'),
    continueWork: flag('undisputed work continues'),
    limitationPause: period('time until limitation runs again', 3, 'month'),
    expertIssues: texts('issues for the expert', ['the value of a contribution', 'whether a test is passed']),
    expertAppointer: name('who appoints the expert', 'the chamber of commerce of Munich'),
    appointAfter: period('time to agree on an expert', 15, 'business-day'),
  }, { who: ['J'], question: 'Which steps come before a court or tribunal, and how long does each last?', help: 'Cheap steps before costly ones. Each step needs an end, or it becomes a way to stall.', how: 'List two or three steps, each with people and days.', when: 'In every agreement.' }),
  final: group('final decision', {
    kind: choice('court or arbitration', { court: 'courts', arbitration: 'arbitration' }),
    court: name('court', 'the courts of Munich'),
    place: place('place of the court', 'DE-BY'),
    exclusive: flag('court exclusive'),
    seat: name('seat of the arbitration', 'Geneva'),
    seatPlace: place('country of the seat', 'CH-GE'),
    rules: name('arbitration rules', 'the Swiss Rules of International Arbitration'),
    arbitrators: count('number of arbitrators', 3),
    appointment: text('appointment of arbitrators', 'by the institution, if the parties do not agree within 30 days'),
    language: language('language of the arbitration'),
    lawOfClause: law('law of the arbitration clause'),
  }, { who: ['J', 'L'], question: 'Who decides in the end: which court, or which tribunal?', help: 'Exactly one route, complete in all parts. It should reach the assets of each party.', how: 'Choose one of the two, then fill in what belongs to it.', when: 'In every agreement.' }),
}, { section: 'disputes' });

/** Law and language of the agreement. */
export const lawFacts = group('law and language', {
  governing: law('governing law', { who: ['J', 'L'], question: 'Which law governs the agreement?', help: 'The law of one system, not only of a federal country. Where no pack for it exists, the draft says so.', how: 'Choose the law of one place that has something to do with the deal.', when: 'In every agreement.' }),
  language: language('prevailing language', 'en', { who: ['J', 'L'], question: 'Which language prevails?', help: 'If there are several versions and they differ, one must win.', how: 'Choose the language in which you negotiate.', when: 'In every agreement.' }),
  otherLanguages: languages('other language versions', ['fr'], { who: ['J', 'L'], question: 'In which other languages will there be versions?', help: 'Each further version can differ in meaning, so the text says which one decides. If there is none, choose none.', how: 'Choose each further language, or none.', when: 'If there will be translations with a signature.' }),
  nonContractual: flag('claims outside contract included', { who: ['L'], question: 'Shall the same law govern claims outside contract?', help: 'Claims for damage or misleading statements may otherwise follow another law than the agreement.', how: 'Ask your attorney; yes keeps all claims under one law.', when: 'In every agreement.' }),
  saleOfGoods: choice('UN sales convention', { excluded: 'excluded', applies: 'applies', 'no-goods': 'no goods are sold' }, { who: ['L'], question: 'Does the UN sales convention apply?', help: 'Where goods are sold between countries that signed it, the convention applies unless the agreement excludes it.', how: 'Choose that no goods are sold, or ask your attorney.', when: 'In every agreement; it matters where goods are sold across borders.' }),
}, { section: 'law-and-notices' });

/** How notices work. */
export const noticeFacts = group('notices', {
  rules: group('notice rules', {
    formalChannels: channels('channels for formal notices', ['courier', 'tracked post']),
    otherChannels: channels('channels for other notices', ['email']),
    emailFormal: flag('formal notices by email'),
    receipt: list('time of receipt', {
      channel: choice('channel', { hand: 'by hand', courier: 'courier', 'tracked post': 'tracked post', email: 'email', platform: 'the signing platform' }),
      when: line('time of receipt', 'when the carrier records delivery'),
    }),
    openingTime: time('start of business hours', '09:00'),
    closingTime: time('end of business hours', '17:00'),
    changeTakesEffect: period('time until a new address counts', 5, 'business-day'),
  }, { who: ['J'], question: 'By which channels do notices go, and when do they count as received?', help: 'Many clocks start with a notice. Formal ones need a channel that proves delivery.', how: 'Choose channels that prove delivery for formal notices, and email for the rest.', when: 'In every agreement.' }),
}, { section: 'law-and-notices' });

/** Choices that close the agreement: changes, transfer, third parties, events beyond control. */
export const generalFacts = group('general choices', {
  choices: group('general choices', {
    amendmentForm: choice('form of an amendment', { 'signed-writing': 'signed writing', text: 'text form with names' }),
    amendmentBy: choice('who must agree to an amendment', { all: 'all parties', majority: 'all parties, a majority for listed schedules' }),
    majoritySchedules: texts('schedules that a majority may change', ['the work plan', 'the budget']),
    scheduleMajority: percent('majority for schedules', '75'),
    assignment: choice('transfer of the agreement', { consent: 'with consent, not refused without reason', 'group-free': 'free within a group, else with consent', none: 'not allowed' }),
    changeOfControl: choice('change of control', { none: 'no effect', notice: 'notice', exit: 'notice and right to leave' }),
    controlNotice: period('time to report a change of control', 10, 'business-day'),
    thirdPartyRights: choice('rights of third parties', { none: 'none', affiliates: 'affiliates that are listed' }),
    hardship: choice('hardship', { renegotiate: 'talks, then an expert or a way out', 'risk-accepted': 'each party bears the risk' }),
    hardshipTalks: period('length of hardship talks', 30, 'day'),
    answerWithin: period('time to answer a question of another party', 10, 'business-day'),
    forceMajeureEvents: texts('events beyond control', ['natural disaster', 'war', 'epidemic', 'failure of public networks']),
    forceMajeureNotice: period('time to report an event beyond control', 5, 'business-day'),
    forceMajeureLongStop: period('longest time of an event beyond control', 90, 'day'),
    forceMajeurePayment: flag('payment excused by events beyond control'),
  }, { who: ['J', 'L'], question: 'How is the agreement changed or transferred, and what if events beyond control stop the work?', help: 'These sections look alike everywhere and still decide cases.', how: 'Choose one option for each point.', when: 'In every agreement.' }),
}, { section: 'law-and-notices' });

/** How days are counted. */
export const timeFacts = group('time', {
  calendar: group('calendar', {
    places: places('places whose holidays count', ['DE-BY', 'FR'], { who: ['J'] }),
    holidayRule: choice('rule for differing holidays', { all: 'businesses are open in all places', any: 'businesses are open in one or more of the places' }),
    holidaySource: line('source of the holidays', 'official gazettes of the places'),
    zone: describe(zoneSchema, { label: 'time zone', format: 'zone', example: 'Europe/Berlin' }).optional(),
    roll: choice('last day that is no business day', { next: 'moves to the next business day', none: 'stays' }),
  }, { who: ['J'], question: 'Which holidays and which time zone count, and what if a last day falls on a holiday?', help: 'Every deadline of the agreement is computed by these answers.', how: 'Choose the places where your people work, and one time zone.', when: 'In every agreement with deadlines.' }),
}, { section: 'law-and-notices' });

/** How the agreement is signed. */
export const signFacts = group('signing', {
  method: group('signing method', {
    level: choice('signature level', { simple: 'simple electronic', advanced: 'advanced electronic', qualified: 'qualified electronic', ink: 'ink on paper', deed: 'deed', notarial: 'notarial' }),
    validTo: date('last day for signing', '2027-03-31'),
    counterparts: flag('separate copies allowed'),
    order: choice('order of signing', { any: 'in any order', listed: 'in the order listed' }),
    witnesses: count('number of witnesses for each signature', 0),
  }, { who: ['J', 'L'], question: 'How is the agreement signed, and until when?', help: 'Some sections need a higher level or a notary. Until the last party has signed, nobody is bound.', how: 'Choose how people will sign and a last day for it.', when: 'In every agreement.' }),
}, { section: 'signing' });

function channels(label: string, example: readonly string[]) {
  const options = { hand: 'hand delivery', courier: 'courier', 'tracked post': 'tracked post', email: 'email', platform: 'the signing platform' } as const;
  return describe(z.array(z.enum(Object.keys(options) as [keyof typeof options, ...(keyof typeof options)[]])).max(5), { label, format: 'list-and', of: 'label', example, options }).optional();
}
