import { getMigrations } from 'better-auth/db/migration';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { authOptions } from '#world/accounts/auth';
import { newSecret } from '#world/accounts/secret';
import { openAccountRows, type AccountRows } from '#world/store/sql/account-rows';
import { systemClock } from '#world/store/ids';
import type { SignInTables } from '#world/store/sql/schema';
import { accountTables } from '#world/store/sqlite/account-tables';
import { install, type Installation } from './account-browser';

let world: Installation;
beforeAll(async () => {
  world = await install();
  await world.person('anna@example.com');
});

describe('the tables', () => {
  test('hold all that better-auth wants for our options', async () => {
    const options = await authOptions({ engine: world.database.engine, secret: newSecret(), address: 'https://entente.example' });
    const { toBeCreated, toBeAdded } = await getMigrations(options);
    expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
  });

  test('would be missed: better-auth is asked in earnest', async () => {
    const options = await authOptions({ engine: world.database.engine, secret: newSecret(), address: 'https://entente.example' });
    const more = { ...options, user: { additionalFields: { ...options.user?.additionalFields, shoeSize: { type: 'number' as const, required: false } } } };
    const { toBeAdded } = await getMigrations(more);
    expect(toBeAdded.map(({ table, fields }) => [table, Object.keys(fields)])).toEqual([['user', ['shoeSize']]]);
  });

  test('take only values of their type', () => {
    for (const statement of accountTables.filter((one) => one.startsWith('create table'))) expect(statement).toMatch(/\) strict$/);
  });

  test.each(['user', 'session', 'account'] as const)('%s: better-auth and we write times and yes or no alike', async (table) => {
    const row = await world.database.kysely.withTables<SignInTables>().selectFrom(table).selectAll().limit(1).executeTakeFirstOrThrow();
    for (const [column, value] of Object.entries(row)) {
      if (column.endsWith('At') && value !== null) expect(value, column).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(typeof value, column).not.toBe('boolean');
    }
  });

  test('keep no password and no token in plain, but for the session\'s, which is nothing without our signature', async () => {
    const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(world.database.kysely);
    const texts = await Promise.all(rows.map(async ({ name }) => JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(world.database.kysely)).rows)));
    expect(texts.join()).not.toContain('four quiet horses run');
    for (const { token } of world.sent) expect(texts.join()).not.toContain(token);
  });
});

describe('what belongs to a person goes with the person', () => {
  test('nothing is left behind', async () => {
    await world.person('gone@example.com');
    const db = world.database.kysely.withTables<SignInTables>();
    await db.deleteFrom('user').where('email', '=', 'gone@example.com').execute();
    const left = await db.selectFrom('session').select('session.id').where('userId', 'not in', db.selectFrom('user').select('user.id')).execute();
    expect(left).toEqual([]);
  });
});

describe('tokens', () => {
  const later = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  const rowsOf = (): AccountRows => openAccountRows(world.database.engine, systemClock);

  test('of fifty uses at once one succeeds', async () => {
    const rows = rowsOf();
    const anna = await rows.personBy('anna@example.com');
    await rows.makeToken('test:one', anna?.id ?? '', later(1));
    const used = await Promise.all(Array.from({ length: 50 }, () => rows.useToken('test:one')));
    expect(used.filter((one) => one !== null)).toHaveLength(1);
  });
  test('are over at their time', async () => {
    const rows = rowsOf();
    await rows.makeToken('test:old', 'x', later(-1));
    expect([await rows.holder('test:old'), await rows.useToken('test:old')]).toEqual([null, null]);
  });
  test('of a person who is gone open nothing', async () => {
    const rows = rowsOf();
    await rows.makeToken('test:nobody', 'nobody', later(1));
    expect(await rows.useToken('test:nobody')).toBeNull();
  });
  test('and sessions that are over are cleared away', async () => {
    const rows = rowsOf();
    await rows.makeToken('test:stale', 'x', later(-1));
    await rows.clean();
    const db = world.database.kysely.withTables<SignInTables>();
    expect(await db.selectFrom('verification').select('verification.id').where('identifier', '=', 'test:stale').execute()).toEqual([]);
  });
});
