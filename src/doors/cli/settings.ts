import { resolve } from 'node:path';
import { InputError } from '#agreement/input-error';
import { readMailSettings, type MailSettings } from '#world/mail/settings';
import { isProxyEntry } from '#doors/http/client';
import type { DoorSettings } from '#doors/http/serve';
import { gather, type Environment, type Gathered, type Given, type Options } from '#doors/cli/settings-given';
import { isSecret, type SettingName } from '#doors/cli/settings-table';

/** What `entente serve` runs with. */
export interface ServeSettings extends DoorSettings {
  /** Absolute path of the data folder. */
  data: string;
  /** Address of a PostgreSQL server with its database, such as `postgres://user:password@db.example/entente`; null for SQLite in the data folder. */
  database: string | null;
  mail: MailSettings | null;
  signUp: 'open' | 'invited';
  /** Requests a second of one caller; null for no limit. */
  rate: number | null;
  logRequests: boolean;
  /** Null for the mailbox that RFC 2142 keeps for it. */
  securityContact: string | null;
}

/** Reads the settings from options (by name), the environment and the settings file; what cannot be meant is an InputError that says where it stands. */
export function readSettings(options: Options, env: Environment): ServeSettings {
  return readGathered(gather(options, env));
}

/** Reads what was gathered. */
export function readGathered({ given }: Gathered): ServeSettings {
  const take = <T>(name: SettingName, read: (text: string) => T | undefined, what: string, next: string): T | undefined => {
    const found = given.get(name);
    if (found === undefined) return undefined;
    const value = read(found.text);
    if (value === undefined) throw new InputError(isSecret(name) ? `The setting ${name} ${what}.` : `"${found.text.slice(0, 100)}" ${what}.`, next, found.from);
    return value;
  };
  const port = take('port', portFrom, 'is not a port', 'Choose a number from 1 to 65535, or 0 for any free one.');
  const listen = take('listen', listenFrom, 'is not an address and a port', 'Write it as 127.0.0.1:4321, 0.0.0.0:443 or [::]:443.');
  if (port !== undefined && listen !== undefined) throw new InputError('Both a port and an address to listen on were given.', 'Give the port inside --listen, or only --port.', given.get('port')?.from);
  const cert = given.get('tls-cert');
  const key = given.get('tls-key');
  if ((cert === undefined) !== (key === undefined)) throw new InputError('A certificate needs its key, and a key its certificate.', 'Give both --tls-cert and --tls-key.', (cert ?? key)?.from);
  const rate = take('rate', rateFrom, 'is not a number of requests', 'Choose a whole number from 1 to 100000, or 0 for no limit.') ?? 100;
  return {
    data: resolve(given.get('data')?.text ?? 'entente-data'),
    database: take('database', databaseFrom, 'is not the address of a database server', 'Write it as postgres://user:password@db.example/entente, or leave it out: then everything is kept in the data folder.') ?? null,
    listen: listen ?? { host: '127.0.0.1', port: port ?? 4321 },
    address: take('address', originFrom, 'is not the address of an installation', 'Write it as https://entente.example, without a path.') ?? null,
    tls: cert === undefined || key === undefined ? null : { cert: cert.text, key: key.text },
    proxies: take('trust-proxy', proxiesIn, 'is not a list of addresses', 'Write it as 10.0.0.5,10.1.0.0/16.') ?? [],
    mail: mailFrom(given.get('mail'), given.get('mail-password')),
    signUp: take('sign-up', oneOf('open', 'invited'), 'is no rule for making accounts', 'Choose "invited" or "open".') ?? 'invited',
    rate: rate === 0 ? null : rate,
    logRequests: take('log', oneOf('errors', 'requests'), 'is nothing that can be written down', 'Choose "errors" or "requests".') === 'requests',
    securityContact: take('security-contact', contactFrom, 'is not an address for reports', 'Write it as mailto:security@entente.example or https://entente.example/security.') ?? null,
  };
}

function mailFrom(mail: Given | undefined, password: Given | undefined): MailSettings | null {
  if (mail === undefined) {
    if (password !== undefined) throw new InputError('There is a password for a mail server, but no mail server.', 'Name it with --mail.', password.from);
    return null;
  }
  try {
    return readMailSettings(password === undefined ? mail.text : withPassword(mail.text, password));
  } catch (error) {
    throw error instanceof InputError && error.path === 'mail' ? new InputError(error.what, error.next, mail.from) : error;
  }
}

function withPassword(text: string, password: Given): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.username === '' || url.password !== '') throw new InputError(url.username === '' ? 'The setting mail names no user for this password.' : 'The setting mail holds a password already.', 'Write mail as smtp://user@mail.example, and its password here.', password.from);
  url.password = encodeURIComponent(password.text);
  return url.href;
}

function databaseFrom(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.protocol === 'postgres:' || url.protocol === 'postgresql:') && url.pathname.length > 1 ? text : undefined;
}

function portFrom(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

function listenFrom(text: string): { host: string; port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = portFrom(digits ?? '');
  return host === undefined || port === undefined ? undefined : { host, port };
}

function originFrom(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:') && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return plain ? url.origin : undefined;
}

function proxiesIn(text: string): string[] | undefined {
  const entries = text.split(',').map((one) => one.trim()).filter((one) => one !== '');
  return entries.length > 0 && entries.every(isProxyEntry) ? entries : undefined;
}

function rateFrom(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) && Number(text) <= 100_000 ? Number(text) : undefined;
}

function contactFrom(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && !/[\s\p{C}]/u.test(text) && (url.protocol === 'mailto:' || url.protocol === 'https:') ? text : undefined;
}

function oneOf<T extends string>(...allowed: readonly T[]): (text: string) => T | undefined {
  return (text) => allowed.find((one) => one === text);
}
