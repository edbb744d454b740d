import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { writeOnce } from '#world/key-file';

const file = 'accounts.secret';
const form = /^[A-Za-z0-9_-]{43}$/;

/** 32 random bytes in base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The secret that signs cookies and seals second factors, from `accounts.secret` in the folder of keys (mode 0600), made there on
 * first use. A file that holds something else is an InputError that names it: a new one would sign everybody out and make
 * their second factors unreadable.
 */
export function accountsSecret(keys: string): string {
  const path = join(keys, file);
  if (!existsSync(path)) writeOnce(keys, file, `${newSecret()}\n`);
  const secret = readFileSync(path, 'utf8').trim();
  if (!form.test(secret)) throw new InputError('This file does not hold the secret of the accounts any more.', 'Restore it from a backup. Without it everybody has to sign in again, and second factors have to be set up anew.', path);
  return secret;
}
