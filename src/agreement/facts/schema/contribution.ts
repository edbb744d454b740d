import { choice, choices, deadline, group, line, list, money, number, party, partyIds, period, text } from '#agreement/facts/define';

/** What can be brought in; legal-substance §2, contribution.items. */
export const contributionKinds = {
  cash: 'money', staff: 'staff', equipment: 'equipment', premises: 'premises', ip: 'rights and know-how', data: 'data', services: 'services', access: 'access', brand: 'name or mark',
} as const;

/** What each party brings, and what follows if it does not. */
export const contributionFacts = group('contributions', {
  items: list('contribution', {
    party: party('party that contributes'),
    kind: choice('kind of contribution', contributionKinds),
    description: text('description of the contribution', 'two test engineers'),
    quantity: number('quantity of the contribution', 2),
    unit: line('unit of the contribution', 'full-time staff for 12 months'),
    value: money('value of the contribution', '180000.00'),
    valuation: line('how the contribution is valued', 'day rate of EUR 600'),
    when: deadline('date of the contribution', '2027-04-01'),
    conditions: text('conditions of the contribution', 'the site is insured', { optional: true }),
    title: choice('who owns the contribution', { stays: 'stays with the contributor', passes: 'passes to the recipient' }, { optional: { unless: ['kind', 'cash', 'equipment', 'premises', 'ip', 'data', 'brand'] } }),
    recipient: party('party that receives the contribution', { optional: { unless: ['title', 'passes'] } }),
    returnBy: deadline('return of the contribution', { after: 'the end of this agreement', period: { n: 30, unit: 'day' } }, { optional: { unless: ['kind', 'equipment', 'premises'] } }),
    returnState: line('state on return', 'in working order, fair wear accepted', { optional: { unless: ['kind', 'equipment', 'premises'] } }),
  }, { who: ['P', 'F'], question: 'What does each organisation bring: money, people, equipment, rights, data, access?', help: 'A contribution needs an amount, a date and a value if shares depend on it. What is lent must be told from what is given.', how: 'Each party lists its own items with amount, day and value.', when: 'In every agreement where something is brought in.' }),
  none: partyIds('parties that bring nothing', ['gamma'], { who: ['P'], question: 'Which parties bring nothing?', help: 'Naming them shows that nothing was forgotten. If every party brings something, choose none.', how: 'Tick them, or choose none if every party brings something.', when: 'If one party lists no contribution.' }),
  shortfall: group('shortfall of a contribution', {
    cure: period('time to make up for a shortfall', 30, 'day'),
    valuation: line('how a shortfall is valued', 'by the agreed values'),
    dilutionFactor: number('factor of a dilution', 1.5),
    consequences: choices('consequences of a shortfall, in order', { adjust: 'shares are adjusted', dilution: 'shares are diluted', 'call-on-others': 'the others may step in', interest: 'interest is due', exit: 'the party may be excluded' }),
  }, { who: ['J'], question: 'What follows if a contribution is missing or late?', help: 'Without a rule, the others can only sue or end the agreement.', how: 'Choose how long it may be made up for, and what follows in which order.', when: 'If contributions are owed.' }),
}, { section: 'contributions' });
