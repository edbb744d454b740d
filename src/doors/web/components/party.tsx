import type { ReactNode } from 'react';

/** A party as a screen shows it. */
export interface ShownParty {
  id: string;
  name: string;
  initials: string;
  /** 1 to 6, by the order of parties. */
  colour: number;
}

/** Parties with their colours by order and initials that differ within the agreement. */
export function shownParties(parties: readonly { id: string; shortName?: string | null | undefined; legalName?: string | null | undefined }[]): ShownParty[] {
  const taken = new Set<string>();
  return parties.map((party, index) => {
    const name = party.shortName || party.legalName || party.id;
    const initials = initialsOf(name, taken);
    taken.add(initials);
    return { id: party.id, name, initials, colour: (index % 6) + 1 };
  });
}

function initialsOf(name: string, taken: ReadonlySet<string>): string {
  const words = name.split(/[\s\-_/&.,]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0] ?? '?';
  const second = words[1];
  const options = [...(second === undefined ? [] : [first.charAt(0) + second.charAt(0)]), first.slice(0, 2), ...Array.from(first.slice(1), (letter) => first.charAt(0) + letter)];
  for (const option of options) if (!taken.has(option.toUpperCase())) return option.toUpperCase();
  for (let n = 1; ; n += 1) if (!taken.has(`${first.charAt(0).toUpperCase()}${n}`)) return `${first.charAt(0).toUpperCase()}${n}`;
}

/** The coloured initials of a party; its name is read out, or hidden where the name stands beside it. */
export function Initials({ party, beside = false }: { party: ShownParty; beside?: boolean }): ReactNode {
  return (
    <span className={`initials party-${party.colour}`} title={party.name}>
      <span aria-hidden="true">{party.initials}</span>
      {!beside && <span className="visually-hidden">{party.name}</span>}
    </span>
  );
}

/** Several parties in a row; beyond six, how many more there are. */
export function PartyRow({ parties }: { parties: readonly ShownParty[] }): ReactNode {
  const shown = parties.length > 7 ? parties.slice(0, 6) : parties;
  return (
    <span className="parties inline-flex gap-1 items-center">
      {shown.map((party) => (
        <Initials key={party.id} party={party} />
      ))}
      {shown.length < parties.length && <span className="text-small quiet" title={parties.slice(6).map((party) => party.name).join(', ')}>+{parties.length - shown.length}</span>}
    </span>
  );
}
