import { digestOfBytes, type Digest } from '#agreement/record/canonical';
import { mailLink } from '#world/mail/link';
import type { MailKind, NewMail } from '#world/store/outbox';
import type { World } from '#world/world';

/** Days that an invitation lasts. */
const invitationDays = 14;

/** A link that was just made: the token goes into the mail and to the inviter, its digest into the table. */
export interface NewLink {
  /** Id of the invitation. */
  id: string;
  token: string;
  tokenDigest: Digest;
  /** RFC 3339. */
  expiresAt: string;
  /** ISO day: the last on which the link works. */
  until: string;
}

/** Makes an invitation's id and token. */
export function newLink(world: World): NewLink {
  const token = world.newToken();
  const expiresAt = new Date(Date.parse(world.now()) + invitationDays * 86_400_000).toISOString();
  return { id: world.newId(), token, tokenDigest: tokenDigest(token), expiresAt, until: expiresAt.slice(0, 10) };
}

/** Under which digest a token is kept. */
export function tokenDigest(token: string): Digest {
  return digestOfBytes(new TextEncoder().encode(token));
}

/** The mail that carries the link, its token sealed. */
export function linkMail(world: World, { id, token }: NewLink, mail: Pick<NewMail, 'to' | 'agreement' | 'data'> & { kind: MailKind }): NewMail {
  const mailId = world.newId();
  return { ...mail, id: mailId, dedupe: `${mail.kind}:${id}`, secret: world.mail.secrets.seal(token, mailId) };
}

/** The address that the inviter is shown once, where no mail server is set up to send it; else null. */
export function shownLink(world: World, { token }: NewLink): string | null {
  return world.mail.server ? null : mailLink(world.mail.address, { kind: 'invitation', agreement: null }, token);
}
