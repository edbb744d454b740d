import { z } from 'zod';
import { Refused } from '#operations/refused';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';

/** Records what was decided on an issue that counsel noted; the decision stays with the party. */
export const settleIssue = operation({
  name: 'settle-issue',
  summary: 'Record the decision on an issue.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, issue: agreementId, decision: plainText(2000) }),
  output: z.object({ done: z.literal(true) }),
  may: ['lead', 'counsel'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const held = Object.hasOwn(loaded.state.issues, input.issue) ? loaded.state.issues[input.issue] : undefined;
    if (held === undefined) throw new Refused('absent', 'There is no such issue here.', 'Choose one from the list.');
    const { append } = decideAll(loaded, [{ do: 'settle-issue', scope: held.scope, issue: input.issue, decision: input.decision }], world.now());
    return { result: { done: true as const }, append };
  },
});
