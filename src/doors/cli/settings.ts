import { resolve } from 'node:path';
import { InputError } from '#agreement/input-error';
import { readMailSettings, type MailSettings } from '#world/mail/settings';
import { isProxyEntry } from '#doors/http/client';
import type { DoorSettings } from '#doors/http/serve';

/** One setting of `entente serve`: an option on the command line, or a variable of the environment. */
export interface Setting {
  /** The option, without its dashes. */
  name: SettingName;
  /** The variable, which the option outranks. */
  env: string;
  /** What stands behind the option, as help shows it. */
  value: string;
  /** What holds where neither is given. */
  otherwise: string;
  meaning: string;
}

/** Names of the settings. */
export type SettingName = (typeof names)[number];

const names = ['port', 'data', 'listen', 'address', 'tls-cert', 'tls-key', 'trust-proxy', 'mail', 'sign-up', 'rate', 'log', 'security-contact'] as const;

const rows: Readonly<Record<SettingName, [value: string, otherwise: string, meaning: string]>> = {
  port: ['<number>', '4321', 'port on 127.0.0.1, for this machine only; 0 takes any free one'],
  data: ['<dir>', 'entente-data', 'data folder, in which everything is kept'],
  listen: ['<host:port>', '127.0.0.1 and the port', 'address and port to listen on, such as 0.0.0.0:443; beyond this machine only with a certificate or behind a trusted proxy'],
  address: ['<url>', 'where it listens', 'address under which people reach it, such as https://entente.example; links are built from it, and no other is answered'],
  'tls-cert': ['<file>', 'none', 'certificate with its chain (PEM), to serve https'],
  'tls-key': ['<file>', 'none', 'key of that certificate (PEM)'],
  'trust-proxy': ['<list>', 'none', 'addresses or ranges of your proxies, separated by commas; only from them X-Forwarded-For counts'],
  mail: ['<url>', 'none: mails wait in the outbox', 'mail server, such as smtp://user:password@mail.example:587?from=Entente%20<entente@mail.example>; better as a variable, because options can be seen by other users'],
  'sign-up': ['<rule>', 'invited', 'who may make an account: invited (with an invitation) or open (anybody)'],
  rate: ['<number>', '100', 'requests a second that one person, or one address from outside, may make on average; 0 for no limit'],
  log: ['<what>', 'errors', 'what is written to standard error, one JSON object a line: errors or requests (both)'],
  'security-contact': ['<url>', 'mailto:security@ and the host', 'where people report a flaw, for /.well-known/security.txt; mailto: or https:'],
};

/** All settings, in the order in which help shows them: help, reading and the page of docs are made from this table. */
export const settings: readonly Setting[] = names.map((name) => {
  const [value, otherwise, meaning] = rows[name];
  return { name, env: `ENTENTE_${name.toUpperCase().replaceAll('-', '_')}`, value, otherwise, meaning };
});

/** What `entente serve` runs with. */
export interface ServeSettings extends DoorSettings {
  /** Absolute path of the data folder. */
  data: string;
  mail: MailSettings | null;
  signUp: 'open' | 'invited';
  /** Requests a second of one caller; null for no limit. */
  rate: number | null;
  logRequests: boolean;
  /** Null for the mailbox that RFC 2142 keeps for it. */
  securityContact: string | null;
}

/** Reads the settings from options (by name) and the environment; what cannot be meant is an InputError that names the option or the variable. An empty variable counts as absent. */
export function readSettings(options: Readonly<Partial<Record<SettingName, string>>>, env: Readonly<Record<string, string | undefined>>): ServeSettings {
  const take = <T>(name: SettingName, read: (text: string) => T | undefined, what: string, next: string): T | undefined => {
    const { text, from } = given(name, options, env);
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined) throw new InputError(`"${text.slice(0, 100)}" ${what}.`, next, from);
    return value;
  };
  const port = take('port', portFrom, 'is not a port', 'Choose a number from 1 to 65535, or 0 for any free one.');
  const listen = take('listen', listenFrom, 'is not an address and a port', 'Write it as 127.0.0.1:4321, 0.0.0.0:443 or [::]:443.');
  if (port !== undefined && listen !== undefined) throw new InputError('Both a port and an address to listen on were given.', 'Give the port inside --listen, or only --port.', given('port', options, env).from);
  const cert = take('tls-cert', (text) => text, '', '');
  const key = take('tls-key', (text) => text, '', '');
  if ((cert === undefined) !== (key === undefined)) throw new InputError('A certificate needs its key, and a key its certificate.', 'Give both --tls-cert and --tls-key.', given(cert === undefined ? 'tls-key' : 'tls-cert', options, env).from);
  const rate = take('rate', rateFrom, 'is not a number of requests', 'Choose a whole number from 1 to 100000, or 0 for no limit.') ?? 100;
  return {
    data: resolve(given('data', options, env).text ?? 'entente-data'),
    listen: listen ?? { host: '127.0.0.1', port: port ?? 4321 },
    address: take('address', originFrom, 'is not the address of an installation', 'Write it as https://entente.example, without a path.') ?? null,
    tls: cert === undefined || key === undefined ? null : { cert, key },
    proxies: take('trust-proxy', proxiesIn, 'is not a list of addresses', 'Write it as 10.0.0.5,10.1.0.0/16.') ?? [],
    mail: mailFrom(options, env),
    signUp: take('sign-up', oneOf('open', 'invited'), 'is no rule for making accounts', 'Choose "invited" or "open".') ?? 'invited',
    rate: rate === 0 ? null : rate,
    logRequests: take('log', oneOf('errors', 'requests'), 'is nothing that can be written down', 'Choose "errors" or "requests".') === 'requests',
    securityContact: take('security-contact', contactFrom, 'is not an address for reports', 'Write it as mailto:security@entente.example or https://entente.example/security.') ?? null,
  };
}

function given(name: SettingName, options: Readonly<Partial<Record<SettingName, string>>>, env: Readonly<Record<string, string | undefined>>): { text: string | undefined; from: string } {
  const { env: variable } = settings.find((one) => one.name === name) as Setting;
  const option = options[name];
  return option !== undefined ? { text: option, from: `--${name}` } : { text: env[variable] || undefined, from: variable };
}

function mailFrom(options: Readonly<Partial<Record<SettingName, string>>>, env: Readonly<Record<string, string | undefined>>): MailSettings | null {
  const { text, from } = given('mail', options, env);
  if (text === undefined) return null;
  try {
    return readMailSettings(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError(error.what, error.next, from) : error;
  }
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
