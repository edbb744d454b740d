import { z } from 'zod';
import { isDigest } from '#agreement/record/canonical';
import { agreementId } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';

/** Counsel clears a version by the digest of its text, whole or clause by clause. A clearance lapses for a clause whose words move. */
export const clearVersion = operation({
  name: 'clear-version',
  summary: 'Sign off a version for your side, whole or clause by clause.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    digest: z.string().refine(isDigest, 'expected the digest of the version that was read').meta({ description: 'Digest of the newest turn, as it was read' }),
    clauses: z.array(z.string().max(200)).min(1).max(500).optional().meta({ description: 'Only these clauses; without it all' }),
  }),
  output: z.object({ cleared: z.number() }),
  may: ['counsel'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { append, state } = decideAll(loaded, [{ do: 'clear', digest: input.digest as `sha256:${string}`, clauses: input.clauses ?? 'all' }], world.now());
    return { result: { cleared: Object.keys(state.shared.clearances[seat.party] ?? {}).length }, append };
  },
});

/** Counsel takes clearances back. */
export const withdrawClearance = operation({
  name: 'withdraw-clearance',
  summary: 'Take a sign-off back.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, clauses: z.array(z.string().max(200)).min(1).max(500) }),
  output: z.object({ done: z.literal(true) }),
  may: ['counsel'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    return { result: { done: true as const }, append: decideAll(loaded, [{ do: 'withdraw-clearance', party: seat.party, clauses: input.clauses }], world.now()).append };
  },
});
