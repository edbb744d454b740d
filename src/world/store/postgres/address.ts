import { InputError } from '#agreement/input-error';

/** Where a PostgreSQL server is. */
export interface Address {
  /** With the password, for the connection alone. */
  url: string;
  /** For people and logs: server and database, without user, password and settings. */
  shown: string;
}

/** Why an address is refused names nothing of it, since it may hold a password anywhere. */
const form = 'Write it as postgres://user:password@host:5432/database?sslmode=verify-full, with signs such as @ and / in a password as %40 and %2F.';

/** Whether an address names a PostgreSQL server. */
export function isPostgres(at: string): boolean {
  return /^postgres(ql)?:\/\//i.test(at);
}

/**
 * Reads the address of a database server. To this machine and over Unix sockets anything goes; beyond, `sslmode` must say whether
 * the connection is encrypted and its certificate checked (verify-full; require and verify-ca count as the same), encrypted only
 * (no-verify) or neither (disable). An InputError never quotes the address.
 */
export function readAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = url?.pathname.slice(1) ?? '';
  if (url === undefined || !isPostgres(text) || database === '' || database.includes('/')) throw new InputError('This is not the address of a PostgreSQL database; nothing was changed.', form, 'database');
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
  if (host === '') throw new InputError('The address of the database names no server; nothing was changed.', form, 'database');
  if (!isHere(host)) protect(url);
  const port = url.searchParams.get('port') ?? url.port;
  return { url: url.href, shown: `postgres://${host}${port === '' ? '' : `:${port}`}/${decodeURIComponent(database)}` };
}

function protect(url: URL): void {
  const mode = url.searchParams.get('sslmode');
  if (mode === 'disable' || mode === 'no-verify' || mode === 'verify-full') return;
  if (mode === 'require' || mode === 'verify-ca') return url.searchParams.set('sslmode', 'verify-full');
  throw new InputError(
    'The database is on another machine, and its address does not say that the connection is encrypted; nothing was changed.',
    'Add sslmode=verify-full (with sslrootcert=FILE for an authority of your own). In a network that only you can reach, sslmode=disable goes without.',
    'database',
  );
}

function isHere(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host === '[::1]';
}
