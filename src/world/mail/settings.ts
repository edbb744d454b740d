import { isIP } from 'node:net';
import { InputError } from '#agreement/input-error';
import { isException } from '#world/outward';

/** The mail server that an installation sends through. */
export interface MailSettings {
  /** Name or address of the server. */
  host: string;
  port: number;
  /** True for TLS from the first byte; else the connection is upgraded with STARTTLS. */
  secure: boolean;
  user?: string;
  password?: string;
  /** Who the mails come from: a mailbox, with or without a name before it. */
  from: { name: string; address: string };
  /** Names, addresses and ranges that may be connected to although they are private. */
  allowPrivate: readonly string[];
  /** True if the configuration lets mails go without TLS; on this very machine they always may. */
  plain: boolean;
}

const form = 'smtp://user:password@mail.example.org:587?from=Entente%20<entente@example.org>';
const known = new Set(['from', 'allow-private', 'tls']);

/**
 * Reads the setting for mail: `smtp://user:password@host:port?from=…`, or `smtps://` for TLS from the first byte. Ports default to
 * 587 and 465. `allow-private` (comma-separated names, addresses, ranges) excepts a server in a private network; an address or
 * `localhost` written as the host is such an exception itself. `tls=none` sends without encryption. Throws an InputError that never
 * repeats the password.
 */
export function readMailSettings(text: string): MailSettings {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) throw bad('is not an address of a mail server');
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host === '' || /[\s/@\\%\p{C}]/u.test(host)) throw bad('names no server');
  if (url.pathname !== '' && url.pathname !== '/') throw bad('has a path, which means nothing here');
  for (const name of url.searchParams.keys()) if (!known.has(name)) throw bad(`has a part "${shown(name)}" that is not known`);
  const secure = url.protocol === 'smtps:';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  if (port === 0) throw bad('names port 0');
  const tls = url.searchParams.get('tls') ?? 'required';
  if (tls !== 'required' && tls !== 'none') throw bad('says neither tls=required nor tls=none');
  if (tls === 'none' && secure) throw bad('asks for TLS and for none');
  const user = decoded(url.username);
  const password = decoded(url.password);
  if ((user === '') !== (password === '')) throw bad('needs a user and a password, or neither');
  if (/\p{Cc}/u.test(user + password)) throw bad('has a user or a password with a line break or another control character');
  const allowed = (url.searchParams.get('allow-private') ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
  const wrong = allowed.find((entry) => !isException(entry));
  if (wrong !== undefined) throw bad(`excepts "${shown(wrong)}", which is neither a name nor an address nor a range`);
  const itself = isIP(host) !== 0 || host.toLowerCase() === 'localhost' ? [host] : [];
  return { host, port, secure, ...(user === '' ? {} : { user, password }), from: readSender(url.searchParams.get('from') ?? ''), allowPrivate: [...itself, ...allowed], plain: tls === 'none' };
}

/** True for what can stand in an envelope: one mailbox, without spaces, line breaks, brackets or anything that separates mailboxes. */
export function isMailbox(text: string): boolean {
  return text.length <= 254 && /^[^\s\p{C}\p{Z}@<>(),:;"\\[\]]{1,64}@(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63})*$/u.test(text);
}

function readSender(text: string): MailSettings['from'] {
  const { name = '', address = text.trim() } = /^(?<name>[^<>]*)<(?<address>[^<>]*)>\s*$/.exec(text)?.groups ?? {};
  const plain = name.trim().replace(/^"(.*)"$/, '$1');
  if (!isMailbox(address)) throw bad('does not say who the mails come from');
  if (/["\\]|\p{C}|[\p{Zl}\p{Zp}]/u.test(plain) || plain.length > 100) throw bad('has a sender whose name holds quotation marks or control characters, or is too long');
  return { name: plain, address };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad('has a "%" that stands for nothing; write it as %25');
  }
}

function shown(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').slice(0, 60);
}

function bad(what: string): InputError {
  return new InputError(`The setting for the mail server ${what}; the server was not started.`, `Write it as ${form}, or leave it out: then mails wait in the outbox with their links.`, 'mail');
}
