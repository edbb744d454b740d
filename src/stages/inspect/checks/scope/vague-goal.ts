import { placeOf, type Check } from '#stages/inspect/check';
import page from './vague-goal.md';

const months = 'january|february|march|april|may|june|july|august|september|october|november|december';

/** A date, a year, a quarter or a stated end in the words of a goal. */
const when = new RegExp(`\\b(?:19|20)\\d\\d\\b|\\b\\d{1,2} (?:${months})\\b|\\b(?:${months}) \\d|\\bq[1-4]\\b|\\b(?:end|start) of (?:this|the) agreement\\b|\\bwithin (?:\\d+|[a-z]+) (?:days|weeks|months|years)\\b`);

/** Somebody or some place that the result is for: “in three clinics”, “for the patients”. */
const forWhom = /\b(?:for|in|at|by|among|with|of) (?:(?:the|its|their|all|each|every|at least|more than|up to|\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) ){1,3}[a-z]{3,}/;

/** SCP-001: no goal is stated, or a goal says neither for whom nor by when. */
export const vagueGoal: Check = {
  code: 'SCP-001',
  rule: 'vague-goal',
  severity: 'error',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const goals = subject.items('goal.statement');
    if (goals.length === 0) {
      yield { place: subject.printedFacts.has('goal.statement') ? subject.placeOfFact('goal.statement') : placeOf(null, 'goal.statement'), params: { problem: 'none', goal: '' } };
      return;
    }
    for (const goal of goals) {
      const { text, beneficiary, by } = goal.value as { text?: string; beneficiary?: string; by?: string };
      if (text === undefined) {
        yield { place: subject.placeOfFact(`${goal.path}.text`), params: { problem: 'empty', goal: '' } };
        continue;
      }
      const lower = text.toLowerCase();
      const dated = by !== undefined || when.test(lower);
      const helps = beneficiary !== undefined || forWhom.test(lower);
      if (dated && helps) continue;
      const problem = dated ? 'whom' : helps ? 'when' : 'whom-when';
      const printed = subject.placeOfFact(`${goal.path}.text`);
      yield { place: { ...printed, path: `${goal.path}.${helps ? 'by' : 'beneficiary'}` }, params: { problem, goal: text.length > 80 ? `${text.slice(0, 79)}…` : text } };
    }
  },
};
