import { deceivingLetterIn } from '#agreement/facts/check';
import { InputError } from '#agreement/input-error';
import { canonicalEmail } from '#world/accounts/email';

/** Most characters of the name of a person or an organisation. */
export const nameLimit = 200;

/**
 * The name of a person or an organisation as it is kept: trimmed, in NFC, on one line, 1 to 200 characters, without characters
 * that cannot be seen or that turn the direction of reading. Markup is text like any other. `path` names the field; throws an InputError.
 */
export function readName(text: string, path: string): string {
  const again = 'Nothing was changed; write the name another way and try again.';
  if (text.length > 10 * nameLimit) throw new InputError(`This name has ${text.length} characters; the most is ${nameLimit}.`, again, path);
  const name = text.trim().normalize('NFC');
  if (name === '') throw new InputError('The name is empty.', 'Nothing was changed; write a name and try again.', path);
  if (name.length > nameLimit) throw new InputError(`This name has ${name.length} characters; the most is ${nameLimit}.`, again, path);
  const letter = deceivingLetterIn(name, true);
  if (letter !== undefined) throw new InputError(`This name cannot be kept. ${letter}`, again, path);
  return name;
}

/** A mailbox in its one canonical form; `path` names the field. Throws an InputError for what is no plain mailbox. */
export function readMailbox(text: string, path: string): string {
  try {
    return canonicalEmail(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.what, error.next, path);
  }
}

/** A mailbox as somebody sees it who may not be its owner: the first letter, and where it lies. */
export function maskedMailbox(email: string): string {
  const at = email.lastIndexOf('@');
  return `${String.fromCodePoint(email.codePointAt(0) ?? 0)}…${email.slice(at)}`;
}
