import { randomBytes } from 'node:crypto';
import type { PersonDetails, PersonRecord } from '#agreement/record/person';

/** A UUIDv7 (RFC 9562): ids made later sort later, so that a store's newest rows lie together; `now` in milliseconds since 1970. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
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
