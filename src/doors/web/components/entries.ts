import { useId, useState, type FormEvent } from 'react';
import { ApiError } from '../api';
import { inWords } from './state';

/** Something that stands in the way of a form. */
export interface Obstacle<F extends string> {
  /** The field that it is about; null for the whole. */
  field: F | null;
  what: string;
  /** What to do; empty where `what` says it. */
  next: string;
}

/** What is typed into the fields of a form, and what became of sending it. Trouble never clears what was typed. */
export interface Entries<F extends string> {
  values: Readonly<Record<F, string>>;
  set: (field: F, value: string) => void;
  /** Back to how the form began. */
  clear: () => void;
  busy: boolean;
  obstacles: readonly Obstacle<F>[];
  /** What the server said, for those who show the way to sign in again. */
  error: unknown;
  /** The DOM id of a field's input. */
  idOf: (field: F) => string;
  submit: (event?: FormEvent) => void;
  /** Does something else with the same entries, for another button of the form. */
  instead: (needed: Needed<F>, send: Sending<F>) => void;
}

type Needed<F extends string> = Readonly<Partial<Record<F, string>>>;
type Sending<F extends string> = (values: Readonly<Record<F, string>>) => Promise<void>;

/**
 * The entries of a form: `start` names the fields and what stands in them at first, `needed` what to say where one is left empty.
 * `send` is called once at a time; what it throws stands beside the field that it names.
 */
export function useEntries<F extends string>({ start, needed, send }: { start: Readonly<Record<F, string>>; needed?: Needed<F>; send: Sending<F> }): Entries<F> {
  const own = useId();
  const [values, setValues] = useState(start);
  const [obstacles, setObstacles] = useState<readonly Obstacle<F>[]>([]);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const run = async (needed: Needed<F> | undefined, send: Sending<F>): Promise<void> => {
    const missing = (Object.entries(needed ?? {}) as [F, string][]).filter(([field]) => values[field].trim() === '');
    setError(undefined);
    setObstacles(missing.map(([field, what]) => ({ field, what, next: '' })));
    if (missing.length > 0) return;
    setBusy(true);
    try {
      await send(values);
    } catch (thrown) {
      const named = thrown instanceof ApiError && thrown.path !== undefined && Object.hasOwn(start, thrown.path) ? (thrown.path as F) : null;
      setError(thrown);
      setObstacles([{ field: named, ...inWords(thrown) }]);
    } finally {
      setBusy(false);
    }
  };
  return {
    values,
    set: (field, value) => setValues((before) => ({ ...before, [field]: value })),
    clear: () => {
      setValues(start);
      setObstacles([]);
      setError(undefined);
    },
    busy,
    obstacles,
    error,
    idOf: (field) => `${own}${field}`,
    submit: (event) => {
      event?.preventDefault();
      if (!busy) void run(needed, send);
    },
    instead: (others, way) => {
      if (!busy) void run(others, way);
    },
  };
}
