/** Something of an agreement changed: whoever shows it may want to read it again. */
export interface Change {
  agreement: string;
  /** The streams in which something happened, without the agreement: "shared", "party:x". Only who may read one of them may hear of the change. */
  streams: readonly string[];
  /** Whether seats or invitations changed. */
  seats: boolean;
}

/** Something changed for one person beyond agreements: a session or a seat of theirs ended, an organisation, what they put aside. */
export interface PersonChange {
  person: string;
}

/** What is told of; `mails`: one was put, or fell due at once, or another one that it waited for is out of the way. */
export type Told = Change | PersonChange | 'mails';

/**
 * Tells those who watch, in this process and in every other one on the same database, that something was kept: a hint to read
 * again, never the thing itself. Whoever asks the store afterwards finds it.
 */
export interface Changes {
  /** Tells of what was just committed; never waits and never fails. */
  publish(told: Told): void;
  /**
   * Calls back for each, those of this process included, once; `anything` where some may have been missed, so that everything is to
   * be read again. Gives what ends it.
   */
  watch(listener: (told: Told | 'anything') => void): () => void;
}

/** What the process itself says and hears: all there is where one process has the database alone. */
export class ChangesHere implements Changes {
  readonly #listeners = new Set<(told: Told | 'anything') => void>();

  publish(told: Told): void {
    this.tell(told);
  }

  watch(listener: (told: Told | 'anything') => void): () => void {
    const own = (told: Told | 'anything'): void => listener(told);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Calls everybody who watches here. */
  protected tell(told: Told | 'anything'): void {
    for (const listener of this.#listeners) listener(told);
  }
}
