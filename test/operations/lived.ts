import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAnswers, type Answers } from '#agreement/facts/answers';
import { localSeat } from '#agreement/record/seat';
import type { Event } from '#agreement/record/event';
import { localContext } from '#operations/operation';
import { createAgreement } from '#operations/create-agreement';
import { perform } from '#operations/perform';
import { readAgreement } from '#operations/read-agreement';
import { openWorld, type WorldOptions } from '#world/open-world';
import type { World } from '#world/world';
import { postgresDatabase } from '../postgres';

/** Who acts in these tests. */
export const context = localContext;

/** A world that is closed and whose folder is removed by `end`. */
export interface Lived {
  world: World;
  folder: string;
  /** What opens it again once it is closed. */
  options: WorldOptions;
  end(): Promise<void>;
}

/** Opens a world on a fresh data folder, with a database server, or one that keeps nothing but keys. */
export async function openLived(kind: 'folder' | 'server' | 'memory'): Promise<Lived> {
  const folder = await mkdtemp(join(tmpdir(), 'entente-lived-'));
  const data = join(folder, 'data');
  const database = kind === 'server' ? (await postgresDatabase()).url : undefined;
  const options: WorldOptions = kind === 'memory' ? { keys: data } : { data, database };
  const world = await openWorld(options);
  return {
    world,
    folder: data,
    options,
    end: async () => {
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Opens an agreement from answers and gives its id. */
export async function create(world: World, answers: Answers): Promise<string> {
  return (await perform(createAgreement, context, { answers: writeAnswers(answers) }, world)).agreement;
}

/** An agreement as a screen reads it. */
export const read = (world: World, agreement: string) => perform(readAgreement, context, { agreement }, world);

/** All events of an agreement that the local seat may read. */
export async function eventsOf(world: World, agreement: string): Promise<Event[]> {
  const events: Event[] = [];
  for (const stream of await world.store.streams(localSeat, agreement)) events.push(...(await world.store.read(localSeat, stream)));
  return events;
}
