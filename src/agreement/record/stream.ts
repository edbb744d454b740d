import { InputError } from '#agreement/input-error';
import type { Seat } from '#agreement/record/seat';
import type { EventKind } from '#agreement/record/event';
import { sharedKinds } from '#agreement/record/shared';

/**
 * Streams are the privacy border: per agreement one shared by all parties, one private to each party, one private to each
 * party's counsel, and one per caucus. Each is its own chain, and nothing private is ever an event of the shared one.
 */
export type StreamName =
  | { agreement: string; kind: 'shared' }
  | { agreement: string; kind: 'party' | 'counsel' | 'caucus'; of: string };

const idPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** True for the form of every id in the record: lower-case letters, digits and hyphens, 1 to 64 characters. */
export function isRecordId(text: string): boolean {
  return idPattern.test(text);
}

/** The stream that all parties of an agreement read: "<agreement>/shared". */
export function sharedStream(agreement: string): string {
  return nameStream({ agreement, kind: 'shared' });
}

/** The stream that only one party reads: "<agreement>/party:<party>". */
export function partyStream(agreement: string, party: string): string {
  return nameStream({ agreement, kind: 'party', of: party });
}

/** A stream's name as it is stored and hashed. */
export function nameStream(name: StreamName): string {
  const text = name.kind === 'shared' ? `${name.agreement}/shared` : `${name.agreement}/${name.kind}:${name.of}`;
  parseStream(text);
  return text;
}

/** The parts of a stream's name; throws an InputError for a name of any other form. */
export function parseStream(text: string): StreamName {
  const slash = text.indexOf('/');
  const agreement = text.slice(0, Math.max(slash, 0));
  const rest = text.slice(slash + 1);
  if (isRecordId(agreement)) {
    if (rest === 'shared') return { agreement, kind: 'shared' };
    const colon = rest.indexOf(':');
    const kind = rest.slice(0, Math.max(colon, 0));
    const of = rest.slice(colon + 1);
    if ((kind === 'party' || kind === 'counsel' || kind === 'caucus') && isRecordId(of)) return { agreement, kind, of };
  }
  throw new InputError('This is not the name of a stream.', 'A name reads <agreement>/shared, /party:<id>, /counsel:<party> or /caucus:<id>.', text);
}

/**
 * Whether a seat whose party belongs to the agreement may read a stream. Counsel's notes are privileged: only counsel of
 * the same party reads them. A store adds the other half, that the party belongs to the agreement at all.
 */
export function mayRead(seat: Seat, stream: StreamName): boolean {
  switch (stream.kind) {
    case 'shared':
      return true;
    case 'party':
      return stream.of === seat.party;
    case 'counsel':
      return stream.of === seat.party && seat.role === 'counsel';
    case 'caucus':
      return seat.caucuses.includes(stream.of);
  }
}

/** Whether such a seat may also write to the stream: as for reading, except that a reader never writes. */
export function mayWrite(seat: Seat, stream: StreamName): boolean {
  return seat.role !== 'reader' && mayRead(seat, stream);
}

/** For whom a comment or an issue is. */
export type Scope = 'everyone' | 'party' | 'counsel';

/**
 * The stream that an event of the seat belongs to. What a party drafts is its own until it is sent, so everything goes to its own
 * stream but what all parties share; a comment or an issue goes where its scope says.
 */
export function streamFor(agreement: string, kind: EventKind, seat: Seat, scope: Scope = 'party'): string {
  if (sharedKinds.has(kind) || scope === 'everyone') return sharedStream(agreement);
  return scope === 'counsel' ? nameStream({ agreement, kind: 'counsel', of: seat.party }) : partyStream(agreement, seat.party);
}
