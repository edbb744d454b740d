import { z } from 'zod';
import { describe, group, line, party } from '#agreement/facts/define';

const clauseId = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** Choices about the text itself, by the id of a library clause; not asked in the interview but set while drafting. */
export const draftingFacts = group('drafting choices', {
  positions: describe(z.record(clauseId, describe(z.strictObject({ position: line('position of the clause', 'balanced'), favoured: party('party that the position protects') }), { label: 'position' })), { label: 'positions of clauses' }).optional(),
  optOut: describe(z.record(clauseId, describe(z.string().min(1).max(1000), { label: 'reason for leaving a clause out', format: 'text', example: 'The parties exchange no data.' })), { label: 'clauses left out' }).optional(),
  include: describe(z.array(clauseId).max(200), { label: 'optional clauses taken in', format: 'list-and', of: 'text', example: ['good-faith-cooperation'] }).optional(),
}, { section: 'drafting', who: ['L'] });

