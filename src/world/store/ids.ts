import { randomBytes } from 'node:crypto';
import type { PersonDetails, PersonRecord } from '#agreement/record/person';

let last = { at: 0, count: 0 };

/** A UUIDv7 (RFC 9562): ids that this program makes later sort later, so that a store's newest rows lie together; `now` in milliseconds since 1970. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  // Within one millisecond the twelve bits behind the time count on from where chance began; 62 bits stay unguessable.
  last = { at: now, count: now === last.at ? Math.min(last.count + 1, 0xfff) : bytes.readUInt16BE(6) & 0x7ff };
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(0x7000 | last.count, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A record for a person's details under a fresh id and salt. */
export function newPerson(details: PersonDetails, id: string = newId()): PersonRecord {
  return { id, salt: randomBytes(32).toString('hex'), details };
}

/** The clock of the machine: RFC 3339, UTC, milliseconds. */
export function systemClock(): string {
  return new Date().toISOString();
}
