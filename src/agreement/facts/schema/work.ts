import { z } from 'zod';
import { actor, actors, choice, count, date, deadline, describe, flag, group, line, list, map, name, party, percent, period, person, place, reference, text, texts } from '#agreement/facts/define';
import { partySchema } from '#agreement/facts/values';

/** One party; a list of several can be recorded, so that the check that exactly one answers can point it out. */
const accountable = describe(z.union([partySchema, z.array(partySchema).min(1).max(60)]), { label: 'party that answers', format: 'party', of: 'party', example: 'beta', refers: 'parties' }).optional();

/** Standards of care that work can be owed at; legal-substance §2, work.standard. */
export const standards = {
  result: 'result owed', care: 'skill and care of a competent organisation in the field', efforts: 'reasonable efforts', benchmark: 'written benchmark',
} as const;

/** Who does what by when, at which standard, and how it is checked. */
export const workFacts = group('work', {
  items: list('work item', {
    title: line('title of the work item', 'Pilot in clinics'),
    description: text('description of the work item', 'Install the robot in three clinics and train the staff'),
    lead: party('lead of the work item', { optional: true }),
    start: date('start of the work item', '2027-04-01'),
    end: date('end of the work item', '2028-06-30'),
    place: place('place of the work item', 'DE'),
    parent: reference('work item that it belongs to', 'work.items', 'wp1', { optional: true }),
  }, { who: ['T', 'J'], question: 'What work has to be done, from when to when?', help: 'A work item is the smallest unit that someone plans and answers for. The list becomes the work plan.', how: 'Start with three to seven pieces of work, each with one party that leads it.', when: 'In every agreement.' }),
  raci: map('responsibilities', 'work.items', {
    r: actors('who does the work'),
    a: accountable,
    c: actors('who is consulted', ['gamma'], { optional: true }),
    i: actors('who is informed', ['delta'], { optional: true }),
  }, { who: ['T', 'J'], question: 'Who does each work item, who answers for it, who is asked and who is told?', help: 'Exactly one party answers for each item. If several answer, nobody does.', how: 'Choose for each piece who works on it and exactly one party that answers.', when: 'In every agreement, for each piece of work.' }),
  standard: map('standards of work', 'work.items', {
    kind: choice('standard of work', standards),
    benchmark: line('benchmark and edition', 'ISO 13482, edition 2014', { optional: { unless: ['kind', 'benchmark'] } }),
  }, { who: ['J', 'L'], question: 'Is a result owed for each work item, or care, or efforts?', help: 'It decides who bears the risk that good work fails.', how: 'Choose a result only if success is in the hands of whoever does the work.', when: 'In every agreement, for each piece of work.' }),
  dependencies: list('dependency', {
    item: reference('work item that waits', 'work.items', 'wp2'),
    needs: text('what the work item needs', 'access to the test site'),
    from: actor('who must give it', 'beta'),
    by: date('date on which it is needed', '2027-05-15'),
  }, { who: ['T'], question: 'What does a work item need from somebody else, and when?', help: 'A party that does not get what it needs in time gets relief, if the need was written down.', how: 'Name what must be there before work can start, who gives it, and by which day.', when: 'If one party’s work waits for another’s.' }),
  deliverables: list('deliverable', {
    item: reference('work item of the deliverable', 'work.items', 'wp1'),
    title: line('title of the deliverable', 'Tested prototype'),
    form: line('form of the deliverable', 'device with handbook'),
    author: party('author of the deliverable'),
    recipient: actor('recipient of the deliverable', 'beta'),
    due: date('due date of the deliverable', '2028-05-15'),
    criteria: texts('acceptance criteria', ['passes test T1', 'handbook in German']),
    reviewer: actor('reviewer of the deliverable', 'beta'),
    review: period('review period', 20, 'business-day'),
    silence: choice('outcome if the reviewer is silent', { accepted: 'accepted', reminder: 'not accepted, a reminder follows', rejected: 'rejected' }),
    retries: count('number of corrections', 2),
  }, { who: ['T', 'J'], question: 'What is handed over to whom, and by which tests is it accepted?', help: 'Disputes about acceptance arise where no criterion can be tested. Silence of the reviewer needs an outcome.', how: 'For each thing name the giver, the reviewer, and tests that anyone could repeat.', when: 'If something is handed over and accepted.' }),
  milestones: list('milestone', {
    name: line('name of the milestone', 'Prototype ready for the pilot'),
    due: deadline('date of the milestone', '2027-12-15'),
    evidence: text('evidence for the milestone', 'signed test report'),
    owner: party('party that proves the milestone'),
    decisionBy: date('last day for the decision', '2028-01-15', { optional: { unless: ['effect', 'next-stage', 'payment', 'go-no-go'] } }),
    decider: actor('who decides at the gate', { body: 'board' }, { optional: { unless: ['effect', 'next-stage', 'payment', 'go-no-go'] } }),
    effect: choice('effect of the milestone', { 'next-stage': 'next stage starts', payment: 'payment falls due', 'go-no-go': 'go or no-go decision', information: 'information only' }),
  }, { who: ['J'], question: 'Which milestones are there, and what is decided at them?', help: 'A milestone can release money or stop the work. It needs evidence, someone who decides and a last day.', how: 'Choose the few days on which you would stop, pay or go on.', when: 'In projects with stages.' }),
  people: list('key person or secondee', {
    kind: choice('kind of assignment', { 'key-person': 'key person', secondee: 'seconded staff' }),
    name: person('name of the person'),
    role: name('role of the person', 'study nurse'),
    employer: party('employer of the person'),
    host: party('host of the person', { optional: { unless: ['kind', 'secondee'] } }),
    share: percent('share of working time', '40'),
    start: date('start of the assignment', '2027-04-01'),
    end: date('end of the assignment', '2028-06-30'),
    replaceWithin: period('time to replace the person', 30, 'day'),
    replacement: choice('rule for a replacement', { 'equal-skill': 'equal skill', consent: 'consent of the other parties', none: 'no replacement owed' }),
    cost: choice('who bears the pay of the person', { employer: 'the employer', host: 'the host' }),
  }, { who: ['P'], question: 'Does the work depend on certain people, or is staff lent to another party?', help: 'Lent staff stays with its employer. Labour law must be checked.', how: 'List only people whose loss would stop the work, and each person who is lent.', when: 'If people matter by name, or staff is lent.' }),
  subcontracting: group('subcontracting', {
    rule: choice('rule on subcontractors', { free: 'free, the party answers for them', notice: 'free with notice', consent: 'only with consent', none: 'not allowed' }),
    consentWithin: period('time to answer a request for consent', 10, 'business-day'),
    flowDown: texts('duties passed on to subcontractors', ['confidentiality', 'rights in Results']),
    subcontractors: list('subcontractor', {
      party: party('party that uses the subcontractor'),
      who: name('subcontractor', 'Kappa Labs SARL'),
      tasks: text('tasks of the subcontractor', 'calibration of sensors'),
      consent: flag('consent given'),
      flowDown: texts('duties passed on to the subcontractor', ['confidentiality'], { optional: true }),
    }),
  }, { main: 'subcontractors', who: ['P'], question: 'May parties use subcontractors, for which tasks?', help: 'Each party answers for its subcontractors. Secrets and rights in results must be passed on in writing.', how: 'Choose the rule first; then list the subcontractors you know already.', when: 'If somebody other than a party may do part of the work.' }),
}, { section: 'work' });
