import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { InputError } from '#agreement/input-error';
import { reason } from '#doors/cli/files';

/** A passphrase from a file, or typed by a person who is there; `twice` to find a slip of the keyboard. Its ends are without line feeds. */
export async function passphraseFrom(file: string | undefined, { twice }: { twice: boolean }): Promise<string> {
  if (file !== undefined) return secretIn(file);
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new InputError('A passphrase is needed, and nobody is there to type it.', 'Give a file that holds it: --passphrase-file FILE.', '--passphrase-file');
  const typed = await typedAt('Passphrase: ');
  if (twice && (await typedAt('The same again: ')) !== typed) throw new InputError('The two passphrases differ; nothing was written.', 'Try again.', 'passphrase');
  return typed;
}

/** The one line of a file that holds a secret; a file that every user of the machine could read is an InputError. */
export function secretIn(file: string): string {
  let text: string;
  try {
    const guarded = process.platform === 'win32' || file.startsWith('/run/secrets/') || file.startsWith('/dev/');
    if (!guarded && (statSync(file).mode & 0o007) !== 0) throw new InputError('This file holds a secret and can be read by every user of this machine.', `Make it private with: chmod 600 ${file}`, file);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`This file cannot be read (${reason(error)}).`, 'Check its name and that you may read it.', file);
  }
  const line = text.replace(/\r?\n$/, '');
  if (line === '' || /[\r\n]/.test(line)) throw new InputError('This file holds no secret of one line.', 'Write the secret into it, and nothing else.', file);
  return line;
}

/** Reads a line without showing it. */
async function typedAt(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await lines.question('', { signal: AbortSignal.timeout(5 * 60_000) });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
