import type { SignedIn } from '#world/accounts/accounts';

/** A text in a request's body, of at most so many characters. */
export interface TextField {
  kind: 'text';
  most: number;
  optional?: true;
}

/** A field of a request's body: a text, or an object that a browser's passkey makes. */
export type Field = TextField | { kind: 'object' };

/** An address under `/api/auth`, as lists of routes show it. */
export interface AccountRoute {
  method: 'GET' | 'POST';
  /** Without `/api/auth`. */
  path: string;
  /** `person`: somebody signed in to an account; guests, whose session opens one agreement, may not. */
  may: 'anyone' | 'person';
  /** Whether the sign-in must be at most an hour old. */
  fresh: boolean;
  summary: string;
  /** The named fields of the body; others are refused. */
  fields: Readonly<Record<string, Field>>;
}

/** A request that passed the checks of its route. */
export interface RouteCall {
  /** Texts of the body by field; an absent optional one is ''. */
  text(name: string): string;
  object(name: string): Record<string, unknown>;
  headers: Headers;
  /** Address of the connection. */
  address: string;
  me: SignedIn | null;
}

/** The answer: JSON, and `Set-Cookie` lines. */
export interface RouteReply {
  body: unknown;
  cookies?: readonly string[];
}

/** A route with what it does. */
export interface Route extends AccountRoute {
  run(call: RouteCall): Promise<RouteReply>;
}

/** A refusal that is not about a value: nobody signed in, a wrong password, a sign-in too long ago. */
export class Refusal extends Error {
  readonly status: 401 | 403;
  /** For programs. */
  readonly code: 'not-signed-in' | 'guest' | 'not-fresh' | 'wrong' | 'start-again';
  readonly what: string;
  readonly next: string;

  constructor(status: 401 | 403, code: Refusal['code'], what: string, next: string) {
    super(what);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.what = what;
    this.next = next;
  }
}

/** Somebody's own session; routes with `may: 'person'` have one. */
export function meOf(call: RouteCall): SignedIn {
  if (call.me === null) throw new Error('a route for persons was run for nobody');
  return call.me;
}

/** A mailbox as typed. */
export const emailField: TextField = { kind: 'text', most: 600 };
/** A password as typed; more is refused by name, so that nobody thinks it was cut. */
export const passwordField: TextField = { kind: 'text', most: 128 };
/** The token of a link. */
export const tokenField: TextField = { kind: 'text', most: 100 };
