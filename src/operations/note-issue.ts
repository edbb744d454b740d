import { z } from 'zod';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';

/** Counsel notes an issue: for counsel of the party alone, or as advice that the own party reads. Nobody else ever sees it. */
export const noteIssue = operation({
  name: 'note-issue',
  summary: 'Note an issue, for counsel alone or as advice to your own side.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    clause: z.string().max(200).nullable().default(null),
    scope: z.enum(['counsel', 'party']).default('counsel').meta({ description: 'counsel: only counsel of this party; party: everybody of this party' }),
    title: plainText(200),
    text: plainText(10_000).or(z.literal('')).default(''),
  }),
  output: z.object({ issue: z.string() }),
  may: ['counsel'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const id = world.newId();
    const { append } = decideAll(loaded, [{ do: 'note-issue', scope: input.scope, issue: id, clause: input.clause, title: input.title, text: input.text }], world.now());
    return { result: { issue: id }, append };
  },
});
