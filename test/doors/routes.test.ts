import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pages } from '#doors/http/pages';
import { inWords, routesOf, type Route } from '#doors/http/routes';
import { operations } from '#operations/index';
import type { Operation } from '#operations/operation';
import { mailLink } from '#world/mail/link';
import { openWorld } from '#world/open-world';
import { mailKinds } from '#world/store/outbox';

let routes: Route[];
beforeAll(async () => {
  const world = await openWorld();
  routes = routesOf(world.accounts.routes);
  await world.close();
});

describe('the list of routes', () => {
  test('holds every operation but those of the command line', () => expect(routes.flatMap(({ operation }) => operation?.name ?? []).sort()).toEqual(operations.filter(({ may }) => may !== 'local').map(({ name }) => name).sort()));
  test('says who may, of each', () => {
    for (const { may } of routes) expect(inWords(may)).toMatch(/^[a-z]+(, [a-z]+)*$/);
  });
  test('says in a sentence what each does', () => {
    for (const { summary } of routes) expect(summary).toMatch(/^[A-Z].*\.$/);
  });
  test('knows reading and writing only', () => expect(new Set(routes.map(({ method }) => method))).toEqual(new Set(['GET', 'POST'])));
  test('lets nobody but those who are signed in change an agreement', () => {
    for (const { path, may } of routes) if (path.includes('{agreement}')) expect(may, path).not.toBe('anyone');
  });
  test('has the addresses of the accounts below one path', () => {
    const accounts = routes.filter(({ by }) => by === 'accounts');
    expect(accounts.length).toBeGreaterThan(10);
    for (const { path } of accounts) expect(path).toMatch(/^\/api\/auth\/[a-z][a-z/-]*$/);
  });
});

describe('a declaration that is wrong stops the start', () => {
  const declared = (may: unknown, input: z.ZodType = z.strictObject({})) => ({ name: 'do-thing', summary: 'Do a thing.', kind: 'read', input, output: z.unknown(), may, run: async () => ({ result: null }) }) as unknown as Operation;
  test.each<[string, Operation[], RegExp]>([
    ['without a rule', [declared(undefined)], /GET \/api\/do-thing does not say who may call it, so nothing is served/],
    ['with an empty rule', [declared([], z.strictObject({ agreement: z.string() }))], /does not say who may/],
    ['with null', [declared(null)], /does not say who may/],
    ['with a word that is no rule', [declared('everyone')], /"everyone" may call it, which is no rule/],
    ['with a role that is none', [declared(['lead', 'boss'], z.strictObject({ agreement: z.string() }))], /"boss" may call it, which is no role/],
    ['for roles without an agreement', [declared(['lead'])], /for roles but names no agreement/],
    ['for members without an organisation', [declared('member')], /for a member but names no organisation/],
    ['for managers without an organisation', [declared('manager')], /for a manager but names no organisation/],
    ['twice', [declared('person'), declared('anyone')], /stands twice/],
  ])('%s', (_, served, words) => expect(() => routesOf([], served)).toThrow(words));
  test('an address of the accounts without a rule', () => expect(() => routesOf([{ method: 'POST', path: '/x', may: undefined as unknown as 'anyone', fresh: false, summary: 'X.', fields: {} }], [])).toThrow(/\/api\/auth\/x does not say who may/));
  test('one of the command line is not served', () => expect(routesOf([], [declared('local')]).some(({ operation }) => operation !== undefined)).toBe(false));
});

describe('the screens', () => {
  /** Each address that the web app's own list names, with what stands in its parents put before it. */
  function declaredPages(): string[] {
    const source = readFileSync(join(import.meta.dirname, '..', '..', 'src', 'doors', 'web', 'routes.tsx'), 'utf8');
    const found = new Map<string, { parent: string; path: string }>();
    for (const [, name = '', body = ''] of source.matchAll(/const (\w+) = createRoute\(\{([\s\S]*?)\n?\}\);/g)) {
      const parent = /getParentRoute: \(\) => (\w+)/.exec(body)?.[1] ?? '';
      const path = /\bpath: '([^']*)'/.exec(body)?.[1] ?? '';
      found.set(name, { parent, path });
    }
    const whole = (name: string): string => {
      const at = found.get(name);
      return at === undefined ? '' : `${whole(at.parent)}${at.path === '/' ? '' : at.path}`;
    };
    return [...found.keys()].map((name) => (whole(name) || '/').replaceAll(/\$(\w+)/g, '{$1}'));
  }
  test.each(mailKinds.flatMap((kind) => [null, 'x'].flatMap((agreement) => [null, 'token'].map((token) => [kind, agreement, token] as const))))('a mail about %s (agreement %s, token %s) leads to one of them', (kind, agreement, token) => {
    const { pathname } = new URL(mailLink('https://entente.example', { kind, agreement }, token));
    expect(pages).toContain(pathname.replace(/^\/a\/x/, '/a/{id}'));
  });
  test('have the addresses that are served', () => expect([...new Set(declaredPages())].sort()).toEqual([...pages].sort()));
});
