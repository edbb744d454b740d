import type { Seat } from '#agreement/record/seat';
import { verifyStream } from '#world/store/verify-stream';
import type { World } from '#world/world';

/** True if the chain of hashes holds in every stream of an agreement that the seat may read. */
export async function verifyStreams(world: World, seat: Seat, agreement: string): Promise<boolean> {
  for (const stream of await world.store.streams(seat, agreement)) if (!(await verifyStream(world.store, seat, stream)).ok) return false;
  return true;
}
