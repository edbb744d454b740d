import type { z } from 'zod';
import type { Role, Seat } from '#agreement/record/seat';
import type { Append } from '#world/store/store';
import type { World } from '#world/world';

/** On whose behalf an operation runs. */
export interface Context {
  seat: Seat;
}

/** What an operation gives back: its result, and for a write what must be appended before anyone sees the result. */
export interface Outcome<T> {
  result: T;
  append?: Append;
}

/** Who may call an operation: anybody who reaches the door, or seats in one of these roles. */
export type Rule = 'anyone' | readonly Role[];

/** A file handed in or given out. */
export interface FileBytes {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * One thing a person can do. Its URL (`/api/agreements/{agreement}/{name}` where the input names an agreement, else
 * `/api/{name}`), its command and its place in the API page follow from it.
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** verb-noun */
  name: string;
  summary: string;
  kind: 'read' | 'write';
  input: I;
  output: O;
  may: Rule;
  run(context: Context, input: z.output<I>, world: World): Promise<Outcome<z.input<O>>>;
}

/** Declares an operation with its types inferred. */
export function operation<I extends z.ZodType, O extends z.ZodType>(definition: Operation<I, O>): Operation<I, O> {
  return definition;
}
