import { z } from 'zod';
import { operation } from '#operations/operation';

/** Who has an account or came in as a guest, for the administrator, by mailbox. */
export const listAccounts = operation({
  name: 'list-accounts',
  summary: 'List the people of this installation.',
  kind: 'read',
  input: z.strictObject({
    text: z.string().trim().max(200).optional().meta({ description: 'Part of a name or a mailbox' }),
    after: z.string().max(600).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    items: z.array(
      z.object({
        person: z.string(),
        name: z.string(),
        email: z.string(),
        administrator: z.boolean(),
        account: z.boolean().meta({ description: 'False for a guest, without password and passkey' }),
        since: z.string(),
      }),
    ),
    next: z.string().nullable(),
  }),
  may: 'administrator',
  run: async (_context, { text, after, limit }, world) => {
    const { items, next } = await world.directory.accounts(text ?? '', { limit, ...(after !== undefined && { after }) });
    return { result: { items: [...items], next } };
  },
});
