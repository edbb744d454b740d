import { actor, actors, choice, count, date, flag, group, line, list, map, money, name, party, percent, period, place, text, texts } from '#agreement/facts/define';

/** How often something comes back; the words of an obligation's recurrence. */
export const rhythms = { month: 'each month', quarter: 'each quarter', 'half-year': 'each half-year', year: 'each calendar year', milestone: 'at each milestone', once: 'once' } as const;

/** Majorities of votes. */
export const majorities = { simple: 'more than half of the votes cast', 'two-thirds': 'two thirds of the votes cast', 'three-quarters': 'three quarters of the votes cast', unanimous: 'all votes' } as const;

/** Who decides, how, what is reported, and how the plan changes. */
export const governanceFacts = group('governance', {
  bodies: list('joint body', {
    name: name('name of the body', 'Steering committee'),
    membersPerParty: count('members per party', 1),
    deputies: flag('deputies allowed'),
    chair: actor('chair of the body', 'alpha'),
    meets: choice('rhythm of meetings', rhythms),
    powers: texts('powers of the body', ['approve reports', 'move money between budget lines']),
    cannotDo: texts('what the body cannot do', ['change this agreement', 'change cost shares']),
  }, { who: ['J'], question: 'Is there a joint body, who sits in it, and what may it decide?', help: 'A body without a list of powers decides too much or too little. It should not be able to change the agreement.', how: 'Name one body, its members and a closed list of what it may decide.', when: 'If you decide things together during the work.' }),
  decisions: map('decisions', 'gov.bodies', {
    quorum: count('members needed for a decision', 2),
    weight: choice('weight of votes', { equal: 'one vote for each party', 'by-share': 'votes by share' }),
    majority: choice('majority', majorities),
    reservedMatters: texts('reserved matters', ['new parties', 'exclusion of a party']),
    reservedMajority: choice('majority for reserved matters', majorities),
    veto: text('grounds of a veto', 'the decision touches rights in its own Background'),
    vetoWithin: period('time for a veto', 10, 'business-day'),
    written: flag('written votes allowed'),
    notice: period('notice of a meeting', 14, 'day'),
    agenda: period('notice of the agenda', 7, 'day'),
  }, { who: ['J'], question: 'How does each body decide: quorum, majority, reserved matters, veto?', help: 'Too high a hurdle paralyses, too low a hurdle lets the majority rule. Some matters need everyone.', how: 'Choose how many must be there, which majority counts, and what needs everybody.', when: 'If there is a joint body.' }),
  deadlock: group('deadlock', {
    failedVotes: count('failed votes that make a deadlock', 2),
    steps: list('step out of a deadlock', {
      forum: line('step out of a deadlock', 'talks between managing directors'),
      who: actor('who takes the step', { role: 'managing director' }),
      period: period('length of the step', 10, 'business-day'),
    }),
    final: choice('end of a deadlock', { 'casting-vote': 'casting vote', expert: 'decision by an expert', mediation: 'mediation', 'status-quo': 'everything stays as it is', exit: 'right to leave', 'buy-sell': 'buy-or-sell procedure' }),
    decider: actor('who decides in the end', { other: 'an expert named by the chamber of commerce' }),
    settleWithin: period('time for the end of a deadlock', 30, 'day'),
  }, { who: ['J'], question: 'What happens if a decision fails again and again?', help: 'A deadlock needs an end: someone who decides, a way out, or a rule that all stays as it is.', how: 'Name one or two steps upwards, and what ends it if they fail.', when: 'If the parties decide together.' }),
  reporting: group('reporting', {
    reports: list('report', {
      report: line('report', 'progress report'),
      author: party('author of the report'),
      content: text('content of the report', 'work done, delays, costs'),
      rhythm: choice('rhythm of the report', rhythms),
      firstDue: date('first due date of the report', '2027-07-15'),
      recipients: actors('recipients of the report'),
    }),
    warnWithin: period('time to warn of a delay', 3, 'business-day'),
    retention: period('time to keep records', 10, 'year'),
    riskReview: choice('review of the risk register', rhythms),
  }, { main: 'reports', who: ['C'], question: 'Who reports what, how often, and how fast must a delay be told?', help: 'An early warning costs little. Records are kept as long as tax and funder rules ask.', how: 'Name each report, who writes it and how often; then the time to warn.', when: 'In every agreement with work over more than a few weeks.' }),
  changeControl: group('change control', {
    requester: choice('who may ask for a change', { any: 'any party', lead: 'the lead of the work item', body: 'the joint body' }),
    form: line('form of a change request', 'in writing, by the form in the project folder'),
    impact: texts('contents of the impact note', ['work', 'dates', 'costs']),
    approver: actor('who approves a change', { body: 'board' }),
    decideWithin: period('time to decide on a change', 15, 'business-day'),
    interim: flag('interim work orders allowed'),
  }, { who: ['J'], question: 'How is a change of scope, plan or budget asked for and decided?', help: 'No work on a change before it is approved: otherwise scope drifts and nobody pays for it.', how: 'Say who may ask, who decides and in how many days.', when: 'If plans may change during the work.' }),
  accession: group('accession', {
    open: choice('openness to new parties', { open: 'open', closed: 'closed' }),
    consent: choice('consent to a new party', { unanimous: 'all parties', majority: 'a majority of the parties', funder: 'the funder and a majority' }),
    document: line('document of accession', 'accession form'),
    effective: line('start of the accession', 'signature of the coordinator'),
    answerWithin: period('time to answer a request to join', 20, 'business-day'),
  }, { who: ['J'], question: 'May others join later, and who must agree?', help: 'A new party changes shares, access rights and votes of everyone.', how: 'Choose open or closed, and who must say yes.', when: 'If the circle of parties may grow.' }),
  coordination: group('coordination', {
    passOn: period('time to pass on money and papers', 10, 'business-day'),
    replaceBy: choice('who may replace the coordinator', { unanimous: 'all other parties', majority: 'a majority of the other parties' }),
    handOver: period('time to hand over the role of coordinator', 30, 'day'),
  }, { who: ['J'], question: 'How fast must the coordinator pass on money and papers, and who may replace it?', help: 'Everybody depends on the coordinator. A role that nobody can take away can block the others.', how: 'Give days for money and papers, and the majority that may replace the coordinator.', when: 'If one party coordinates a grant or a group.' }),
  company: group('joint company', {
    name: name('name of the joint company', 'Tidemark Robotics'),
    form: name('legal form of the joint company', 'GmbH'),
    seat: place('seat of the joint company', 'DE'),
    purpose: text('business of the joint company', 'development and sale of inspection robots for hospitals'),
    holdings: list('shareholding', {
      party: party('party of the shareholding'),
      percent: percent('shareholding', '50'),
      capital: money('capital paid by the party', '500000.00'),
    }),
    funding: text('later funding of the joint company', 'loans in proportion to the shares, up to the approved budget'),
    payWithin: period('time to pay a call for funds', 30, 'day'),
    directors: list('right to name directors', { party: party('party that names directors'), seats: count('directors named by the party', 2) }),
    reservedMatters: texts('matters reserved to the shareholders', ['budget and business plan', 'new shares', 'loans above the approved budget']),
    services: list('service or licence for the joint company', {
      provider: party('party that gives the service or licence'),
      text: text('service or licence for the joint company', 'licence to use the navigation software'),
      terms: line('terms of the service or licence', 'at cost, by a contract of its own'),
    }),
    lockIn: period('lock-in period', 3, 'year'),
    offerWithin: period('time to take up an offer of shares', 30, 'day'),
    valuation: text('method of valuing the shares', 'a multiple of the average yearly profit of the last accounts'),
    valuer: actor('who values the shares', { other: 'an independent auditor' }),
    exitTriggers: texts('events that open a way out', ['a deadlock that lasts beyond the agreed steps', 'insolvency of a shareholder']),
    documentsBy: date('last day for the final documents', '2027-09-30'),
  }, { who: ['J', 'L'], question: 'If you plan a joint company: which form and shares, who funds and leads it, and how does a shareholder get out?', help: 'These points go into heads of terms. Attorneys write the articles and the shareholder agreement in the form that the law asks for.', how: 'Give the heads only; attorneys write the articles and the shareholder agreement.', when: 'If you will found a joint company.' }),
}, { section: 'governance' });
