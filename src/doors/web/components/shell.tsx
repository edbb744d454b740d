import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AgreementOut } from '../api';
import { Icon } from './icons';
import { PartyRow, type ShownParty } from './party';

/** The bar at the top of every screen: the way home, and where we are. */
export function TopBar({ name, parties, children }: { name?: string | undefined; parties?: readonly ShownParty[]; children?: ReactNode }): ReactNode {
  return (
    <header className="top">
      <a className="skip button" href="#main">
        Skip to the content
      </a>
      <Link className="mark" to="/">
        Entente
      </Link>
      {name !== undefined && (
        <>
          <span className="rule" />
          <span className="name">{name}</span>
        </>
      )}
      {parties !== undefined && parties.length > 0 && (
        <span className="hidden sm:inline-flex">
          <PartyRow parties={parties} />
        </span>
      )}
      <span className="ml-auto flex items-center gap-4 flex-none">{children}</span>
    </header>
  );
}

const stages = [
  { to: '/a/$id/ask', name: 'Ask', past: ['sealed', 'partly-signed', 'signed'] },
  { to: '/a/$id/text', name: 'Draft and inspect', past: ['sealed', 'partly-signed', 'signed'] },
  { to: '/a/$id/sign', name: 'Sign', past: ['signed'] },
  { to: '/a/$id/track', name: 'Track', past: [] },
] as const;

/** The stages of an agreement that can be opened; a tick stands at those that are behind it. */
export function StageBar({ id, phase, children }: { id: string; phase: AgreementOut['phase']; children?: ReactNode }): ReactNode {
  return (
    <nav className="stages" aria-label="Stages">
      <ol>
        {stages.map((stage) => (
          <li key={stage.to}>
            <Link to={stage.to} params={{ id }} activeProps={{ 'aria-current': 'page' }}>
              {(stage.past as readonly string[]).includes(phase) && (
                <>
                  <Icon name="check" />
                  <span className="visually-hidden">Done: </span>
                </>
              )}
              {stage.name}
            </Link>
          </li>
        ))}
      </ol>
      <div className="side">{children}</div>
    </nav>
  );
}

/** Where an agreement stands, in words. */
export function phaseInWords(phase: string): string {
  switch (phase) {
    case 'sealed':
      return 'Sealed, nobody has signed';
    case 'partly-signed':
      return 'Signed in part';
    case 'signed':
      return 'Signed by all';
    default:
      return 'Draft';
  }
}
