import type { LocalDate, Period } from '#agreement/time/period';

/** What a debtor has to do: the obligation taxonomy of the performance stage. */
export const actions = [
  'pay', 'deliver', 'perform', 'report', 'notify', 'decide', 'give-access', 'grant', 'refrain', 'cooperate', 'keep-records', 'return',
] as const;

/** One kind of act an obligation asks for. */
export type Action = (typeof actions)[number];

/**
 * Who owes or is owed, as the text says it: every party, every party but the debtor, parties named by id,
 * a role the facts do not fix ("party in breach"), or an open fact.
 */
export type ActorTerm =
  | { kind: 'each-party' }
  | { kind: 'each-other-party' }
  | { kind: 'parties'; ids: string[] }
  | { kind: 'described'; text: string }
  | { kind: 'blank'; path: string };

/**
 * When something is due or ends: on a date, on a date still open at `path`, or a period after or before an event
 * given in words; a null period is still open at `path`.
 */
export type DueTerm =
  | { on: LocalDate }
  | { on: null; path: string }
  | { after: string; period: Period | null; path?: string }
  | { before: string; period: Period | null; path?: string };

/** One act owed under a clause, with every fact already filled in; the id is unique in its agreement. */
export interface ObligationTerm {
  /** clause.block or clause.block.item; never changes, so calendars and proofs can name it. */
  id: string;
  block: string;
  item?: string;
  debtor: ActorTerm;
  creditor: ActorTerm;
  action: Action;
  /** What the act is about, in the words of the agreement. */
  object: string;
  /** The event that must happen before the duty exists, in words. */
  trigger?: string;
  due?: DueTerm;
  /** The end of a lasting duty. */
  until?: DueTerm;
  /** How often it comes back, in words ("each calendar year", "each quarter", "each month", "each report"). */
  recurs?: string;
  /** What will show that it was done. */
  evidence?: string;
  /** True if the duty goes on after the agreement has ended. */
  survives?: boolean;
}
