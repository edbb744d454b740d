import { newestTurn, type Shared } from '#agreement/record/shared';
import { coverage } from '#stages/review/clearance';
import { agreesNow, clausesOnTable, objectsNow } from '#stages/turns';

/** What has to be so before an agreement can be sealed and signed. */
export type GateCode = 'version' | 'joined' | 'unsent' | 'agreed' | 'objections' | 'findings' | 'cleared' | 'signatory';

/** One thing that has to be so, and whether it is; what is listed says where it is not. */
export interface GateItem {
  code: GateCode;
  met: boolean;
  /** The party that it is about. */
  party?: string;
  /** Clauses that the party has not answered, objects to, or whose words its counsel has not cleared. */
  clauses?: string[];
  /** Those of `clauses` that counsel cleared before their words moved. */
  lapsed?: string[];
  /** How many errors stand that nobody waived, and how many were waived. */
  count?: number;
  waived?: number;
}

/** An error on the text of the newest turn. */
export interface GateError {
  fingerprint: string;
  code: string;
  /** The clause that it is in; null where it is about the whole. */
  clause: string | null;
}

/** What the gate looks at. */
export interface GateInput {
  shared: Shared;
  /** Ids of all parties in their order. */
  parties: readonly string[];
  errors: readonly GateError[];
  /** Parties that have counsel: their clearance is needed. */
  withCounsel: readonly string[];
  /** Parties that have named somebody who signs. */
  withSignatory: readonly string[];
  /** The party that asks, if it has changes that it has not sent; else null. What others have not sent nobody knows. */
  unsent: string | null;
}

/**
 * What stands between an agreement and signing, all of it: what is so and what is missing. One item for each party and rule; `objections`
 * comes only where a party objects, `unsent` only where the party that asks has something unsent.
 */
export function gate({ shared, parties, errors, withCounsel, withSignatory, unsent }: GateInput): GateItem[] {
  const clauses = clausesOnTable(shared);
  const sent = clauses.length > 0;
  const items: GateItem[] = [{ code: 'version', met: sent }];
  for (const party of parties) items.push({ code: 'joined', met: shared.joined.includes(party), party });
  if (unsent !== null) items.push({ code: 'unsent', met: false, party: unsent });
  for (const party of parties) {
    const objects = clauses.filter((clause) => objectsNow(shared, clause, party));
    const open = clauses.filter((clause) => !agreesNow(shared, clause, party) && !objects.includes(clause));
    // Where all that is left are objections, these say enough.
    if (open.length > 0 || objects.length === 0) items.push({ code: 'agreed', met: sent && open.length === 0, party, clauses: open });
    if (objects.length > 0) items.push({ code: 'objections', met: false, party, clauses: objects });
  }
  const standing = errors.filter((error) => !isWaived(shared, error));
  items.push({ code: 'findings', met: standing.length === 0, count: standing.length, waived: errors.length - standing.length });
  for (const party of parties) {
    if (!withCounsel.includes(party)) continue;
    const { lapsed, open } = coverage(shared, party);
    items.push({ code: 'cleared', met: sent && lapsed.length + open.length === 0, party, clauses: clauses.filter((clause) => lapsed.includes(clause) || open.includes(clause)), lapsed });
  }
  for (const party of parties) items.push({ code: 'signatory', met: withSignatory.includes(party), party });
  return items;
}

/** True if nothing is missing. */
export function isOpen(items: readonly GateItem[]): boolean {
  return items.every((item) => item.met);
}

/** Whether an error was waived for the words as they are: its waiver names the hash that the clause has in the newest turn. */
export function isWaived(shared: Shared, { fingerprint, code, clause }: GateError): boolean {
  const waiver = Object.hasOwn(shared.waivers, fingerprint) ? shared.waivers[fingerprint] : undefined;
  if (waiver === undefined || waiver.code !== code) return false;
  const clauses = newestTurn(shared)?.clauses ?? {};
  return waiver.clauseHash === (clause !== null && Object.hasOwn(clauses, clause) ? clauses[clause] : null);
}
