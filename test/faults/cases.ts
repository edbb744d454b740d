import { endServers } from './server';

/** One trouble that a server was put into, and what was wrong with how it came through; null for nothing. */
export interface Case {
  part: string;
  name: string;
  fault: string | null;
  /** Why it was not tried. */
  skipped?: string;
}

/** Gathers cases: each goes through its checks in order, and ends at the first that fails. */
export class Cases {
  readonly done: Case[] = [];

  constructor(readonly part: string) {}

  async try(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.done.push({ part: this.part, name, fault: null });
    } catch (error) {
      await endServers();
      this.done.push({ part: this.part, name, fault: error instanceof Error ? (error instanceof Wrong ? error.message : (error.stack ?? error.message)) : String(error) });
    }
  }

  skip(name: string, skipped: string): void {
    this.done.push({ part: this.part, name, fault: null, skipped });
  }
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
