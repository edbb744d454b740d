import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { startPostgres } from '../../scripts/postgres.mjs';
import type { Ground } from './kills';

/** A PostgreSQL of this run. */
export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/** Databases on a server. */
export function onServer(server: Pick<Postgres, 'create'>, kill: string): Ground {
  return { store: 'PostgreSQL', kill, fresh: async (folder, name) => ({ data: join(folder, 'data'), database: await server.create(name) }) };
}

/** A server that another process started, by the address of one of its databases: others can be made on it. */
export function serverAt(url: string): Pick<Postgres, 'create'> {
  return {
    create: async (name = 'fresh') => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      await client.connect();
      try {
        await client.query(`create database "${name}" strategy wal_log`);
      } finally {
        await client.end();
      }
      const own = new URL(url);
      own.pathname = name;
      return own.href;
    },
  };
}

/** Databases on a server that is itself killed, with all its processes, and started again a moment later. */
export function onBreakingServer(server: Postgres): Ground {
  return {
    ...onServer(server, 'database and writer'),
    breakDatabase: async (random) => {
      await server.kill();
      await wait(random() * 200);
      const at = performance.now();
      await server.start();
      return performance.now() - at;
    },
  };
}

/** A process and those that it started. */
export function processesOf(pid: number): number[] {
  const own = readdirSync(`/proc/${pid}/task`).flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number));
  return [pid, ...own.flatMap(processesOf)];
}
