import type { BetterAuthOptions } from 'better-auth';
import { newId } from '#world/store/ids';
import type { Engine } from '#world/store/sql/engine';
import { cookieForm } from '#world/accounts/cookies';
import { hashPassword, passwordLength, verifyPassword } from '#world/accounts/password';

/** How long a session lasts, in seconds: an account's is prolonged while it is used, a guest's is not. */
export const sessionSeconds = { account: 30 * 86_400, guest: 14 * 86_400 } as const;

/** Header in which the address of a caller is handed to better-auth; what came in from outside under this name is dropped. */
export const addressHeader = 'x-entente-address';

/** What better-auth needs from us. */
export interface AuthParts {
  /** The database of the store. */
  engine: Engine;
  secret: string;
  /** Such as `https://entente.example.com`, without a path. */
  address: string;
}

/** What an endpoint of better-auth answered. */
export interface AuthAnswer {
  status: number;
  body: Record<string, unknown>;
  /** `Set-Cookie` lines. */
  cookies: string[];
}

/** A session to make. */
export interface NewSession {
  person: string;
  /** Whether a person with a second factor gets a challenge instead of a session. */
  challenge: boolean;
  /** Makes it the session of a guest of this one agreement, until a time. */
  guest?: { agreement: string; until: Date };
}

/** The endpoints of better-auth that are used; nothing else of it can be reached. */
export type AuthEndpoint =
  | 'enableTwoFactor'
  | 'disableTwoFactor'
  | 'generateBackupCodes'
  | 'verifyTOTP'
  | 'verifyBackupCode'
  | 'generatePasskeyRegistrationOptions'
  | 'verifyPasskeyRegistration'
  | 'generatePasskeyAuthenticationOptions'
  | 'verifyPasskeyAuthentication';

/** better-auth, narrowed to what is used. Bodies are checked by better-auth; `headers` carry the cookies and the address. */
export interface Auth {
  call(endpoint: AuthEndpoint, headers: Headers, body?: Record<string, unknown>): Promise<AuthAnswer>;
  /** Makes a session and its cookie, or a challenge for the second factor: then the answer's body has `twoFactorRedirect`. */
  enter(session: NewSession, headers: Headers): Promise<AuthAnswer>;
}

/** The code of better-auth's answer where a device answered for a passkey without asking who holds it. */
export const userVerificationMissing = 'USER_VERIFICATION_MISSING';

const challengePath = '/enter/challenged';
const plainPath = '/enter/plain';

/** Loads better-auth (0.7 s and 60 MB, so not before somebody needs it) and sets it up. */
export async function openAuth(parts: AuthParts): Promise<Auth> {
  const [{ betterAuth }, options] = await Promise.all([import('better-auth'), authOptions(parts)]);
  const { api } = betterAuth(options);
  const endpoints = api as unknown as Record<string, (input: { headers: Headers; body?: Record<string, unknown>; asResponse: true }) => Promise<Response>>;
  const call = async (endpoint: string, headers: Headers, body?: Record<string, unknown>): Promise<AuthAnswer> => {
    const run = endpoints[endpoint];
    if (run === undefined) throw new Error(`better-auth has no ${endpoint}`);
    const response = await run({ headers, ...(body !== undefined && { body }), asResponse: true }).catch((error: unknown) => {
      throw parts.engine.trouble(error);
    });
    return { status: response.status, body: asRecord(await response.text()), cookies: response.headers.getSetCookie() };
  };
  return {
    call,
    enter: ({ person, challenge, guest }, headers) => call(challenge ? 'enterChallenged' : 'enterPlain', headers, { person, ...guest }),
  };
}

function asRecord(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : { value };
}

/** The options of better-auth. Its own ways in by password, link and reset stay unused: ours work in one transaction and are pressed, never fetched. */
export async function authOptions({ engine, secret, address }: AuthParts): Promise<BetterAuthOptions> {
  const [{ twoFactor }, { passkey }, { APIError, createAuthEndpoint }, { setSessionCookie }] = await Promise.all([
    import('better-auth/plugins/two-factor'),
    import('@better-auth/passkey'),
    import('better-auth/api'),
    import('better-auth/cookies'),
  ]);
  const { secure, name } = cookieForm(address);
  const { hostname, port, origin } = new URL(address);
  // A passkey belongs to a name, never to an IP address; on this machine alone that name is localhost.
  const loopback = !secure;

  const secondFactor = twoFactor({ issuer: 'Entente', allowPasswordless: true, twoFactorCookieMaxAge: 600, accountLockout: { enabled: false } });
  // better-auth asks for the second factor after its own password endpoint only; ours must ask as well, or a link by mail would go around it.
  for (const hook of secondFactor.hooks.after) hook.matcher = ({ path }) => path === challengePath;

  const enter = (path: string) =>
    createAuthEndpoint(path, { method: 'POST' }, async (ctx) => {
      const { person, agreement, until } = ctx.body as { person: string; agreement?: string; until?: Date };
      const { internalAdapter } = ctx.context;
      const user = await internalAdapter.findUserById(person);
      if (user === null) throw new Error('The person to sign in is gone.');
      const guest = agreement !== undefined && until !== undefined;
      const session = await internalAdapter.createSession(person, false, { agreement: agreement ?? null, ...(guest && { expiresAt: until }) }, guest);
      await setSessionCookie(ctx, { session, user }, false, guest ? { maxAge: sessionSeconds.guest } : {});
      return ctx.json({ person });
    });

  const notVerified = (): Error => new APIError('FORBIDDEN', { code: userVerificationMissing, message: userVerificationMissing });
  return {
    appName: 'Entente',
    baseURL: address,
    basePath: '/api/auth',
    secrets: [{ version: 1, value: secret }],
    // On every database: times as text, yes and no as 1 and 0, as our own queries read them.
    database: { db: engine.db, type: 'sqlite' },
    telemetry: { enabled: false },
    // Its messages can hold what people typed; failures reach our own log as errors.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    user: { additionalFields: { administrator: { type: 'boolean', required: false, defaultValue: false, input: false } } },
    session: {
      expiresIn: sessionSeconds.account,
      disableSessionRefresh: true,
      // Whether a session is fresh enough is our routes' affair.
      freshAge: 0,
      additionalFields: { agreement: { type: 'string', required: false, input: false } },
    },
    verification: { storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    advanced: {
      // The prefix of the names is ours to choose: "__Host-" binds a cookie closer than the "__Secure-" that this would put.
      useSecureCookies: false,
      cookiePrefix: name,
      cookies: { session_token: { name } },
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
      database: { generateId: () => newId() },
    },
    plugins: [
      secondFactor,
      passkey({
        rpID: loopback ? 'localhost' : hostname,
        rpName: 'Entente',
        origin: loopback ? `http://localhost${port === '' ? '' : `:${port}`}` : origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        advanced: { webAuthnChallengeCookie: 'passkey' },
        // A passkey stands for both factors here, so the device must have made sure who holds it.
        registration: { afterVerification: async ({ verification }) => { if (verification.registrationInfo?.userVerified !== true) throw notVerified(); } },
        authentication: { afterVerification: async ({ verification }) => { if (verification.authenticationInfo.userVerified !== true) throw notVerified(); } },
      }),
      { id: 'entente', endpoints: { enterChallenged: enter(challengePath), enterPlain: enter(plainPath) } },
    ],
  };
}
