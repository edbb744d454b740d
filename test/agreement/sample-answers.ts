import { sentences, setAnswer, type Answers, type Party } from '#agreement/facts/answers';
import { factAt } from '#agreement/facts/table';

/** Facts by dotted path or nested, as cases write them; `undefined` takes a fact away. */
export type FactOverrides = Readonly<Record<string, unknown>>;

interface Sketch {
  id: string;
  shortName: string;
  legalName: string;
  legalForm: string;
  kind: NonNullable<Party['kind']>;
  seat: string;
  city: string;
  signatory: string;
  register: string;
  number: string;
}

const sketches: readonly Sketch[] = [
  { id: 'alpha', shortName: 'Alpha', legalName: 'Alpha Robotics GmbH', legalForm: 'GmbH', kind: 'company', seat: 'DE', city: 'Munich', signatory: 'Ada Winter', register: 'Munich', number: 'HRB 1234' },
  { id: 'beta', shortName: 'Beta', legalName: 'Université Beta', legalForm: 'public university', kind: 'university', seat: 'FR', city: 'Lyon', signatory: 'Bruno Marchand', register: 'Sirene', number: '180 089 013' },
  { id: 'gamma', shortName: 'Gamma', legalName: 'Gamma Sensors B.V.', legalForm: 'B.V.', kind: 'company', seat: 'NL', city: 'Delft', signatory: 'Carla de Wit', register: 'KVK', number: '27318842' },
  { id: 'delta', shortName: 'Delta', legalName: 'Fondazione Delta', legalForm: 'foundation', kind: 'charity', seat: 'IT', city: 'Turin', signatory: 'Dario Conti', register: 'Turin', number: '614' },
  { id: 'epsilon', shortName: 'Epsilon', legalName: 'Epsilon Clínicas S.L.', legalForm: 'S.L.', kind: 'company', seat: 'ES', city: 'Valencia', signatory: 'Elena Soler', register: 'Valencia', number: 'V-88213' },
  { id: 'zeta', shortName: 'Zeta', legalName: 'Zeta Software OG', legalForm: 'OG', kind: 'partnership', seat: 'AT', city: 'Graz', signatory: 'Franz Lehner', register: 'Graz', number: 'FN 402117 k' },
  { id: 'eta', shortName: 'Eta', legalName: 'Eta Precision AG', legalForm: 'AG', kind: 'company', seat: 'CH', city: 'Basel', signatory: 'Greta Vogt', register: 'Basel-Stadt', number: 'CHE-114.882.310' },
];

/** Shares in percent that add up to exactly 100. */
const shares: Readonly<Record<number, readonly string[]>> = {
  2: ['60', '40'], 3: ['40', '35', '25'], 4: ['40', '25', '20', '15'], 5: ['30', '25', '20', '15', '10'], 6: ['30', '20', '20', '10', '10', '10'], 7: ['25', '20', '15', '15', '10', '10', '5'],
};
const equalShares: Readonly<Record<number, readonly string[]>> = {
  2: ['50', '50'], 3: ['33.3334', '33.3333', '33.3333'], 4: ['25', '25', '25', '25'], 5: ['20', '20', '20', '20', '20'],
  6: ['16.6670', '16.6666', '16.6666', '16.6666', '16.6666', '16.6666'], 7: ['14.2858', '14.2857', '14.2857', '14.2857', '14.2857', '14.2857', '14.2857'],
};

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const days = (n: number) => ({ n, unit: 'day' as const });
const businessDays = (n: number) => ({ n, unit: 'business-day' as const });
const months = (n: number) => ({ n, unit: 'month' as const });
const years = (n: number) => ({ n, unit: 'year' as const });

function sketchAt(index: number): Sketch {
  const known = sketches[index];
  if (known !== undefined) return known;
  const number = String(index + 1);
  return { id: `party-${number}`, shortName: `Party ${number}`, legalName: `Party ${number} Ltd`, legalForm: 'Ltd', kind: 'company', seat: 'IE', city: 'Cork', signatory: `Signatory ${number}`, register: 'CRO', number: `5000${number}` };
}

function completeParty({ id, shortName, legalName, legalForm, kind, seat, city, signatory, register, number }: Sketch): Party {
  const coordinator = id === 'alpha';
  return {
    id, legalName, shortName, kind, legalForm, seat,
    registryIds: [{ id: 'main', scheme: 'register', register, number }],
    addresses: {
      registered: { street: '1 Quay Street', postcode: '10115', city, country: seat },
      notice: { street: '1 Quay Street', postcode: '10115', city, country: seat },
      email: `notices@${id}.example`,
      attention: `Legal Department of ${shortName}`,
    },
    sizeClass: { size: 'medium', headcount: 120, turnover: eur('24000000.00') },
    signatories: [{ id: 's1', name: signatory, office: 'Managing Director', authority: 'organ', acts: 'sole', limit: eur('2000000.00'), evidence: 'Extract from the register', evidenceDate: '2027-02-15', expiry: '2028-02-15' }],
    approvals: [],
    affiliatesInScope: coordinator ? [{ id: 'services', entity: 'Alpha Services GmbH', registration: 'HRB 5678', seat: 'DE', rights: 'may use the Results in its own products', duties: 'keeps the same secrets' }] : [],
    dealRole: {
      roles: coordinator ? ['coordinator', 'contributor', 'agent'] : ['contributor'],
      tasks: coordinator ? 'calls the meetings, keeps the minutes and collects the reports' : 'carries out its work items',
      ...(coordinator ? { agentActs: [{ id: 'bid', text: 'submit the joint report to the city of Munich' }, { id: 'booking', text: 'book the rooms for joint meetings' }] } : {}),
      contacts: [{ id: 'project', name: `${signatory} Junior`, office: 'Project Manager', subject: 'daily work', email: `project@${id}.example` }],
    },
    marketPosition: { competesWith: [], markets: [{ id: 'm1', market: 'inspection of indoor spaces', territory: seat, shareBand: 'under-10' }] },
    controlAndScreening: { owners: 'widely held', screenedOn: '2027-02-10', result: 'clear', evidence: 'screening report of 10 February 2027' },
    counsel: [],
  };
}

function completeFacts(ids: readonly string[]): Answers['facts'] {
  const n = ids.length;
  const at = (index: number): string => ids[index % Math.max(1, n)] as string;
  const others = (id: string): string[] => ids.filter((other) => other !== id);
  const each = <T>(make: (id: string, index: number) => T): T[] => ids.map(make);
  const amounts = ['120000.00', '80000.00', '60000.00', '60000.00', '40000.00', '40000.00', '20000.00'];
  return {
    agreement: {
      title: 'Tidemark',
      modules: [],
      bindingness: { status: 'binding', bindingClauses: [{ id: 'confidentiality', text: 'Confidentiality' }, { id: 'governing-law', text: 'Law and language' }] },
      relatedDocs: [{ id: 'nda', title: 'Mutual non-disclosure agreement', date: '2026-09-14', version: '1', parties: [...ids], rank: 1, effect: 'replaced' }],
    },
    goal: {
      statement: [
        { id: 'pilot', text: 'Three clinics use the inspection robot in daily work on or before 30 June 2028, for the safety of their patients.', beneficiary: 'the patients of the clinics', by: '2028-06-30' },
        { id: 'handbook', text: 'A public handbook helps every hospital to repeat the pilot from 31 December 2028.', beneficiary: 'hospitals in Europe', by: '2028-12-31' },
      ],
      measures: [
        { id: 'sites', goal: ['pilot'], metric: 'clinics that use the robot every week', baseline: '0', target: '3', unit: 'clinics', due: '2028-06-30', source: 'weekly log of each clinic', owner: at(0), effect: 'review' },
        { id: 'readers', goal: ['handbook'], metric: 'downloads of the handbook', baseline: '0', target: '500', unit: 'downloads', due: '2029-03-01', source: 'statistics of the website', owner: at(1), effect: 'report' },
      ],
      reviewWithin: businessDays(20),
    },
    context: {
      facts: [{ id: 'robots', text: 'Alpha has built inspection robots since 2019.', date: '2019-05-02' }, { id: 'study', text: 'A study of 2 November 2026 found that inspections by hand miss one defect in eight.', date: '2026-11-02' }],
      risks: [
        { id: 'clinic', risk: 'a clinic withdraws from the pilot', likelihood: 3, impact: 4, owner: at(1), response: 'a fourth clinic is kept ready', trigger: 'no use of the robot for 14 days', clause: 'dependencies-relief' },
        { id: 'supply', risk: 'sensors arrive late', likelihood: 2, impact: 3, owner: at(0), response: 'order before the start', trigger: 'no delivery date 30 days after the order', clause: 'dependencies-relief' },
        { id: 'approval', risk: 'the ethics committee asks for changes', likelihood: 2, impact: 4, owner: at(1), response: 'early talks with the committee', trigger: 'questions of the committee', clause: 'ethics-safeguarding' },
      ],
    },
    scope: {
      in: [{ id: 'robot', text: 'Development of the inspection robot', workItems: ['wp1', 'wp2'] }, { id: 'pilot', text: 'Pilot in three clinics', workItems: ['wp3'] }, { id: 'handbook', text: 'Public handbook', workItems: ['wp4'] }],
      out: [{ id: 'sales', text: 'Sale of robots to clinics', reason: 'each clinic buys for itself' }, { id: 'service', text: 'Maintenance after the pilot', reason: 'offered by service firms' }],
      territory: ['DE', 'FR'],
      worldwide: false,
      field: 'inspection of indoor spaces in hospitals',
      exclusivity: [],
      offerWithin: businessDays(20),
      independentActivity: 'free',
    },
    work: {
      items: [
        { id: 'wp1', title: 'Robot', description: 'build and test the inspection robot', lead: at(0), start: '2027-04-01', end: '2027-12-15', place: 'DE' },
        { id: 'wp2', title: 'Navigation', description: 'write and test the navigation software', lead: at(1), start: '2027-04-01', end: '2027-12-15', place: 'FR' },
        { id: 'wp3', title: 'Pilot', description: 'install the robot in three clinics and train the staff', lead: at(0), start: '2028-01-15', end: '2028-06-30', place: 'FR' },
        { id: 'wp4', title: 'Handbook', description: 'write and publish the handbook', lead: at(n - 1), start: '2028-03-01', end: '2028-12-31', place: 'FR' },
      ],
      raci: {
        wp1: { r: n > 2 ? [at(0), at(2)] : [at(0)], a: at(0), c: [at(1)], i: others(at(0)) },
        wp2: { r: [at(1)], a: at(1), c: [at(0)], i: others(at(1)) },
        wp3: { r: n > 3 ? [at(0), at(1), at(3)] : [at(0), at(1)], a: at(0), c: [{ other: 'the ethics committee' }], i: others(at(0)) },
        wp4: { r: [at(n - 1)], a: at(n - 1), c: [at(0)], i: others(at(n - 1)) },
      },
      standard: {
        wp1: { kind: 'care', benchmark: 'ISO 13482, edition 2014' },
        wp2: { kind: 'care', benchmark: 'ISO/IEC 25010, edition 2023' },
        wp3: { kind: 'benchmark', benchmark: 'ISO 13482, edition 2014' },
        wp4: { kind: 'efforts', benchmark: 'ISO 24495-1, edition 2023' },
      },
      dependencies: [{ id: 'access', item: 'wp3', needs: 'access to the corridors of the clinics', from: at(1), by: '2028-01-10' }],
      deliverables: [
        { id: 'd1', item: 'wp1', title: 'Tested robot', form: 'device with manual', author: at(0), recipient: at(1), due: '2027-12-15', criteria: ['passes test T1', 'manual in French and German'], reviewer: at(1), review: businessDays(20), silence: 'accepted', retries: 2 },
        { id: 'd2', item: 'wp2', title: 'Navigation software', form: 'source code and build', author: at(1), recipient: at(0), due: '2027-12-15', criteria: ['passes test T2'], reviewer: at(0), review: businessDays(15), silence: 'accepted', retries: 2 },
      ],
      milestones: [
        { id: 'm1', name: 'Robot ready for the pilot', due: '2027-12-15', evidence: 'signed test report', owner: at(0), decisionBy: '2028-01-10', decider: { body: 'board' }, effect: 'go-no-go' },
        { id: 'm2', name: 'Pilot completed', due: '2028-06-30', evidence: 'log of all clinics', owner: at(1), decisionBy: '2028-07-31', decider: { body: 'board' }, effect: 'next-stage' },
      ],
      people: [{ id: 'nurse', kind: 'secondee', name: 'Hanna Roux', role: 'study nurse', employer: at(1), host: at(0), share: '40', start: '2028-01-15', end: '2028-06-30', replaceWithin: days(30), replacement: 'equal-skill', cost: 'employer' }],
      subcontracting: { rule: 'consent', consentWithin: businessDays(10), flowDown: ['confidentiality', 'rights in Results', 'data protection'], subcontractors: [{ id: 'lab', party: at(0), who: 'Kappa Labs SARL', tasks: 'calibration of sensors', consent: true, flowDown: ['confidentiality'] }] },
    },
    contribution: {
      items: [
        { id: 'cash', party: at(0), kind: 'cash', description: 'money for test equipment', quantity: 1, unit: 'payment', value: eur('40000.00'), valuation: 'nominal value', when: '2027-04-15', title: 'passes', recipient: at(1), conditions: 'used for the budget line test equipment only' },
        ...each((id, index) => ({ id: `staff-${id}`, party: id, kind: 'staff' as const, description: 'engineers and researchers', quantity: index + 1, unit: 'full-time staff for 12 months', value: eur(amounts[index % amounts.length] as string), valuation: 'agreed day rates', when: '2027-04-01', title: 'stays' as const })),
        { id: 'site', party: at(1), kind: 'premises', description: 'test corridor', quantity: 1, unit: 'corridor of 40 metres', value: eur('15000.00'), valuation: 'usual rent', when: '2027-05-15', conditions: 'the house rules apply', title: 'stays', recipient: at(0), returnBy: { after: 'the end of this agreement', period: days(30) }, returnState: 'cleared and clean' },
      ],
      none: [],
      shortfall: { cure: days(30), valuation: 'by the agreed values', dilutionFactor: 1.5, consequences: ['adjust', 'call-on-others', 'exit'] },
    },
    money: {
      model: ['cost-share'],
      budget: {
        lines: each((id, index) => ({ id: `line-${id}`, item: ['test equipment', 'software tools', 'sensors', 'training', 'clinic time', 'integration', 'fine mechanics'][index % 7] as string, party: id, amount: eur(amounts[index % amounts.length] as string), year: 2027, cap: eur('150000.00') })),
        trueUp: days(60),
        eligible: ['staff', 'equipment', 'travel'],
      },
      shares: each((id, index) => ({ id: `share-${id}`, party: id, percent: shares[n]?.[index] ?? '1', base: 'shared costs', cap: eur('200000.00'), floor: eur('10000.00') })),
      rounding: 'to whole cents, the difference to the largest share',
      revenueBase: { definition: 'net', description: 'payments by hospitals for inspections', deductions: ['value added tax', 'refunds', 'freight'], bundles: 'by list price of the parts', affiliates: 'the price that a stranger would pay', currency: 'EUR', period: 'quarter', statementWithin: days(30), exchangeRate: 'the reference rate of the European Central Bank on the last day of the period', recoverable: ['the development budget of Alpha'], recoveryLimit: eur('60000.00') },
      referral: { offers: [], answerWithin: businessDays(10), protection: months(12), tail: months(24), refund: months(6) },
      payment: {
        days: days(30), invoiceData: ['title of the cooperation', 'work item', 'VAT number'], method: 'bank transfer', currency: 'EUR', holdback: 'the disputed part only', setOff: 'undisputed',
        payments: [{ id: 'equipment', payer: at(0), payee: at(1), amount: eur('40000.00'), purpose: 'test equipment', trigger: 'receipt of the invoice', milestone: 'm1', due: { after: 'receipt of the invoice', period: days(30) } }],
      },
      lateInterest: { kind: 'statutory', rate: '8', reference: 'main refinancing rate of the European Central Bank', compensation: eur('40.00') },
      tax: { vat: 'exclusive', crossBorder: true, withholding: 'none', barter: 'invoices' },
      audit: { notice: businessDays(20), lookBack: years(3), threshold: '5' },
      funders: [],
    },
    gov: {
      bodies: [{ id: 'board', name: 'Steering committee', membersPerParty: 1, deputies: true, chair: at(0), meets: 'quarter', powers: ['approve reports', 'move money between budget lines', 'decide at gates'], cannotDo: ['change this agreement', 'change cost shares', 'add duties to a party'] }],
      decisions: { board: { quorum: Math.max(1, Math.ceil((n * 2) / 3)), weight: 'equal', majority: 'two-thirds', reservedMatters: ['new parties', 'end of the work at a gate'], reservedMajority: 'unanimous', veto: 'the decision touches rights in its own Background', vetoWithin: businessDays(10), written: true, notice: days(14), agenda: days(7) } },
      deadlock: { failedVotes: 2, steps: [{ id: 'directors', forum: 'talks between managing directors', who: { role: 'managing director' }, period: businessDays(10) }], final: 'mediation', decider: { other: 'a mediator named by the chamber of commerce of Geneva' }, settleWithin: days(30) },
      reporting: { reports: [{ id: 'progress', report: 'progress report', author: at(0), content: 'work done, delays, costs and new Results', rhythm: 'quarter', firstDue: '2027-07-15', recipients: [...ids] }], warnWithin: businessDays(3), retention: years(10), riskReview: 'quarter' },
      changeControl: { requester: 'any', form: 'in writing, with the change form', impact: ['work', 'dates', 'costs', 'risks'], approver: { body: 'board' }, decideWithin: businessDays(15), interim: false },
      accession: { open: 'open', consent: 'unanimous', document: 'accession form', effective: 'signature of the accession form by all parties', answerWithin: businessDays(20) },
      company: {
        name: 'Tidemark Robotics', form: 'GmbH', seat: 'DE', purpose: 'development and sale of inspection robots for hospitals',
        holdings: each((id, index) => ({ id: `holding-${id}`, party: id, percent: equalShares[n]?.[index] ?? '1', capital: eur('500000.00') })),
        funding: 'loans in proportion to the shares, up to the approved budget', payWithin: days(30),
        directors: each((id) => ({ id: `seats-${id}`, party: id, seats: 1 })),
        reservedMatters: ['the budget and the business plan', 'new shares', 'loans above the approved budget'],
        services: [{ id: 'navigation', provider: at(1), text: 'licence to use the navigation software', terms: 'at cost, by a contract of its own' }],
        lockIn: years(3), offerWithin: days(30), valuation: 'a multiple of the average yearly profit of the last accounts', valuer: { other: 'an independent auditor' },
        exitTriggers: ['a deadlock that outlasts the agreed steps', 'insolvency of a shareholder'], documentsBy: '2027-09-30',
      },
      coordination: { passOn: businessDays(10), replaceBy: 'majority', handOver: days(30) },
    },
    ip: {
      background: {
        items: [
          { id: 'navigation', owner: at(1), description: 'navigation software, version 4', access: 'open', restrictions: 'only for the work items', thirdPartyRights: 'map data under licence of a supplier', licenceIn: 'own work', fee: eur('5000.00') },
          { id: 'chassis', owner: at(0), description: 'chassis design of 2025', access: 'open', restrictions: 'no limits', thirdPartyRights: 'none known', licenceIn: 'own work', fee: eur('0') },
          { id: 'battery', owner: at(0), description: 'battery management', access: 'excluded', restrictions: 'not available', thirdPartyRights: 'owned with a supplier', licenceIn: 'contract of 3 May 2025', fee: eur('0'), excludedOn: '2027-02-15' },
        ],
        rule: 'listed',
        none: ids.slice(2),
      },
      resultsOwnership: { rule: 'creator', owner: at(0), fields: [{ id: 'mechanics', party: at(0), subject: 'mechanics and drives' }, { id: 'software', party: at(1), subject: 'software and data' }], licence: 'CC-BY-4.0', publishWithin: days(90) },
      jointRules: { shares: each((id, index) => ({ id: `owner-${id}`, party: id, percent: equalShares[n]?.[index] ?? '1' })), use: 'free', licensing: 'non-exclusive', accounting: 'none', filingLead: at(0), filingCosts: 'shares', abandonNotice: days(60), answerWithin: businessDays(20), enforcementLead: at(0), proceeds: 'shares', transfer: 'first-offer' },
      projectAccess: { who: 'parties', what: 'both', royaltyFree: true, duration: 'work-items', answerWithin: businessDays(10) },
      exploitation: {
        licences: [{ id: 'clinics', licensor: at(1), licensee: at(0), subject: 'Results on navigation and the Background they need', scope: ['make', 'use', 'sell'], field: 'inspection of indoor spaces in hospitals', territory: ['DE', 'FR'], term: 'as long as the rights last', exclusive: false, sublicense: 'consent', affiliates: true, price: '3% of Net Revenue', royalty: '3', fee: eur('20000.00'), survival: 'survives', minimum: 'first sale within 2 years after the end' }],
        requestWithin: months(12),
        useWithin: months(24),
        expert: 'an expert named by the chamber of commerce of Geneva',
      },
      people: each((id, index) => ({ id: `people-${id}`, party: id, employees: 'law' as const, students: index === 1 ? ('assignment' as const) : ('not-involved' as const), contractors: 'assignment' as const, secondees: 'assignment' as const })),
      publication: { notice: days(30), objection: days(20), grounds: ['a planned patent application', 'Confidential Information of the objecting party'], maxDelay: days(90), authorship: 'by contribution, as the field knows it', theses: 'exempt', acknowledgement: 'This work was done in the cooperation Tidemark.' },
      openSource: { inbound: 'permissive', inboundLicences: ['MIT', 'Apache-2.0'], outbound: 'Apache-2.0', copyleft: 'approval', record: 'dco', securityContact: 'security@alpha.example', project: 'the Tidemark repository', approver: at(0), approveWithin: businessDays(10) },
      brands: [{ id: 'tidemark', owner: at(0), mark: 'TIDEMARK', registration: 'EUTM 018123456', use: 'on the joint website and in the handbook', approval: 'guidelines', quality: 'samples on request', sellOff: months(3) }],
      brandAnswerWithin: businessDays(5),
    },
    conf: {
      terms: { direction: 'mutual', what: 'drawings, source code, test data and business plans', marking: 'marked-or-evident', purpose: 'the work under this agreement', recipients: ['staff', 'advisers', 'approved subcontractors'], period: years(5), tradeSecretTail: 'named', returnWithin: days(30), compelled: 'notify-first' },
    },
    data: {
      personal: [],
      requestWithin: businessDays(5),
      transfers: [],
      sets: [{ id: 'scans', name: 'Corridor scans 2026', holder: at(0), source: 'robots of Alpha in operation', licence: 'own data', purposes: ['training of navigation software'], forbidden: ['identification of persons'], quality: 'as recorded', refresh: 'each quarter', retention: years(2), derived: 'creator', connectedProduct: false, recipients: [at(1)] }],
      joint: {
        contact: at(0),
        tasks: [{ id: 'inform', task: 'inform', lead: at(1) }, { id: 'requests', task: 'requests', lead: at(0) }, { id: 'security', task: 'security', lead: at(0) }, { id: 'breaches', task: 'breaches', lead: at(1) }],
        essence: 'https://tidemark.example/data',
      },
      processor: { objectWithin: businessDays(20), auditNotice: businessDays(10), helpWithin: businessDays(5), certificate: 'ISO/IEC 27001:2022', atEnd: 'choose', endWithin: days(30) },
      securityAndAi: { level: 'ISO/IEC 27001:2022', incidentNotice: { n: 48, unit: 'hour' }, subProcessors: [], aiTraining: 'no', aiUse: 'conditions', aiConditions: 'only tools that do not keep the input', aiUses: [{ id: 'reports', purpose: 'summaries of test reports', tool: 'a model on servers of Alpha' }], humanCheck: true, aiOutput: 'results', aiLogs: months(12) },
    },
    risk: {
      liability: {
        caps: each((id, index) => ({ id: `cap-${id}`, party: id, cap: eur(index === 0 ? '250000.00' : '150000.00'), basis: 'amount' as const, formula: 'the agreed value of its contributions, at least the amount stated', per: 'total' as const })),
        classes: [{ id: 'property', label: 'damage to property', cap: eur('100000.00'), total: eur('300000.00') }, { id: 'other', label: 'other loss', cap: eur('50000.00'), total: eur('150000.00') }],
        separateCap: eur('500000.00'),
        indemnityCap: eur('100000.00'),
        uncapped: ['misuse of a mark', 'breach of export control'],
        excludedLosses: ['lost goodwill', 'lost savings'],
        joint: 'several',
      },
      indemnities: [{ id: 'ip', giver: at(0), beneficiary: at(1), trigger: 'a third party claims that the open Background of Alpha infringes its rights', losses: ['damages', 'reasonable legal costs'], capLink: 'own', cap: eur('500000.00'), noticeWithin: businessDays(10), control: at(0), settlement: 'consent', betweenParties: false }],
      insurance: each((id) => ({ id: `cover-${id}`, party: id, type: 'public and product liability', limit: eur('2000000.00'), proofBy: '2027-04-30', proof: 'certificate of the insurer', tail: years(2), selfInsured: false })),
      warranties: [{ id: 'free', giver: at(1), statement: 'its open Background may be licensed for the work', date: '2027-03-01', knowledge: 'careful-inquiry', remedy: 'replace the item or pay the loss' }],
    },
    compliance: {
      signs: [],
      profile: { exportControlled: false, exportItems: [], noReExport: [], nationalities: [], sanctions: false, bribery: 'mutual', answerWithin: businessDays(5), modernSlavery: true, ethicsApprovals: [{ id: 'study', approval: 'study with clinic staff', body: 'Ethics committee of Université Beta', party: at(1), status: 'pending' }], safeguarding: false, concernsTo: 'Safeguarding Office of Université Beta', freedomOfInformation: false, publicPower: 'section 4 of the Hospitals Act 2014', procurement: 'below the threshold, exemption for research services', stateAid: 'market terms, no aid', clearances: [] },
    },
    restraint: { items: [] },
    term: {
      core: { effective: '2027-04-01', effectiveEvent: 'signature by the last party', conditionsPrecedent: [{ id: 'ethics', text: 'approval of the study by the ethics committee', lead: at(1), by: '2027-06-30', waits: 'the pilot in the clinics', waiver: 'nobody' }], end: '2029-03-31', endEvent: 'acceptance of the last deliverable', renewal: 'written', renewalPeriod: years(1), renewalCount: 1, renewalNotice: months(3), longStop: '2027-09-30' },
      exits: {
        causes: [{ id: 'late-payment', text: 'a payment is more than 60 days late' }, { id: 'secrets', text: 'a party discloses Confidential Information on purpose' }],
        cure: days(30), shortCure: businessDays(5), maxPause: days(60),
        convenience: { who: 'any', notice: months(6), notBefore: '2028-04-01', cost: 'commitments already made are paid' },
        funderLoss: false, changeOfControl: true,
        withdrawal: { notice: months(3), effects: ['it hands over its work', 'it keeps access to accepted work'] },
        exclusion: { majority: 'unanimous', effects: ['it loses its votes', 'its open Background stays open for the work'], grounds: [{ id: 'idle', text: 'it stops its work for more than 60 days' }] },
        defaulting: { decideWithin: businessDays(20), costCap: eur('50000.00') },
      },
      exitPlan: {
        items: [{ id: 'robots', title: 'test robots', kind: 'asset', from: at(1), to: at(0), due: { after: 'the end of this agreement', period: days(30) } }, { id: 'logs', title: 'logs of the pilot', kind: 'record', from: at(0), to: at(1), due: '2029-04-30' }],
        runOff: days(90), licences: 'finished', costs: 'own', people: 'seconded staff returns to its employer',
      },
    },
    dispute: {
      ladder: {
        steps: [
          { id: 'talks', forum: 'Talks', who: { role: 'the project managers' }, period: days(10), outcome: 'a written settlement' },
          { id: 'directors', forum: 'Escalation', who: { role: 'the managing directors' }, period: days(20), outcome: 'a written settlement' },
          { id: 'mediation', forum: 'Mediation', who: { other: 'a mediator of the Swiss Arbitration Centre' }, period: days(30), outcome: 'a written settlement' },
        ],
        interimRelief: true, continueWork: true, limitationPause: months(3), expertIssues: ['the value of a contribution', 'whether a test is passed'], expertAppointer: 'the chamber of commerce of Geneva', appointAfter: businessDays(15),
      },
      final: { kind: 'arbitration', court: 'the courts of Geneva', place: 'CH-GE', exclusive: true, seat: 'Geneva', seatPlace: 'CH-GE', rules: 'the Swiss Rules of International Arbitration', arbitrators: 3, appointment: 'by the Swiss Arbitration Centre, if the parties do not agree within the time that its rules state', language: 'en', lawOfClause: 'ch' },
    },
    law: { governing: 'ch', language: 'en', otherLanguages: [], nonContractual: true, saleOfGoods: 'no-goods' },
    notice: {
      rules: { formalChannels: ['courier', 'tracked post'], otherChannels: ['email'], emailFormal: false, receipt: [{ id: 'courier', channel: 'courier', when: 'when the carrier records delivery or refusal' }], openingTime: '09:00', closingTime: '17:00', changeTakesEffect: businessDays(5) },
    },
    general: {
      choices: {
        amendmentForm: 'signed-writing', amendmentBy: 'all', majoritySchedules: ['the work plan', 'the budget'], scheduleMajority: '75', assignment: 'group-free', changeOfControl: 'exit', controlNotice: businessDays(10), thirdPartyRights: 'none', hardship: 'renegotiate', hardshipTalks: days(30), answerWithin: businessDays(10),
        forceMajeureEvents: ['natural disaster', 'war', 'epidemic', 'failure of public networks'], forceMajeureNotice: businessDays(5), forceMajeureLongStop: days(90), forceMajeurePayment: false,
      },
    },
    time: { calendar: { places: n > 2 ? ['DE-BY', 'FR', 'NL'] : ['DE-BY', 'FR'], holidayRule: 'all', holidaySource: 'official gazettes of the places', zone: 'Europe/Berlin', roll: 'next' } },
    sign: { method: { level: 'simple', validTo: '2027-03-31', counterparts: true, order: 'any', witnesses: 0 } },
  };
}

/** Complete sample answers for a research agreement of n parties called Alpha, Beta, Gamma, … ; throws if an override does not fit the facts. */
export function sampleAnswers(n: number, overrides: FactOverrides = {}): Answers {
  const chosen = Array.from({ length: n }, (_, index) => sketchAt(index));
  const answers: Answers = { entente: 1, type: 'RD', parties: chosen.map(completeParty), facts: n === 0 ? {} : completeFacts(chosen.map(({ id }) => id)), answers: [] };
  return withFacts(answers, overrides);
}

/** n parties of whom only the short names are known, with the given facts and no others: what a case with `facts` runs on. */
export function bareAnswers(n: number, facts: FactOverrides = {}): Answers {
  const parties = Array.from({ length: n }, (_, index) => sketchAt(index)).map(({ id, shortName }) => ({ id, shortName }));
  return withFacts({ entente: 1, type: 'RD', parties, facts: {}, answers: [] }, facts);
}

/** Answers with facts set by dotted path or nested; throws with all reasons where one does not fit. */
export function withFacts(answers: Answers, facts: FactOverrides, above = ''): Answers {
  let changed = answers;
  for (const [key, value] of Object.entries(facts)) {
    const path = above === '' ? key : `${above}.${key}`;
    const row = factAt(path);
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (nested && (row?.kind === 'group' || row?.kind === 'map') && !row.path.endsWith('.*')) {
      changed = withFacts(changed, value as FactOverrides, path);
      continue;
    }
    const result = setAnswer(changed, path, value);
    if (!result.ok) throw new Error(sentences(result.problems).join('\n'));
    changed = result.answers;
  }
  return changed;
}
