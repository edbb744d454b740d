import { verifyChain, type ChainCheck, type Head } from '#agreement/record/chain';
import type { Seat } from '#agreement/record/seat';
import { DamageError, type Store } from '#world/store/store';

/** Reads a stream from its first event and checks its chain; damage that keeps an event from being read at all is located too. */
export async function verifyStream(store: Store, seat: Seat, stream: string, checkpoint?: Head): Promise<ChainCheck> {
  try {
    return verifyChain(await store.read(seat, stream), checkpoint);
  } catch (error) {
    if (!(error instanceof DamageError) || !('stream' in error.place)) throw error;
    const earlier = verifyChain(error.before);
    return earlier.ok ? { ok: false, brokenAt: error.place.seq, why: 'content-changed' } : earlier;
  }
}
