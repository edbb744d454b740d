import type { Role } from '#agreement/record/seat';
import { newestTurn, type Shared } from '#agreement/record/shared';
import type { Phase } from '#agreement/record/state';
import { agreesNow, clausesOnTable, clearedNow, objectsNow } from '#stages/turns';

/** What an agreement waits for: a party to come in, to answer new words, to agree after all, to send; counsel to clear; somebody to seal, to sign. */
export type NeedCode = 'answer' | 'agree' | 'clear' | 'seal' | 'sign' | 'send' | 'join';

/** What somebody in a role has to do next. */
export interface Need {
  role: Role;
  what: NeedCode;
}

/** What another party has to do next. */
export interface Wait {
  party: string;
  what: NeedCode;
}

/** By party: what its own people do next, and what it waits for. */
export interface Needs {
  needs: Record<string, Need[]>;
  waits: Record<string, Wait[]>;
}

/** What one party knows beside what is shared. */
export interface Workspace {
  party: string;
  /** Whether it has a text or changes that it has not sent: a need of its own and never a wait of another, because it is private. */
  unsent: boolean;
  phase: Phase;
  /** Ids of all parties; without them those of the newest turn and of all who came in. */
  parties?: readonly string[];
}

/** What each party has to do next, for the lists of its people. Nothing is left once everybody has signed. */
export function needsOf(shared: Shared, { party: own, unsent, phase, parties }: Workspace): Needs {
  const all = unique([...(parties ?? newestTurn(shared)?.parties.map((party) => party.id) ?? []), ...shared.joined, ...shared.seats.map((seat) => seat.party)]);
  const todo = new Map(all.map((party) => [party, shared.seal === null ? beforeSealing(shared, party) : afterSealing(shared, party)]));
  const settled = shared.seal === null && newestTurn(shared) !== undefined && all.length > 0 && [...todo.values()].every((needs) => needs.length === 0);
  const needs: Needs['needs'] = {};
  const waits: Needs['waits'] = {};
  for (const party of unique([...all, own])) {
    const send = party === own && unsent && phase === 'drafted' && shared.joined.includes(party);
    const last: Need[] = send ? [{ role: 'lead', what: 'send' }] : settled ? [{ role: 'lead', what: 'seal' }] : [];
    needs[party] = [...(todo.get(party) ?? []), ...last];
    waits[party] = all.flatMap((other) => (other === party ? [] : unique((todo.get(other) ?? []).map((need) => need.what)).map((what): Wait => ({ party: other, what }))));
  }
  return { needs, waits };
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

function beforeSealing(shared: Shared, party: string): Need[] {
  // Who has not come in cannot answer yet; coming in says it all.
  if (!shared.joined.includes(party)) return [{ role: 'lead', what: 'join' }];
  const needs: Need[] = [];
  const clauses = clausesOnTable(shared);
  const open = clauses.filter((clause) => !agreesNow(shared, clause, party));
  if (open.some((clause) => !objectsNow(shared, clause, party))) needs.push({ role: 'lead', what: 'answer' });
  else if (open.length > 0) needs.push({ role: 'lead', what: 'agree' });
  const counsel = shared.seats.some((seat) => seat.party === party && seat.role === 'counsel');
  if (counsel && clauses.some((clause) => !clearedNow(shared, clause, party))) needs.push({ role: 'counsel', what: 'clear' });
  return needs;
}

function afterSealing(shared: Shared, party: string): Need[] {
  const open = shared.seal?.fields.some((field) => field.party === party && !shared.signatures.some((signature) => signature.field === field.id)) === true;
  if (!open) return [];
  const signatory = shared.seats.some((seat) => seat.party === party && seat.role === 'signatory');
  return [{ role: signatory ? 'signatory' : 'lead', what: 'sign' }];
}
