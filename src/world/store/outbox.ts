import type { Json } from '#agreement/record/canonical';
import type { Page } from '#world/store/store';

/** What a mail is about. */
export const mailKinds = ['invitation', 'account-invitation', 'turn', 'sealed', 'signed', 'completed', 'declined', 'sign-in-link', 'reset', 'verify-email', 'reminder'] as const;

/** One of those subjects. */
export type MailKind = (typeof mailKinds)[number];

/**
 * How far a mail is: waiting for its time, being sent, sent, given up after many tries, held because there is no mail
 * server, or taken out by hand.
 */
export const mailStates = ['waiting', 'sending', 'sent', 'dead', 'held', 'discarded'] as const;

/** One of those states. */
export type MailState = (typeof mailStates)[number];

/** A mail to send. */
export interface NewMail {
  /** Also the stable part of the Message-ID. */
  id: string;
  /** A second mail with the same text here is dropped without a word: one mail per occasion and receiver. */
  dedupe: string;
  kind: MailKind;
  to: { person: string } | { email: string };
  /** The agreement it is about, null for none. */
  agreement: string | null;
  /** What the words of the mail are made from: plain names, no markup, no secrets. Wiped once the mail is sent or discarded. */
  data: Json;
  /** The sealed token of the link, wiped once the mail is sent or discarded. */
  secret?: Uint8Array;
  /** Not before this time; RFC 3339. At once if absent. */
  dueAt?: string;
}

/** A mail in the outbox. */
export interface MailRow {
  id: string;
  dedupe: string;
  kind: MailKind;
  to: { person: string } | { email: string };
  agreement: string | null;
  data: Json;
  /** The sealed token, null if there is none or it was wiped. */
  secret: Uint8Array | null;
  state: MailState;
  madeAt: string;
  /**
   * When it is tried next; while it is being sent, when the claim ends and somebody else may try; null where it is not tried
   * by itself.
   */
  dueAt: string | null;
  /** How often it was claimed since it was put or last retried by hand. */
  attempts: number;
  lastError: string | null;
  sentAt: string | null;
  /** Whether an older mail of the same agreement to the same receiver, which is still on its way, must go first. */
  heldBack: boolean;
}

/** A page of the outbox, newest first, and where the next one starts. */
export interface MailPage {
  items: MailRow[];
  next: string | null;
}

/**
 * Mails that wait until they are sent: put in the transaction of what they tell about (`Append.mails`), claimed by one
 * mailer at a time, of whatever process, sent at least once. Mails of one agreement to one receiver go out in the order in which
 * they were made: one that is tried again later holds the newer ones back until it is sent, given up or taken out. Times are RFC
 * 3339 in UTC with milliseconds.
 */
export interface Outbox {
  /** Puts mails that belong to no append. */
  put(mails: readonly NewMail[]): Promise<void>;
  /**
   * Up to `limit` mails that are due and not held back, oldest due first, each for this caller alone until the lease (milliseconds) ends; one
   * whose claimer never came back is due again then.
   */
  claim(now: string, limit: number, leaseMs: number): Promise<MailRow[]>;
  /**
   * For after the clock was set back: makes due at once what would wait longer than it can ever be meant to, that is a claim that
   * ends later than the lease from now, a mail that failed and waits longer than the delay after that try, and a mail to be sent
   * at once that was made in what is now the future. Milliseconds; gives how many.
   */
  hasten(now: string, leaseMs: number, delays: readonly number[]): Promise<number>;
  /** When the next mail that is not held back falls due, null if none waits. */
  nextDue(): Promise<string | null>;
  /** Says that a claimed mail was handed to the mail server. */
  sent(id: string): Promise<void>;
  /** Says that a claimed mail was not taken; it is tried again at `dueAt`, or never by itself if that is null. Nothing happens where somebody else has claimed it since. */
  failed(mail: Pick<MailRow, 'id' | 'attempts'>, error: string, dueAt: string | null): Promise<void>;
  /** The mails in a state, or all. */
  list(state: MailState | undefined, page: Page): Promise<MailPage>;
  /** Makes a dead or held mail wait again, due at once; false if there is no such mail. */
  retry(id: string): Promise<boolean>;
  /** Takes a mail out that was not sent, with its secret; false if there is no such mail. */
  discard(id: string): Promise<boolean>;
  /** Sets a mail aside that waits or is being sent, because there is no mail server; false if there is no such mail. */
  hold(id: string): Promise<boolean>;
  /** Calls back after every commit, of any process, that put a mail or made one due at once; returns what ends that. */
  watch(listener: () => void): () => void;
}
