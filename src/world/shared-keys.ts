import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { accountsSecret } from '#world/accounts/secret';
import { outboxKey } from '#world/mail/secrets';
import { openAuthority } from '#world/signing/authority';
import { installationNotes, noteInstallation } from '#world/store/sql/installation';
import type { Engine } from '#world/store/sql/engine';

/**
 * Makes sure that this process has the keys of the installation that a database server keeps: several processes share one
 * database, and each must open what the others seal and sign for the same authority. The first process makes the keys and notes
 * what tells them apart, but not them; one with other keys, or with none where there should be some, is refused with an InputError.
 * `at` is the present instant.
 */
export async function agreeOnKeys(engine: Engine, keys: string, at: Date): Promise<void> {
  const known = await installationNotes(engine);
  // Nothing is made here that could only be wrong.
  if (known.has('authority') && !existsSync(join(keys, 'authority.pem'))) throw otherKeys('are not in this folder', keys);
  const own = {
    authority: (await openAuthority(keys, at)).fingerprint,
    'accounts-key': print('accounts', accountsSecret(keys)),
    'outbox-key': print('outbox', outboxKey(keys)),
  };
  const noted = await noteInstallation(engine, own);
  const other = Object.entries(own).find(([name, value]) => noted.get(name) !== value);
  if (other !== undefined) throw otherKeys(`are others than those in this folder (${other[0]})`, keys);
}

function print(of: string, key: string | Uint8Array): string {
  return createHash('sha256').update(`Entente, key of ${of}`).update(key).digest('hex');
}

function otherKeys(how: string, keys: string): InputError {
  return new InputError(
    `The keys of the installation that this database belongs to ${how}; nothing was changed.`,
    'Copy the folder "keys" of the data folder from another machine of this installation, or from its backup, and start again; or name another database.',
    keys,
  );
}
