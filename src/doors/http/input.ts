import { InputError } from '#agreement/input-error';

/** How deep the lists and objects of a request may be nested. */
export const mostDepth = 128;

/** Bytes of a request as text; what is not UTF-8 is an InputError. */
export function textFrom(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('The request is not text in UTF-8.', 'Nothing was changed; send JSON in UTF-8.');
  }
}

/** The JSON object in a text, nested at most 128 deep; anything else is an InputError. */
export function objectFrom(text: string): Record<string, unknown> {
  if (isDeeperThan(text, mostDepth)) throw new InputError(`The request nests more than ${mostDepth} lists and objects in each other.`, 'Nothing was changed; nothing here needs to be that deep.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError('The request is not a JSON object.', 'Nothing was changed; send a JSON object.');
  return value as Record<string, unknown>;
}

/** Counts brackets outside of strings, so that the depth is known before anything is built. */
function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > most) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}
