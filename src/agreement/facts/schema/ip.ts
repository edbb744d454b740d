import { actor, choice, date, email, flag, group, licence, line, list, money, name, party, partyIds, percent, period, places, text, texts } from '#agreement/facts/define';

/** How rights of the people who create results reach the party; legal-substance §2, ip.people. */
const secured = { law: 'by law', assignment: 'by written assignment', licence: 'by written licence', 'opt-out': 'kept out of the work', 'not-involved': 'not involved', open: 'not secured' } as const;

/** Who owns results, model names of the clause results-ownership. */
export const ownershipRules = {
  creator: 'whoever creates a result owns it', 'one-party': 'one party owns all results', joint: 'all parties own all results together', 'by-field': 'ownership follows the subject',
  open: 'results are open to everyone', none: 'no new rights are expected',
} as const;

/** What is brought, what is created, who may use it, how it is published. */
export const ipFacts = group('intellectual property', {
  background: group('Background', {
    items: list('Background item', {
      owner: party('owner of the Background'),
      description: text('description of the Background', 'navigation software, version 4'),
      access: choice('open or excluded', { open: 'open', excluded: 'excluded' }),
      restrictions: text('limits on the Background', 'not for use outside the work items', { optional: true }),
      thirdPartyRights: text('rights of third parties', 'map data under licence of a supplier', { optional: true }),
      licenceIn: text('licence under which the owner holds it', 'supplier licence of 3 May 2025'),
      fee: money('fee for the Background', '5000.00', { optional: { unless: ['access', 'open'] } }),
      excludedOn: date('date of the exclusion', '2027-02-15', { optional: { unless: ['access', 'excluded'] } }),
    }),
    rule: choice('rule on Background', { listed: 'what is listed is open', 'all-needed': 'all that is needed is open, except what is excluded' }),
    none: partyIds('parties that bring no Background', ['gamma']),
  }, { main: 'items', who: ['P', 'T'], question: 'Which inventions, software, data and know-how does each organisation bring, and which does it keep out?', help: 'Nobody gives away what it had before. What is listed as open may be used for the work.', how: 'Each party lists what it opens for the work, and what it keeps out.', when: 'If results or earlier rights are used.' }),
  resultsOwnership: group('ownership of Results', {
    rule: choice('owner of the Results', ownershipRules),
    owner: party('party that owns the Results'),
    fields: list('field of ownership', { party: party('owner in the field'), subject: text('subject of the field', 'sensors and their calibration') }),
    licence: licence('open licence'),
    publishWithin: period('time to publish Results', 90, 'day'),
  }, { who: ['J', 'L'], question: 'Who owns what the work creates?', help: 'This is the economic core of research. Joint ownership without rules means different things in each country.', how: 'Choose one rule; ownership by whoever creates it is the simplest.', when: 'If the work creates anything new; otherwise say that nothing is expected.' }),
  jointRules: group('rules for joint Results', {
    shares: list('share in joint Results', { party: party('co-owner'), percent: percent('share in joint Results', '50') }),
    use: choice('own use of joint Results', { free: 'free for each co-owner', consent: 'with consent of the co-owners' }),
    licensing: choice('licences to others', { 'non-exclusive': 'non-exclusive licences are free', consent: 'each licence needs consent' }),
    accounting: choice('sharing of income', { none: 'no account is owed', shared: 'income is shared by shares' }),
    filingLead: party('party that files and maintains rights'),
    filingCosts: choice('costs of filing', { shares: 'by shares', lead: 'borne by the party that files', equal: 'in equal parts' }),
    abandonNotice: period('time to offer a right before giving it up', 60, 'day'),
    enforcementLead: party('party that enforces rights'),
    proceeds: choice('proceeds of enforcement', { shares: 'by shares after costs', lead: 'to the party that enforces' }),
    answerWithin: period('time to answer about joint Results', 20, 'business-day'),
    transfer: choice('transfer of a share', { consent: 'with consent of the co-owners', 'first-offer': 'after a first offer to the co-owners', free: 'free' }),
  }, { who: ['J', 'L'], question: 'How may co-owners use, license, file, enforce and transfer joint Results?', help: 'The defaults of the law differ by country, so each of these points is written down.', how: 'Answer each point; a point that is left out follows the law of each country.', when: 'If Results are owned together.' }),
  projectAccess: group('access for the work', {
    who: choice('who gets access', { parties: 'each party', 'parties-and-affiliates': 'each party and its affiliates in scope' }),
    what: choice('what is open for the work', { both: 'Background and Results', results: 'Results only' }),
    royaltyFree: flag('access free of charge'),
    duration: choice('length of access', { 'work-items': 'as long as the own work items last', term: 'as long as the agreement lasts' }),
    answerWithin: period('time to answer a request for access', 10, 'business-day'),
  }, { who: ['J'], question: 'May each party use the Background and Results of the others for the work, free of charge?', help: 'Without access the work itself would be unlawful.', how: 'Choose who gets access and how fast a request is answered.', when: 'If parties work with each other’s material.' }),
  exploitation: group('use after the work', {
    licences: list('licence', {
      licensor: party('licensor'),
      licensee: actor('licensee', 'beta'),
      subject: text('what is licensed', 'Results on calibration and the Background they need'),
      scope: texts('permitted acts', ['make', 'use', 'sell']),
      field: text('field of the licence', 'hospitals'),
      territory: places('territory of the licence'),
      term: line('length of the licence', 'as long as the rights last'),
      exclusive: flag('exclusive licence'),
      sublicense: choice('sublicences', { free: 'allowed', consent: 'with consent', none: 'not allowed' }),
      affiliates: flag('licence for affiliates'),
      price: text('price of the licence', '3% of Net Revenue'),
      royalty: percent('royalty', '3', { optional: true }),
      fee: money('one-off fee of the licence', '20000.00', { optional: true }),
      survival: choice('licence after the end', { survives: 'continues', ends: 'ends' }),
      minimum: text('use-it-or-lose-it condition', 'first sale within 2 years', { optional: true }),
    }),
    requestWithin: period('time to ask for a licence after the end', 12, 'month'),
    useWithin: period('time to start the use of an exclusive licence', 24, 'month'),
    expert: line('expert who sets fair terms', 'an expert named by the chamber of commerce'),
  }, { main: 'licences', who: ['J', 'L'], question: 'Who may use the Results afterwards, for what, where, how long and at which price?', help: 'A licence that leaves an attribute open is too wide or too narrow. The list is where value is captured.', how: 'Add one entry for each licence and fill in all its points.', when: 'If results are used after the work.' }),
  people: list('people who create', {
    party: party('party whose people create'),
    employees: choice('rights of employees', secured),
    students: choice('rights of students', secured),
    contractors: choice('rights of contractors', secured),
    secondees: choice('rights of seconded staff', secured),
  }, { who: ['P'], question: 'Do employees, students, contractors or seconded staff take part, and how are their rights secured?', help: 'A party can only give what its people have given to it. Students usually own what they create.', how: 'Each party says how rights of each group of people reach it.', when: 'If people create something protected.' }),
  publication: group('publication', {
    notice: period('notice before publication', 30, 'day'),
    objection: period('time to object to publication', 20, 'day'),
    grounds: texts('grounds of an objection', ['a patent application', 'a trade secret']),
    maxDelay: period('longest delay of publication', 90, 'day'),
    authorship: text('rule on authorship', 'by contribution, as the field knows it'),
    theses: choice('theses and examinations', { exempt: 'not delayed, examined in confidence if needed', same: 'same rule as other publications' }),
    acknowledgement: text('words of acknowledgement', 'This work was done with Beta Clinics.'),
  }, { who: ['T', 'J'], question: 'When may results be published, and how long may another party delay it?', help: 'A publication before filing can destroy a patent; a long delay harms science and students.', how: 'Give the notice, the time to object, and the longest delay.', when: 'If scientists take part or results may be published.' }),
  openSource: group('open source', {
    inbound: choice('third-party open source', { permissive: 'permissive licences only', listed: 'listed licences', any: 'any licence, with a record' }),
    inboundLicences: texts('licences allowed inbound', ['MIT', 'Apache-2.0']),
    outbound: licence('outbound licence', 'Apache-2.0'),
    copyleft: choice('copyleft software', { no: 'not allowed', approval: 'with approval', yes: 'allowed' }),
    record: choice('record of contributions', { dco: 'sign-off by each contributor (DCO)', cla: 'contributor licence agreement (CLA)', none: 'no record' }),
    securityContact: email('contact for security reports', 'security@alpha.example'),
    project: line('project that contributions go to', 'the Tidemark repository'),
    approver: actor('who approves copyleft software', 'alpha'),
    approveWithin: period('time to approve copyleft software', 10, 'business-day'),
  }, { who: ['T', 'L'], question: 'Is software taken from or given to the open-source world, under which licences?', help: 'Copyleft terms can clash with a proprietary licence that was promised.', how: 'List the licences by their short names; ask your developers.', when: 'If software is written or used together.' }),
  brands: list('name or mark', {
    owner: party('owner of the mark'),
    mark: name('mark', 'TIDEMARK'),
    registration: line('registration of the mark', 'EUTM 018123456', { name: true, optional: true }),
    use: text('permitted use of the mark', 'on the joint website'),
    approval: choice('approval of uses', { each: 'each use', guidelines: 'free within the guidelines', none: 'no approval needed' }),
    quality: text('quality control', 'samples on request'),
    sellOff: period('sell-off period', 3, 'month'),
  }, { who: ['P'], question: 'Whose names and marks may be used, for what?', help: 'A mark that is used without control can be lost. Use ends with a sell-off period.', how: 'List each name or mark, its owner and what it may be used for.', when: 'If names, logos or marks are used together.' }),
  brandAnswerWithin: period('time to answer about the use of a mark', 5, 'business-day', { who: ['J'], question: 'How fast must an owner answer a request to use its name or mark?', help: 'Without a time limit, a launch waits for an answer that nobody owes.', how: 'A number of business days after the request arrives.', when: 'If names or marks of another party may be used.' }),
}, { section: 'ip' });
