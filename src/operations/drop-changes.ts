import { z } from 'zod';
import { newestTurn } from '#agreement/record/shared';
import { InputError } from '#agreement/input-error';
import { agreementId } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';

/** Gives up what the party changed and did not send, and goes on from the newest turn; the history of the party keeps what it was. */
export const dropChanges = operation({
  name: 'drop-changes',
  summary: 'Give up changes that were not sent, and go on from the newest turn.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({ turn: z.number() }),
  may: ['lead'],
  run: async ({ seat }, { agreement }, world) => {
    const loaded = await load(world, seat, agreement);
    const newest = newestTurn(loaded.state.shared);
    if (newest === undefined) throw new InputError('No turn was sent yet that you could go on from.', 'Nothing was changed.');
    return { result: { turn: newest.turn }, append: decideAll(loaded, [{ do: 'take-turn', turn: newest.turn }], world.now()).append };
  },
});
