import { EventStreamReader } from './event-stream';

/** What is said to whoever follows: an agreement changed, everything may have, or nobody is signed in here any more. */
export type Hint = { kind: 'changed'; agreement: string } | { kind: 'everything' } | { kind: 'signed-out' };

/**
 * How what the page shows stands to what the server has: `fresh` while changes arrive; `slow` while they do not although the server
 * answers, so that it is asked now and then; `lost` while it cannot be reached, with the moment until which what is shown was right.
 */
export type Freshness = { kind: 'starting' } | { kind: 'fresh' } | { kind: 'slow' } | { kind: 'lost'; since: Date };

/** Who is told. */
export interface Ear {
  hint(hint: Hint): void;
  freshness(now: Freshness): void;
}

/** Longer than the pause between two signs of life of the server, in milliseconds. */
const silence = 40_000;

/** When whoever comes back to the page doubts the connection, in milliseconds. */
const doubt = 20_000;

/** Pauses between tries, in milliseconds; the last goes on. */
const pauses = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

const afterRefusal = 60_000;
const probeTime = 5_000;

/** A connection that is kept up, and a push for one that waits or sleeps. */
export interface Following {
  /** Somebody looks: a doubtful connection is made anew, and a pause ends. */
  look(): void;
  end(): void;
}

/** Follows the changes at an address until it is ended: connects, and connects again whenever that breaks. */
export function follow(address: string, ear: Ear): Following {
  const stop = new AbortController();
  let fresh = new Date();
  let cut: AbortController | undefined;
  let wake = (): void => undefined;

  /** Listens until the stream ends or breaks; says how long to wait before the next try, null for the usual pause. */
  const listen = async (): Promise<{ heard: boolean; wait: number | null }> => {
    const own = (cut = new AbortController());
    let timer = setTimeout(() => own.abort(), silence);
    let heard = false;
    try {
      const response = await fetch(address, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal: AbortSignal.any([stop.signal, own.signal]) });
      if (response.status === 401 || response.status === 403 || response.status === 404) {
        ear.hint({ kind: 'signed-out' });
        ear.freshness({ kind: 'slow' });
        return { heard, wait: afterRefusal };
      }
      if (response.status === 429) {
        ear.freshness({ kind: 'slow' });
        return { heard, wait: Number(response.headers.get('retry-after') ?? 60) * 1000 };
      }
      if (!response.ok || response.body === null) return { heard, wait: null };
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const messages = new EventStreamReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return { heard, wait: null };
        fresh = new Date();
        clearTimeout(timer);
        timer = setTimeout(() => own.abort(), silence);
        for (const { event, data } of messages.read(value)) {
          if (event === 'hello') {
            heard = true;
            ear.freshness({ kind: 'fresh' });
          }
          for (const hint of hintsOf(event, data)) ear.hint(hint);
        }
      }
    } catch {
      return { heard, wait: null };
    } finally {
      clearTimeout(timer);
      cut = undefined;
    }
  };

  const keepUp = async (): Promise<void> => {
    for (let failed = 0; !stop.signal.aborted; ) {
      const { heard, wait } = await listen();
      if (stop.signal.aborted) return;
      failed = heard ? 0 : failed + 1;
      // A connection that ended is made again at once; only where that fails it is looked for what is wrong.
      if (!heard && wait === null) ear.freshness((await answers(stop.signal)) ? { kind: 'slow' } : { kind: 'lost', since: fresh });
      const pause = wait ?? pauses[Math.min(failed, pauses.length - 1)] ?? 0;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause * (0.5 + Math.random() / 2));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = () => undefined;
    }
  };

  const look = (): void => {
    if (cut !== undefined && Date.now() - fresh.getTime() > doubt) cut.abort();
    wake();
  };
  // The network came or went: whether this server can still be reached is seen by trying.
  const moved = (): void => {
    cut?.abort();
    wake();
  };
  window.addEventListener('online', moved);
  window.addEventListener('offline', moved);
  void keepUp();
  return {
    look,
    end: () => {
      window.removeEventListener('online', moved);
      window.removeEventListener('offline', moved);
      stop.abort();
      wake();
    },
  };
}

function hintsOf(event: string, data: string): Hint[] {
  if (event === 'changed') {
    const { agreement } = JSON.parse(data) as { agreement: string };
    return [{ kind: 'changed', agreement }];
  }
  if (event === 'end') return (JSON.parse(data) as { why: string }).why === 'session' ? [{ kind: 'signed-out' }] : [];
  // Something may have been missed before a connection stands.
  return event === 'hello' || event === 'you' || event === 'anything' ? [{ kind: 'everything' }] : [];
}

/** Whether the server answers at all: then it is the way to it that lets no stream through. */
async function answers(signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch('/api/health', { cache: 'no-store', signal: AbortSignal.any([signal, AbortSignal.timeout(probeTime)]) })).ok;
  } catch {
    return false;
  }
}
