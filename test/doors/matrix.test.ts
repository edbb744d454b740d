import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { roles, type Role } from '#agreement/record/seat';
import { namesAgreement, routesOf, takesFile, type Route } from '#doors/http/routes';
import type { Operation } from '#operations/operation';
import { notFound, signInFirst } from '#operations/refused';
import { timedTest } from '../timed';
import { castOf, elsewhere, guestOf, of, sceneOf, viewOf, type Actor, type Cast, type Elsewhere, type Scene, type Somebody } from './matrix-people';
import { cookieOf, openServed, type Answered, type Served } from './served';

/** What may come of a request as far as rules go; `allowed` is whatever the operation itself then says. */
type Outcome = 'allowed' | 'sign-in' | 'forbidden' | 'absent';

/** What a request is about. */
interface Target {
  name: 'own' | 'foreign' | 'absent';
  agreement: string;
  organisation: string;
}

interface Cell {
  route: Route;
  actor: Actor;
  target: Target;
  expected: Outcome;
  seen: string;
  answered: Answered;
}

let served: Served;
let cast: Cast;
let routes: Route[];
let scene: Scene;
let other: Elsewhere;
const cells: Cell[] = [];

beforeAll(async () => {
  // Behind a proxy every actor has an address of its own: tries are counted by address.
  served = await openServed({ proxies: ['127.0.0.1'], kept: false });
  const { world } = served;
  cast = await castOf(world);
  routes = inOrder(routesOf(world.accounts.routes));
  scene = await sceneOf(world, cast);
  other = await elsewhere(world, of(cast, 'other lead'), of(cast, 'counsel elsewhere'));
  await elsewhere(world, of(cast, 'stranger'), of(cast, 'counsel elsewhere'));
  const asking: [actor: Actor, own: Scene][] = [];
  for (const actor of await actors()) {
    // What somebody with a seat may write changes the agreement, so each has one alone.
    const own = actor.role === null ? scene : await sceneOf(world, cast);
    const who = actor.who === null && actor.role !== null ? await guestOf(world, of(cast, 'beta lead'), own.agreement, 'beta', actor.role, 'gil@beta.example') : actor.who;
    asking.push([{ ...actor, who }, own]);
  }
  // Nobody here depends on what another does, and a link that is asked for takes a while.
  await Promise.all(asking.map(([actor, own]) => ask(actor, own)));
});
afterAll(async () => served.end());

/** Everybody who asks. A guest of the scene's own agreement comes in only once there is one. */
async function actors(): Promise<Actor[]> {
  const beside = (name: string, who: Somebody | null, more: Partial<Actor> = {}): Actor => ({ name, who, role: null, roleInOther: null, member: null, ...more });
  const seated = (party: string, role: Role): Actor => {
    const name = `${party} ${role}`;
    return beside(name, of(cast, name), { role, member: name === 'alpha lead' ? 'manager' : name === 'alpha contributor' ? 'member' : null });
  };
  // Gus is a guest here as well, but comes with the session of the other agreement, which opens that one alone.
  const gus = await guestOf(served.world, of(cast, 'other lead'), other.agreement, 'alpha', 'contributor', 'gus@other.example');
  await guestOf(served.world, of(cast, 'beta lead'), scene.agreement, 'beta', 'lead', gus.email);
  return [
    beside('nobody', null),
    beside('guest of this agreement', null, { role: 'signatory' }),
    beside('guest of another agreement', gus, { roleInOther: 'contributor' }),
    beside('stranger with an account', of(cast, 'stranger')),
    ...['alpha', 'beta'].flatMap((party) => roles.map((role) => seated(party, role))),
    beside('somebody whose seat has ended', of(cast, 'ended')),
    beside('lead of another agreement', of(cast, 'other lead'), { roleInOther: 'lead' }),
    beside('administrator without a seat', of(cast, 'administrator')),
  ];
}

/** What ends seats and sessions comes last. */
const last = ['set-member-role', 'remove-member', 'leave-organisation', 'change-role', 'remove-person', 'hand-over', 'end-other-sessions', 'end-session', 'leave-agreement', 'sign-out'];

function inOrder(all: readonly Route[]): Route[] {
  const rank = ({ path }: Route): number => last.indexOf(path.split('/').at(-1) ?? '');
  return all.toSorted((a, b) => rank(a) - rank(b));
}

async function ask(actor: Actor, own: Scene): Promise<void> {
  const view = actor.who !== null && actor.who.account ? await viewOf(served.world, actor.who) : 'none';
  for (const route of routes) {
    // What is allowed comes last: leaving an agreement ends the session of a guest.
    for (const target of targetsOf(route, own).toSorted((a, b) => Number(expectedOf(route, actor, a) === 'allowed') - Number(expectedOf(route, actor, b) === 'allowed'))) {
      const input = inputFor(route, target, own, actor, view);
      const answered = await send(route, target, input, actor);
      cells.push({ route, actor, target, expected: expectedOf(route, actor, target), seen: seenIn(answered), answered });
    }
  }
}

/** A route about an agreement or an organisation is asked about the own one, a foreign one and one that is not there. */
function targetsOf({ operation, may, path }: Route, own: Scene): Target[] {
  const mine: Target = { name: 'own', agreement: own.agreement, organisation: own.organisation };
  const one = path.includes('{agreement}') || (operation !== undefined && (namesAgreement(operation) || may === 'member' || may === 'manager'));
  return one ? [mine, { name: 'foreign', agreement: other.agreement, organisation: other.organisation }, { name: 'absent', agreement: 'no-such-agreement', organisation: 'no-such-organisation' }] : [mine];
}

/** The answer that follows from `may` alone. */
function expectedOf({ may, by }: Route, { who, role, roleInOther, member, name }: Actor, target: Target): Outcome {
  const guest = who !== null && who.agreement !== null;
  if (may === 'anyone') return 'allowed';
  if (who === null) return 'sign-in';
  if (typeof may === 'object') {
    const held = target.name === 'own' ? role : target.name === 'foreign' ? roleInOther : null;
    return held === null ? 'absent' : may.includes(held) ? 'allowed' : 'forbidden';
  }
  if (guest) return 'forbidden';
  if (may === 'person' || by === 'accounts') return 'allowed';
  if (may === 'administrator') return who.administrator ? 'allowed' : 'forbidden';
  const standing = target.name === 'own' ? member : target.name === 'foreign' && name === 'lead of another agreement' ? 'manager' : null;
  return standing === null ? 'absent' : may === 'member' || standing === 'manager' ? 'allowed' : 'forbidden';
}

/** What an answer says about rules. Trouble of ours, a form that does not fit and a refusal for too many requests are none of it. */
function seenIn({ status, text }: Answered): string {
  if (status === 400 && text.includes('does not fit')) return 'the input of this test does not fit';
  const code = status === 401 || status === 403 ? (/"code":"([a-z-]+)"/.exec(text)?.[1] ?? 'rule') : '';
  // The accounts also say 401 and 403 of a wrong password or code, which is no rule.
  if (code !== '' && !['rule', 'not-signed-in', 'guest'].includes(code)) return 'allowed';
  if (status === 401) return 'sign-in';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'absent';
  return [200, 400, 409, 410, 422].includes(status) ? 'allowed' : `${status}`;
}

/** Inputs by the name of their field; what is here exists, so that nothing but a rule stands in the way. */
function fieldsFor(own: Scene, party: string, view: string): Record<string, unknown> {
  const colleague = own.colleague[party];
  return {
    clause: own.turn.clause, clauses: [own.turn.clause], digest: own.turn.digest, consent: own.turn.digest, issue: own.issue[party], invitation: own.invitation[party],
    person: colleague, view, format: 'md', email: 'new@entente.example', password: 'x', name: 'A name', type: 'BC', title: 'A title', text: 'Some words.', reason: 'A reason.',
    answers: [{ path: 'scope.field', value: 'x' }], answering: 0, from: '0', to: '1', blocks: [], filter: {}, state: undefined,
  };
}

/** Operations whose fields mean something else than they do elsewhere. */
function inputOf(name: string, own: Scene, party: string): Record<string, unknown> {
  switch (name) {
    case 'answer-clause':
      return { clauses: [{ clause: own.turn.clause, hash: own.turn.hash }], answer: 'agreed' };
    case 'state-answer':
      return { path: 'scope.field', value: 'x' };
    case 'create-agreement':
      return { answers: undefined, organisation: undefined };
    case 'set-member-role':
    case 'remove-member':
      return { person: own.member };
    case 'hand-over':
      return { person: own.colleague[party], afterwards: 'stay' };
    default:
      return {};
  }
}

interface Shape {
  properties?: Record<string, { type?: string; enum?: unknown[]; const?: unknown; minimum?: number; anyOf?: unknown[] }>;
  required?: string[];
}

const shapes = new Map<Operation, Shape>();

function shapeOf(operation: Operation): Shape {
  const shape = shapes.get(operation) ?? (z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as Shape);
  shapes.set(operation, shape);
  return shape;
}

/** The least that a form takes: the required fields, by name where that is known, else by type. */
function leastOf(operation: Operation, known: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { properties = {}, required = [] } = shapeOf(operation);
  const least = (field: string): unknown => {
    if (known[field] !== undefined) return known[field];
    const form = properties[field] ?? {};
    return form.const ?? form.enum?.[0] ?? (form.type === 'boolean' ? true : form.type === 'integer' || form.type === 'number' ? Math.max(1, form.minimum ?? 1) : form.type === 'array' ? [] : form.type === 'object' ? {} : 'x-1');
  };
  return Object.fromEntries(required.map((field) => [field, least(field)]));
}

function inputFor({ operation, fields }: Route, target: Target, own: Scene, actor: Actor, view: string): Record<string, unknown> {
  const party = actor.name.startsWith('beta') || actor.name.startsWith('guest of this') ? 'beta' : 'alpha';
  const known = { ...fieldsFor(own, party, view), agreement: target.agreement, organisation: target.organisation };
  const there = target.name === 'foreign' && actor.roleInOther !== null ? { issue: other.issue, ...(operation?.may === 'manager' && { person: other.member }) } : {};
  if (operation !== undefined) return leastOf(operation, { ...known, ...inputOf(operation.name, own, party), ...there });
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, field]) => [name, field.kind === 'object' ? {} : 'x']));
}

/** The route with its braces filled, asked as a page of ours would. */
function send(route: Route, target: Target, input: Record<string, unknown>, { who, name }: Actor): Promise<Answered> {
  const address = `10.9.${name.length}.${[...name].reduce((sum, letter) => (sum + letter.charCodeAt(0)) % 250, 1)}`;
  const headers = { 'x-forwarded-for': address, ...cookieOf(who?.cookies ?? []) };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, part: string) => (part === 'agreement' ? target.agreement : part === 'file' ? 'app-1234.js' : 'x'));
  const { agreement: _agreement, file: _file, ...rest } = input;
  const body = route.path.includes('{agreement}') ? rest : 'agreement' in input ? { ...rest, agreement: target.agreement } : rest;
  if (route.method === 'GET') return served.ask('GET', `${path}?${new URLSearchParams(body as Record<string, string>).toString()}`, { headers });
  const file = route.operation !== undefined && takesFile(route.operation);
  const query = file ? `?${new URLSearchParams(body as Record<string, string>).toString()}` : '';
  return served.ask('POST', `${path}${query}`, { headers: { ...headers, origin: served.door.address, 'content-type': file ? 'application/pdf' : 'application/json' }, body: file ? 'words' : JSON.stringify(body) });
}

const say = ({ route, actor, target, expected, seen, answered }: Cell): string => `${route.method} ${route.path}, ${actor.name}, ${target.name}: ${expected} expected, ${seen} seen (${answered.status} ${answered.text.slice(0, 200)})`;

describe('every route, everybody, everything', () => {
  test('holds to what is declared, without an exception', () => {
    const wrong = cells.filter(({ expected, seen }) => expected !== seen);
    process.stdout.write(`The matrix: ${routes.length} routes, ${new Set(cells.map(({ actor }) => actor.name)).size} kinds of people, ${cells.length} cells; ${cells.filter(({ expected }) => expected === 'allowed').length} allowed, ${wrong.length} unexpected.\n`);
    expect(wrong.map(say)).toEqual([]);
    expect(cells.length).toBeGreaterThan(2000);
  });
  test.each(['sign-in', 'forbidden', 'absent', 'allowed'] as const)('%s occurs', (outcome) => expect(cells.some(({ expected }) => expected === outcome)).toBe(true));
  test('reaches into every operation that it may', () => {
    const reached = new Set(cells.filter(({ answered }) => answered.status === 200).map(({ route }) => route.path));
    const never = routes.filter(({ by, path }) => by === 'operation' && !reached.has(path)).map(({ operation }) => operation?.name);
    // What only ever comes to a refusal of its own here needs a state that no scene has; their own tests bring it.
    process.stdout.write(`Never carried out here: ${never.join(', ') || 'none'}.\n`);
    expect(never.length).toBeLessThan(routes.length / 4);
  });
  test('absent and foreign are one answer', () => {
    const { what, next } = notFound();
    const wrong = cells.filter(({ expected, answered }) => expected === 'absent' && (answered.status !== 404 || answered.text !== JSON.stringify({ error: { what, next } })));
    expect(wrong.map(say)).toEqual([]);
  });
  test('whoever is not signed in learns nothing but that', () => {
    const { what, next } = signInFirst();
    const wrong = cells.filter(({ expected, answered, route }) => expected === 'sign-in' && route.by === 'operation' && answered.text !== JSON.stringify({ error: { what, next } }));
    expect(wrong.map(say)).toEqual([]);
  });
  test('every private answer stays out of every store', () => {
    const wrong = cells.filter(({ route, answered }) => route.may !== 'anyone' && answered.headers['cache-control'] !== 'no-store');
    expect(wrong.map(say)).toEqual([]);
  });
  test('no trouble of ours', () => expect(served.logged).toEqual([]));
});

describe('things of the other side', () => {
  /** Fields that name something inside an agreement, with the other side's and one that is not there. */
  const inside = (): [name: string, foreign: string, none: string][] => [
    ['issue', scene.issue['beta'] ?? '', 'no-such-issue'],
    ['invitation', scene.invitation['beta'] ?? '', 'no-such-invitation'],
    ['person', of(cast, 'beta reader').person, 'no-such-person'],
    ['proposal', scene.issue['beta'] ?? '', 'no-such-proposal'],
  ];
  test('look like things that are not there', async () => {
    let asked = 0;
    for (const route of routes) {
      const { operation, may } = route;
      if (operation === undefined || typeof may !== 'object') continue;
      const role = may[0] as Role;
      for (const [field, foreign, none] of inside()) {
        if (!(field in (shapeOf(operation).properties ?? {}))) continue;
        const who = of(cast, `alpha ${role}`);
        const actor: Actor = { name: `alpha ${role}`, who, role, roleInOther: null, member: null };
        const target: Target = { name: 'own', agreement: scene.agreement, organisation: scene.organisation };
        // Sessions of the actors above are ended; this one is new.
        const cookies = await freshSession(who);
        const answers = await Promise.all([foreign, none].map((value) => send(route, target, { ...inputFor(route, target, scene, actor, 'none'), [field]: value }, { ...actor, who: { ...who, cookies } })));
        expect(answers.map(({ status, text }) => [status, text]), `${operation.name}, ${field}`).toEqual([answers[0], answers[0]].map((one) => [one?.status, one?.text]));
        expect(answers[0]?.status, `${operation.name}, ${field}`).toBeGreaterThanOrEqual(400);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(4);
  });
  timedTest('take as long', async () => {
    const who = { ...of(cast, 'stranger'), cookies: await freshSession(of(cast, 'stranger')) };
    const actor: Actor = { name: 'stranger with an account', who, role: null, roleInOther: null, member: null };
    for (const name of ['read-agreement', 'answer-clause']) {
      const route = routes.find(({ operation }) => operation?.name === name) as Route;
      const times: Record<string, number[]> = { foreign: [], absent: [] };
      for (let turn = 0; turn < 60; turn += 1) {
        for (const target of targetsOf(route, scene).filter((one) => one.name !== 'own')) {
          const at = performance.now();
          await send(route, target, inputFor(route, target, scene, actor, 'none'), actor);
          times[target.name]?.push(performance.now() - at);
        }
      }
      const [foreign, none] = [times['foreign'] ?? [], times['absent'] ?? []].map((all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0);
      expect(Math.abs((foreign ?? 0) - (none ?? 0)), `${name}: ${foreign} ms and ${none} ms`).toBeLessThan(5);
    }
  });
});

describe('what is on no list', () => {
  const listed = (method: string, path: string): boolean => routes.some((route) => route.method === method && route.path === path);
  test.each([
    '/api/auth/sign-up/email', '/api/auth/sign-in/email', '/api/auth/sign-in/social', '/api/auth/get-session', '/api/auth/list-sessions', '/api/auth/update-user', '/api/auth/delete-user', '/api/auth/change-email', '/api/auth/verify-email', '/api/auth/magic-link/verify',
    '/api/auth/callback/x', '/api/auth/error', '/api/auth/ok', '/api/auth/two-factor/enable', '/api/auth/passkey/list-user-passkeys', '/api/auth/enter/plain', '/api/auth/enter/challenged', '/api/auth', '/api/auth/', '/api', '/api/', '/api/sign-file', '/api/agreements', '/api/agreements/x', '/api/agreements/x/none', '/API/health', '/api/health/', '/metrics', '/admin', '/assets', '/.git/config',
  ])('%s', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      if (listed(method, path)) continue;
      const answered = await served.ask(method, path, { headers: { origin: served.door.address, 'content-type': 'application/json' }, ...(method !== 'GET' && { body: '{}' }) });
      expect(answered.status, method).toBe(404);
    }
  });
  test('a read by POST and a write by GET', async () => {
    for (const { method, path } of routes) {
      const turned = method === 'GET' ? 'POST' : 'GET';
      if (listed(turned, path) || !path.startsWith('/api/')) continue;
      const answered = await served.ask(turned, path.replaceAll(/\{\w+\}/g, 'x'), { headers: { origin: served.door.address, 'content-type': 'application/json' }, ...(turned === 'POST' && { body: '{}' }) });
      expect(answered.status, `${turned} ${path}`).toBe(404);
    }
  });
});

/** A new session of somebody with an account. */
async function freshSession(who: Somebody): Promise<string[]> {
  const answered = await served.ask('POST', '/api/auth/sign-in', { headers: { 'x-forwarded-for': '10.8.0.1', origin: served.door.address, 'content-type': 'application/json' }, body: JSON.stringify({ email: who.email, password: 'seven green lamps' }) });
  expect(answered.status, answered.text).toBe(200);
  return answered.headers['set-cookie'] as string[];
}
