import { digestOf, type Digest, type Json } from '#agreement/record/canonical';
import type { ClauseAnswer, Clearance, Shared, Turn } from '#agreement/record/shared';
import { newestTurn } from '#agreement/record/shared';

/** What counts now of what was said before: answers and clearances hold for the words that they name, and for no others. */

/** The hash of a clause that a turn takes out: it stays on the table under this hash until every party has agreed that it goes. */
export const removedClause: Digest = digestOf({ clause: null });

/**
 * What stands in a turn beside its clauses, under this name: the title, the names of the parties and what is said of people, which no
 * clause's hash covers. No clause has this name, because ids of clauses hold no underscore: it must never take the place of one.
 */
export const titleEntry = '_title';

/** The hash of type, title, what the parties are called, and `people`: the answers that name people, by path, as the record holds them. */
export function titleHash({ type, title, parties }: Pick<Turn, 'type' | 'title' | 'parties'>, people: Readonly<Record<string, readonly Json[]>>): Digest {
  return digestOf({ type, title, parties: parties.map(({ id, legalName, shortName }) => ({ id, legalName, shortName })), people } as unknown as Json);
}

/** What stands beside the clauses for the answers behind the text: some are printed nowhere and are part of the sealed file all the same. */
export const answersEntry = '_answers';

/** The hash of all answers that name nobody, by path, as the record holds them. */
export function answersHash(answers: Readonly<Record<string, readonly Json[]>>): Digest {
  return digestOf({ answers } as unknown as Json);
}

/** What the entries beside the clauses are called. */
export const entryNames: Readonly<Record<string, string>> = { [titleEntry]: 'Title, parties and people', [answersEntry]: 'Answers behind the text' };

/** Ids of the clauses of the newest turn, in no order that people would know; none before the first turn. */
export function clausesOnTable(shared: Shared): string[] {
  return Object.keys(newestTurn(shared)?.clauses ?? {});
}

/** The turn that put the words of a clause on the table which stand there now; undefined where the newest turn has no such clause. */
export function broughtIn(shared: Shared, clause: string): Turn | undefined {
  const hash = newestTurn(shared)?.clauses[clause];
  if (hash === undefined) return undefined;
  let found: Turn | undefined;
  for (let index = shared.turns.length - 1; index >= 0; index -= 1) {
    const turn = shared.turns[index] as Turn;
    if (turn.clauses[clause] !== hash) break;
    found = turn;
  }
  return found;
}

/** What a party last said to a clause, whatever the words were then. */
export function answerOf(shared: Shared, clause: string, party: string): ClauseAnswer | undefined {
  const answers = Object.hasOwn(shared.answers, clause) ? shared.answers[clause] : undefined;
  return answers !== undefined && Object.hasOwn(answers, party) ? answers[party] : undefined;
}

/** True if a party agreed to the words that a clause has in the newest turn. */
export function agreesNow(shared: Shared, clause: string, party: string): boolean {
  const answer = answerOf(shared, clause, party);
  return answer !== undefined && answer.answer === 'agreed' && answer.hash === newestTurn(shared)?.clauses[clause];
}

/** True if a party objects to the words that a clause has in the newest turn. */
export function objectsNow(shared: Shared, clause: string, party: string): boolean {
  const answer = answerOf(shared, clause, party);
  return answer !== undefined && answer.answer === 'objected' && answer.hash === newestTurn(shared)?.clauses[clause];
}

/** What counsel of a party last cleared of a clause, whatever the words were then. */
export function clearanceAt(shared: Shared, clause: string, party: string): Clearance | undefined {
  const cleared = Object.hasOwn(shared.clearances, party) ? shared.clearances[party] : undefined;
  return cleared !== undefined && Object.hasOwn(cleared, clause) ? cleared[clause] : undefined;
}

/** True if counsel of a party cleared the words that a clause has in the newest turn. */
export function clearedNow(shared: Shared, clause: string, party: string): boolean {
  const clearance = clearanceAt(shared, clause, party);
  return clearance !== undefined && clearance.hash === newestTurn(shared)?.clauses[clause];
}
