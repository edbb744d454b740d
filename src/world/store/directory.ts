import type { Digest, Json } from '#agreement/record/canonical';
import type { Role, Seat } from '#agreement/record/seat';
import type { NewMail } from '#world/store/outbox';
import type { NeedCode, Page, Wait } from '#world/store/store';

/** What a person is in an organisation. */
export type MemberRole = 'manager' | 'member';

/** A live seat of an agreement, as everybody with a seat there sees it. */
export interface SeatRow {
  person: string;
  /** The person's name, empty if there is no such person any more. */
  name: string;
  party: string;
  role: Role;
  /** Name of the organisation that the person acts for here, null for none. */
  organisation: string | null;
  grantedAt: string;
}

/** An organisation of a person. */
export interface OwnOrganisation {
  id: string;
  name: string;
  role: MemberRole;
  /** Whether anybody else belongs to it. */
  others: boolean;
}

/** A member of an organisation, as its members see each other. */
export interface MemberRow {
  person: string;
  name: string;
  email: string;
  role: MemberRole;
  joinedAt: string;
}

/** An organisation with its members, by name. */
export interface Organisation {
  id: string;
  name: string;
  members: MemberRow[];
}

/**
 * What became of a change in an organisation. `absent`: there is no such organisation or member for this person, or the
 * person may not do this (foreign and absent look the same).
 */
export type OrganisationOutcome =
  | { kind: 'done' }
  | { kind: 'absent' }
  /** Refused: the organisation would have no manager. */
  | { kind: 'last-manager' }
  /** Refused: for these agreements the person is the party's only lead; newest first, 200 at most. */
  | { kind: 'only-lead'; agreements: { id: string; title: string | null }[] };

/** An invitation to the installation: to an account, and into an organisation if one is named. */
export interface NewAccountInvitation {
  id: string;
  organisation: string | null;
  /** What the person becomes in the organisation; of no meaning without one. */
  role: MemberRole;
  /** The one mailbox it is meant for, in canonical form. */
  email: string;
  name: string | null;
  /** SHA-256 of the token in the link. */
  tokenDigest: Digest;
  /** RFC 3339, UTC, milliseconds. */
  expiresAt: string;
  /** Ids of earlier invitations that this one takes the place of; those that the person may not revoke stay. */
  replaces?: readonly string[];
  /** The mail with its link, which waits in the outbox once the invitation is made. */
  mail?: NewMail;
}

/** Whether an invitation can be used. */
export type InvitationState = 'open' | 'used' | 'expired' | 'revoked';

/** An invitation, as the person who holds its link sees it. */
export interface Invitation {
  id: string;
  /** What it leads to: a seat of an agreement, or an account. */
  to:
    | { kind: 'agreement'; agreement: string; title: string | null; party: string; role: Role; /** What the parties were called when it was made. */ names?: { party: string; by: string | null } | null }
    | { kind: 'account'; organisation: { id: string; name: string } | null; role: MemberRole };
  email: string;
  name: string | null;
  madeBy: { person: string; name: string };
  madeAt: string;
  expiresAt: string;
  state: InvitationState;
  usedBy: string | null;
}

/** An invitation, as the party that made it sees it in its list. */
export interface InvitationRow {
  id: string;
  /** Id of the party it leads to. */
  party: string;
  role: Role;
  email: string;
  name: string | null;
  madeBy: { person: string; name: string };
  madeAt: string;
  expiresAt: string;
  state: InvitationState;
}

/** An invitation to an account, as managers of its organisation or an administrator see it. */
export interface AccountInvitationRow extends Omit<InvitationRow, 'party' | 'role'> {
  organisation: string | null;
  role: MemberRole;
}

/** What a list of agreements is narrowed to; whatever is absent does not narrow. */
export interface ListFilter {
  /** Only agreements in which the person acts for this organisation; null for those without one. */
  organisation?: string | null;
  type?: string;
  status?: string;
  /** True: only those that need the person; a code: only those that need this. */
  needs?: true | NeedCode;
  /** True: only those that need nothing of the person and wait for others. */
  waits?: true;
  /** Only those with a party whose short name contains this text, whatever its letters' case. */
  party?: string;
  /** True: only archived ones; otherwise only those that are not. */
  archived?: boolean;
}

/** One agreement in a person's list. */
export interface ListRow {
  id: string;
  title: string | null;
  type: string | null;
  /** Short names of the parties. */
  parties: string[];
  status: string;
  /** Number of the newest turn, 0 before the first. */
  turn: number;
  /** Id of the party that the person acts for. */
  party: string;
  role: Role;
  /** Organisation that the person acts for, null for none. */
  organisation: { id: string; name: string } | null;
  /** What it asks of the person, since when, and the name of the party whose turn asks it, where another party's does; null if nothing. */
  need: { what: NeedCode; since: string; from?: string } | null;
  /** What the party waits for from others. */
  waits: Wait[];
  /** Since when it waits for them; null while it waits for nobody or asks something of the person. */
  waitsSince: string | null;
  updatedAt: string;
  archivedAt: string | null;
}

/** A page of a person's agreements, newest first, and where the next one starts. */
export interface ListPage {
  items: ListRow[];
  next: string | null;
}

/** An agreement found, with the place of the words. */
export interface FoundRow extends ListRow {
  /** Words around a match, plain text; null if the match is in the title or a party's name. */
  excerpt: string | null;
  /** The parts of the excerpt that match, as UTF-16 offsets in order; `to` is the first after the part. */
  marks: { from: number; to: number }[];
}

/** A page of what was found and where the next one starts: words in the title first, then in a party's name, then in the text, each with the newest agreements first; 50 at most, whatever the limit. */
export interface FoundPage {
  items: FoundRow[];
  next: string | null;
}

/** Something due, with the agreement it is due under. */
export interface HomeDate {
  agreement: string;
  title: string | null;
  /** Id of the party that owes it. */
  party: string;
  /** Whether that is the party the person acts for. */
  own: boolean;
  /** ISO day. */
  on: string;
  obligation: string;
  what: string;
  clause: string;
}

/** What somebody sees first, each list cut at a length that a screen can show, with the count of all. */
export interface Home {
  /** Agreements that need the person, longest waiting first. */
  needs: { count: number; items: ListRow[] };
  /** Agreements that need nothing of the person and wait for others, longest waiting first. */
  waits: { count: number; items: ListRow[] };
  /** What is overdue, then what is due, by day, also under archived agreements. `soon` counts those of the next 30 days, today included. */
  dates: { overdue: number; soon: number; items: HomeDate[] };
  /** All agreements, newest first. */
  agreements: { count: number; items: ListRow[] };
}

/** A pack to keep. */
export interface NewPack {
  digest: Digest;
  id: string;
  version: string;
  title: string;
  /** The day that it says of itself, ISO. */
  dated: string;
  /** Gzipped JSON of its files. */
  files: Uint8Array;
}

/** A pack of an organisation. */
export interface PackRow extends Omit<NewPack, 'files'> {
  organisation: string;
  addedAt: string;
  /** Name of who added it, empty where nobody is known by that id. */
  addedBy: string;
  retiredAt: string | null;
}

/** A pack with its files. */
export interface HeldPack extends PackRow {
  files: Uint8Array;
}

/**
 * What became of a pack to keep. `known`: the very same is there. `taken`: another one has this id and version. `absent`: there is no such
 * organisation for this person, or the person may not do this.
 */
export type PackOutcome = { kind: 'added' } | { kind: 'known' } | { kind: 'taken' } | { kind: 'full' } | { kind: 'absent' };

/** A filter that somebody keeps under a name. */
export interface View {
  id: string;
  name: string;
  filter: ListFilter;
}

/** A person of the installation, for the administrator's list. */
export interface AccountRow {
  person: string;
  name: string;
  email: string;
  administrator: boolean;
  /** Whether they have a password or a passkey; else they came in as a guest. */
  account: boolean;
  since: string;
}

/** What became of an earlier request of a person under the same key: `under-way` where it was begun and how it ended is not known. */
export type Begun = { kind: 'begun' } | { kind: 'repeated'; answer: Json } | { kind: 'key-conflict' } | { kind: 'under-way' };

/**
 * Who is who: people, organisations, seats and invitations, and the lists that a person sees across agreements. Every
 * method takes the asking person (or the seat) first and answers only what that person may see.
 */
export interface Directory {
  /** The live seat of a person in an agreement, null if there is none. */
  seatOf(person: string, agreement: string): Promise<Seat | null>;
  /** All live seats of the agreement, by party, then role, then name; empty for a seat that is not held. */
  seats(seat: Seat, agreement: string): Promise<SeatRow[]>;
  /** All live seats of an agreement, for whoever tells people of changes; to be shown to nobody. */
  liveSeats(agreement: string): Promise<Seat[]>;
  /** Those of some pairs whose person holds a seat there now; 500 pairs at most. */
  heldOf(pairs: readonly { agreement: string; person: string }[]): Promise<{ agreement: string; person: string }[]>;

  /** The person's organisations, by name. */
  organisationsOf(person: string): Promise<OwnOrganisation[]>;
  /** An organisation with its members, null for those who do not belong to it. */
  organisation(person: string, id: string): Promise<Organisation | null>;
  /** Keeps a pack of an organisation: by one of its managers, or by the command line. */
  addPack(person: string, organisation: string, pack: NewPack): Promise<PackOutcome>;
  /** The packs of an organisation, newest first, for its members and the command line; null for anybody else. */
  packs(person: string, organisation: string): Promise<PackRow[] | null>;
  /** A pack of an organisation with its files, for its members and the command line. */
  pack(person: string, organisation: string, digest: Digest): Promise<HeldPack | null>;
  /** Says that a pack is used for new texts no more, or again; managers and the command line only. False where there is none. */
  retirePack(person: string, organisation: string, digest: Digest, on: boolean): Promise<boolean>;
  /** The newest pack in use of the organisation that the leads of the seat's party act for; null for a seat that is not held. */
  packInUse(seat: Seat, agreement: string): Promise<HeldPack | null>;
  /** The pack under a digest, of the organisation that the leads of the seat's party act for, retired or not; null for a seat that is not held. */
  packOfParty(seat: Seat, agreement: string, digest: Digest): Promise<HeldPack | null>;
  /** Whether the person is a member of the organisation that the leads of the seat's party act for. */
  isOfOwnSide(seat: Seat, agreement: string): Promise<boolean>;

  /** Notes that the person begins a request that belongs to no agreement, under an idempotency key, unless they did before. */
  beginRequest(person: string, key: string, request: Digest): Promise<Begun>;
  /** Notes what that request was answered, so that a repeat is answered alike; null forgets it, because it changed nothing. */
  endRequest(person: string, key: string, answer: { json: Json } | null): Promise<void>;

  /** Makes an organisation whose manager is the person; returns its id. */
  createOrganisation(person: string, name: string): Promise<string>;
  /** Managers only. */
  renameOrganisation(person: string, id: string, name: string): Promise<OrganisationOutcome>;
  /** Managers only, and only somebody who shares another organisation with them; who is a member already keeps the role. Anybody else is invited. */
  addMember(person: string, id: string, member: { person: string; role: MemberRole }): Promise<OrganisationOutcome>;
  /** Managers only. */
  setMemberRole(person: string, id: string, member: { person: string; role: MemberRole }): Promise<OrganisationOutcome>;
  /** Managers, or the member itself; ends the seats that the member holds for the organisation, and revokes what a member removed by others had invited to. */
  removeMember(person: string, id: string, member: string): Promise<OrganisationOutcome>;

  /** Keeps an invitation to the installation: by a manager of its organisation, or without one by an administrator; false for anybody else. */
  makeInvitation(person: string, invitation: NewAccountInvitation): Promise<boolean>;
  /** The invitation of a link, whatever its state; null if there is none. */
  invitationBy(tokenDigest: Digest): Promise<Invitation | null>;
  /** Invitations to the agreement that the seat's own party made, newest first; empty for a seat that is not held. */
  invitations(seat: Seat, agreement: string): Promise<InvitationRow[]>;
  /** Invitations to the installation into an organisation (managers), or without one (administrators), newest first. */
  accountInvitations(person: string, organisation: string | null): Promise<AccountInvitationRow[]>;
  /** Revokes an invitation to the installation; false if there is none that the person may revoke. Those to agreements are revoked by an append. */
  revokeInvitation(person: string, id: string): Promise<boolean>;
  /**
   * Uses up an invitation to the installation and makes the person a member of its organisation, if it names one; false if
   * it is spent. Of many at once one succeeds. Those to agreements are used by an append.
   */
  useInvitation(person: string, id: string): Promise<boolean>;

  /** The person's agreements, newest first, archived ones by when they were archived; by key, so that a page costs the same at the end as at the start. */
  list(person: string, filter: ListFilter, page: Page): Promise<ListPage>;
  /** What needs the person, what waits on others and what falls due; `today` is an ISO day, `organisation` null for all. */
  home(person: string, organisation: string | null, today: string): Promise<Home>;
  /** The person's agreements that hold all the words, in what their party may see; the last word may be the beginning of one. Letters count without their marks and cases; archived ones are found too. */
  search(person: string, text: string, page: Page): Promise<FoundPage>;
  /** Puts an agreement aside for this person alone, or back; false if the person has no seat in it. */
  archive(person: string, agreement: string, on: boolean): Promise<boolean>;

  /** The person's views, by name. */
  views(person: string): Promise<View[]>;
  /** Keeps or replaces a view. */
  saveView(person: string, view: View): Promise<void>;
  /** False if there is none. */
  deleteView(person: string, id: string): Promise<boolean>;

  /** Everybody here whose name or mailbox holds a text, by mailbox; letters a to z in whatever case. For administrators. */
  accounts(text: string, page: Page): Promise<{ items: AccountRow[]; next: string | null }>;
  /** Whether anybody has an account yet. */
  hasPeople(): Promise<boolean>;
  isAdministrator(person: string): Promise<boolean>;
  /** A person's name, null if there is none. */
  nameOf(person: string): Promise<string | null>;
  /** A person's mailbox, for the mailer; null if there is none. */
  addressOf(person: string): Promise<string | null>;
}
