import type { FactReader } from '#agreement/condition';
import { type ClauseTemplate } from '#library/library';
/** True for a text of which nothing or only a part binds the parties in law. */
export declare function isMemorandum(facts: FactReader): boolean;
/** True if the parties list the clause among the sections that bind although the rest of the text does not. */
export declare function isListed(clause: ClauseTemplate, facts: FactReader): boolean;
/**
 * The first of the types that requires a clause, its condition aside; undefined where none does. In a memorandum the sets of
 * the types shrink to the statement of what binds and to the sections that it lists.
 */
export declare function requiredIn(clause: ClauseTemplate, types: readonly string[], facts: FactReader): string | undefined;
