import { Decrypter, Encrypter } from 'age-encryption';
import { InputError } from '#agreement/input-error';

/** Fewer characters could be tried out by whoever has the file. */
export const shortestPassphrase = 12;

const mark = 'age-encryption.org/v1\n';

/** Whether a file that begins so is encrypted in the age format. */
export function isSealed(beginning: Uint8Array): boolean {
  return Buffer.from(beginning).toString('latin1').startsWith(mark);
}

/** Bytes encrypted under a passphrase in the age format (age-encryption.org/v1), as the program `age -p` writes them. */
export async function* sealed(bytes: AsyncGenerator<Uint8Array>, passphrase: string): AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  yield* await encrypter.encrypt(streamOf(bytes));
}

/** The bytes again. A wrong passphrase is an InputError with `path`; so is a piece that was changed, or an end that is missing. */
export async function* unsealed(bytes: AsyncGenerator<Uint8Array>, passphrase: string, path: string): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  let count = 0;
  const readable = await decrypter.decrypt(streamOf(bytes)).catch(async (error: unknown) => {
    await bytes.return(undefined);
    throw /no identity matched/.test(messageOf(error))
      ? new InputError('The passphrase does not open this backup. Nothing of it was taken over.', 'Try again with the passphrase that it was made with; without it nobody can open it.', path)
      : trouble(error, 'its beginning', path);
  });
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw trouble(error, count === 0 ? 'its beginning' : `what follows its first ${count.toLocaleString('en')} bytes`, path);
      });
      if (done) return;
      count += value.byteLength;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function trouble(error: unknown, where: string, path: string): unknown {
  if (error instanceof Error && 'code' in error) return error;
  return new InputError(`This backup is damaged: ${where} cannot be decrypted. Nothing of it was taken over.`, 'Use another backup; if it is a copy, copy it again.', path);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await bytes.next();
      if (done === true) controller.close();
      else if (value.byteLength > 0) controller.enqueue(value);
      else await this.pull?.(controller);
    },
    async cancel() {
      await bytes.return(undefined);
    },
  });
}
