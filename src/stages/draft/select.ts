import { evaluate, undecidedBy } from '#agreement/condition';
import type { Answers } from '#agreement/facts/answers';
import { clauseTemplate, isAllowed, type ClauseTemplate, type Library } from '#library/library';
import { isListed, isMemorandum, requiredIn } from '#library/memorandum';
import { positionOf } from '#stages/draft/clause';
import { Reading } from '#stages/draft/reading';

/** Whether a clause stands in the agreement, or which facts would decide it. */
export type Choice = { kind: 'in' } | { kind: 'out' } | { kind: 'open'; paths: string[] };

/**
 * Chooses the clauses of an agreement. A required clause stays in while its condition is open; an optional one is left out and
 * listed as open. A clause that one of them needs comes in too, unless people opted out of it or it has no place in this type.
 * In a memorandum nothing comes in by its type alone but the statement of what binds, the sections it lists, and what these
 * need or refer to.
 */
export function selectClauses(library: Library, answers: Answers): Map<string, Choice> {
  const reading = new Reading(answers);
  const types = typesOf(answers, reading);
  const memorandum = isMemorandum(reading);
  const choices = new Map(library.clauses.map((template) => [template.id, choose(template, types, reading)]));
  const queue = library.clauses.filter((template) => choices.get(template.id)?.kind === 'in');
  for (let template = queue.pop(); template !== undefined; template = queue.pop()) {
    for (const need of template.needs) {
      const needed = clauseTemplate(library, need.clause);
      if (needed === undefined || choices.get(needed.id)?.kind === 'in' || !mayStand(needed, types, reading)) continue;
      if (need.position !== null && positionOf(template, reading) !== need.position) continue;
      if (need.when !== null && evaluate(need.when, reading) !== true) continue;
      choices.set(needed.id, { kind: 'in' });
      queue.push(needed);
    }
    if (!memorandum) continue;
    for (const named of referredTo(library, template, reading)) {
      if (choices.get(named.id)?.kind === 'in' || !mayStand(named, types, reading)) continue;
      choices.set(named.id, { kind: 'in' });
      queue.push(named);
    }
  }
  return choices;
}

/** The clauses, or owners of schedules, to which the printed blocks of a clause refer. */
function referredTo(library: Library, template: ClauseTemplate, reading: Reading): ClauseTemplate[] {
  const position = positionOf(template, reading);
  const printed = template.blocks.filter((block) => (block.positions === null || (position !== null && block.positions.includes(position))) && (block.when === null || evaluate(block.when, reading) === true));
  const targets = new Set(printed.flatMap((block) => references(block.words)).map((ref) => ref.split('.')[0] as string));
  return library.clauses.filter((clause) => targets.has(clause.id) || clause.blocks.some((block) => block.schedule && targets.has(block.id)));
}

/** Every reference within words. */
function references(words: unknown): string[] {
  if (typeof words !== 'object' || words === null) return [];
  const { ref } = words as { ref?: unknown };
  return [...(typeof ref === 'string' ? [ref] : []), ...Object.values(words).flatMap(references)];
}

/** The leading type and those whose features the cooperation also has. */
function typesOf(answers: Answers, reading: Reading): string[] {
  const modules = reading.value('agreement.modules') as readonly string[] | undefined;
  return answers.type === undefined ? [] : [answers.type, ...(modules ?? [])];
}

function mayStand(template: ClauseTemplate, types: readonly string[], reading: Reading): boolean {
  return types.some((type) => isAllowed(template, type)) && reading.value(`drafting.optOut.${template.id}`) === undefined;
}

function choose(template: ClauseTemplate, types: readonly string[], reading: Reading): Choice {
  if (!mayStand(template, types, reading)) return { kind: 'out' };
  if ((reading.value('drafting.include') as readonly string[] | undefined)?.includes(template.id) === true) return { kind: 'in' };
  if (isListed(template, reading)) return { kind: 'in' };
  if (requiredIn(template, types, reading) !== undefined) {
    const { when } = template.required;
    if (when === null || evaluate(when, reading) !== false) return { kind: 'in' };
  }
  const { when } = template.optional;
  if (when === null || isMemorandum(reading)) return { kind: 'out' };
  const truth = evaluate(when, reading);
  if (truth === null) return { kind: 'open', paths: [...new Set(undecidedBy(when, reading))] };
  return { kind: truth ? 'in' : 'out' };
}
