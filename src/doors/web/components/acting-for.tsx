import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { actFor, actingIn, useChosenOrganisation } from '../acting';
import { queries, write } from '../api';
import { Icon } from './icons';
import { Initials, shownParties } from './party';
import { inWords } from './state';

/** For whom the reader acts here, always in sight; inside an agreement its party, else the organisation. Opens the account's menu. */
export function ActingFor(): ReactNode {
  const me = useQuery(queries.me).data?.me;
  const chosen = useChosenOrganisation();
  const { id } = useParams({ strict: false });
  const agreement = useQuery({ ...queries.agreement(id ?? ''), enabled: false }).data;
  const client = useQueryClient();
  const navigate = useNavigate();
  const menu = useRef<HTMLDetailsElement>(null);
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    const away = (event: Event): void => {
      const details = menu.current;
      if (details?.open !== true) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        if (details.contains(document.activeElement)) details.querySelector('summary')?.focus();
        details.open = false;
      } else if (!details.contains(event.target as Node) || (event.target as Element).closest('a.menu-item') !== null) {
        details.open = false;
      }
    };
    document.addEventListener('click', away);
    document.addEventListener('keydown', away);
    return () => {
      document.removeEventListener('click', away);
      document.removeEventListener('keydown', away);
    };
  }, []);
  if (me === undefined || me === null) return null;
  const organisation = actingIn(me, chosen);
  const party = agreement === undefined ? undefined : shownParties(agreement.answers.parties).find((one) => one.id === agreement.party);
  const name = id === undefined ? (organisation?.name ?? me.name) : agreement?.party === 'local' ? 'all parties' : (party?.name ?? organisation?.name ?? me.name);
  const signOut = async (): Promise<void> => {
    try {
      await write('auth/sign-out', {});
    } catch (error) {
      const { what, next } = inWords(error);
      return setTrouble(`You are still signed in. ${what} ${next}`);
    }
    client.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <details className="menu acting" ref={menu}>
      <summary>
        <span className="quiet hidden lg:inline">Acting for</span>
        {party === undefined ? <Icon name="people" className="acting-icon" /> : <Initials party={party} beside />}
        <b className="acting-name">{name}</b>
        <Icon name="down" className="icon-small" />
        <span className="visually-hidden">Open the menu of your account</span>
      </summary>
      <div className="menu-body">
        <p className="menu-head">
          <b>{me.name}</b>
          <span className="block text-small quiet">{agreement === undefined ? me.email : `${agreement.role.charAt(0).toUpperCase()}${agreement.role.slice(1)} for ${name}`}</span>
        </p>
        <ul>
          {id === undefined &&
            me.organisations.length > 1 &&
            me.organisations.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className="menu-item"
                  aria-pressed={one.id === organisation?.id}
                  onClick={() => {
                    actFor(one.id);
                    if (menu.current !== null) menu.current.open = false;
                  }}
                >
                  Act for {one.name} {one.id === organisation?.id && <Icon name="check" className="inline" />}
                </button>
              </li>
            ))}
          {id !== undefined && agreement !== undefined && agreement.party !== 'local' && (
            <li>
              <Link className="menu-item" to="/a/$id/people" params={{ id }}>
                People of this agreement
              </Link>
            </li>
          )}
          {me.agreement === null && organisation !== null && (
            <li>
              <Link className="menu-item" to="/organisation/$organisation" params={{ organisation: organisation.id }}>
                People of {organisation.name}
              </Link>
            </li>
          )}
          <li>
            <Link className="menu-item" to="/account">
              Your account
            </Link>
          </li>
          {me.administrator && (
            <li>
              <Link className="menu-item" to="/outbox">
                Outbox
              </Link>
            </li>
          )}
          <li>
            <button type="button" className="menu-item" onClick={() => void signOut()}>
              Sign out
            </button>
          </li>
        </ul>
        {trouble !== undefined && (
          <p className="menu-head fault" role="alert">
            <Icon name="error" /> <span>{trouble}</span>
          </p>
        )}
      </div>
    </details>
  );
}
