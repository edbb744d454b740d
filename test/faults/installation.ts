import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must } from './cases';
import { holds } from './holds';
import { Ledger } from './ledger';
import { openTable } from './people';
import { auditOf, lookInto, type Place } from './place';
import { type Answer, Browsers, freePort, type Server, type ServerChoices, startServer } from './server';

/** A real server on a folder of its own, with three people and an agreement in it. */
export class Installation {
  readonly ledger = new Ledger();
  readonly browsers = new Browsers('');
  server!: Server;
  agreement = '';
  #count = 0;

  private constructor(readonly place: Place, readonly choices: ServerChoices) {}

  /** Makes one in a folder that is emptied, and on a database server if one is named. */
  static async make(folder: string, choices: Partial<ServerChoices> = {}, database?: string): Promise<Installation> {
    rmSync(join(folder, 'data'), { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const made = new Installation({ data: join(folder, 'data'), ...(database !== undefined && { database }) }, { port: await freePort(), ...choices });
    await made.start();
    await made.browsers.settle();
    made.agreement = await openTable((who, operation, input) => made.browsers.do(who, operation, input));
    return made;
  }

  async start(more: Partial<ServerChoices> = {}): Promise<void> {
    this.server = await startServer(this.place, { ...this.choices, ...more });
    this.browsers.address = this.server.address;
  }

  /** Writes a comment under a key of its own, or one that was written before. */
  async comment(key = `c${++this.#count}`, who = 'anna'): Promise<Answer> {
    const answer = await this.browsers.ask(who, 'make-comment', { agreement: this.agreement, scope: 'everyone', text: `Comment m9-${key.slice(1)}.` }, key);
    if (answer.status === 200) this.ledger.hear({ say: this.ledger.answered.has(key) ? 'again' : 'answered', key, result: answer.body });
    return answer;
  }

  /** The key that the next comment will have. */
  get nextKey(): string {
    return `c${this.#count + 1}`;
  }

  /** What the agreement's people read. */
  read(operation = 'read-negotiation'): Promise<Answer> {
    return this.browsers.ask('bo', operation, { agreement: this.agreement });
  }

  /** Ends the server as people do, and holds what it left against all that it had answered. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.server.end(signal);
    await this.look();
  }

  /** Holds what is kept against all that was answered. */
  async look(): Promise<void> {
    const looked = await lookInto(this.place);
    try {
      const { lost, half, doubled } = await holds(looked.kysely, looked.kind === 'sqlite', this.ledger);
      const found = [...lost, ...half, ...doubled, ...this.ledger.faults];
      must(found.length === 0, `in ${dirname(this.place.data)}: ${found.slice(0, 5).join('; ')}`);
    } finally {
      await looked.close();
    }
    const audited = await auditOf(this.place);
    must(audited.length === 0, audited.join('; '));
  }
}

/** What an answer must be: its status, and words that it says. */
export function mustBe({ status, body }: Answer, wanted: number, words?: RegExp): void {
  const text = JSON.stringify(body);
  must(status === wanted && (words === undefined || words.test(text)), `answered ${status} ${text.slice(0, 300)}, not ${wanted}${words === undefined ? '' : ` with ${String(words)}`}`);
}
