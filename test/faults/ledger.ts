import { type Asked, isKeyed, type Said } from './words';
import type { Kept, Parts } from './place';

/** What was written down outside of what children of one place acknowledged: what must be there however they died. */
export class Ledger {
  /** Events that the store acknowledged, by stream and number. */
  readonly events = new Map<string, string>();
  /** Writes that the store acknowledged. */
  readonly kept = new Map<string, Parts>();
  /** Writes that were begun and not acknowledged when their process died. */
  readonly open = new Map<string, Parts>();
  /** Operations that were asked for and not answered. */
  readonly unanswered = new Map<string, Asked>();
  readonly asked = new Map<string, Asked>();
  /** Results that were answered, by key. */
  readonly answered = new Map<string, unknown>();
  /** What went wrong by what was said alone. */
  readonly faults: string[] = [];
  /** How many writes were acknowledged by the store and how many of them were asked for again and answered alike. */
  count = { acknowledged: 0, again: 0, outside: 0 };
  table: string | null = null;
  /** How long each child took to open the store, in milliseconds. */
  readonly opened: number[] = [];

  /** Takes in one line. */
  hear(said: Said): void {
    switch (said.say) {
      case 'open':
        this.opened.push(said.milliseconds);
        return;
      case 'asked':
        this.asked.set(said.asked.key, said.asked);
        this.unanswered.set(said.asked.key, said.asked);
        return;
      case 'begun':
        // Under a key that was kept before nothing may be written again, whatever is asked for.
        if (!this.kept.has(said.parts.key)) this.open.set(said.parts.key, said.parts);
        return;
      case 'kept':
        this.#kept(said.key, said.events);
        return;
      case 'answered':
        this.unanswered.delete(said.key);
        this.answered.set(said.key, said.result);
        return;
      case 'again':
        this.#again(said.key, said.result);
        return;
      case 'refused':
        // What was refused wrote nothing; whether that is so is seen in the tables, as with what is not known.
        if (said.outside) this.count.outside += 1;
        else this.unanswered.delete(said.key);
        return;
      case 'table':
        this.table = said.agreement;
        return;
      case 'failed':
        this.faults.push(`a writer failed: ${said.what}`);
        return;
      case 'done':
    }
  }

  /** Keys of what was answered and is kept with its key. */
  promised(): string[] {
    return [...this.answered.keys()].filter((key) => {
      const asked = this.asked.get(key);
      return asked === undefined || isKeyed(asked);
    });
  }

  /** A write that was open is there after all, or not at all. */
  settled(key: string, there: boolean): void {
    const parts = this.open.get(key);
    this.open.delete(key);
    if (there && parts !== undefined) this.kept.set(key, parts);
  }

  #kept(key: string, events: readonly Kept[] | null): void {
    const parts = this.open.get(key);
    this.open.delete(key);
    if (events === null) return;
    if (parts === undefined) {
      this.faults.push(`${key} was written twice`);
      return;
    }
    this.kept.set(key, parts);
    this.count.acknowledged += 1;
    for (const { stream, seq, hash } of events) this.events.set(`${stream} ${seq}`, hash);
  }

  #again(key: string, result: unknown): void {
    this.count.again += 1;
    this.unanswered.delete(key);
    const first = this.answered.get(key);
    if (first === undefined) this.answered.set(key, result);
    else if (comparable(first) !== comparable(result)) this.faults.push(`${key} was answered ${comparable(first)} and again ${comparable(result)}`);
  }
}

/** A result without what is shown only once, or told only to who comes in. */
function comparable(result: unknown): string {
  return JSON.stringify(result, (name, value: unknown) => (name === 'link' || name === 'organisation' ? undefined : value));
}
