import type { FactReader } from '#agreement/condition';
import { isRequired, type ClauseTemplate } from '#library/library';

/** The clause that says what binds; what it needs tells the plan and how the text works, so it stands even where nothing binds. */
const statement = 'binding-status';

/** True for a text of which nothing or only a part binds the parties in law. */
export function isMemorandum(facts: FactReader): boolean {
  return facts.value('agreement.memorandum') === true;
}

/** True if the parties list the clause among the sections that bind although the rest of the text does not. */
export function isListed(clause: ClauseTemplate, facts: FactReader): boolean {
  if (facts.value('agreement.bindingness.status') !== 'mixed') return false;
  return facts.items('agreement.bindingness.bindingClauses')?.some((item) => (item as { id?: unknown }).id === clause.id) === true;
}

/**
 * The first of the types that requires a clause, its condition aside; undefined where none does. In a memorandum the sets of
 * the types shrink to the statement of what binds and to the sections that it lists.
 */
export function requiredIn(clause: ClauseTemplate, types: readonly string[], facts: FactReader): string | undefined {
  if (isMemorandum(facts) && clause.id !== statement && !isListed(clause, facts)) return undefined;
  return types.find((type) => isRequired(clause, type));
}
