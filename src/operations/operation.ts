import type { z } from 'zod';
import type { Role, Seat } from '#agreement/record/seat';
import { localSeat } from '#agreement/record/seat';
import type { Caller } from '#world/accounts/accounts';
import type { Append } from '#world/store/store';
import type { World } from '#world/world';

/** A person who is signed in, or who came in by a personal link. */
export interface PersonHere {
  /** Id of the person. */
  person: string;
  name: string;
  /** Canonical mailbox. */
  email: string;
  /** Whether the person administers this installation. */
  administrator: boolean;
  /** The only agreement that a guest's session reaches; null for an account. */
  agreement: string | null;
  /** Whether the person has an account (a password or a passkey) and not only a link. */
  account: boolean;
  /** When this session began; RFC 3339. Absent on the command line. */
  since?: string;
}

/** Who calls: somebody signed in, or nobody; the command line brings the seat that it acts from. */
export interface Context {
  person: PersonHere | null;
  seat?: Seat;
  /** Where the request comes from; absent on the command line. */
  caller?: Caller;
}

/** Who calls an operation that only people may call. */
export interface PersonContext {
  person: PersonHere;
  /** Only on the command line. */
  seat?: Seat;
}

/** Who calls an operation on an agreement, and from which seat. */
export interface SeatContext extends PersonContext {
  seat: Seat;
}

/** Under this name a result says which parts of it are JSON already, as UTF-8 by property, so that a door need not write a long text once more. */
export const written = Symbol('written');

/** What an operation gives back: its result, and for a write what must be appended before anyone sees the result. */
export interface Outcome<T> {
  result: T;
  append?: Append | undefined;
  /** The seat that the append itself makes, where the caller has none yet. */
  as?: Seat;
  /** Values of Set-Cookie for whoever called over HTTP. */
  cookies?: readonly string[];
  /** What a repeat under the same idempotency key is answered, where the result holds something that is shown only once. */
  repeat?: T;
  /** Called once it is known whether the append went through: finishes or takes back what lies outside the record. */
  after?: (appended: boolean) => Promise<void>;
}

/**
 * Who may call an operation: `local` only the command line; `anyone` whoever reaches the door; `person` who is signed in;
 * `administrator` who administers the installation; `member` and `manager` those of the organisation that the input names;
 * a list of roles those whose seat in the agreement that the input names is one of them.
 */
export type Rule = 'local' | 'anyone' | 'person' | 'administrator' | 'member' | 'manager' | readonly Role[];

/** The context that a rule guarantees. */
export type ContextOf<M extends Rule> = M extends 'anyone' | 'local' ? Context : M extends readonly Role[] ? SeatContext : PersonContext;

/** A file handed in or given out. */
export interface FileBytes {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * One thing a person can do. Its URL (`/api/agreements/{agreement}/{name}` where the input names an agreement, else
 * `/api/{name}`), its command and its place in /api/openapi.json follow from it.
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType, M extends Rule = Rule> {
  /** verb-noun */
  name: string;
  summary: string;
  kind: 'read' | 'write';
  input: I;
  output: O;
  may: M;
  /**
   * True where it writes by itself and not by an append, and a second time would make a second thing: under an idempotency key its
   * answer is noted beside what it wrote.
   */
  direct?: true;
  run(context: ContextOf<M>, input: z.output<I>, world: World): Promise<Outcome<z.input<O>>>;
}

/** Declares an operation with its types inferred. */
export function operation<I extends z.ZodType, O extends z.ZodType, const M extends Rule>(definition: Operation<I, O, M>): Operation<I, O, M> {
  return definition;
}

/** The one person of an installation without accounts: whoever runs the program. */
export const localPerson: PersonHere = { person: localSeat.person, name: '', email: '', administrator: true, agreement: null, account: false };

/** Who acts on the command line. */
export const localContext: SeatContext = { person: localPerson, seat: localSeat };
