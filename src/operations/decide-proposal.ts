import { z } from 'zod';
import { applySteps } from '#agreement/proposal';
import { InputError } from '#agreement/input-error';
import { changeText, readSteps } from '#operations/change-text';
import { agreementId } from '#operations/forms';
import { decideAll, load, textOf } from '#operations/load';
import { operation } from '#operations/operation';

/** Accepts or declines a proposal. */
export const decideProposal = operation({
  name: 'decide-proposal',
  summary: 'Accept or decline a proposal.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, proposal: agreementId, decision: z.enum(['accepted', 'declined']) }),
  output: z.object({ version: z.number() }),
  may: ['lead', 'contributor'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const document = textOf(loaded);
    const version = loaded.state.document?.version ?? 0;
    const { proposal } = input;
    if (input.decision === 'declined') return { result: { version }, append: decideAll(loaded, [{ do: 'decline-proposal', proposal }], world.now()).append };
    const held = Object.hasOwn(loaded.state.proposals, proposal) ? loaded.state.proposals[proposal] : undefined;
    if (held === undefined) throw new InputError('There is no such proposal.', 'Nothing was changed; look at the newest text.');
    const applied = applySteps(document, await readSteps(world, loaded, held.steps));
    if (!applied.ok) throw new InputError('This proposal does not fit the text any more.', 'Nothing was changed; decline it, or answer again to get a new one.');
    // The proposal itself is decided by this command and must not be carried over as an open one.
    const others = { ...loaded, state: { ...loaded.state, proposals: Object.fromEntries(Object.entries(loaded.state.proposals).filter(([id]) => id !== proposal)) } };
    const change = await changeText(others, applied.document, (digest) => ({ do: 'accept-proposal', proposal, base: version, digest }), world);
    const decided = decideAll(loaded, change.commands, world.now(), { blobs: change.blobs });
    return { result: { version: decided.state.document?.version ?? 0 }, append: decided.append };
  },
});
