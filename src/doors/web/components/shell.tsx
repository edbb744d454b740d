import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { queries, type AgreementOut } from '../api';
import { Connection } from '../live/live-updates';
import { ActingFor } from './acting-for';
import { Find } from './find';
import { Icon } from './icons';
import { PartyRow, type ShownParty } from './party';

/** The bar at the top of every screen: the way home, and where we are. */
export function TopBar({ name, parties, children }: { name?: string | undefined; parties?: readonly ShownParty[]; children?: ReactNode }): ReactNode {
  return (
    <>
      <header className="top">
        <a className="skip button" href="#main">
          Skip to the content
        </a>
        <Link className="mark" to="/" aria-label="Entente">
          E<span>ntente</span>
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
        <span className="top-side">
          {children}
          <Find />
          <ActingFor />
        </span>
      </header>
      <Connection />
    </>
  );
}

const sealedPhases = ['sealed', 'partly-signed', 'signed'];

const stages = [
  { to: '/a/$id/ask', name: 'Ask', past: sealedPhases, who: ['lead', 'contributor', 'counsel', 'reader'], alone: true },
  { to: '/a/$id/text', name: 'Draft and inspect', past: sealedPhases, who: ['lead', 'contributor', 'counsel', 'reader'], alone: true },
  { to: '/a/$id/negotiate', name: 'Negotiate', past: sealedPhases, who: undefined, alone: false },
  { to: '/a/$id/review', name: 'Review', past: sealedPhases, who: undefined, alone: false },
  { to: '/a/$id/sign', name: 'Sign', past: ['signed'], who: undefined, alone: true },
  { to: '/a/$id/track', name: 'Track', past: [], who: undefined, alone: true },
] as const;

/** The stages of an agreement that can be opened; a tick stands at those that are behind it. A text drafted for all parties at once has no talk between them. */
export function StageBar({ id, phase, children }: { id: string; phase: AgreementOut['phase']; children?: ReactNode }): ReactNode {
  const data = useQuery({ ...queries.agreement(id), enabled: false }).data;
  const shown = stages.filter((stage) => data === undefined || ((stage.who === undefined || (stage.who as readonly string[]).includes(data.role)) && (stage.alone || data.party !== 'local')));
  const bar = useRef<HTMLElement>(null);
  // On a narrow screen the bar scrolls; the stage that is open must be in sight. The page itself never moves for it.
  const count = shown.length;
  useEffect(() => {
    if (count === 0) return;
    const open = bar.current?.querySelector<HTMLElement>('ol [aria-current]');
    if (bar.current !== null && open !== null && open !== undefined) bar.current.scrollLeft = open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
  }, [count]);
  return (
    <nav className="stages" aria-label="Stages" ref={bar}>
      <ol>
        {shown.map((stage) => (
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
      <div className="side">
        {children}
        {data !== undefined && data.party !== 'local' && data.role === 'lead' && data.seal === null && data.unsent && data.document !== null && (
          <Link className="button small primary" to="/a/$id/send" params={{ id }}>
            {data.turn === 0 ? 'Send the first version' : `Send turn ${data.turn + 1}`}
          </Link>
        )}
        {data !== undefined && data.party !== 'local' && (
          <Link className="link" to="/a/$id/people" params={{ id }}>
            People
          </Link>
        )}
      </div>
    </nav>
  );
}

/** Where an agreement stands, in words; `turn` is the number of the newest turn. */
export function phaseInWords(phase: string, turn = 0): string {
  switch (phase) {
    case 'sealed':
      return 'Sealed, nobody has signed';
    case 'partly-signed':
      return 'Signed in part';
    case 'signed':
      return 'Signed by all';
    default:
      return turn > 0 ? `Negotiate, turn ${turn}` : 'Draft';
  }
}
