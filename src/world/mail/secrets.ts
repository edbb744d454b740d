import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { syncFolder } from '#world/data-folder';

/** Seals the tokens of links while they wait in the outbox, so that a copy of the database alone opens no door. */
export interface MailSecrets {
  /** The token of the mail with this id, sealed for that mail and no other. */
  seal(token: string, mail: string): Uint8Array;
  /** The token again, null for bytes that were not sealed here for this mail. */
  open(sealed: Uint8Array, mail: string): string | null;
}

const keyFile = 'outbox.key';
const version = 1;

/** The seals of an installation, under `outbox.key` in its folder for keys (32 random bytes, mode 600), which is made on first use; without a folder they last as long as the program. */
export function openMailSecrets(keys: string | undefined): MailSecrets {
  return sealsUnder(keys === undefined ? randomBytes(32) : keyIn(keys));
}

// AES-256-GCM; a byte for the form, 12 for the nonce, the ciphertext, 16 for the tag. The mail's id is authenticated with it.
function sealsUnder(key: Uint8Array): MailSecrets {
  return {
    seal: (token, mail) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(mail));
      return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]));
    },
    open: (sealed, mail) => {
      const bytes = Buffer.from(sealed);
      if (bytes.length < 29 || bytes[0] !== version) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13), { authTagLength: 16 }).setAAD(Buffer.from(mail)).setAuthTag(bytes.subarray(-16));
        return Buffer.concat([decipher.update(bytes.subarray(13, -16)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}

function keyIn(folder: string): Uint8Array {
  const file = join(folder, keyFile);
  try {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) makeKey(folder, file);
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      throw new InputError('This key can be read by other users of this computer, so it may no longer be secret.', 'Make it private with: chmod 600 outbox.key', file);
    }
    const key = readFileSync(file);
    if (key.length !== 32) throw new InputError('This key is damaged.', 'Restore it from a backup, or remove it: then links that still wait in the outbox must be made again.', file);
    return key;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The key of the outbox cannot be read or made (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}).`, 'Check who owns the folder for keys and whether its disk is full.', file);
  }
}

/** Whole and on disk before it has its name; if another program was first, its key is the key. */
function makeKey(folder: string, file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const handle = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      writeSync(handle, randomBytes(32));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
}
