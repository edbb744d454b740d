import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { InputError } from '#agreement/input-error';
import { Kept } from '#operations/kept';
import { written } from '#operations/operation';
import { Refused, type RefusedKind } from '#operations/refused';
import { BusyError } from '#world/accounts/busy-error';
import { ChildError } from '#world/children/child-error';
import { DamageError, StoreError } from '#world/store/store';
import { refuse, tooMuch } from '#doors/http/guard';
import { TooLargeError } from '#doors/http/input';
import type { Log } from '#doors/http/log';

const statusOf: Readonly<Record<RefusedKind, ContentfulStatusCode>> = { 'sign-in': 401, forbidden: 403, absent: 404, conflict: 409, 'key-conflict': 422, spent: 410, 'not-fresh': 403 };

/** The result of an operation as an answer: a file as a download that no browser runs, everything else as JSON with bytes in base64. */
export function answer(c: Context, result: unknown): Response {
  if (typeof result === 'object' && result !== null && 'bytes' in result && result.bytes instanceof Uint8Array) {
    const { name, mediaType, bytes } = result as { name: string; mediaType: string; bytes: Uint8Array<ArrayBuffer> };
    return c.body(bytes, 200, { 'content-type': mediaType, 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`, 'content-security-policy': "sandbox; default-src 'none'" });
  }
  return c.body(jsonOf(result), 200, { 'content-type': 'application/json; charset=utf-8' });
}

/** Results that were written before, up to 16 MB. */
const writtenBefore = new Kept<Uint8Array<ArrayBuffer>, object>(16_000_000);

/** A result as JSON. One that is frozen is the same for many readers, never changes and holds no bytes, so it is written once. */
function jsonOf(result: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof result !== 'object' || result === null || Array.isArray(result) || !Object.isFrozen(result)) {
    return JSON.stringify(result, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value));
  }
  const known = writtenBefore.get(result);
  if (known !== undefined) return known;
  const bytes = writeFrozen(result);
  writtenBefore.set(result, bytes, bytes.length);
  return bytes;
}

function writeFrozen(result: { [written]?: Readonly<Record<string, Uint8Array>> }): Uint8Array<ArrayBuffer> {
  const parts = new Map(Object.entries(result[written] ?? {}));
  const pieces: Uint8Array[] = [];
  for (const name of Object.keys(result)) {
    // What is written already is not even looked at: it may be made only when somebody asks for it.
    const value = parts.get(name) ?? jsonBytes((result as Record<string, unknown>)[name]);
    if (value !== undefined) pieces.push(Buffer.from(`${pieces.length === 0 ? '{' : ','}${JSON.stringify(name)}:`), value);
  }
  return Buffer.concat([...pieces, Buffer.from(pieces.length === 0 ? '{}' : '}')]) as Uint8Array<ArrayBuffer>;
}

function jsonBytes(value: unknown): Uint8Array | undefined {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : Buffer.from(text);
}

/** Trouble of the caller is said in full; trouble of ours gets a reference and goes to the log under the route as it is declared. */
export function answerTrouble(c: Context, error: unknown, route: string, log: Log): Response {
  if (error instanceof InputError) {
    const { what, next, path } = error;
    return c.json({ error: { what, next, ...(path !== undefined && { path }), ...(error instanceof Refused && error.kind === 'not-fresh' && { code: error.kind }) } }, error instanceof Refused ? statusOf[error.kind] : 400);
  }
  if (error instanceof TooLargeError) return refuse(c, 413, 'The request is too large.', 'Nothing was changed; send less at a time.');
  if (error instanceof BusyError) return tooMuch(c, error.seconds);
  if (error instanceof DamageError || (error instanceof StoreError && error.trouble === 'damaged')) {
    log.trouble({ route, error });
    return c.json({ error: { what: error.message, next: 'Stop the program and restore a backup.' } }, 500);
  }
  if (error instanceof StoreError) {
    log.trouble({ route, error });
    return c.json({ error: { what: error.message, next: 'What you typed is still on your page. Try again in a moment; if it goes on, tell whoever runs this installation.' } }, error.trouble === 'full' ? 507 : 503, { 'retry-after': '5' });
  }
  if (error instanceof ChildError) {
    if (error.code === 'closed') {
      c.header('retry-after', '10');
      return refuse(c, 503, error.message, 'Nothing was changed; try again in a moment.');
    }
    if (error.code !== 'busy') return c.json({ error: { what: error.message, next: 'Nothing was changed. Choose another file, or try again.' } }, 422);
    c.header('retry-after', '2');
    return refuse(c, 429, error.message, 'Try again in a moment.');
  }
  const reference = randomUUID().slice(0, 8);
  log.trouble({ reference, route, error });
  return c.json({ error: { what: 'Something went wrong on our side.', next: `Nothing was changed. Try again; if it happens again, report the reference ${reference}.`, reference } }, 500);
}
