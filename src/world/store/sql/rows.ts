import type { Kysely, Selectable } from 'kysely';
import { canonical, isDigest, type Digest } from '#agreement/record/canonical';
import type { Event } from '#agreement/record/event';
import type { StreamName } from '#agreement/record/stream';
import { DamageError, type ListedAgreement } from '#world/store/store';
import type { Tables } from '#world/store/sql/schema';

/** A connection or a transaction on it. */
export type Connection = Kysely<Tables>;

/** A stream's name without its agreement, as the tables hold it. */
export function localName(stream: StreamName): string {
  return stream.kind === 'shared' ? 'shared' : `${stream.kind}:${stream.of}`;
}

/** The row of an event. */
export function rowOf(event: Event, agreement: string, stream: string): Tables['events'] {
  return {
    agreement,
    stream,
    seq: event.seq,
    v: event.v,
    kind: event.kind,
    at: event.at,
    // In the form that the hash was made of, so that it can be checked without being read.
    actor: canonical(event.actor),
    on_behalf_of: event.onBehalfOf,
    body: canonical(event.body),
    prev: event.prev,
    hash: event.hash,
  };
}

/** The events of rows, in order; a row that can no longer be read is a DamageError. */
export function eventsOf(rows: readonly Selectable<Tables['events']>[]): Event[] {
  const events: Event[] = [];
  for (const row of rows) {
    const stream = `${row.agreement}/${row.stream}`;
    const damaged = (why: string): DamageError => new DamageError({ stream, seq: row.seq }, why, events);
    const parse = (text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        throw damaged('its content is not JSON');
      }
    };
    const digest = (text: string): Digest => {
      if (!isDigest(text)) throw damaged('a hash has lost its form');
      return text;
    };
    events.push({
      v: row.v,
      stream,
      seq: row.seq,
      kind: row.kind,
      at: row.at,
      actor: parse(row.actor),
      onBehalfOf: row.on_behalf_of,
      body: parse(row.body),
      prev: row.prev === null ? null : digest(row.prev),
      hash: digest(row.hash),
      // The hash, checked by verifyChain, says that this is what `link` made; a second check of every field would say no more.
    } as Event);
  }
  return events;
}

/** The list entry of a row. */
export function listedOf(row: Omit<Selectable<Tables['members']>, 'turn' | 'needs' | 'waits'> & { updated_at: string }): ListedAgreement {
  return {
    id: row.agreement,
    title: row.title,
    type: row.type,
    parties: JSON.parse(row.parties) as string[],
    status: row.status,
    updatedAt: row.updated_at,
  };
}
