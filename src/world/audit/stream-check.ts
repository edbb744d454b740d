import { hash } from 'node:crypto';
import type { Digest } from '#agreement/record/canonical';
import { hashedText, verifyChain, type Break, type Head } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import type { EventCells } from '#world/store/audit/rows';
import { eventsOf } from '#world/store/sql/rows';
import { DamageError } from '#world/store/store';

/** The first event of a stream that is not as it was written. */
export interface Broken {
  seq: number;
  words: string;
}

const words: Record<Break | 'unreadable', string> = {
  'unknown-format': 'it has a form that this program does not know',
  'other-stream': 'it belongs to another stream',
  'number-missing': 'it is missing',
  'link-broken': 'it does not follow the event before it',
  'content-changed': 'its content is not what was written',
  'not-what-was-noted': 'it is not what was noted of it elsewhere',
  unreadable: 'its content can no longer be read',
};

/**
 * Checks one stream while its rows pass by, from the first on. Texts are hashed as they are kept, which is the form that was hashed when they
 * were written; only where that does not fit, the event is read and brought into its form again.
 */
export class StreamCheck {
  /** Its name within the agreement, and its full name. */
  readonly local: string;
  readonly name: string;
  /** The first fault; what follows it is not checked any more. */
  broken: Broken | undefined;
  /** Number of the last event that was seen. */
  length = 0;
  #head: Head | null = null;

  constructor(agreement: string, local: string) {
    this.local = local;
    this.name = `${agreement}/${local}`;
  }

  /** Takes the next event; true if it is as it was written and follows the one before. */
  see(cells: EventCells): boolean {
    const [, , seq, v, kind, at, actor, onBehalfOf, body, prev, kept] = cells;
    this.length = seq;
    if (this.broken !== undefined) return false;
    const expected = (this.#head?.seq ?? 0) + 1;
    if (seq === expected && v === 1 && prev === (this.#head?.hash ?? null) && kept === `sha256:${hash('sha256', hashedText({ v, stream: this.name, seq, kind, at, actor, onBehalfOf, body, prev }), 'hex')}`) {
      this.#head = { seq, hash: kept as Digest };
      return true;
    }
    this.broken = brokenAt(cells, this.name, this.#head);
    if (this.broken === undefined) this.#head = { seq, hash: kept as Digest };
    return this.broken === undefined;
  }
}

/** The slow way: the event is read, and checked as everybody may check it. */
function brokenAt(cells: EventCells, name: string, after: Head | null): Broken | undefined {
  let events: Event[];
  const [agreement, stream, seq, v, kind, at, actor, on_behalf_of, body, prev, kept] = cells;
  if (`${agreement}/${stream}` !== name) return { seq, words: words['other-stream'] };
  try {
    events = eventsOf([{ agreement, stream, seq, v, kind, at, actor, on_behalf_of, body, prev, hash: kept }]);
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    return { seq, words: words.unreadable };
  }
  const check = verifyChain(events, undefined, after);
  return check.ok ? undefined : { seq: check.brokenAt, words: words[check.why] };
}
