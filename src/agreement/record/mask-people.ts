import type { Json } from '#agreement/record/canonical';
import { personRef, referTo, type PersonDetails, type PersonRecord, type PersonRef } from '#agreement/record/person';

/** Says whether the fact at a path (as in answers: ids, never an index) tells something about a natural person. */
export type IsPersonal = (path: string) => boolean;

/** Makes a person record for details found at a path; ids and salts are chance, so they come from outside. */
export type MintPerson = (path: string, details: PersonDetails) => PersonRecord;

/** An answer's value as an event may hold it, and the records that must be saved in the same transaction. */
export interface Masked {
  value: Json;
  people: PersonRecord[];
}

/**
 * Takes the personal texts out of an answer before it becomes part of an event. In a value that is an object, its personal
 * fields give way to one `person` reference; a personal text that is the whole value gives way to the reference itself.
 */
export function maskPeople(path: string, value: Json, isPersonal: IsPersonal, mint: MintPerson): Masked {
  const people: PersonRecord[] = [];

  const refer = (at: string, details: PersonDetails): Json => {
    const record = mint(at, details);
    people.push(record);
    return { ...referTo(record) };
  };

  const mask = (at: string, inner: Json): Json => {
    if (typeof inner === 'string') return isPersonal(at) ? refer(at, { value: inner }) : inner;
    if (Array.isArray(inner)) return inner.map((item, index) => mask(`${at}.${itemId(item) ?? index}`, item));
    if (inner === null || typeof inner !== 'object') return inner;
    const kept: [string, Json][] = [];
    const details: [string, string][] = [];
    for (const [key, item] of Object.entries(inner)) {
      if (typeof item === 'string' && isPersonal(`${at}.${key}`)) details.push([key, item]);
      else kept.push([key, mask(`${at}.${key}`, item)]);
    }
    if (details.length > 0) kept.push(['person', refer(at, Object.fromEntries(details))]);
    return Object.fromEntries(kept);
  };

  return { value: mask(path, value), people };
}

/**
 * Puts the details back for whoever may read them. A reference whose record is not for this reader stays a reference, so that nothing
 * is invented in its place; where the details were erased, what they said is absent, and a value that was nothing else is null.
 */
export function unmaskPeople(value: Json, read: (ref: PersonRef) => PersonRecord | undefined): Json {
  if (Array.isArray(value)) return value.map((item) => unmaskPeople(item, read));
  if (value === null || typeof value !== 'object') return value;
  const whole = asRef(value);
  if (whole !== undefined) {
    const record = read(whole);
    return record?.details['value'] ?? (record?.erased === true ? null : value);
  }
  const held = Object.hasOwn(value, 'person') ? asRef(value['person']) : undefined;
  const record = held === undefined ? undefined : read(held);
  const kept = Object.entries(value).filter(([key]) => record === undefined || key !== 'person');
  return { ...Object.fromEntries(kept.map(([key, item]) => [key, unmaskPeople(item, read)])), ...record?.details };
}

function itemId(item: Json): string | undefined {
  if (item === null || typeof item !== 'object' || Array.isArray(item)) return undefined;
  return typeof item['id'] === 'string' ? item['id'] : undefined;
}

function asRef(value: Json | undefined): PersonRef | undefined {
  // Without the commitment an ordinary object with a field "person" could pass for a reference.
  const parsed = personRef.safeParse(value);
  return parsed.success && parsed.data.commitment !== undefined ? parsed.data : undefined;
}
