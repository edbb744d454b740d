import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { actsOf } from './acts';
import { chance, oneOf } from './chance';
import { holds } from './holds';
import { countOf, type Ground, type Killed, noneKilled, placesOf, type Run, type Share, tookNow } from './kills';
import { Ledger } from './ledger';
import { type Carry, names, openTable } from './people';
import { auditOf, lookInto, type Place } from './place';
import { Browsers, freePort, NotDone, type Server, startServer } from './server';
import { type Asked, isKeyed } from './words';

/** Kills real servers at random points of what three people do in them over HTTP, and tells after each what came of it so far. */
export async function killServers(run: Run, ground: Ground, share: Share, tell: (total: Killed) => void): Promise<void> {
  const total = noneKilled(ground, countOf(share));
  for (const { index, count } of placesOf(share)) {
    const folder = join(run.folder, `${ground.store}-${ground.kill}-${index}`.replaceAll(' ', '-'));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const besieged = new Besieged(await ground.fresh(folder, `servers_${index}`), await freePort(), chance(run.seed * 7919 + index));
    const faultsOf = (): number => total.lost.length + total.half.length + total.doubled.length;
    const [faults, again] = [faultsOf(), total.again];
    try {
      for (let done = 0; done < count; done += 1) {
        await besieged.sequence(total, run.seed * 100 + index * share.each + done);
        total.sequences += 1;
        total.again = again + besieged.ledger.count.again;
        tell(total);
      }
    } catch (error) {
      total.half.push(`${besieged.place.data}: ${error instanceof Error ? error.message : String(error)}`);
    }
    await besieged.leave();
    tell(total);
    if (faultsOf() === faults) rmSync(folder, { recursive: true, force: true });
  }
}

/** How long a server may be written to before it is killed whatever was answered, in milliseconds. */
const longest = 60_000;

class Besieged {
  readonly ledger = new Ledger();
  readonly #browsers = new Browsers('');
  #settled = false;
  #server: Server | null = null;

  constructor(readonly place: Place, readonly port: number, readonly random: () => number) {}

  async sequence(total: Killed, seed: number): Promise<void> {
    const server = await startServer(this.place, { port: this.port });
    this.#server = server;
    this.#browsers.address = server.address;
    // The first start makes everything and is no restart.
    if (this.#settled) total.restarts.push(tookNow(server.readyAfter));
    else await this.#browsers.settle();
    this.#settled = true;
    await this.#repeat();
    const before = this.ledger.answered.size;
    let over = false;
    const killing = this.#kill(server, () => over);
    const writers = await Promise.allSettled(await this.#writers(seed).catch((error: unknown) => [Promise.reject(error as Error)]));
    over = true;
    await killing;
    for (const one of writers) if (one.status === 'rejected') throw one.reason;
    total.acknowledged += this.ledger.answered.size - before;
    const looked = await lookInto(this.place);
    try {
      const found = await holds(looked.kysely, looked.kind === 'sqlite', this.ledger);
      for (const kind of ['lost', 'half', 'doubled'] as const) total[kind].push(...found[kind].map((what) => `${this.place.data}: ${what}`));
      total.doubled.push(...this.ledger.faults.splice(0));
    } finally {
      await looked.close();
    }
    total.half.push(...(await auditOf(this.place)));
  }

  /** Ends the server where a sequence ended early. */
  async leave(): Promise<void> {
    await this.#server?.end('SIGKILL');
  }

  /** Kills the server when so many more answers have come, or nobody asks any more, and a moment later. */
  async #kill(server: Server, over: () => boolean): Promise<void> {
    const until = performance.now() + longest;
    const wanted = this.ledger.answered.size + Math.floor(this.random() * 40);
    const pause = this.random() * 15;
    while (this.ledger.answered.size < wanted && !over() && performance.now() < until) await wait(1);
    await wait(pause);
    await server.end('SIGKILL');
  }

  /** Three people who do one thing after another until nobody answers any more. */
  async #writers(seed: number): Promise<Promise<void>[]> {
    let count = 0;
    const carry: Carry = (who, operation, input) => this.#told(who, operation, input, `table-${seed}-${++count}`);
    try {
      const agreement = this.ledger.table !== null && this.random() < 0.7 ? this.ledger.table : await openTable(carry);
      this.ledger.table = agreement;
      return names.map((name, index) => this.#work(name, agreement, seed * 10 + index));
    } catch (error) {
      if (error instanceof NotDone) throw error;
      return [];
    }
  }

  async #work(name: (typeof names)[number], agreement: string, seed: number): Promise<void> {
    const random = chance(seed);
    for (let round = 0; ; round += 1) {
      const mark = `m${seed}-${round}`;
      let count = 0;
      const carry: Carry = (who, operation, input) => this.#told(who, operation, input, `${mark}.${++count}`);
      const come = (token: string): Promise<unknown> => this.#told('guest', 'accept-invitation', { token, name: `Reader ${mark}` }, `${mark}.guest`);
      try {
        await oneOf(random, actsOf(name, come))(carry, agreement, random, mark);
      } catch (error) {
        // Killed: nobody answers. Anything answered is somebody's refusal, as between people.
        if (!(error instanceof NotDone)) return;
        if (error.answer.status >= 500) throw error;
      }
    }
  }

  async #told<T>(who: Asked['who'], operation: string, input: Record<string, unknown>, key: string): Promise<T> {
    if (/^(?:read|list|look)-/.test(operation)) return this.#browsers.do<T>(who, operation, input);
    const asked = { key, who, operation, input };
    this.ledger.hear({ say: 'asked', asked });
    try {
      const result = await this.#browsers.do<T>(who, operation, input, key);
      this.ledger.hear({ say: 'answered', key, result });
      return result;
    } catch (error) {
      if (error instanceof NotDone) this.ledger.hear({ say: 'refused', key, what: error.message, outside: false });
      throw error;
    }
  }

  /** Asks again for all that was not answered, and for some of what was. */
  async #repeat(): Promise<void> {
    const { answered, asked, unanswered } = this.ledger;
    const some = Array.from({ length: Math.min(5, answered.size) }, () => asked.get(oneOf(this.random, [...answered.keys()])));
    for (const one of [...unanswered.values(), ...some]) {
      if (one === undefined || one.who === 'guest' || !isKeyed(one)) continue;
      unanswered.delete(one.key);
      const answer = await this.#browsers.ask(one.who, one.operation, one.input, one.key);
      if (answer.status === 200) this.ledger.hear({ say: 'again', key: one.key, result: answer.body });
      else if (answered.has(one.key) || answer.status >= 500) this.ledger.faults.push(`${one.key} was asked for again and answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
  }
}
