import { verifyChain } from '#agreement/record/chain';
import type { Seat } from '#agreement/record/seat';
import type { World } from '#world/world';

/** True if the chain of hashes holds in every stream of an agreement that the seat may read. */
export async function verifyStreams(world: World, seat: Seat, agreement: string): Promise<boolean> {
  for (const stream of await world.store.streams(seat, agreement)) if (!verifyChain(await world.store.read(seat, stream)).ok) return false;
  return true;
}
