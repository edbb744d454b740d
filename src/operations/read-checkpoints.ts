import { z } from 'zod';
import type { NotedCheckpoint } from '#agreement/record/checkpoint';
import { agreementId } from '#operations/forms';
import { operation } from '#operations/operation';
import { notFound } from '#operations/refused';

/** The signed checkpoints of an agreement, oldest first, with the openings of the streams that the seat may read. */
export const readCheckpoints = operation({
  name: 'read-checkpoints',
  summary: 'Read the signed checkpoints of the history.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({ checkpoints: z.array(z.custom<NotedCheckpoint>()) }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, { agreement }, world) => {
    const checkpoints = await world.store.checkpoints(seat, agreement);
    if (checkpoints === null) throw notFound();
    return { result: { checkpoints } };
  },
});
