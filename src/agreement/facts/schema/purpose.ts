import { actor, choice, choices, count, date, flag, group, line, list, name, partyIds, period, places, references, text, texts } from '#agreement/facts/define';

/** Agreement types of legal-substance §1 with the words that a reader sees. */
export const agreementTypes = {
  BC: 'business cooperation agreement', CJV: 'contractual joint venture agreement', IJV: 'heads of terms for a joint company', RD: 'research and development agreement',
  CONS: 'consortium agreement', PUB: 'cooperation agreement with public or charitable aim', COM: 'marketing and distribution agreement', DATA: 'data sharing agreement', OSS: 'open technology development agreement',
} as const;

/** What the agreement is, before what it says; `agreement.type` is the file's own `type`. */
export const agreementFacts = group('agreement', {
  title: name('title of the cooperation', 'Tidemark', { who: ['J'], question: 'What is the cooperation called?', help: 'A short name, because the type of the agreement follows it on the cover. It also stands in file names and has no legal effect.', how: 'Choose a short name that you will use in mails and files.', when: 'In every agreement.' }),
  modules: choices('additional type', agreementTypes, { who: ['J'], question: 'Does the cooperation also have the features of another type?', help: 'The clauses that the other type requires are added to those of the leading type.', how: 'Add a type only if its features are truly part of the plan; each adds its own sections.', when: 'If more than one of the plain questions was answered with yes.' }),
  bindingness: group('binding effect', {
    status: choice('binding effect', { binding: 'binding', mixed: 'binding in part', 'non-binding': 'not binding' }),
    bindingClauses: list('binding section', { text: line('binding section', 'Confidentiality') }),
  }, { section: 'law-and-notices', who: ['J', 'L'], question: 'Shall the text bind the parties in law?', help: 'A memorandum can bind by accident, or fail to bind where it should. If only part of it binds, each binding section is listed; its id is the id of the clause.', how: 'Choose binding for a contract, not binding for a memorandum, or in part and list the sections that bind.', when: 'In every agreement.' }),
  relatedDocs: list('related document', {
    title: line('title of the document', 'Mutual non-disclosure agreement'),
    date: date('date of the document', '2026-09-14'),
    version: line('version of the document', '2.1'),
    parties: partyIds('parties of the document'),
    rank: count('rank of the document', 1),
    effect: choice('what becomes of the document', { replaced: 'replaced by this agreement', continues: 'continues beside this agreement', prevails: 'prevails over this agreement' }),
  }, { section: 'law-and-notices', who: ['J'], question: 'Which other documents between the parties, or behind the deal, still count?', help: 'A grant, an earlier non-disclosure agreement or a customer contract can contradict this agreement. Each one needs a date and a rank.', how: 'List each with its date, and rank first what decides if two contradict.', when: 'If a grant, earlier contract or customer contract exists.' }),
}, { section: 'parties' });

/** What the parties want to reach and how they will know. */
export const goalFacts = group('goals', {
  statement: list('goal', {
    text: text('goal', 'Three clinics test the inspection robot with their own staff'),
    beneficiary: line('who benefits from the goal', 'the clinics of the region'),
    by: date('date of the goal', '2028-06-30'),
  }, { who: ['J'], question: 'What shall the cooperation achieve, for whom, and by when?', help: 'The goal steers how the agreement is read, and when it has failed. One sentence for each goal.', how: 'Write one sentence for each goal: who can do what, where, from which day.', when: 'In every agreement.' }),
  measures: list('measure of success', {
    goal: references('goal that the measure belongs to', 'goal.statement', ['pilot']),
    metric: line('what is measured', 'sites that use the robot weekly'),
    baseline: line('value at the start', '0'),
    target: line('target', '3'),
    unit: line('unit of the measure', 'sites'),
    due: date('date of the measurement', '2028-06-30'),
    source: line('source of the figures', 'monthly log of each site'),
    owner: actor('who measures', 'alpha'),
    effect: choice('effect if the target is missed', { report: 'report', review: 'review meeting', gate: 'gate decision', exit: 'right to leave' }),
  }, { who: ['J'], question: 'How will you tell that a goal is reached?', help: 'A goal with a figure, a date and a source leaves less to dispute about.', how: 'For each goal choose one figure that somebody already counts or can count.', when: 'In research, joint projects and grants; useful everywhere.' }),
  reviewWithin: period('time to report and review a missed target', 20, 'business-day', { who: ['J'], question: 'How fast must a measured figure be reported, and a missed target be reviewed?', help: 'The period runs after the date of the measurement. A figure that nobody sends helps nobody.', how: 'Allow enough days to collect the figure and to meet.', when: 'If a goal has a measure.' }),
}, { section: 'goals' });

/** What lies behind the deal: dated facts and risks. */
export const contextFacts = group('background of the deal', {
  facts: list('background fact', {
    text: text('background fact', 'Alpha has built inspection robots since 2019.'),
    date: date('date of the fact', '2026-11-02'),
  }, { who: ['J'], question: 'Which facts led to the cooperation?', help: 'They stand in front as background and help to read the agreement. They create no duty.', how: 'Write what both sides know to be true, each with its date.', when: 'If the background helps a stranger to understand the deal.' }),
  risks: list('risk', {
    risk: text('risk', 'A clinic withdraws from the pilot'),
    likelihood: count('likelihood from 1 to 5', 3),
    impact: count('impact from 1 to 5', 4),
    owner: actor('who watches the risk', 'beta'),
    response: text('response to the risk', 'A fourth clinic is kept ready'),
    trigger: line('sign that the risk comes true', 'no patient data for 14 days'),
    clause: line('clause that deals with the risk', 'dependencies-relief'),
  }, { who: ['J'], question: 'What could go wrong, how likely is it, and who deals with it?', help: 'Risks that were seen in advance are shared more fairly. The list becomes the risk register.', how: 'Start with the three things that you talk about most; rate them from 1 to 5.', when: 'In projects that can fail; useful everywhere.' }),
}, { section: 'goals' });

/** What is covered, what is not, where, for which use, and how free the parties stay. */
export const scopeFacts = group('scope', {
  in: list('covered activity', {
    text: text('covered activity', 'Training of clinic staff'),
    workItems: references('work items of the activity', 'work.items', ['wp1']),
  }, { who: ['J'], question: 'Which activities and results does the cooperation cover?', help: 'Only what is listed is owed. Each activity should lead to at least one work item.', how: 'List each activity in a few words and link it to the work that carries it out.', when: 'In every agreement.' }),
  out: list('excluded activity', {
    text: text('excluded activity', 'Supply of hardware after the pilot'),
    reason: text('reason for the exclusion', 'Each clinic buys for itself'),
  }, { who: ['J'], question: 'Which neighbouring activities are not included?', help: 'A list of exclusions is the best protection against a scope that grows. If you looked and found none, say so with an empty list.', how: 'Think of what a partner might expect and you will not do; list it, or choose none.', when: 'In every agreement.' }),
  territory: places('territory', ['DE', 'FR'], { who: ['J', 'L'], question: 'In which countries does the cooperation take place?', help: 'Licences, exclusivity and restraints reach as far as the territory.', how: 'Choose each country where work is done or where results may be used.', when: 'If licences, exclusivity or restraints have an area.' }),
  worldwide: flag('worldwide cooperation', { who: ['J', 'L'], question: 'Does the cooperation reach all countries instead of listed ones?', help: 'If it does, no list of countries is needed, and rights that name no place of their own reach everywhere.', how: 'Yes or no. If no, list the countries instead.', when: 'With the countries, before rights or limits are settled.' }),
  field: text('field of use', 'Inspection of indoor spaces in hospitals', { who: ['J', 'L'], question: 'For which use are results and licences meant?', help: 'A field is described by use, not by product names. It limits licences and exclusivity.', how: 'Describe the use in one phrase that will still fit if products change.', when: 'If rights are licensed or somebody works exclusively.' }),
  exclusivity: list('exclusive commitment', {
    who: actor('who is bound by exclusivity', 'alpha'),
    towards: partyIds('parties towards whom exclusivity is owed', ['beta']),
    what: text('what is exclusive', 'Sale of inspection robots to hospitals'),
    where: places('where exclusivity applies', ['DE']),
    period: period('length of exclusivity', 1, 'year'),
    minimum: line('minimum that keeps exclusivity alive', '20 robots a year', { optional: true }),
    exceptions: texts('exceptions to exclusivity', ['customers of Alpha on 1 March 2027'], { optional: true }),
    remedy: text('remedy for a breach of exclusivity', 'the exclusivity of the other side ends'),
  }, { who: ['J', 'L'], question: 'Does anyone promise to work only with the others, and within which limits?', help: 'Exclusivity is often the largest hidden cost, and competition law limits it. No promise: leave the list empty.', how: 'For each promise say who, what, where and how long; without a promise choose none.', when: 'If a party shall not work with others.' }),
  offerWithin: period('time to accept a first offer', 20, 'business-day', { who: ['J', 'L'], question: 'If a first offer takes the place of exclusivity, how long may the other side think about it?', help: 'A first offer binds less than exclusivity: the party must offer the deal inside the cooperation before it goes elsewhere.', how: 'A number of days or business days after the offer arrives.', when: 'If a first offer takes the place of exclusivity.' }),
  independentActivity: choice('freedom beside the cooperation', { free: 'free', notice: 'free with notice', limited: 'limited' }, { who: ['J'], question: 'May the parties do similar work on their own or with others?', help: 'Parties are free unless they say otherwise. A limit must fit the exclusivity answers.', how: 'Choose free unless you agreed on a limit.', when: 'In every agreement between businesses.' }),
}, { section: 'scope' });

