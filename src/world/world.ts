import type { HolidayTable } from '#agreement/time/calendar';
import type { Accounts } from '#world/accounts/accounts';
import type { MailSecrets } from '#world/mail/secrets';
import type { BundleToRead, ReadBundle } from '#world/bundles/read-bundle-here';
import type { Checkpointer } from '#world/signing/checkpoint-key';
import type { CarriedCheckpoint } from '#world/signing/checkpoint-signature';
import type { PdfContent } from '#world/signing/read-pdf-here';
import type { Changes } from '#world/store/changes';
import type { Directory } from '#world/store/directory';
import type { Erasures } from '#world/store/erasures';
import type { Outbox } from '#world/store/outbox';
import type { Clock, Store } from '#world/store/store';

/** A party's signature field in a sealed file. */
export interface FieldToMake {
  name: string;
  party: string;
  person: string;
}

/** Who signs a field, as the certificate and the signature say it. */
export interface SignatureToMake {
  field: string;
  name: string;
  organisation: string;
  role: string;
  reason: string;
  /** Time of signing, RFC 3339. */
  at: string;
}

/** Makes and extends sealed PDFs with this installation's authority. */
export interface Signer {
  seal(pdf: Uint8Array, fields: readonly FieldToMake[]): Promise<Uint8Array>;
  sign(pdf: Uint8Array, signature: SignatureToMake): Promise<Uint8Array>;
}

/** What a PDF from anyone holds. */
export interface ReadPdf extends PdfContent {
  /** The checkpoint among its attachments, checked; null for one that cannot be read, undefined where there is none. */
  checkpoint: CarriedCheckpoint | null | undefined;
}

/** What operations need to know of mail. */
export interface Mail {
  /** The configured address of this installation, such as `https://entente.example`, without a slash at its end; links are built from it alone. */
  address: string;
  /** Whether a mail server is set up; without one the inviter is shown the link. */
  server: boolean;
  /** Seals the tokens of links while they wait in the outbox. */
  secrets: MailSecrets;
}

/** Everything the operations need from outside: nothing else touches disk, clock, chance, network or other processes. */
export interface World {
  store: Store;
  directory: Directory;
  outbox: Outbox;
  erasures: Erasures;
  /** Tells of what changed, also in other processes on the same database. */
  changes: Changes;
  /** People, their means of signing in, and their sessions. */
  accounts: Accounts;
  mail: Mail;
  /** Who may make an account: only the invited, or anybody. */
  signUp: 'open' | 'invited';
  /** What whoever sets this installation up must know, because others could reach it first; null where only this machine can. */
  setUpCode: string | null;
  /** The version of the data that this program found and brought to its own; null where it was new or up to date. */
  upgradedFrom: number | null;
  now: Clock;
  /** A new id for the record: lower-case letters, digits and hyphens, unguessable, sortable by time. */
  newId(): string;
  /** 32 random bytes in hexadecimal, for commitments to personal data. */
  newSalt(): string;
  /** 256 random bits in base64url: the secret of a link. */
  newToken(): string;
  /** Public holidays of places (ISO 3166) in years; a place or year that is not known is absent from the table. */
  holidays(places: readonly string[], years: readonly number[]): Promise<HolidayTable>;
  /** Text files of the bundled packs, base first; the same list each time. */
  packs(): readonly { folder: string; files: Readonly<Record<string, string>> }[];
  /** The bundled examples: answers as text, by name. */
  examples(): readonly { name: string; title: string; answers: string }[];
  /** Typesets a PDF/A-3a from the input that `formats/pdf` makes. */
  writePdf(input: unknown): Promise<Uint8Array>;
  /** Reads a PDF from anyone in a child process that can be killed: the verdict on its signatures, its attached files, and the checkpoint among them. */
  readPdf(pdf: Uint8Array): Promise<ReadPdf>;
  /** Seals and signs with this installation's authority, which is made on first use. */
  signer(): Promise<Signer>;
  /** Reads a bundle from anyone in a child process that can be killed: what it is worth and, if asked, what it holds. */
  readBundle(bundle: BundleToRead): Promise<ReadBundle>;
  /** Makes checkpoints with the key that this installation's authority has certified for them, which is made on first use. */
  checkpointer(): Promise<Checkpointer>;
  /** Ends child processes and lets go of the store. */
  close(): Promise<void>;
}
