import type { PersonDetails } from '#agreement/record/person';
import type { Role, Seat } from '#agreement/record/seat';
import type { MailKind, MailState } from '#world/store/outbox';

/** Whom to erase, and who asks for it. */
export interface EraseRequest {
  /** Id of an account or a guest. */
  person: string;
  /** Id of the person who asks: themselves, or an administrator. */
  askedBy: string;
  /** Who becomes lead, manager or administrator wherever the person was the only one; null for nobody, and then that is a refusal. */
  heir: string | null;
}

/** How much of a person was erased, by kind; figures alone, because this is kept. */
export interface Erased {
  /** Agreements in which details of theirs were kept. */
  agreements: number;
  /** Those of them that are sealed or signed, whose PDF keeps names. */
  sealed: number;
  /** Seats that ended. */
  seats: number;
  sessions: number;
  /** Passwords, passkeys, second factors. */
  means: number;
  /** Invitations whose name and mailbox were wiped. */
  invitations: number;
  /** Mails whose receiver and content were wiped. */
  mails: number;
  /** Organisations that they belonged to, and those of them that nobody else belonged to, which are gone. */
  organisations: number;
  emptied: number;
  /** Filters that they had kept. */
  views: number;
}

/** What came of asking to erase somebody; only `erased` changed anything. */
export type EraseOutcome =
  | { kind: 'erased'; erased: Erased }
  | { kind: 'absent' }
  | { kind: 'last-administrator' }
  | { kind: 'only-manager'; organisations: { id: string; name: string }[] }
  /** Newest first, 200 at most. */
  | { kind: 'only-lead'; agreements: { id: string; title: string | null }[] };

/** What the record of an agreement must still tell of somebody. */
export interface Note {
  agreement: string;
  person: string;
  /** The party that they acted for. */
  party: string;
  /** Who asked for it. */
  askedBy: string;
  /** Whether the person was erased; else their seat ended and they are still here. */
  erased: boolean;
  /** Who becomes lead in their place, null for nobody. */
  heir: string | null;
}

/** Everything that is kept about somebody, outside agreements and in them. */
export interface KeptOfPerson {
  account: { person: string; name: string; email: string; confirmed: boolean; administrator: boolean; since: string };
  means: { password: boolean; secondFactor: boolean; passkeys: { name: string | null; madeAt: string | null }[] };
  sessions: { startedAt: string; usedAt: string; expiresAt: string; address: string | null; device: string | null; agreement: string | null }[];
  organisations: { name: string; role: string; joinedAt: string }[];
  seats: { agreement: string; title: string | null; party: string; role: Role; grantedAt: string; endedAt: string | null }[];
  /** What the records of agreements hold of them. */
  details: { agreement: string; recordedBy: string; details: PersonDetails }[];
  invitations: { email: string; name: string | null; agreement: string | null; role: string; madeAt: string; expiresAt: string; usedAt: string | null; revokedAt: string | null }[];
  mails: { kind: MailKind; agreement: string | null; to: string | null; state: MailState; madeAt: string; sentAt: string | null; tells: unknown }[];
  views: { name: string; filter: unknown }[];
}

/** Somebody who is named in an agreement and has no account here. */
export interface NamedPerson {
  person: string;
  /** Empty once they were erased. */
  details: PersonDetails;
  erased: boolean;
  /** Whether all parties can read the details. */
  shared: boolean;
}

/**
 * Erasing people who have or had an account, and telling what is kept of them. Erasing is one transaction: from its end on nothing of the
 * person is shown or opens anything. What the records of agreements must tell of it follows, agreement by agreement, and goes
 * on where it was interrupted: `notes` says what is left.
 */
export interface Erasures {
  erase(request: EraseRequest): Promise<EraseOutcome>;
  /** Notes that are not told yet, at most so many, by person and agreement; of one person, or of all, and only those behind `after`. */
  notes(most: number, person?: string, after?: Pick<Note, 'agreement' | 'person'>): Promise<Note[]>;
  /** How many notes of a person are not told yet. */
  left(person: string): Promise<number>;
  /** A live seat from which the note can be told: the person's own, else that of a lead of the party; null if there is none. */
  seatFor(note: Note): Promise<Seat | null>;
  /** Tells a note where no seat is left to tell it from. */
  tell(note: Note): Promise<void>;
  /** Makes what was erased go from the files of the database too, as far as it allows. */
  scrub(): Promise<void>;
  /** Everything that is kept of a person, null if there is no such account. */
  keptOf(person: string): Promise<KeptOfPerson | null>;
  /** Those whom the seat's party named in an agreement and who have no account; empty for a seat that is not held. */
  named(seat: Seat, agreement: string): Promise<NamedPerson[]>;
}
