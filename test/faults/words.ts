import type { Name } from './people';
import type { Kept, Parts, Place } from './place';

/** A write that somebody asked for, so that it can be asked for again. */
export interface Asked {
  key: string;
  who: Name | 'guest';
  operation: string;
  input: Record<string, unknown>;
}

/**
 * Whether a key makes this happen once: what is done on an agreement by way of an append, which keeps the key, and what notes its key beside
 * what it writes. Of the latter one that was cut off may be refused when it is asked for again; answered, it is answered alike.
 */
export function isKeyed({ operation, input }: Asked): boolean {
  return 'agreement' in input || operation === 'create-agreement' || operation === 'accept-invitation' || operation === 'invite-account';
}

/** What a writing child is to do. */
export interface WriteJob {
  job: 'write';
  place: Place;
  /** File with the cookies of everybody. */
  cookies: string;
  seed: number;
  /** How far its clock is ahead of the machine's, in milliseconds. */
  ahead: number;
  /** Agreement to go on with; null for a new one. */
  table: string | null;
  /** Writes to ask for again under their keys, before anything else. */
  again: readonly Asked[];
  /** Port of the mail server on this machine; null for none. */
  mail: number | null;
  /** So many acts of one person after the other, and then the end, instead of three people at once until the process is killed. */
  alone?: number;
}

/** Everything a child may be asked for. */
export type Job =
  | WriteJob
  /** Makes an installation with three accounts and keeps their cookies in the file. */
  | { job: 'settle'; place: Place; cookies: string }
  /** Sends what waits in the outbox, and ends. */
  | { job: 'send'; place: Place; ahead: number; mail: number }
  /** Makes an installation with an agreement as it is before an act; what the act needs is kept in the file. */
  | { job: 'prepare'; place: Place; act: ActName; prepared: string; mail: number }
  /** Carries out one act under one key, once the file of the mark was opened, and closes everything. */
  | { job: 'act'; place: Place; act: ActName; prepared: string; mark: string | null; mail: number; target?: string };

/** What may be cut off at each of its steps. */
export const actNames = ['open', 'migrate', 'comment', 'answer', 'turn', 'invite', 'accept', 'remove', 'seal', 'sign', 'send', 'erase', 'backup', 'restore', 'move'] as const;

/** One of those acts. */
export type ActName = (typeof actNames)[number];

/** Those that are tried on a database server as well. */
export const actsOnServer: readonly ActName[] = ['comment', 'turn', 'accept', 'seal', 'sign', 'send', 'erase'];

/** What a child says, one JSON object a line. */
export type Said =
  | { say: 'open'; milliseconds: number }
  | { say: 'asked'; asked: Asked }
  | { say: 'begun'; parts: Parts; /** Milliseconds since 1970, with their parts. */ at: number }
  /** What the store answered: the events of an append, null where it wrote nothing. */
  | { say: 'kept'; key: string; events: Kept[] | null; at: number }
  | { say: 'answered'; key: string; result: unknown }
  | { say: 'refused'; key: string; what: string; outside: boolean }
  | { say: 'again'; key: string; result: unknown }
  | { say: 'table'; agreement: string }
  | { say: 'failed'; what: string }
  /** An act that is no write under a key was done, and said so. */
  | { say: 'done' };
