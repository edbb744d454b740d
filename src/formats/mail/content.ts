import { z } from 'zod';
import { readNoted, type NotedCheckpoint } from '#agreement/record/checkpoint';
import { roles } from '#agreement/record/seat';

/**
 * What each kind of mail tells. Texts are as people gave them: writing the mail makes them plain. Dates are "2027-03-01", digests
 * "sha256:…". Title is null for an agreement that has none yet.
 */
const data = {
  /** To whoever is asked to act for a party of an agreement. */
  invitation: z.object({
    /** Name of the person who invites, and the party they act for. */
    by: z.string(),
    byParty: z.string().nullable(),
    /** The party to act for, and as what. */
    party: z.string(),
    role: z.enum(roles),
    title: z.string().nullable(),
    /** Last day on which the link works. */
    until: z.iso.date(),
  }),
  /** To whoever is asked to have an account here, in an organisation or in none. */
  'account-invitation': z.object({ by: z.string(), organisation: z.string().nullable(), until: z.iso.date() }),
  /** To a party: another one sent a turn. */
  turn: z.object({
    turn: z.int().positive(),
    /** The party that sent it, and the one that the reader acts for. */
    from: z.string(),
    party: z.string(),
    title: z.string().nullable(),
    /** Clauses of this version, clauses whose words it changes (of turn 1: all), and comments for everyone since the turn before. */
    clauses: z.int().nonnegative(),
    changed: z.int().nonnegative(),
    comments: z.int().nonnegative(),
    note: z.string().nullable(),
  }),
  /** To leads and signatories: the file is sealed and can be signed. `by` is the party that sealed it, `party` the reader’s, `file` the digest. */
  sealed: z.object({ title: z.string().nullable(), by: z.string(), party: z.string(), version: z.int().positive(), file: z.string() }),
  /** To everybody else with a seat: somebody signed. */
  signed: z.object({ title: z.string().nullable(), person: z.string(), party: z.string(), signed: z.int().positive(), of: z.int().positive() }),
  /** To everybody with a seat: the last signature was given. `checkpoint` is the newest one, as all parties may have it; mails that waited while the program was replaced have none. */
  completed: z.object({
    title: z.string().nullable(),
    parties: z.array(z.string()),
    signatures: z.int().positive(),
    /** Digest of the sealed file that every consent names. */
    file: z.string(),
    checkpoint: z.custom<NotedCheckpoint>((value) => readNoted(value) !== null).optional(),
  }),
  /** To everybody with a seat: a signatory said no. */
  declined: z.object({ title: z.string().nullable(), person: z.string(), party: z.string(), reason: z.string().nullable() }),
  /** To a mailbox that asked to be let in; the link works for so many minutes. */
  'sign-in-link': z.object({ minutes: z.int().positive() }),
  /** To a mailbox whose password was forgotten. */
  reset: z.object({ minutes: z.int().positive() }),
  /** To a mailbox that somebody gave as theirs. */
  'verify-email': z.object({ minutes: z.int().positive() }),
  /** To the people of a party: dates that are near or have passed, in order. */
  reminder: z.object({
    title: z.string().nullable(),
    party: z.string(),
    dates: z.array(z.object({ on: z.iso.date(), what: z.string(), clause: z.string().nullable(), passed: z.boolean() })).min(1),
  }),
};

/** A kind of mail. */
export type MailKind = keyof typeof data;

/** All kinds. */
export const mailKinds = Object.keys(data) as readonly MailKind[];

/** What the outbox keeps of a mail of one kind. */
export type MailData<Kind extends MailKind> = z.infer<(typeof data)[Kind]>;

/** Where a mail leads: both addresses are ours. */
export interface MailLinks {
  /** Address of this installation without a slash at the end, such as "https://entente.example.org". */
  address: string;
  /** Address of the page that the mail is about; begins with `address`. */
  link: string;
}

/** A mail to be written: its kind, what that kind tells, and where it leads. */
export type MailContent = { [Kind in MailKind]: { kind: Kind } & MailLinks & MailData<Kind> }[MailKind];

/** Reads what the outbox kept. Throws where the kind is unknown or the data are not of that kind. */
export function readMail(kind: string, kept: unknown, links: MailLinks): MailContent {
  if (!Object.hasOwn(data, kind)) throw new Error(`There is no mail of the kind "${kind}".`);
  return { kind, ...links, ...data[kind as MailKind].parse(kept) } as MailContent;
}
