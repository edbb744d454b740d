import type { Due } from '#agreement/time/due';
import type { LocalDate, Period } from '#agreement/time/period';

/** What a debtor has to do: the obligation taxonomy of the performance stage. */
export const actions = [
  'pay', 'deliver', 'provide', 'perform', 'report', 'notify', 'decide', 'give-access', 'grant', 'refrain', 'cooperate', 'keep-records', 'return',
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

/** A side of a tracked obligation: a party by id, a role the text describes, or an open fact. */
export type Actor = { party: string; name: string } | { described: string } | { open: string };

/**
 * Where an obligation stands on a day. `draft`: the agreement is not signed. `conditional`: an event must happen first.
 * `in-force`: owed, its last day ahead or none. `due`: today is its last day. `overdue`: its last day has passed and no
 * performance is recorded here, which says nothing about breach. `ended`: a lasting duty whose time is over.
 */
export type ObligationState = 'draft' | 'conditional' | 'in-force' | 'due' | 'overdue' | 'ended';

/** What a date is counted from, where that is known: a fixed point of the agreement or the end of a calendar period. */
export type Anchor = 'start' | 'end' | 'signature' | 'year-end' | 'quarter-end' | 'month-end' | 'date';

/** Why there is no date yet: an event that must happen, an open fact, a date of the agreement, or words that are no date. */
export type Waiting =
  | { code: 'event'; event: string }
  | { code: 'open'; path: string; runs?: { direction: 'after' | 'before'; event: string } }
  | { code: 'anchor'; anchor: 'start' | 'end' | 'signature' }
  | { code: 'not-a-date'; text: string };

/** A worked time with what it was counted from; `or` is another event that may bring it forward. */
export interface WorkedTime {
  anchor: Anchor;
  due: Due;
  or?: string;
}

/** A time as far as it is known: worked out, or what it waits for and the period that will run then. */
export interface Timing {
  worked?: WorkedTime;
  waitsFor?: Waiting;
  runs?: { direction: 'after' | 'before'; period: Period };
}

/** One act one party owes, with its clause, its worked date and its state: what lists, timelines and calendars show. */
export interface Obligation {
  /** Term id, debtor and turn: stays the same when dates, names or numbers change. */
  id: string;
  term: string;
  clause: { id: string; heading: string; number: string };
  block: string;
  item?: string;
  debtor: Actor;
  creditors: Actor[];
  action: Action;
  object: string;
  trigger?: string;
  evidence?: string;
  survives: boolean;
  /** Words of the clause for how often it comes back, and which turn this is ("2027", "2027-Q1", "2027-03", "3"). */
  recurs?: string;
  turn?: string;
  /** True on the last turn shown of an obligation that comes back beyond it. */
  continues?: boolean;
  /** The last day to do it; absent where the act has no day of its own. */
  due?: Timing;
  /** The last day of a lasting duty; absent where it lasts as long as the agreement. */
  until?: Timing;
  state: ObligationState;
}
