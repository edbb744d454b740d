import { z } from 'zod';
import { isDigest } from '#agreement/record/canonical';
import { InputError } from '#agreement/input-error';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';

/** Says for a party that it agrees or objects to the words of a clause, or takes its answer back. It counts for exactly these words. */
export const answerClause = operation({
  name: 'answer-clause',
  summary: 'Agree or object to the words of clauses.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    clauses: z
      .array(z.strictObject({ clause: z.string().max(200), hash: z.string().refine(isDigest, 'expected the hash of the words that were read') }))
      .min(1)
      .max(500)
      .meta({ description: 'The clauses with the hashes of the words that were read' }),
    answer: z.enum(['agreed', 'objected', 'open']).meta({ description: 'open takes an earlier answer back' }),
    reason: plainText(2000).nullable().default(null).meta({ description: 'Why, for everyone; needed for an objection' }),
  }),
  output: z.object({ answered: z.number() }),
  may: ['lead'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    if (input.answer === 'objected' && (input.reason ?? '') === '') throw new InputError('An objection needs a reason that the other parties can read.', 'Nothing was recorded; write why, then object.', 'reason');
    if (!loaded.state.parties.some((party) => party.id === seat.party)) throw new InputError('You act for all parties here, not for one of them.', 'Nothing was recorded.');
    const commands = input.clauses.map(({ clause, hash }) => ({ do: 'answer-clause' as const, party: seat.party, clause, hash: hash as `sha256:${string}`, answer: input.answer, reason: input.reason }));
    return { result: { answered: commands.length }, append: decideAll(loaded, commands, world.now()).append };
  },
});
