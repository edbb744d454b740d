import { type Progress, wordsOf } from './progress';

/** One trouble that a server was put into, and what was wrong with how it came through; null for nothing. */
export interface Case {
  part: string;
  name: string;
  fault: string | null;
  /** Why it was not tried. */
  skipped?: string;
}

/** Gathers cases, and says each when it is over: it goes through its checks in order, and ends at the first that fails. */
export class Cases {
  constructor(readonly part: string, readonly done: Case[], readonly progress: Progress | null) {}

  async try(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#add({ part: this.part, name, fault: null });
    } catch (error) {
      this.#add({ part: this.part, name, fault: error instanceof Wrong ? error.message : wordsOf(error) });
    }
  }

  skip(name: string, skipped: string): void {
    this.#add({ part: this.part, name, fault: null, skipped });
  }

  #add(one: Case): void {
    this.done.push(one);
    this.progress?.say(lineOf(one));
  }
}

/** A case in one line. */
export function lineOf({ part, name, fault, skipped }: Case): string {
  return `${skipped !== undefined ? 'skip' : fault === null ? 'ok  ' : 'FAIL'} ${part}: ${name}`;
}

class Wrong extends Error {}

/** Ends a case where something is not as it must be. */
export function must(is: boolean, what: string): void {
  if (!is) throw new Wrong(what);
}

/** Waits until something is so, looking often; ends the case where it is not within so many seconds. Gives the milliseconds it took. */
export async function until(what: string, seconds: number, is: () => Promise<boolean>): Promise<number> {
  const at = performance.now();
  while (!(await is())) {
    if (performance.now() - at > seconds * 1000) throw new Wrong(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  return performance.now() - at;
}
