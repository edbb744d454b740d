import type { Accounts, Caller, Entered, LinkToSend } from '#world/accounts/accounts';
import { openAccounts } from '#world/accounts/open-accounts';
import type { PasswordCost } from '#world/accounts/password';
import { newSecret } from '#world/accounts/secret';
import { systemClock } from '#world/store/ids';
import type { Database } from '#world/store/database';
import { cheapPasswords } from '../cheap-passwords';
import { openFresh } from '../stores';

/** A password that nobody guesses. */
export const goodPassword = 'four quiet horses run';

/** Accounts on a database in memory, with what they wanted mailed. */
export interface Installation {
  accounts: Accounts;
  database: Database;
  secret: string;
  sent: LinkToSend[];
  /** A new browser at an address. */
  browser(address?: string): Browser;
  /** Makes an account and gives the browser that it is signed in with. */
  person(email: string, proven?: boolean, address?: string): Promise<Browser>;
}

/** Opens accounts as an installation does. */
export async function install(address = 'https://entente.example', passwordCost: PasswordCost = cheapPasswords): Promise<Installation> {
  const database = await openFresh(systemClock);
  const sent: LinkToSend[] = [];
  const secret = newSecret();
  const accounts = openAccounts({ engine: database.engine, clock: systemClock, secret, address: () => address, sendLink: async (link) => void sent.push(link), passwordCost });
  const browser = (from?: string): Browser => new Browser(accounts, address, from);
  return {
    accounts,
    database,
    secret,
    sent,
    browser,
    person: async (email, proven = true, from) => {
      const own = browser(from);
      own.enter(await accounts.signUp({ name: 'Some Body', email, password: goodPassword, proven }, own.caller()));
      return own;
    },
  };
}

/** An answer of the accounts. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** A browser with its cookies. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly address: string;
  readonly #accounts: Accounts;
  readonly #origin: string;

  constructor(accounts: Accounts, origin: string, address = '192.0.2.1') {
    this.#accounts = accounts;
    this.#origin = origin;
    this.address = address;
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body));
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  async send(method: string, path: string, body?: string, more: Record<string, string> = { 'content-type': 'application/json' }): Promise<Answer> {
    const headers = this.headers();
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    const response = await this.#accounts.handle(new Request(`${this.#origin}/api/auth${path}`, { method, headers, ...(body !== undefined && { body }) }), this.address);
    this.keep(response.headers.getSetCookie());
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>), headers: response.headers };
  }

  headers(): Headers {
    const headers = new Headers({ 'user-agent': 'Firefox on Linux' });
    if (this.cookies.size > 0) headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    return headers;
  }

  caller(): Caller {
    return { headers: this.headers(), address: this.address };
  }

  enter(entered: Entered): Entered {
    this.keep(entered.cookies);
    return entered;
  }

  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (/max-age=0\b/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(name.length + 1));
    }
  }

  me(): ReturnType<Accounts['personOf']> {
    return this.#accounts.personOf(this.headers());
  }

  signIn(email: string, password = goodPassword): Promise<Answer> {
    return this.post('/sign-in', { email, password });
  }
}

/** The words of a refusal. */
export function errorOf({ body }: Answer): { what: string; next: string; code?: string; path?: string } {
  return body.error as { what: string; next: string };
}
