/** One setting of `entente serve`: an option on the command line, a variable of the environment, or a key of the settings file. */
export interface Setting {
  /** The option, without its dashes, which is also the key in the settings file. */
  name: SettingName;
  /** The variable, which the option outranks. */
  env: string;
  /** What stands behind the option, as help shows it. */
  value: string;
  /** What holds where it is given nowhere. */
  otherwise: string;
  meaning: string;
}

/** Names of the settings. */
export type SettingName = (typeof names)[number];

const names = ['settings', 'port', 'data', 'database', 'database-file', 'listen', 'address', 'tls-cert', 'tls-key', 'trust-proxy', 'mail', 'mail-file', 'mail-password', 'mail-password-file', 'sign-up', 'rate', 'log', 'security-contact'] as const;

const inFile = (name: string): [value: string, otherwise: string, meaning: string] => ['<file>', 'none', `file that holds what --${name} would say, as containers hand over secrets`];

const rows: Readonly<Record<SettingName, [value: string, otherwise: string, meaning: string]>> = {
  settings: ['<file>', 'entente.yaml in the data folder, if it is there', 'file with settings: YAML, a line `name: value` for each'],
  port: ['<number>', '4321', 'port on 127.0.0.1, for this machine only; 0 takes any free one'],
  data: ['<dir>', 'entente-data', 'data folder, in which everything is kept; with a database server its keys alone'],
  database: ['<url>', 'SQLite in the data folder', 'database server, such as postgres://user:password@db.example/entente; better as a variable or in a file, because options can be seen by other users'],
  'database-file': inFile('database'),
  listen: ['<host:port>', '127.0.0.1 and the port', 'address and port to listen on, such as 0.0.0.0:443; beyond this machine only with a certificate or behind a trusted proxy'],
  address: ['<url>', 'where it listens', 'address under which people reach it, such as https://entente.example; links are built from it, and no other is answered'],
  'tls-cert': ['<file>', 'none', 'certificate with its chain (PEM), to serve https'],
  'tls-key': ['<file>', 'none', 'key of that certificate (PEM)'],
  'trust-proxy': ['<list>', 'none', 'addresses or ranges of your proxies, separated by commas; only from them X-Forwarded-For counts'],
  mail: ['<url>', 'none: mails wait in the outbox', 'mail server, such as smtp://user:password@mail.example:587?from=Entente%20<entente@mail.example>; better as a variable or in a file, because options can be seen by other users'],
  'mail-file': inFile('mail'),
  'mail-password': ['<text>', 'the one in --mail', 'password of the mail server, where --mail names only the user'],
  'mail-password-file': inFile('mail-password'),
  'sign-up': ['<rule>', 'invited', 'who may make an account: invited (with an invitation) or open (anybody)'],
  rate: ['<number>', '100', 'requests a second that one person, or one address from outside, may make on average; 0 for no limit'],
  log: ['<what>', 'errors', 'what is written to standard error, one JSON object a line: errors (and what the server itself does, such as starting) or requests (both)'],
  'security-contact': ['<url>', 'mailto:security@ and the host', 'where people report a flaw, for /.well-known/security.txt; mailto: or https:'],
};

/** All settings, in the order in which help shows them: help, reading and the page of docs are made from this table. */
export const settings: readonly Setting[] = names.map((name) => {
  const [value, otherwise, meaning] = rows[name];
  return { name, env: `ENTENTE_${name.toUpperCase().replaceAll('-', '_')}`, value, otherwise, meaning };
});

/** The settings that hold passwords: each can also be given as a file, as `--mail-file`. */
export const secrets = ['database', 'mail', 'mail-password'] as const;

/** One of those. */
export type Secret = (typeof secrets)[number];

/** True for a setting that holds a password. */
export function isSecret(name: SettingName): name is Secret {
  return (secrets as readonly string[]).includes(name);
}

/** The setting whose name is least different from a word. */
export function nearest(key: string): SettingName {
  const wanted = key.replace(/_/g, '-').toLowerCase();
  return [...names].filter((name) => name !== 'settings').sort((one, other) => distance(wanted, one) - distance(wanted, other))[0] as SettingName;
}

/** How many letters must be put in, taken out or exchanged to make one word of another. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, of] of [...other].entries()) next.push(Math.min((row[index] ?? 0) + (letter === of ? 0 : 1), (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The value as it may be shown: without passwords. */
export function shown(name: SettingName, text: string): string {
  if (!isSecret(name)) return text;
  if (name === 'mail-password' || !URL.canParse(text)) return '…';
  const url = new URL(text);
  if (url.password !== '') url.password = 'hidden';
  return url.href.replace(':hidden@', ':…@');
}

