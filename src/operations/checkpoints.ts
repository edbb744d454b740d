import type { Json } from '#agreement/record/canonical';
import { openingsFor, writeNoted, type NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Seat } from '#agreement/record/seat';
import { sharedStream } from '#agreement/record/stream';
import { asJson } from '#operations/json';
import { notFound } from '#operations/refused';
import type { NewMail } from '#world/store/outbox';
import type { World } from '#world/world';

/**
 * A checkpoint over the history as it stands before an agreement is sealed: as it is to be kept with the seal, and as the sealed PDF carries
 * it. All parties get the PDF, so there it opens the shared stream alone.
 */
export async function checkpointToSeal(world: World, seat: Seat, agreement: string, at: string): Promise<{ noted: NotedCheckpoint; carried: string }> {
  const { make } = await world.checkpointer();
  const base = await world.store.checkpointBase(seat, agreement);
  if (base === null) throw notFound();
  const noted = make(base, at);
  return { noted, carried: writeNoted({ ...noted, openings: openingsFor(noted.openings, (stream) => stream === sharedStream(agreement)) }) };
}

/** A mail that carries a checkpoint, as all parties may have it. */
export function carrying(mail: NewMail, made: NotedCheckpoint): NewMail {
  return { ...mail, data: { ...(mail.data as Record<string, Json>), checkpoint: asJson(made) } };
}
