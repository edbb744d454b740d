import { localContext } from '#operations/operation';
import { openWorld } from '#world/open-world';
import type { World } from '#world/world';

/** Options that most commands share. */
export interface Common {
  data?: string;
  database?: string;
  databaseFile?: string;
  format?: 'text' | 'json';
}

/** Who the command line acts as. */
export const context = localContext;

/** Opens a world for one command and closes it afterwards, whatever happens. */
export async function withWorld<T>(options: { data?: string; database?: string | null; keys?: string }, work: (world: World) => Promise<T>): Promise<T> {
  const world = await openWorld(options);
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

/** One line on standard output. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A result as JSON on standard output. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}

/** Progress on standard error, where a person watches. */
export function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
}
