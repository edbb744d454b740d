import type { MailKind, MailRow } from '#world/store/outbox';

/** Pages that a token opens: it stands behind the "#", which browsers send to nobody. */
const tokenPages: Partial<Record<MailKind, string>> = {
  invitation: '/join',
  'account-invitation': '/join',
  'sign-in-link': '/link',
  reset: '/reset',
  'verify-email': '/confirm-email',
};

/** Pages of an agreement. */
const agreementPages: Partial<Record<MailKind, string>> = { turn: '/negotiate', sealed: '/sign', signed: '/sign', completed: '/sign', declined: '/sign', reminder: '/track' };

/**
 * The address that a mail leads to, built from the configured address of this installation (no slash at its end), never from a
 * request. `token` is the opened secret of the mail: it lets in whoever has no account; without one the page itself asks to sign in.
 */
export function mailLink(address: string, { kind, agreement }: Pick<MailRow, 'kind' | 'agreement'>, token: string | null): string {
  if (token !== null) return `${address}${tokenPages[kind] ?? '/join'}#${encodeURIComponent(token)}`;
  const page = agreementPages[kind];
  return agreement === null || page === undefined ? `${address}/` : `${address}/a/${encodeURIComponent(agreement)}${page}`;
}

/** True for mails that are nothing without the token in their link. */
export function needsToken(kind: MailKind): boolean {
  return tokenPages[kind] !== undefined;
}
