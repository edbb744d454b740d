import { z } from 'zod';
import { digestOf, digestPattern, type Digest } from '#agreement/record/canonical';

/**
 * A person in an event or a Document: an id and, where the details mattered, a salted commitment to them. The details
 * themselves live in a person record that can be erased while the history still verifies.
 */
export interface PersonRef {
  person: string;
  commitment?: Digest;
}

/** The schema of a person reference. */
export const personRef: z.ZodType<PersonRef> = z.strictObject({
  person: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  commitment: z
    .custom<Digest>((value) => typeof value === 'string' && digestPattern.test(value))
    .optional(),
});

/** What is known of a person, by field: name, office, email, phone, address and the like. */
export type PersonDetails = { [field: string]: string };

/** A person's record: the salt stays with the details, so that erasing the record leaves the commitment unguessable. */
export interface PersonRecord {
  id: string;
  /** 32 random bytes in hexadecimal; made anew each time the details change. */
  salt: string;
  details: PersonDetails;
  /** The details were erased: then the salt is "" and there are none. */
  erased?: true;
  /** For whoever keeps it: the account that the record is about, where the record has an id of its own (a signature). */
  of?: string;
}

/** What somebody is called whose details were erased. */
export const erasedName = 'a person who was erased';

/** The commitment to a value under a salt: SHA-256 over the RFC 8785 form of {salt, value}. */
export function commitment(salt: string, value: unknown): Digest {
  if (!/^[0-9a-f]{64}$/.test(salt)) throw new RangeError('a salt is 32 bytes in hexadecimal');
  return digestOf({ salt, value });
}

/** The reference that an event carries in place of a person's details. */
export function referTo(record: PersonRecord): PersonRef {
  return { person: record.id, commitment: commitment(record.salt, record.details) };
}

/** How a reference stands to the record of its person. */
export type Standing =
  /** The record holds what was committed to, or nothing was. */
  | 'holds'
  /** The record was replaced since. */
  | 'changed'
  /** The details were erased, and with them what the commitment could be checked against. */
  | 'erased'
  /** There is no such record, or not for this reader. */
  | 'unknown';

/** Whether the record of a person still holds the details that a reference committed to. */
export function standing(ref: PersonRef, record: PersonRecord | undefined): Standing {
  if (record === undefined || record.id !== ref.person) return 'unknown';
  if (record.erased === true) return 'erased';
  return ref.commitment === undefined || ref.commitment === commitment(record.salt, record.details) ? 'holds' : 'changed';
}
