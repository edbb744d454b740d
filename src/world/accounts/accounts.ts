import type { AccountRoute } from '#world/accounts/routes/route';

/** Where a request comes from: its headers (cookies, the browser's name) and the address of its connection, which the door has worked out. */
export interface Caller {
  headers: Headers;
  address: string;
}

/** Somebody who is signed in. */
export interface SignedIn {
  person: string;
  name: string;
  /** In canonical form. */
  email: string;
  /** Whether the person has shown that the mailbox is theirs. */
  proven: boolean;
  /** Always false in a guest's session. */
  administrator: boolean;
  /** The one agreement that this session opens, null for the session of an account. */
  agreement: string | null;
  /** Id of the session, not its token. */
  session: string;
  /** When the session began; RFC 3339. */
  since: string;
  /** Whether the person has a password or a passkey. */
  account: boolean;
  /** Whether the person is asked for a code besides the password. */
  secondFactor: boolean;
  /** `Set-Cookie` lines that the answer should carry because the session was prolonged; mostly empty. */
  cookies: readonly string[];
}

/** Who has just come in, with the `Set-Cookie` lines that make it so. */
export interface Entered {
  person: string;
  cookies: string[];
}

/** A live session, as its person sees it. */
export interface Device {
  session: string;
  /** RFC 3339, both. */
  startedAt: string;
  usedAt: string;
  /** What the browser calls itself. */
  device: string | null;
  address: string | null;
  /** The one agreement that a guest's session opens. */
  agreement: string | null;
}

/** What a link by mail is for. */
export type LinkKind = 'sign-in-link' | 'reset' | 'verify-email';

/**
 * A link to hand to the mailer. The token is a secret: it goes into this one mail, behind the "#" of the page's address, which
 * no server sees: opening the page spends nothing, pressing its button does.
 */
export interface LinkToSend {
  kind: LinkKind;
  person: string;
  /** 256 random bits in base64url; only its digest is kept here. */
  token: string;
  /** RFC 3339. */
  expiresAt: string;
}

/** A person's own words at sign-up. */
export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

/** People, their means of signing in, and their sessions. Errors that people see are InputErrors; too many tries are a BusyError. */
export interface Accounts {
  /** Who a request comes from, null for nobody. Read anew each time, so what ends a session counts at once. */
  personOf(headers: Headers): Promise<SignedIn | null>;
  /** All that HTTP may reach under `/api/auth`, each with who may. */
  readonly routes: readonly AccountRoute[];
  /** Answers a request to one of those, and 404 to anything else. `address` is that of the connection. */
  handle(request: Request, address: string): Promise<Response>;
  /** Makes the first person, who becomes an administrator, and signs them in. Refused once there is anybody; of many at once one succeeds. */
  signUpFirst(account: NewAccount, caller: Caller): Promise<Entered>;
  /**
   * Makes an account and signs it in; the caller of this has seen an invitation for that mailbox. `proven`: that invitation's
   * token went to the mailbox alone, so whoever has it reads that mailbox; else a link to confirm it is sent, which is counted
   * among the mails that one address and one mailbox may ask for. Refused where
   * the mailbox has an account, and where it is a guest's and not proven: others than the guest may know the link.
   */
  signUp(account: NewAccount & { proven: boolean }, caller: Caller): Promise<Entered>;
  /** Opens one agreement for 14 days to a mailbox without an account, making the person if needed. Refused where there is an account: they must sign in. */
  guestSession(guest: { name: string; email: string; agreement: string }, caller: Caller): Promise<Entered>;
  /** The person of a mailbox, and whether they have means of signing in. */
  personBy(email: string): Promise<{ person: string; name: string; account: boolean } | null>;
  /** The one form under which a mailbox is known; an InputError for what is none. */
  canonicalEmail(text: string): string;
  /** Those of some sessions (ids) that are neither ended nor over; 500 at most. */
  liveSessions(ids: readonly string[]): Promise<string[]>;
  /** The person's live sessions, last used first. */
  sessions(person: string): Promise<Device[]>;
  /** False if the person has no such session. */
  endSession(person: string, session: string): Promise<boolean>;
  endSessions(person: string): Promise<void>;
  /** Ends the guest's sessions of a person that open an agreement. */
  endGuestSessions(person: string, agreement: string): Promise<void>;
  /** Gives or takes the administrator's right; `last`: nobody would be left with it. Who gains it has to sign in again. */
  setAdministrator(person: string, on: boolean): Promise<'done' | 'absent' | 'last'>;
  /** Loads what the first sign-in needs, so that it need not wait; clears away what is over. */
  warm(): Promise<void>;
}
