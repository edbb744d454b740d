import { z } from 'zod';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';

/** Comments on a clause or on the whole, for everyone or for the own party alone; a comment never changes its readers. */
export const makeComment = operation({
  name: 'make-comment',
  summary: 'Comment, for everyone or for your own side alone.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    clause: z.string().max(200).nullable().default(null).meta({ description: 'Clause it is about; null for the whole agreement' }),
    scope: z.enum(['us', 'everyone']).meta({ description: 'us: nobody outside the own party ever reads it' }),
    text: plainText(5000),
  }),
  output: z.object({ comment: z.string() }),
  may: ['lead', 'contributor', 'counsel', 'signatory'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const id = world.newId();
    const { append } = decideAll(loaded, [{ do: 'comment', scope: input.scope === 'us' ? 'party' : 'everyone', comment: id, clause: input.clause, text: input.text }], world.now());
    return { result: { comment: id }, append };
  },
});
