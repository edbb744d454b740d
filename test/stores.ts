import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import type { Clock } from '#world/store/store';
import { postgresDatabase, postgresMissing } from './postgres';

/** Where an empty database is, in the form that `openDatabase` takes. */
export interface Place {
  at: string;
  /** Whether it outlives the program that has it open. */
  lasting: boolean;
  /** Once it is closed. */
  release(): void;
}

/** A store to run tests on. */
export interface TestStore {
  name: string;
  kind: 'sqlite' | 'postgres';
  /** Why it cannot be had here. */
  missing: string | undefined;
  fresh(): Promise<Place>;
}

const root = mkdtempSync(join(tmpdir(), 'entente-stores-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

const inMemory: TestStore = { name: 'in memory', kind: 'sqlite', missing: undefined, fresh: async () => ({ at: ':memory:', lasting: false, release: () => undefined }) };

const inFile: TestStore = { name: 'in a file', kind: 'sqlite', missing: undefined, fresh: async () => ({ at: join(root, `store-${++count}.db`), lasting: true, release: () => undefined }) };

const onServer: TestStore = {
  name: 'in PostgreSQL',
  kind: 'postgres',
  missing: postgresMissing,
  fresh: async () => {
    const { url, release } = await postgresDatabase();
    return { at: url, lasting: true, release };
  },
};

/** Every store that there is: what holds of one holds of all. */
export const allStores: readonly TestStore[] = [inMemory, inFile, onServer];

/** One of each kind, for tests to which memory and file are the same. */
export const eachStore: readonly TestStore[] = [inMemory, onServer];

let chosen: TestStore = inMemory;

/** Makes what a test file opens by `openFresh` of another kind: for running the tests of other files once more. */
export function useStore(kind: TestStore['kind']): TestStore {
  return (chosen = eachStore.find((store) => store.kind === kind) ?? inMemory);
}

/** The store of this test file: in memory, unless `useStore` chose another. */
export function usedStore(): TestStore {
  return chosen;
}

/** What `openWorld` takes besides a folder, to keep things where this test file does: nothing for memory. Released once the world is closed. */
export async function worldPlace(): Promise<{ database?: string; release(): void }> {
  if (chosen.kind !== 'postgres') return { release: () => undefined };
  const { at, release } = await chosen.fresh();
  return { database: at, release };
}

/** Opens an empty database on the store of this test file; once it is closed another test may have it. */
export async function openFresh(clock: Clock, store: TestStore = chosen): Promise<Database> {
  const place = await store.fresh();
  const database = await openDatabase(place.at, clock);
  const close = async (): Promise<void> => {
    await database.close();
    place.release();
  };
  return { ...database, close };
}
