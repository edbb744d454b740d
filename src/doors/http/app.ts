import { Hono, type Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { InputError } from '#agreement/input-error';
import { localSeat } from '#agreement/record/seat';
import { operations } from '#operations/index';
import type { Operation } from '#operations/operation';
import { keyConflict, notFound, perform } from '#operations/perform';
import { ChildError } from '#world/children/child-error';
import { DamageError, StoreError } from '#world/store/store';
import type { World } from '#world/world';
import { namesAgreement, openApi, takesFile } from '#doors/http/openapi';
import { guard } from '#doors/http/guard';
import { serveWeb } from '#doors/http/web-files';

/** Settings of the HTTP door. */
export interface AppOptions {
  world: World;
  /** Hosts that a request may name, such as `127.0.0.1:4321`; anything else is refused. */
  hosts: ReadonlySet<string>;
  /** Folder of the built web app. */
  web: string;
  version: string;
  /** Where trouble of ours is written, one line each, without text of agreements. */
  log: (line: string) => void;
}

const jsonLimit = 4 * 1024 * 1024;
const fileLimit = 50_000_000;

/** The HTTP door: operations under `/api`, the web app everywhere else. Only this machine may reach it. */
export function createApp({ world, hosts, web, version, log }: AppOptions): Hono {
  const app = new Hono();
  app.use(guard(hosts));
  app.get('/api/openapi.json', (c) => c.json(openApi(operations, version)));
  app.get('/api/health', (c) => c.json({ ok: true }));
  for (const operation of operations) {
    const path = namesAgreement(operation) ? `/api/agreements/:agreement/${operation.name}` : `/api/${operation.name}`;
    const limit = bodyLimit({ maxSize: takesFile(operation) ? fileLimit : jsonLimit, onError: (c) => c.json({ error: { what: 'The request is too large.', next: 'Nothing was changed; send less at a time.' } }, 413) });
    const handler = async (c: HonoContext): Promise<Response> => {
      try {
        return answer(c, await perform(operation, { seat: localSeat }, await inputOf(c, operation), world, { key: c.req.header('idempotency-key') }));
      } catch (error) {
        return refuse(c, error, log);
      }
    };
    if (operation.kind === 'read' && !takesFile(operation)) app.get(path, handler);
    else app.post(path, limit, handler);
  }
  app.all('/api/*', (c) => c.json({ error: { what: 'There is no such address.', next: 'See /api/openapi.json for all of them.' } }, 404));
  app.get('*', serveWeb(web));
  app.notFound((c) => c.json({ error: { what: 'There is no such address.', next: 'See /api/openapi.json for all of them.' } }, 404));
  app.onError((error, c) => refuse(c, error, log));
  return app;
}

async function inputOf(c: HonoContext, operation: Operation): Promise<Record<string, unknown>> {
  const agreement = c.req.param('agreement');
  const inPath = agreement === undefined ? {} : { agreement };
  const query = Object.fromEntries(new URL(c.req.url).searchParams);
  if (takesFile(operation)) {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const { name = 'file.pdf', ...rest } = query;
    return { ...rest, ...inPath, file: { name, mediaType: 'application/pdf', bytes } };
  }
  if (operation.kind === 'read') return { ...query, ...inPath };
  try {
    const body: unknown = await c.req.json();
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new SyntaxError('not an object');
    return { ...body, ...inPath };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError('The request is not a JSON object.', 'Nothing was changed; send a JSON object.');
  }
}

function answer(c: HonoContext, result: unknown): Response {
  if (typeof result === 'object' && result !== null && 'bytes' in result && result.bytes instanceof Uint8Array) {
    const { name, mediaType, bytes } = result as { name: string; mediaType: string; bytes: Uint8Array<ArrayBuffer> };
    return c.body(bytes, 200, { 'content-type': mediaType, 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`, 'content-security-policy': "sandbox; default-src 'none'" });
  }
  return c.body(JSON.stringify(result, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)), 200, { 'content-type': 'application/json; charset=utf-8' });
}

/** Trouble of the caller is said in full; trouble of ours gets a reference and goes to the log. */
function refuse(c: HonoContext, error: unknown, log: (line: string) => void): Response {
  if (error instanceof InputError) {
    // Absent and foreign are one answer; a key that was used for something else has a code of its own.
    const status = error.what === notFound().what ? 404 : error.what === keyConflict().what ? 422 : 400;
    return c.json({ error: { what: error.what, next: error.next, ...(error.path !== undefined && { path: error.path }) } }, status);
  }
  if (error instanceof DamageError || (error instanceof StoreError && error.trouble === 'damaged')) {
    log(JSON.stringify({ level: 'error', path: new URL(c.req.url).pathname, error: error.message }));
    return c.json({ error: { what: error.message, next: 'Stop the program and restore a backup.' } }, 500);
  }
  if (error instanceof StoreError) return c.json({ error: { what: error.message, next: 'Try again when the cause is gone.' } }, error.trouble === 'full' ? 507 : 503, { 'retry-after': '5' });
  if (error instanceof ChildError) return c.json({ error: { what: error.message, next: error.code === 'busy' ? 'Try again in a moment.' : 'Nothing was changed. Choose another file, or try again.' } }, error.code === 'busy' ? 429 : 422);
  const reference = crypto.randomUUID().slice(0, 8);
  log(JSON.stringify({ level: 'error', reference, path: new URL(c.req.url).pathname, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
  return c.json({ error: { what: 'Something went wrong on our side.', next: `Nothing was changed. Try again; if it happens again, report the reference ${reference}.`, reference } }, 500);
}
