/* eslint-disable unicorn/require-post-message-target-origin -- a channel of one origin has no target */
import { follow, type Ear, type Following, type Freshness, type Hint } from './follow';

/** What tabs of one browser say to each other. */
type Said = { kind: 'hint'; hint: Hint } | { kind: 'freshness'; freshness: Freshness } | { kind: 'look' };

/**
 * Follows the changes at an address in one tab of a browser, which passes them on to the others: a browser has six connections to a
 * server at most, and people have more tabs than that. When that tab is closed another takes its place. `name` tells followers apart
 * that are signed in differently.
 */
export function followInOneTab(name: string, address: string, ear: Ear): Following {
  const channel = new BroadcastChannel(name);
  const ended = new AbortController();
  let following: Following | undefined;
  let freshness: Freshness = { kind: 'starting' };
  const know = (now: Freshness): void => {
    freshness = now;
    ear.freshness(now);
  };
  channel.addEventListener('message', ({ data: said }: MessageEvent<Said>) => {
    if (said.kind === 'hint') ear.hint(said.hint);
    else if (said.kind === 'freshness') know(said.freshness);
    else if (following !== undefined) {
      following.look();
      channel.postMessage({ kind: 'freshness', freshness } satisfies Said);
    }
  });
  const pass: Ear = {
    hint: (hint) => {
      ear.hint(hint);
      channel.postMessage({ kind: 'hint', hint } satisfies Said);
    },
    freshness: (now) => {
      know(now);
      channel.postMessage({ kind: 'freshness', freshness: now } satisfies Said);
    },
  };
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      following = follow(address, pass);
      ended.signal.addEventListener('abort', () => {
        following?.end();
        resolve();
      });
    });
  // Whoever waits for the lock when this follower ends is let go with an error that says so.
  navigator.locks.request(name, { signal: ended.signal }, lead).catch(() => undefined);
  const look = (): void => {
    following?.look();
    channel.postMessage({ kind: 'look' } satisfies Said);
  };
  look();
  return {
    look,
    end: () => {
      ended.abort();
      channel.close();
    },
  };
}
