import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import type { startPostgres } from '../../scripts/postgres.mjs';
import type { Ground } from './kills';

/** A PostgreSQL of this run. */
export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/** Databases on a server. */
export function onServer(server: Postgres, kill: string): Ground {
  return { store: 'PostgreSQL', kill, fresh: async (folder, name) => ({ data: join(folder, 'data'), database: await server.create(name) }) };
}

/** Databases on a server that is itself killed, with all its processes, and started again a moment later. */
export function onBreakingServer(server: Postgres): Ground {
  return {
    ...onServer(server, 'database and writer'),
    breakDatabase: async (random) => {
      await server.kill();
      await wait(random() * 200);
      await server.start();
    },
  };
}

/** A process and those that it started. */
export function processesOf(pid: number): number[] {
  const own = readdirSync(`/proc/${pid}/task`).flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number));
  return [pid, ...own.flatMap(processesOf)];
}
