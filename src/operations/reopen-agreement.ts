import { z } from 'zod';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';

/** Opens a sealed text again for changes, as long as not everybody has signed; signatures given so far count no more. */
export const reopenAgreement = operation({
  name: 'reopen-agreement',
  summary: 'Open a sealed text again for changes.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, reason: plainText(2000) }),
  output: z.object({ done: z.literal(true) }),
  may: ['lead'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    return { result: { done: true as const }, append: decideAll(loaded, [{ do: 'reopen', reason: input.reason }], world.now()).append };
  },
});
