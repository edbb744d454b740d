import { actor, choice, choices, date, flag, group, line, list, money, name, party, period, places, text, texts } from '#agreement/facts/define';

/** Liability, indemnities, insurance and statements. */
export const riskFacts = group('risk', {
  liability: group('liability', {
    caps: list('limit of liability', {
      party: party('party with the limit'),
      cap: money('limit of liability', '250000.00', { optional: { unless: ['basis', 'amount'] } }),
      basis: choice('basis of the limit', { amount: 'fixed amount', contribution: 'agreed value of its contributions', share: 'its share of the budget', fees: 'fees received' }),
      formula: text('formula of the limit', 'the agreed value of its contributions, at least EUR 50,000', { optional: { unless: ['basis', 'contribution', 'share', 'fees'] } }),
      per: choice('reach of the limit', { claim: 'for each claim', year: 'for each year', total: 'for all claims together' }),
    }),
    classes: list('class of loss', {
      label: line('class of loss', 'damage to property'),
      cap: money('limit for each event', '100000.00'),
      total: money('limit in all', '300000.00'),
    }),
    separateCap: money('separate limit for secrets and personal data', '500000.00'),
    indemnityCap: money('limit for all indemnities of a party', '100000.00'),
    uncapped: texts('heads without limit', ['misuse of a mark', 'breach of export control']),
    excludedLosses: texts('losses that are not recoverable', ['lost goodwill', 'lost savings']),
    joint: choice('liability of several parties', { several: 'each for its own part', joint: 'together' }),
  }, { who: ['J', 'L'], question: 'Up to which amount is each party liable, and what has no limit?', help: 'The law does not let parties limit everything. A limit must be computable and above zero.', how: 'Give each party an amount, or how to compute it; it must be above zero.', when: 'In every agreement; or say that there is no limit.' }),
  indemnities: list('indemnity', {
    giver: party('party that indemnifies'),
    beneficiary: actor('party that is indemnified', 'beta'),
    trigger: text('trigger of the indemnity', 'a third party claims that the Background infringes its rights'),
    losses: texts('losses covered', ['damages', 'reasonable legal costs']),
    capLink: choice('indemnity and limit of liability', { inside: 'within the limit', outside: 'outside the limit', own: 'with a limit of its own' }),
    cap: money('limit of the indemnity', '500000.00', { optional: { unless: ['capLink', 'own'] } }),
    noticeWithin: period('time to give notice of a claim', 10, 'business-day'),
    control: actor('who runs the defence', 'alpha'),
    settlement: choice('settlement of a claim', { consent: 'with consent of the other side', free: 'free, if the other side pays nothing' }),
    betweenParties: flag('costs between the parties covered'),
  }, { who: ['J', 'L'], question: 'Does a party promise to cover claims of third parties?', help: 'An indemnity that does not say how it relates to the limit can be without limit by accident.', how: 'For each promise name the claim, the losses and how it relates to the limit.', when: 'If a third party may claim because of one party.' }),
  insurance: list('insurance', {
    party: party('party that is insured'),
    type: line('type of insurance', 'public and product liability'),
    limit: money('sum insured', '2000000.00'),
    proofBy: date('date of the proof', '2027-04-01'),
    proof: line('proof of insurance', 'certificate of the insurer'),
    tail: period('cover after the end', 2, 'year'),
    selfInsured: flag('self-insured public body'),
  }, { who: ['F'], question: 'Which insurance does each party hold, up to which sum?', help: 'A promise to pay is worth as much as the money behind it.', how: 'Copy kind and sum from the policy.', when: 'If a loss could exceed what a party can pay.' }),
  warranties: list('statement relied on', {
    giver: party('party that makes the statement'),
    statement: text('statement', 'the Background listed as open may be licensed'),
    date: date('date of the statement', '2027-03-01'),
    knowledge: choice('knowledge test', { absolute: 'whatever it knew', 'actual-knowledge': 'as far as it knew', 'careful-inquiry': 'as far as it knew after careful inquiry' }),
    remedy: text('remedy', 'replace the item or pay the loss'),
  }, { who: ['P', 'L'], question: 'On which statements do the others rely?', help: 'A statement needs a date, a test of knowledge and a remedy.', how: 'Write what must be true on a day, and what follows if it is not.', when: 'If a party decides because of what another one said.' }),
}, { section: 'risk' });

/** Plain signs that a cooperation may become something that nobody meant; `stages/traps.ts` says what each stands for. */
export const cooperationSigns = {
  'speaks-for-others': 'one party negotiates or signs with outsiders for the others', 'joint-name': 'we use a joint name, a joint bank account or joint invoices',
  'market-talk': 'competitors among us will see or settle prices, output, customers, areas or hiring', 'sells-on-commission': 'one party wins customers for another for a commission, over a longer time',
  'brand-system': 'one party does business under the name and rules of another, for a fee', 'staff-in-team': 'staff of one party works under the instructions of another',
  'work-for-work': 'parties pay each other with work or use instead of money', 'stays-abroad': 'people or equipment stay in another country for months',
  'public-money': 'public money pays for part of it', 'business-moves': 'a business, a plant or shares pass from one party to another or to a company',
  'earlier-ties': 'an earlier contract, grant, licence or employer may forbid part of it', 'own-form': 'the text is one party’s own form, used with several partners',
} as const;

/** Export, sanctions, bribery, ethics and public law: each answered yes or no opens or closes a module. */
export const complianceFacts = group('compliance', {
  signs: choices('sign to look at', cooperationSigns, { who: ['J'], question: 'Which of these will happen in the cooperation?', help: 'Each can turn a cooperation into something that nobody meant: a partnership, an agency, an employment. If none fits, choose none.', how: 'Tick each line that is true or likely, or choose none.', when: 'In every agreement.' }),
  profile: group('compliance profile', {
    exportControlled: flag('export-controlled items'),
    exportItems: list('export-controlled item', {
      party: party('party that classifies the item'),
      item: line('export-controlled item', 'thermal camera'),
      classification: line('classification', '6A003.b.4'),
      destination: places('destination of the item', ['FR']),
    }),
    noReExport: places('places to which re-export is banned', ['RU']),
    nationalities: places('nationalities with restricted access', ['IR']),
    sanctions: flag('sanctions exposure'),
    bribery: choice('bribery rules', { mutual: 'mutual duty and report', audit: 'with audit and exit' }),
    answerWithin: period('time to report or answer about compliance', 5, 'business-day'),
    modernSlavery: flag('supply-chain rules apply'),
    ethicsApprovals: list('ethics approval', {
      approval: line('ethics approval', 'study with clinic staff'),
      body: name('ethics body', 'Ethics committee of the university'),
      party: party('party that applies'),
      status: choice('state of the ethics approval', { 'not-requested': 'not requested', pending: 'requested', granted: 'granted', refused: 'refused' }),
    }),
    safeguarding: flag('work with children or vulnerable people'),
    concernsTo: name('office that receives concerns about the safety of people', 'Safeguarding Office of Beta'),
    freedomOfInformation: flag('freedom of information law applies'),
    publicPower: text('power or legal basis of the public body', 'section 4 of the Hospitals Act 2014'),
    procurement: text('procurement route', 'below the threshold, exemption for research services'),
    stateAid: text('state aid assessment', 'market terms, no aid'),
    clearances: list('clearance by an authority', {
      clearance: line('clearance', 'merger control'),
      authority: name('authority', 'Bundeskartellamt'),
      lead: party('party that applies for clearance'),
      by: date('date of the clearance', '2027-06-30'),
    }),
  }, { who: ['P', 'L'], question: 'Do export control, sanctions, ethics, safeguarding, freedom of information, procurement or aid rules touch the work?', help: 'Each yes opens a section with the duties that follow. Some of these rules carry criminal penalties.', how: 'Answer each point with yes or no; your compliance people know.', when: 'In every agreement.' }),
}, { section: 'compliance' });

/** What the parties must not do beside or after the cooperation. */
export const restraintFacts = group('restraints', {
  items: list('restraint', {
    kind: choice('kind of restraint', { 'non-compete': 'no competing activity', customers: 'no approach to customers', staff: 'no approach to staff' }),
    who: actor('who is restrained', 'alpha'),
    what: text('restrained activity', 'active approach to key project staff of Beta'),
    where: places('area of the restraint', ['DE']),
    period: period('length of the restraint', 12, 'month'),
    exceptions: texts('exceptions to the restraint', ['public job advertisements']),
    justification: text('interest that the restraint protects', 'staff trained for the project'),
  }, { who: ['J', 'L'], question: 'Must a party refrain from competing, or from approaching customers or staff of another?', help: 'A restraint that is too wide or too long is void, and between rivals it can be an offence. None: leave the list empty.', how: 'For each limit give reach, area, length and the interest behind it; without any choose none.', when: 'If somebody must hold back from business or hiring.' }),
}, { section: 'compliance' });
