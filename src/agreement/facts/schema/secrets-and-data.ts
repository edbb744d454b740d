import { actor, choice, date, flag, group, line, list, name, party, period, place, text, texts } from '#agreement/facts/define';

const allowed = { no: 'not allowed', conditions: 'allowed under conditions', yes: 'allowed' } as const;

/** What is kept secret, for how long, towards whom. */
export const confidentialityFacts = group('confidentiality', {
  terms: group('confidentiality terms', {
    direction: choice('direction of confidentiality', { mutual: 'mutual', 'one-way': 'one way' }),
    discloser: party('party that opens its information'),
    what: text('what counts as confidential', 'drawings, source code, patient statistics'),
    marking: choice('marking of confidential information', { 'marked-or-evident': 'marked, or evident to a careful person', marked: 'marked only', all: 'everything that is not public' }),
    purpose: text('purpose of disclosure', 'the work under this agreement'),
    recipients: texts('permitted recipients', ['staff', 'advisers', 'approved subcontractors']),
    period: period('confidentiality period', 5, 'year'),
    tradeSecretTail: choice('trade secrets after the period', { named: 'trade secrets named in writing stay secret', all: 'all trade secrets stay secret' }),
    returnWithin: period('time to return or delete', 30, 'day'),
    compelled: choice('disclosure demanded by law', { 'notify-first': 'owner is told first where the law allows', 'minimum-only': 'no more than is demanded' }),
  }, { who: ['J'], question: 'How long, for what and towards whom is information kept secret?', help: 'The law protects trade secrets only if they are guarded. If there is no rule for trade secrets after the period, leave that part out.' }),
}, { section: 'confidentiality' });

/** Personal data, transfers, datasets, security and AI. */
export const dataFacts = group('data', {
  personal: list('processing of personal data', {
    activity: line('activity with personal data', 'evaluation of staff training'),
    categories: texts('categories of data', ['names', 'test results']),
    special: flag('special categories of data'),
    specialKinds: texts('kinds of special data', ['health']),
    people: texts('people concerned', ['clinic staff']),
    purpose: text('purpose of the processing', 'to measure the effect of the training'),
    roles: list('role under data protection law', {
      party: party('party with the role'),
      role: choice('role under data protection law', { controller: 'controller', 'joint-controller': 'joint controller', processor: 'processor', none: 'no access' }),
    }),
    legalBasis: text('legal basis', 'legitimate interest'),
    retention: period('time to keep personal data', 2, 'year'),
    safeguards: text('safeguards', 'pseudonyms, access by role'),
  }, { who: ['D'], question: 'Is personal data used, whose, for what, and in which role is each party?', help: 'Controllers, joint controllers and processors owe different things. If no personal data is used, leave the list empty.' }),
  transfers: list('transfer of personal data', {
    exporter: party('exporter of the data'),
    importer: actor('importer of the data', { other: 'cloud provider of Alpha' }),
    country: place('country of the importer', 'US'),
    mechanism: choice('transfer mechanism', { adequacy: 'adequacy decision', scc: 'standard contractual clauses', idta: 'UK transfer agreement', bcr: 'binding corporate rules', derogation: 'exception of the law', none: 'none yet' }),
    assessment: text('transfer assessment', 'assessment of 2 March 2027'),
    date: date('date of the assessment', '2027-03-02'),
  }, { who: ['D'], question: 'Does personal data leave its region, to which country, by which mechanism?', help: 'A transfer without a mechanism is unlawful in the EU and the UK.' }),
  sets: list('dataset', {
    name: name('dataset', 'Corridor scans 2026'),
    holder: party('holder of the dataset'),
    source: line('source of the dataset', 'robots of Alpha in operation'),
    licence: line('licence of the dataset', 'own data'),
    purposes: texts('permitted purposes', ['training of navigation software']),
    forbidden: texts('forbidden uses', ['identification of persons']),
    quality: text('quality of the dataset', 'as recorded, without guarantee'),
    refresh: line('refresh of the dataset', 'each quarter'),
    retention: period('time to keep the dataset', 2, 'year'),
    derived: choice('derived data', { holder: 'belongs to the holder', creator: 'belongs to whoever creates it', shared: 'open to all parties', none: 'must not be created' }),
    connectedProduct: flag('data of connected products'),
  }, { who: ['T', 'D'], question: 'Which datasets are shared, for which purposes, and what becomes of derived data?', help: 'Nobody owns data in the full sense, so each permitted purpose is listed.' }),
  securityAndAi: group('security and AI', {
    level: line('security standard', 'ISO/IEC 27001:2022'),
    incidentNotice: period('time to report a security incident', 48, 'hour'),
    subProcessors: texts('sub-processors', ['Example Hosting SARL']),
    aiTraining: choice('training of AI on shared material', allowed),
    aiUse: choice('use of AI tools on shared material', allowed),
    aiConditions: text('conditions for AI', 'only tools that do not keep the input'),
    humanCheck: flag('AI output checked by a person'),
  }, { who: ['T', 'D'], question: 'Which security standard applies, how fast are incidents told, and may AI be used on shared material?', help: 'Authorities must often be told within 72 hours, so partners need to hear earlier.' }),
}, { section: 'data' });
