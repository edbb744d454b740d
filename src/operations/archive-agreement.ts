import { z } from 'zod';
import { agreementId } from '#operations/forms';
import { operation } from '#operations/operation';
import { notFound } from '#operations/refused';

/** Puts an agreement aside in the caller's own lists, or back; nobody else notices. */
export const archiveAgreement = operation({
  name: 'archive-agreement',
  summary: 'Put an agreement aside in your lists, or back.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, archived: z.boolean() }),
  output: z.object({ done: z.literal(true) }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, { agreement, archived }, world) => {
    if (!(await world.directory.archive(seat.person, agreement, archived))) throw notFound();
    return { result: { done: true as const } };
  },
});
