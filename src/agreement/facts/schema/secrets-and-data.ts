import { actor, choice, date, flag, group, line, list, name, party, partyIds, period, place, text, texts } from '#agreement/facts/define';

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
  }, { who: ['J'], question: 'How long, for what and towards whom is information kept secret?', help: 'The law protects trade secrets only if they are guarded. If there is no rule for trade secrets after the period, leave that part out.', how: 'Say what is secret, who may see it, and for how many years.', when: 'In every agreement.' }),
}, { section: 'confidentiality' });

/** Personal data, transfers, datasets, security and AI. */
export const dataFacts = group('data', {
  personal: list('processing of personal data', {
    activity: line('activity with personal data', 'evaluation of staff training'),
    categories: texts('categories of data', ['names', 'test results']),
    special: flag('special categories of data'),
    specialKinds: texts('kinds of special data', ['health'], { optional: { unless: ['special', 'true'] } }),
    people: texts('people concerned', ['clinic staff']),
    purpose: text('purpose of the processing', 'to measure the effect of the training'),
    nature: line('nature of the processing', 'collection, storage and analysis'),
    roles: list('role under data protection law', {
      party: party('party with the role'),
      role: choice('role under data protection law', { controller: 'controller', 'joint-controller': 'joint controller', processor: 'processor', none: 'no access' }),
    }),
    legalBasis: text('legal basis', 'legitimate interest'),
    retention: period('time to keep personal data', 2, 'year'),
    safeguards: text('safeguards', 'pseudonyms, access by role', { optional: { unless: ['special', 'true'] } }),
  }, { who: ['D'], question: 'Is personal data used, whose, for what, and in which role is each party?', help: 'Controllers, joint controllers and processors owe different things. If no personal data is used, leave the list empty.', how: 'Add one entry for each use of personal data; without any, choose none.', when: 'If data about people is used.' }),
  requestWithin: period('time to pass on a request of a person', 5, 'business-day', { who: ['D'], question: 'How fast is a request of a person about their data passed on to the party that must answer it?', help: 'The law gives about a month to answer. A request that lies with the wrong party loses days.', how: 'A number of business days after the request arrives.', when: 'If personal data is used.' }),
  transfers: list('transfer of personal data', {
    exporter: party('exporter of the data'),
    importer: actor('importer of the data', { other: 'cloud provider of Alpha' }),
    country: place('country of the importer', 'US'),
    mechanism: choice('transfer mechanism', { adequacy: 'adequacy decision', scc: 'standard contractual clauses', idta: 'UK transfer agreement', bcr: 'binding corporate rules', derogation: 'exception of the law', none: 'none yet' }),
    assessment: text('transfer assessment', 'assessment of 2 March 2027', { optional: { unless: ['mechanism', 'scc', 'idta', 'bcr', 'derogation', 'none'] } }),
    date: date('date of the assessment', '2027-03-02', { optional: { unless: ['mechanism', 'scc', 'idta', 'bcr', 'derogation', 'none'] } }),
  }, { who: ['D'], question: 'Does personal data leave its region, to which country, by which mechanism?', help: 'A transfer without a mechanism is unlawful in the EU and the UK.', how: 'Add each transfer to another region, also to a cloud provider.', when: 'If personal data goes to another region.' }),
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
    derived: choice('derived data', { holder: 'the holder decides on its use', creator: 'whoever creates it decides on its use', shared: 'open to all parties', none: 'must not be created' }),
    connectedProduct: flag('data of connected products'),
    recipients: partyIds('parties that get access to the dataset', ['beta']),
  }, { who: ['T', 'D'], question: 'Which datasets are shared, for which purposes, and what becomes of derived data?', help: 'Nobody owns data in the full sense, so each permitted purpose is listed.', how: 'List each dataset with its holder and what may be done with it.', when: 'If data is shared or opened.' }),
  joint: group('arrangement of joint controllers', {
    contact: party('contact point for people'),
    tasks: list('task of joint controllers', {
      task: choice('task', {
        inform: 'tell people how their data is used', requests: 'answer requests of people', security: 'keep the data secure', breaches: 'report breaches to authorities and people',
        records: 'keep the record of processing', assessment: 'assess the risk for people', processors: 'choose and instruct processors',
      }),
      lead: party('joint controller that does the task'),
    }),
    essence: line('where people find the essence of the arrangement', 'https://tidemark.example/data'),
  }, { main: 'tasks', who: ['D'], question: 'Which joint controller does which task under data protection law, and whom may people ask?', help: 'People may use their rights against every joint controller, so each task needs one name.', how: 'Name one party for each task, one contact point, and the place where people can read it.', when: 'If two or more parties decide together on the use of personal data.' }),
  processor: group('terms for processors', {
    objectWithin: period('time to object to a new sub-processor', 20, 'business-day'),
    auditNotice: period('notice of an audit at the processor', 10, 'business-day'),
    helpWithin: period('time in which the processor helps', 5, 'business-day'),
    certificate: line('certificate of the processor', 'ISO/IEC 27001:2022'),
    atEnd: choice('data at the end of the processing', { return: 'returned', delete: 'deleted', choose: 'returned or deleted, as the controller chooses' }),
    endWithin: period('time to return or delete personal data', 30, 'day'),
  }, { who: ['D'], question: 'How may a processor change its sub-processors, how is it audited, and what becomes of the data at the end?', help: 'Data protection law lists what the contract with a processor must say. These are the choices that it leaves.', how: 'Give the periods, the certificate, and what happens to the data at the end.', when: 'If a party uses personal data on behalf of another.' }),
  securityAndAi: group('security and AI', {
    level: line('security standard', 'ISO/IEC 27001:2022'),
    incidentNotice: period('time to report a security incident', 48, 'hour'),
    subProcessors: texts('sub-processors', ['Example Hosting SARL']),
    aiTraining: choice('training of AI on shared material', allowed),
    aiUse: choice('use of AI tools on shared material', allowed),
    aiConditions: text('conditions for AI', 'only tools that do not keep the input'),
    aiUses: list('allowed use of AI', { purpose: line('purpose of the AI tool', 'summaries of test reports'), tool: line('tool', 'a model on servers of Alpha') }),
    humanCheck: flag('AI output checked by a person'),
    aiOutput: choice('who decides on the use of AI output', { results: 'the rules on Results apply', input: 'the party that gave the input', user: 'the party that used the tool' }),
    aiLogs: period('time to keep the log of AI use', 12, 'month'),
  }, { who: ['T', 'D'], question: 'Which security standard applies, how fast are incidents told, and may AI be used on shared material?', help: 'Authorities must often be told within 72 hours, so partners need to hear earlier.', how: 'Name a standard with its edition, and hours for telling an incident.', when: 'If data or secrets are exchanged.' }),
}, { section: 'data' });
