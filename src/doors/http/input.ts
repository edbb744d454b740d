import { InputError } from '#agreement/input-error';

/** How deep the lists and objects of a request may be nested. */
export const mostDepth = 128;

/** The body of a request has more bytes than are read here. */
export class TooLargeError extends Error {
  constructor() {
    super('the request is too large');
    this.name = 'TooLargeError';
  }
}

/** The body of a request, at most `limit` bytes; more is a TooLargeError, and what never arrives whole an InputError. */
export async function bytesFrom(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new TooLargeError();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (const reader = request.body?.getReader(); reader !== undefined; ) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > limit) throw new TooLargeError();
      parts.push(value);
    }
  } catch (error) {
    if (error instanceof TooLargeError) throw error;
    throw new InputError('The request did not arrive whole.', 'Nothing was changed; send it again.');
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Bytes of a request as text; what is not UTF-8 is an InputError. */
export function textFrom(bytes: Uint8Array): string {
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
