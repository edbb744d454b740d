import { z } from 'zod';
import { tokenDigest } from '#operations/links';
import { operation } from '#operations/operation';
import { mailLink, needsToken } from '#world/mail/link';
import { mailKinds, mailStates, type MailRow } from '#world/store/outbox';
import type { World } from '#world/world';

/** Mails and what became of them, newest first; where no mail server sends them, with the links that still work. */
export const readOutbox = operation({
  name: 'read-outbox',
  summary: 'Read the mails that wait or were sent.',
  kind: 'read',
  input: z.strictObject({ state: z.enum(mailStates).optional(), after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(mailKinds),
        to: z.object({ name: z.string().nullable(), email: z.string().nullable().meta({ description: 'Null for a person who is gone' }) }),
        agreement: z.string().nullable(),
        state: z.enum(mailStates),
        madeAt: z.string(),
        dueAt: z.string().nullable(),
        attempts: z.number(),
        lastError: z.string().nullable(),
        sentAt: z.string().nullable(),
        heldBack: z.boolean().meta({ description: 'Waits until an older mail of the same agreement to the same receiver is sent, given up or taken out' }),
        link: z.string().nullable().meta({ description: 'To hand over by other means: of a mail that nobody will send by itself, while the link works' }),
      }),
    ),
    next: z.string().nullable(),
  }),
  may: 'administrator',
  run: async (_context, { state, after, limit }, world) => {
    const page = await world.outbox.list(state, { limit, ...(after !== undefined && { after }) });
    const items = await Promise.all(page.items.map(async ({ id, kind, agreement, state: now, madeAt, dueAt, attempts, lastError, sentAt, heldBack, ...row }) => {
      const to = 'email' in row.to ? { name: null, email: row.to.email } : { name: await world.directory.nameOf(row.to.person), email: await world.directory.addressOf(row.to.person) };
      const link = await linkOf({ id, kind, agreement, state: now, madeAt, dueAt, attempts, lastError, sentAt, heldBack, ...row }, world);
      return { id, kind, to, agreement, state: now, madeAt, dueAt, attempts, lastError, sentAt, heldBack, link };
    }));
    return { result: { items, next: page.next } };
  },
});

/** The link of a mail that no mail server will bring; null where it leads nowhere any more. */
async function linkOf(row: MailRow, world: World): Promise<string | null> {
  const { address, server, secrets } = world.mail;
  if (row.state !== 'held' && row.state !== 'dead' && !(row.state === 'waiting' && !server)) return null;
  const token = row.secret === null ? null : secrets.open(row.secret, row.id);
  if (token === null) return needsToken(row.kind) ? null : mailLink(address, row, null);
  return (await stillOpens(row, token, world)) ? mailLink(address, row, token) : null;
}

async function stillOpens({ data, madeAt }: MailRow, token: string, world: World): Promise<boolean> {
  const minutes = typeof data === 'object' && data !== null && !Array.isArray(data) ? data['minutes'] : undefined;
  if (typeof minutes === 'number') return Date.parse(madeAt) + minutes * 60_000 > Date.parse(world.now());
  return (await world.directory.invitationBy(tokenDigest(token)))?.state === 'open';
}
