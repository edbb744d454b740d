import { newestTurn, type Clearance, type Shared, type Turn } from '#agreement/record/shared';
import { broughtIn, clausesOnTable, clearanceAt, clearedNow } from '#stages/turns';

/** How far counsel of a party is with the newest turn; ids of its clauses. */
export interface Coverage {
  /** Cleared in the words that they have now. */
  covered: string[];
  /** Cleared before what the clearance covered moved: the words, a bound value, a schedule or a definition. */
  lapsed: string[];
  /** Never cleared, or taken back. */
  open: string[];
}

/** Which clauses of the newest turn the clearance of a party's counsel covers, which it covered before, and which it never did. */
export function coverage(shared: Shared, party: string): Coverage {
  const found: Coverage = { covered: [], lapsed: [], open: [] };
  for (const clause of clausesOnTable(shared)) {
    const list = clearedNow(shared, clause, party) ? found.covered : clearanceAt(shared, clause, party) === undefined ? found.open : found.lapsed;
    list.push(clause);
  }
  return found;
}

/** True if every clause of the newest turn is covered. */
export function coversAll(shared: Shared, party: string): boolean {
  const { lapsed, open } = coverage(shared, party);
  return newestTurn(shared) !== undefined && lapsed.length + open.length === 0;
}

/** Why a clearance counts no more: when and by whom it was given, and the turn that brought the words which stand there now; null where it did not lapse. */
export function whyLapsed(shared: Shared, party: string, clause: string): { cleared: Clearance; moved: Turn } | null {
  const cleared = clearanceAt(shared, clause, party);
  const moved = broughtIn(shared, clause);
  return cleared === undefined || moved === undefined || clearedNow(shared, clause, party) ? null : { cleared, moved };
}
