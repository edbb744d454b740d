import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyIn, type KeyFile } from '#world/key-file';

/** Seals the tokens of links while they wait in the outbox, so that a copy of the database alone opens no door. */
export interface MailSecrets {
  /** The token of the mail with this id, sealed for that mail and no other. */
  seal(token: string, mail: string): Uint8Array;
  /** The token again, null for bytes that were not sealed here for this mail. */
  open(sealed: Uint8Array, mail: string): string | null;
}

const keyFile: KeyFile = { name: 'outbox.key', lost: 'Restore it from a backup, or remove it: then links that still wait in the outbox must be made again.' };
const version = 1;

/** The seals of an installation, under `outbox.key` in its folder for keys (32 random bytes, mode 600), which is made on first use; without a folder they last as long as the program. */
export function openMailSecrets(keys: string | undefined): MailSecrets {
  return sealsUnder(keys === undefined ? randomBytes(32) : outboxKey(keys));
}

/** The key of those seals in a folder for keys. */
export function outboxKey(keys: string): Uint8Array {
  return keyIn(keys, keyFile);
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
