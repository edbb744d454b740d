import { Hono, type Context, type Handler } from 'hono';
import type { Operation } from '#operations/operation';
import { admit, performWhole } from '#operations/perform';
import { signInFirst } from '#operations/refused';
import type { World } from '#world/world';
import { answer, answerTrouble } from '#doors/http/answers';
import { isLoopbackAddress } from '#doors/http/client';
import { guard, refuse, tooMuch, type Env, type Reach } from '#doors/http/guard';
import { bytesFrom, objectFrom, textFrom } from '#doors/http/input';
import { Buckets, Turnstile } from '#doors/http/limits';
import { Live } from '#doors/http/live';
import type { Log } from '#doors/http/log';
import { openApi } from '#doors/http/openapi';
import { readiness } from '#doors/http/ready';
import { routesOf, takesFile, type Route } from '#doors/http/routes';
import { securityTxt } from '#doors/http/security-txt';
import { webFiles } from '#doors/http/web-files';

/** Settings of the HTTP door. */
export interface AppOptions {
  world: World;
  reach: Reach;
  /** Folder of the built web app. */
  web: string;
  version: string;
  log: Log;
  /** Where flaws are to be reported: an address such as `mailto:…` or `https://…`. */
  contact: string;
  /** Requests a second that one person, and one address from outside, may make on average; null for as many as they like. */
  rate: number | null;
  /** True once the server is to end: what is under way is finished, nothing new begins. */
  ending?: () => boolean;
  /** Aborted at that moment: whoever follows changes is told and let go. */
  stopping?: AbortSignal;
}

const jsonLimit = 4 * 1024 * 1024;
const fileLimit = 50_000_000;

/** Requests that one caller may have under way, and waiting; a browser has six connections. */
const crowd = { atOnce: 8, waiting: 64 };

/** What a request costs of a caller's pace: a write waits for the disk, a file for a process of its own. */
const cost = { read: 1, write: 5, file: 10 };

/** The HTTP door: serves the list of routes and nothing else. */
export function createApp({ world, reach, web, version, log, contact, rate, ending = () => false, stopping }: AppOptions): Hono<Env> {
  const app = new Hono<Env>();
  const routes = routesOf(world.accounts.routes);
  const files = webFiles(web);
  const paces = rate === null ? null : new Buckets({ rate, burst: rate * 10 }, () => performance.now());
  const turns = new Turnstile(crowd);
  const ready = readiness(() => world.directory.hasPeople());
  const live = new Live(world);
  stopping?.addEventListener('abort', () => live.close(), { once: true });
  let described: string | undefined;

  /** Lets a caller in when it is its turn, or says to come back later. */
  const inTurn = async (c: Context<Env>, person: string | null, units: number, work: () => Promise<Response>): Promise<Response> => {
    const caller = person === null ? c.get('client') : `person ${person}`;
    // An address has paid one unit at the guard already.
    const free = paces === null || (person === null && (isLoopbackAddress(c.get('address')) || units === 1));
    const wait = free ? 0 : paces.take(caller, person === null ? units - 1 : units);
    if (wait > 0) return tooMuch(c, wait);
    const leave = await turns.enter(caller);
    if (leave === null) return tooMuch(c, 1);
    try {
      return await work();
    } finally {
      leave();
    }
  };

  const operate = (operation: Operation): Handler<Env> => async (c) => {
    const headers = headersOf(c);
    const person = await world.accounts.personOf(headers);
    if (operation.may !== 'anyone' && person === null) throw signInFirst();
    return inTurn(c, person?.person ?? null, takesFile(operation) ? cost.file : cost[operation.kind], async () => {
      const context = { person, caller: { headers, address: c.get('address') } };
      const { result, cookies } = await performWhole(operation, context, await inputOf(c, operation), world, { key: c.req.header('idempotency-key') });
      // A session that was prolonged must not overwrite one that was just made.
      for (const cookie of cookies.length > 0 ? cookies : (person?.cookies ?? [])) c.header('set-cookie', cookie, { append: true });
      return answer(c, result);
    });
  };

  const account: Handler<Env> = async (c) =>
    inTurn(c, null, cost.write, async () => {
      const body = c.req.method === 'GET' ? undefined : textFrom(await bytesFrom(c.req.raw, jsonLimit));
      if (body !== undefined && body !== '') objectFrom(body);
      const { pathname, search } = new URL(c.req.url);
      return world.accounts.handle(new Request(`${c.get('origin')}${pathname}${search}`, { method: c.req.method, headers: headersOf(c), ...(body !== undefined && { body }) }), c.get('address'));
    });

  /** Keeps the answer open and tells whoever asks that something changed which they may see, until their session ends. */
  const following = ({ may, summary }: Route): Handler<Env> => async (c) => {
    const person = await world.accounts.personOf(headersOf(c));
    if (person === null) throw signInFirst();
    return inTurn(c, person.person, cost.read, async () => {
      const agreement = c.req.param('agreement') ?? null;
      await admit({ may, summary, kind: 'read' }, { person }, agreement === null ? {} : { agreement }, world);
      for (const cookie of person.cookies) c.header('set-cookie', cookie, { append: true });
      const type = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
      if (c.req.method === 'HEAD') return c.body(null, 200, type);
      const followed = live.follow({ person: person.person, session: person.session, agreement, client: isLoopbackAddress(c.get('address')) ? null : c.get('client') });
      if (followed === null) {
        c.header('retry-after', '60');
        return refuse(c, 429, 'Too many pages follow changes at once for you or from where you are.', 'The pages still ask for news now and then. Close those on devices that you do not use.');
      }
      const { outgoing } = c.env;
      if (outgoing.destroyed) followed.end();
      else outgoing.once('close', followed.end);
      return c.body(followed.body, 200, type);
    });
  };

  const answers: Record<Route['by'], (route: Route) => Handler<Env>> = {
    operation: ({ operation }) => operate(operation as Operation),
    live: following,
    accounts: () => account,
    page: () => (c) => files.page(c),
    file: () => (c) => files.file(c),
    openapi: () => (c) => c.body((described ??= JSON.stringify(openApi(routes, version))), 200, { 'content-type': 'application/json; charset=utf-8' }),
    health: () => (c) => c.json({ ok: true }),
    ready: () => async (c) => {
      const missing = await ready();
      return missing === null ? c.json({ ready: true }) : refuseFor(c, missing, 5);
    },
    'security.txt': () => (c) => c.body(securityTxt(c.get('origin'), contact, world.now()), 200, { 'content-type': 'text/plain; charset=utf-8' }),
  };

  app.use(async (c, next) => {
    const at = performance.now();
    await next();
    log.answered?.({ method: c.req.method, route: c.get('route') ?? 'none', status: c.res.status, milliseconds: Math.round(performance.now() - at) });
  });
  app.use(guard(reach, paces));
  app.use(async (c, next) => {
    // Who asks whether it lives must not end it before it is done.
    if (!ending() || c.req.path === '/api/health') return next();
    c.header('connection', 'close');
    return refuseFor(c, 'The server is being stopped.', 10);
  });
  for (const route of routes) {
    const handle = answers[route.by](route);
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c, next) => {
      c.set('route', route.path);
      try {
        return (await handle(c, next)) as Response;
      } catch (error) {
        return answerTrouble(c, error, route.path, log);
      }
    });
  }
  app.notFound((c) => {
    const forPeople = c.req.method === 'GET' && !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html');
    return forPeople ? files.page(c, 404) : refuse(c, 404, 'There is no such address.', 'See /api/openapi.json for all of them.');
  });
  app.onError((error, c) => answerTrouble(c, error, c.get('route') ?? 'none', log));
  return app;
}

/** What the server cannot answer now, and in how many seconds it is worth asking again. */
function refuseFor(c: Context<Env>, what: string, seconds: number): Response {
  c.header('retry-after', String(seconds));
  return refuse(c, 503, what, 'Nothing was changed; try again in a moment.');
}

/** The headers of a request, without cookies that another site made the browser send: those are nobody's. */
function headersOf(c: Context<Env>): Headers {
  const headers = new Headers(c.req.raw.headers);
  if (!c.get('own')) headers.delete('cookie');
  return headers;
}

async function inputOf(c: Context<Env>, operation: Operation): Promise<Record<string, unknown>> {
  const agreement = c.req.param('agreement');
  const inPath = agreement === undefined ? {} : { agreement };
  const query = Object.fromEntries(new URL(c.req.url).searchParams);
  if (takesFile(operation)) {
    const bytes = await bytesFrom(c.req.raw, fileLimit);
    const { name = 'file', ...rest } = query;
    return { ...rest, ...inPath, file: { name, mediaType: c.req.header('content-type') ?? 'application/octet-stream', bytes } };
  }
  return { ...(operation.kind === 'read' ? query : objectFrom(textFrom(await bytesFrom(c.req.raw, jsonLimit)))), ...inPath };
}
