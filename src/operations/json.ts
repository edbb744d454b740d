import type { Json } from '#agreement/record/canonical';

/** A value as the record may hold it: undefined properties dropped. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}
