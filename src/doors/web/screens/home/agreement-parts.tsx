import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Initials, PartyRow, shownParties, type ShownParty } from '../../components/party';
import { phaseInWords } from '../../components/shell';
import type { Listed } from './api';
import { askOf, kindOf, titleOf } from './words';

/** The parties of an agreement in a list, with their colours. */
export function castOf(item: Listed): ShownParty[] {
  return shownParties(item.parties.map((name, index) => ({ id: String(index), shortName: name })));
}

/** The parties' initials, or that nobody is named. */
export function Cast({ item }: { item: Listed }): ReactNode {
  const parties = castOf(item);
  return parties.length === 0 ? <span className="quiet">No party named yet</span> : <PartyRow parties={parties} />;
}

/** The name of an agreement, leading to where it stands, and its kind. */
export function TitleCell({ item, children }: { item: Listed; children?: ReactNode }): ReactNode {
  return (
    <th scope="row" className="title-cell">
      <Link className="plain-link text-name clamp" to="/a/$id" params={{ id: item.id }} preload={false} title={titleOf(item)}>
        {titleOf(item)}
      </Link>
      {children === undefined ? <span className="block text-small quiet font-normal">{kindOf(item.type)}</span> : children}
    </th>
  );
}

const stations = ['Ask', 'Draft', 'Inspect', 'Negotiate', 'Review', 'Sign', 'Track'] as const;

function stationOf(item: Listed): number {
  if (item.status === 'signed') return 6;
  if (item.status === 'sealed' || item.status === 'partly-signed') return 5;
  if (item.turn > 0) return item.need?.what === 'clear' || item.need?.what === 'seal' || (item.waits.length > 0 && item.waits.every((wait) => wait.what === 'clear')) ? 4 : 3;
  return item.status === 'drafted' ? 1 : 0;
}

/** How far an agreement has come: seven strokes, and the same in words. */
export function Stands({ item }: { item: Listed }): ReactNode {
  const here = stationOf(item);
  return (
    <span className="stands">
      <span className="life" aria-hidden="true">
        {stations.map((name, index) => (
          <i key={name} className={index < here ? 'behind' : index === here ? 'here' : ''} />
        ))}
      </span>
      <span>{here === 4 ? `Review, turn ${item.turn}` : phaseInWords(item.status, item.turn)}</span>
    </span>
  );
}

/** What is open: the reader's own part, else whom it waits for. */
export function OpenPart({ item }: { item: Listed }): ReactNode {
  if (item.need !== null) return <b className="mine">{askOf(item, item.need).short}</b>;
  const waiting = waitingParties(item);
  const [first] = waiting;
  if (first === undefined) return item.status === 'signed' ? <span className="quiet">Nothing</span> : null;
  return <span className="quiet">Waits for {waiting.length === 1 ? (first.name === '' ? 'the other party' : first.name) : `${waiting.length} parties`}</span>;
}

/** Whom an agreement waits for, each once; a name is '' where it is not known. */
export function waitingParties(item: Listed): { id: string; name: string; shown: ShownParty | undefined }[] {
  const cast = castOf(item);
  const seen = new Map(item.waits.map((wait) => [wait.party, wait.name ?? '']));
  return [...seen].map(([id, name]) => ({ id, name, shown: cast.find((party) => party.name === name) }));
}

/** Whom an agreement waits for: one by name, several by initials. */
export function Who({ item }: { item: Listed }): ReactNode {
  const waiting = waitingParties(item);
  const [first] = waiting;
  if (first === undefined) return null;
  if (waiting.length === 1)
    return (
      <span className="who">
        {first.shown !== undefined && <Initials party={first.shown} beside />}
        <span>{first.name === '' ? 'The other party' : first.name}</span>
      </span>
    );
  const shown = waiting.flatMap((one) => (one.shown === undefined ? [] : [one.shown]));
  return (
    <span className="who">
      {shown.length === waiting.length && shown.length <= 4 ? <PartyRow parties={shown} /> : <span>{waiting.length} parties</span>}
    </span>
  );
}
