import { setAnswer, setUnknown } from '#agreement/facts/set-answer';
import type { InputProblem } from '#agreement/facts/problem';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { ApiError, write } from './api';

/** How far the answers on this page are kept, in the words that the reader sees. */
export type Saved = { kind: 'unchanged' } | { kind: 'saving' } | { kind: 'saved'; at: Date } | { kind: 'not-saved'; what: string; next: string };

/** What a page reads of the answers being given. */
export interface EditingState {
  answers: Answers;
  saved: Saved;
  /** How many fields hold words that are no answer yet, and so are not saved. */
  held: number;
}

interface Entry {
  path: string;
  value?: unknown;
  unknown?: true;
}

/** How long typing must pause before it is sent. */
const pause = 400;

/** How long after the server could not keep answers they are sent again. */
const later = 5000;

/** Nobody answered, too many asked, or the server cannot write now: none of that is about the answers. */
const passing: ReadonlySet<number> = new Set([0, 429, 503, 507]);

/**
 * The answers of one agreement while they are given: applied here at once, sent to the server in order after a short pause,
 * and kept here until the server has them; where it cannot keep them for now, they are sent again by themselves. A change that the facts refuse is not applied and not sent.
 */
export class Editing {
  #state: EditingState;
  #waiting: Entry[] = [];
  #sending: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Set<() => void>();

  constructor(
    readonly agreement: string,
    answers: Answers,
    readonly onSaved: () => void,
  ) {
    this.#state = { answers, saved: { kind: 'unchanged' }, held: 0 };
  }

  readonly state = (): EditingState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes over what the server holds, unless something here is still on its way. */
  adopt(answers: Answers): void {
    if (this.#waiting.length > 0 || this.#sending !== undefined || this.#state.saved.kind === 'not-saved') return;
    this.#show({ ...this.#state, answers });
  }

  /** Sets an answer, or takes it back with undefined; gives back why it cannot stand. */
  set(path: string, value: unknown): InputProblem[] {
    const result = setAnswer(this.#state.answers, path, value);
    if (!result.ok) return result.problems;
    if (result.answers !== this.#state.answers) this.#keep(result.answers, value === undefined ? { path } : { path, value });
    return [];
  }

  /** Answers "I do not know yet". */
  setUnknown(path: string): InputProblem[] {
    const result = setUnknown(this.#state.answers, path);
    if (!result.ok) return result.problems;
    this.#keep(result.answers, { path, unknown: true });
    return [];
  }

  /** Tells how many fields hold words that are no answer yet. */
  hold(held: number): void {
    if (held !== this.#state.held) this.#show({ ...this.#state, held });
  }

  /** Sends what waits, at once; resolves when it is kept or when it cannot be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#sending !== undefined) await this.#sending;
    if (this.#waiting.length === 0) return;
    this.#sending = this.#send();
    await this.#sending;
  }

  #keep(answers: Answers, entry: Entry): void {
    if (this.#waiting.at(-1)?.path === entry.path) this.#waiting.pop();
    this.#waiting.push(entry);
    this.#show({ ...this.#state, answers, saved: { kind: 'saving' } });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    const batch = this.#waiting.splice(0, 400);
    try {
      await write(`agreements/${this.agreement}/answer-questions`, { answers: batch });
      this.#sending = undefined;
      if (this.#waiting.length === 0) this.#show({ ...this.#state, saved: { kind: 'saved', at: new Date() } });
      this.onSaved();
    } catch (error) {
      this.#sending = undefined;
      this.#waiting.unshift(...batch);
      const { what, next } = error instanceof ApiError ? error : { what: 'The answers could not be sent.', next: 'They are kept on this page; try again.' };
      this.#show({ ...this.#state, saved: { kind: 'not-saved', what, next } });
      if (error instanceof ApiError && passing.has(error.status)) this.#timer = setTimeout(() => void this.flush(), later);
    }
  }

  #show(state: EditingState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
