import { useEffect, useRef, type ReactNode } from 'react';
import { CopyLink } from './copy-link';
import { dayInWords, dayOfTime } from './dates';
import { Icon } from './icons';

/** An invitation as lists show it; times are RFC 3339. */
export interface InvitationOut {
  id: string;
  email: string;
  name: string | null;
  by: string;
  madeAt: string;
  expiresAt: string;
  state: 'open' | 'used' | 'expired' | 'revoked';
}

/** What an inviter learns; the link only where no mail server sends it, and only this once. */
export interface InvitedOut {
  invitation: string;
  link: string | null;
  /** ISO day. */
  until: string;
}

/** What the inviter is told: the mail is on its way, or the link to pass on, which is shown this once. */
export function Invited({ invited, email, onClose }: { invited: InvitedOut; email: string; onClose: () => void }): ReactNode {
  const told = useRef<HTMLDivElement>(null);
  useEffect(() => told.current?.focus(), []);
  return (
    <div ref={told} tabIndex={-1} className={invited.link === null ? 'told' : 'private told'}>
      {invited.link === null ? (
        <p>
          <Icon name="mail" className="inline" /> The invitation is on its way to <b className="break">{email}</b>. It lasts until {dayInWords(invited.until)}.
        </p>
      ) : (
        <>
          <p className="mb-2">
            <b>Pass this link on to {email} yourself.</b> No mail server is set up, and the link is shown only now. It works once, until {dayInWords(invited.until)}; whoever has it comes in as {email}.
          </p>
          <CopyLink text={invited.link} label={`Link for ${email}`} />
        </>
      )}
      <p className="mt-3">
        <button type="button" className="button small" onClick={onClose}>
          {invited.link === null ? 'Close' : 'I have passed it on'}
        </button>
      </p>
    </div>
  );
}

/** How far an invitation is, in words. */
export function invitationInWords({ state, expiresAt, by, madeAt }: InvitationOut): string {
  switch (state) {
    case 'open':
      return `Invited by ${by} on ${dayOfTime(madeAt)}; the link lasts until ${dayOfTime(expiresAt)}`;
    case 'expired':
      return `Invited by ${by}; the link ended on ${dayOfTime(expiresAt)}`;
    case 'used':
      return 'Taken up';
    case 'revoked':
      return 'Taken back';
  }
}
