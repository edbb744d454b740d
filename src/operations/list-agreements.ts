import { z } from 'zod';
import { agreementId } from '#operations/forms';
import { operation } from '#operations/operation';

/** The agreements of a seat, newest first. */
export const listAgreements = operation({
  name: 'list-agreements',
  summary: 'List agreements, newest first.',
  kind: 'read',
  input: z.strictObject({ after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  output: z.object({
    items: z.array(z.object({ id: agreementId, title: z.string().nullable(), type: z.string().nullable(), parties: z.array(z.string()), status: z.string(), updatedAt: z.string() })),
    next: z.string().nullable(),
  }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const page = await world.store.listAgreements(seat, { limit: input.limit, ...(input.after !== undefined && { after: input.after }) });
    return { result: { items: page.items.map((item) => ({ ...item, parties: [...item.parties] })), next: page.next } };
  },
});
