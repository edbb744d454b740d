import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { InputError } from '#agreement/input-error';
import { keyIn, readKeyFile, type KeyFile } from '#world/key-file';

/**
 * The keys under which people's details are kept: one for each person, wrapped under the master key of the installation. Whoever
 * has the database alone reads no names; without a person's key nobody reads theirs, master key or not.
 */
export interface PeopleKeys {
  /** A new key, wrapped for the name under which it is kept: it opens under no other. */
  make(name: string): string;
  /** Seals a text for one place (such as "people <agreement> <person>") under a wrapped key; it opens at no other. */
  seal(key: WrappedKey, place: string, text: string): string;
  /** The text again; a SealError where key, place or text is not the one it was sealed with. */
  open(key: WrappedKey, place: string, sealed: string): string;
  /** Tells master keys apart without telling them: 64 hexadecimal digits. Makes the key where there is none yet and `make` allows it, else null. */
  fingerprint(make: boolean): string | null;
}

/** A key as a database keeps it. */
export interface WrappedKey {
  name: string;
  wrapped: string;
}

/** Something sealed that does not open: it was changed, moved, or sealed with another key. */
export class SealError extends Error {
  constructor(what: string) {
    super(`${what} cannot be opened: it was changed, or moved from another place`);
    this.name = 'SealError';
  }
}

const master: KeyFile = { name: 'people.key', lost: 'Restore it from a backup: without it the names of people cannot be read.' };

/** How texts are sealed now: AES-256-GCM under version 1 of this form. What is written names it, so that another one can follow. */
const form = '1.aes-256-gcm.';

/** The keys of an installation, under `people.key` in its folder for keys (32 random bytes, mode 600); without a folder they last as long as the program. */
export function openPeopleKeys(folder: string | undefined): PeopleKeys {
  let key = folder === undefined ? randomBytes(32) : null;
  const masterKey = (): Uint8Array => (key ??= Buffer.from(keyIn(folder as string, master)));
  const unwrap = ({ name, wrapped }: WrappedKey): Uint8Array => openBytes(masterKey(), `key of ${name}`, wrapped, 'a key');
  return {
    make: (name) => sealBytes(masterKey(), `key of ${name}`, randomBytes(32)),
    seal: (wrapped, place, text) => sealBytes(unwrap(wrapped), place, Buffer.from(text)),
    open: (wrapped, place, sealed) => openBytes(unwrap(wrapped), place, sealed, 'a sealed text').toString('utf8'),
    fingerprint: (make) => {
      const known = key ?? (make ? masterKey() : readKeyFile(folder as string, master));
      return known === null ? null : createHash('sha256').update('master key of people').update(known).digest('hex');
    },
  };
}

/** The refusal of keys that do not go with a database. */
export function otherKeys(where: string): InputError {
  return new InputError(`The names of people in this data were sealed with another key than the one in keys/${master.name}, or that file is missing; nothing was changed.`, 'Copy the folder "keys" from another machine of this installation, or restore it from the same backup as this data.', where);
}

function sealBytes(key: Uint8Array, place: string, bytes: Uint8Array): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(form + place));
  return form + Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function openBytes(key: Uint8Array, place: string, sealed: string, what: string): Buffer {
  const bytes = sealed.startsWith(form) ? Buffer.from(sealed.slice(form.length), 'base64url') : Buffer.alloc(0);
  if (bytes.length < 28) throw new SealError(what);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(form + place)).setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  } catch {
    throw new SealError(what);
  }
}
