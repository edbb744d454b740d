import { InputError } from '#agreement/input-error';
import type { SignedIn } from '#world/accounts/accounts';
import { BusyError } from '#world/accounts/busy-error';
import { Refusal, type Field, type Route, type RouteCall, type RouteReply } from '#world/accounts/routes/route';

/** Where the routes lie. */
export const authPath = '/api/auth';

const mostBody = 65_536;

/** What answering a request takes. */
export interface Handling {
  routes: readonly Route[];
  personOf(headers: Headers): Promise<SignedIn | null>;
  isFresh(me: SignedIn): boolean;
  notFresh(): Refusal;
}

/** Answers a request to one of the routes; every other method or path is 404. Trouble of ours is thrown for the door to tell. */
export async function answerRequest(handling: Handling, request: Request, address: string): Promise<Response> {
  const path = new URL(request.url).pathname;
  const route = handling.routes.find((one) => one.method === request.method && `${authPath}${one.path}` === path);
  if (route === undefined) return reply(404, { error: { what: 'There is no such address.', next: 'See /api/openapi.json for all of them.' } });
  try {
    const me = await handling.personOf(request.headers);
    if (route.may === 'person') admit(handling, route, me);
    const input = route.method === 'POST' ? await inputOf(request, route.fields) : new Map<string, unknown>();
    const result = await route.run(callOf(input, request.headers, address, me));
    return done(result, me);
  } catch (error) {
    return refuse(error);
  }
}

function admit(handling: Handling, route: Route, me: SignedIn | null): void {
  if (me === null) throw new Refusal(401, 'not-signed-in', 'You are not signed in.', 'Sign in and try again.');
  if (me.agreement !== null) throw new Refusal(403, 'guest', 'You came in through an invitation link and have no account here.', 'Ask for a link to your mailbox to sign in; this is then open to you.');
  if (route.fresh && !handling.isFresh(me)) throw handling.notFresh();
}

function callOf(input: ReadonlyMap<string, unknown>, headers: Headers, address: string, me: SignedIn | null): RouteCall {
  return {
    text: (name) => String(input.get(name) ?? ''),
    object: (name) => (input.get(name) ?? {}) as Record<string, unknown>,
    headers,
    address,
    me,
  };
}

async function inputOf(request: Request, fields: Readonly<Record<string, Field>>): Promise<Map<string, unknown>> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new InputError('The request is not JSON.', 'Send application/json.');
  const body = parsed(await request.text());
  const input = new Map<string, unknown>();
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw new InputError(`There is no field "${name.slice(0, 40)}" here.`, `Send only: ${Object.keys(fields).join(', ') || 'an empty object'}.`);
    input.set(name, fitting(name, field, value));
  }
  const missing = Object.entries(fields).find(([name, field]) => !input.has(name) && !('optional' in field));
  if (missing !== undefined) throw new InputError(`The field "${missing[0]}" is missing.`, 'Send it.', missing[0]);
  return input;
}

function parsed(text: string): object {
  const refuse = (): InputError => new InputError('The request is not a JSON object of a size that is read here.', 'Send a JSON object of at most 64 kB.');
  if (text.length > mostBody) throw refuse();
  try {
    const body: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refuse();
}

function fitting(name: string, field: Field, value: unknown): unknown {
  if (field.kind === 'object') {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw new InputError(`The field "${name}" is not an object.`, 'Send what the browser made.', name);
  }
  if (typeof value !== 'string') throw new InputError(`The field "${name}" is not text.`, 'Send text.', name);
  if (value.length > field.most) throw new InputError(`The field "${name}" has more than ${field.most} characters.`, 'Send a shorter one.', name);
  if (value === '' && !('optional' in field)) throw new InputError(`The field "${name}" is empty.`, 'Fill it in.', name);
  return value;
}

function done({ body, cookies = [] }: RouteReply, me: SignedIn | null): Response {
  // A prolonged session must not overwrite the cookie of a new one.
  return reply(200, body, cookies.length > 0 ? cookies : (me?.cookies ?? []));
}

function refuse(error: unknown): Response {
  if (error instanceof Refusal) return reply(error.status, { error: { what: error.what, next: error.next, code: error.code } });
  if (error instanceof InputError) return reply(400, { error: { what: error.what, next: error.next, ...(error.path !== undefined && { path: error.path }) } });
  if (error instanceof BusyError) return reply(429, { error: tooMany(error) }, [], { 'retry-after': String(error.seconds) });
  throw error;
}

/** The words for too many tries. */
export function tooMany({ seconds }: BusyError): { what: string; next: string } {
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return { what: 'There were too many tries.', next: `Wait ${wait}, or sign in another way: with a passkey, or a link by mail.` };
}

function reply(status: number, body: unknown, cookies: readonly string[] = [], more: Record<string, string> = {}): Response {
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...more });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(JSON.stringify(body), { status, headers });
}
