import { actInWords, anchorInWords } from '#agreement/act-words';
import type { Actor, Obligation, ObligationState, Timing, Waiting } from '#agreement/obligation';
import { explainDue } from '#agreement/time/sentences';
import { blankInWords, listInWords, periodInWords } from '#agreement/words/en';

const states: Readonly<Record<ObligationState, string>> = {
  draft: 'not signed yet', conditional: 'waiting', 'in-force': 'in force', due: 'due today', overdue: 'overdue', ended: 'ended',
};

/** The name of a side: the party's short name, the role as the text describes it, or a blank. */
export function actorInWords(actor: Actor): string {
  if ('party' in actor) return actor.name;
  return 'described' in actor ? actor.described : blankInWords(actor.open);
}

/** The act in one line: "Alpha must report shared costs". */
export function obligationInWords(one: Pick<Obligation, 'debtor' | 'action' | 'object'>): string {
  const debtor = actorInWords(one.debtor);
  return `${debtor.slice(0, 1).toUpperCase()}${debtor.slice(1)} must ${actInWords(one.action)} ${one.object}`;
}

/** Those to whom it is owed: "Beta and Gamma". */
export function creditorsInWords(one: Pick<Obligation, 'creditors'>): string {
  return listInWords(one.creditors.map(actorInWords), 'and');
}

/** The state as a screen shows it; "overdue" says that a date has passed, not that a duty was broken. */
export function stateInWords(state: ObligationState): string {
  return states[state];
}

/** Where it comes from: "section 7.2, Confidentiality", or the heading alone for a clause without a number. */
export function sourceInWords(one: Pick<Obligation, 'clause'>): string {
  const { number, heading } = one.clause;
  return number === '' ? heading : `section ${number}, ${heading}`;
}

/** How a time was worked out, or what it waits for: "30 days after the end of this agreement on …", "waits for receipt". */
export function timingInWords(timing: Timing): string {
  const { worked, waitsFor, runs } = timing;
  if (worked) {
    const event = worked.anchor === 'date' ? {} : { event: anchorInWords(worked.anchor) };
    return explainDue(worked.due, event) + (worked.or === undefined ? '' : `. It may fall earlier, counted from this event: ${worked.or}`);
  }
  if (!waitsFor) return 'no date';
  return `${waitingInWords(waitsFor)}${runs ? `; then ${periodInWords(runs.period)} ${runs.direction} it` : ''}`;
}

function waitingInWords(waiting: Waiting): string {
  switch (waiting.code) {
    case 'event':
      return `waits for ${waiting.event}`;
    case 'open':
      return `waits for an answer: ${blankInWords(waiting.path)}${waiting.runs ? `, which runs ${waiting.runs.direction} this event: ${waiting.runs.event}` : ''}`;
    case 'anchor':
      return `waits for ${anchorInWords(waiting.anchor)}, whose date is open`;
    case 'not-a-date':
      return `"${waiting.text}" is no date; write it as 2027-03-01`;
  }
}
