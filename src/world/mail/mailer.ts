import { mailLink, needsToken } from '#world/mail/link';
import type { MailSecrets } from '#world/mail/secrets';
import { cleaned, greetingOf, type OutgoingMail, type Outcome, sendBySmtp } from '#world/mail/send';
import type { MailSettings } from '#world/mail/settings';
import { systemTimers, type Timers } from '#world/mail/timers';
import type { MailRow, Outbox } from '#world/store/outbox';
import type { Clock } from '#world/store/store';

/** What a mailer needs. */
export interface MailerOptions {
  outbox: Outbox;
  /** Makes the words of a mail from what the outbox kept; throws where they cannot be made. */
  write(kind: string, data: unknown, links: { address: string; link: string }): Pick<OutgoingMail, 'subject' | 'text' | 'html' | 'files'>;
  /** The mailbox of a person, null for nobody. */
  addressOf(person: string): Promise<string | null>;
  /** The mail server; null for none: then mails are held in the outbox, where their links can be seen. */
  settings: MailSettings | null;
  /** The configured address of this installation, such as "https://entente.example.org"; all links begin with it. */
  address: string;
  secrets: MailSecrets;
  now: Clock;
  timers?: Timers;
  /** Told when the outside fails the mailer itself, such as a database that cannot be written; it goes on by itself. */
  trouble?(error: unknown): void;
  /** Told once when the mail server has not taken three mails one after the other, and once when it takes one again. */
  server?(works: boolean): void;
}

/** Sends what is in the outbox, from its start until it is closed. */
export interface Mailer {
  /** Looks at once whether a mail is due. The outbox calls this whenever a mail was put. */
  wake(): void;
  /** Waits until nothing is under way and nothing more is due now. */
  settled(): Promise<void>;
  /** Starts no further mail and waits for those under way. */
  close(): Promise<void>;
}

const minute = 60_000;
const hour = 60 * minute;

/** How long after each failed try the next one is made, in milliseconds; 68 h 36 min in all, then the mail is dead. */
export const delays: readonly number[] = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, 24 * hour, 24 * hour];

/** Mails under way at once, so that one that hangs holds no other up. */
const atOnce = 4;

/** A claim outlasts every try; after a crash the mail is taken up again when it ends. */
const lease = 3 * minute;

/** How far the clocks of programs on one outbox may differ before one takes mails out of the hands of another. */
const skew = 5 * minute;

/** The longest sleep: another program may have put a mail, or the clock may have jumped. */
const longestSleep = minute;

/** Also where something is due that cannot be claimed. */
const shortestSleep = 100;

/** So many mails in a row that were put off are no matter of theirs. */
const failing = 3;

/** After the database failed. */
const pause = 5000;

/** Starts a mailer. It claims due mails and hands them to the mail server, each at least once and under one Message-ID whatever happens; several may work on one outbox. */
export function startMailer(options: MailerOptions): Mailer {
  const worker = new Worker(options);
  worker.wake();
  return worker;
}

class Worker implements Mailer {
  readonly #options: MailerOptions;
  readonly #timers: Timers;
  readonly #greeting: string;
  readonly #underWay = new Set<Promise<void>>();
  /** Ids of the mails under way. */
  readonly #inHand = new Set<string>();
  /** When it last looked; at first later than any time, because the clock may have been set back while no program ran. */
  #looked = '~';
  /** Mails that were not taken since the last one that was. */
  #missed = 0;
  /** Mails that the server took but the outbox does not know of yet: they are not sent again from here. */
  readonly #taken = new Set<string>();
  readonly #unwatch: () => void;
  #looking: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #cancelSleep: () => void = () => undefined;

  constructor(options: MailerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#greeting = greetingOf(options.address);
    this.#unwatch = options.outbox.watch(() => this.wake());
  }

  wake(): void {
    this.#again = true;
    if (this.#closed || this.#looking !== undefined) return;
    this.#cancelSleep();
    this.#looking = this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#again && !this.#closed && this.#underWay.size < atOnce) this.wake();
    });
  }

  async settled(): Promise<void> {
    while (this.#looking !== undefined || this.#underWay.size > 0) await Promise.all([this.#looking, ...this.#underWay]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unwatch();
    this.#cancelSleep();
    await this.settled();
    this.#cancelSleep();
  }

  /** Claims what is due as far as there is room, then sleeps until something is. */
  async #look(): Promise<void> {
    const { outbox, now } = this.#options;
    try {
      while (!this.#closed) {
        const room = atOnce - this.#underWay.size;
        this.#again = false;
        const at = now();
        if (at < this.#looked) await outbox.hasten(at, lease + skew, delays.map((delay) => delay + skew));
        this.#looked = at;
        const rows = room === 0 ? [] : await outbox.claim(at, room, lease);
        // After the clock was set forward a claim of ours may seem to have ended.
        for (const row of rows) if (!this.#inHand.has(row.id)) this.#start(row);
        // With no room left, whichever mail ends first looks again.
        if (rows.length === room) return;
        const due = await outbox.nextDue();
        const time = now();
        const fellDue = due !== null && due > at && due <= time;
        if (this.#again || fellDue) continue;
        this.#sleep(due === null ? longestSleep : Math.min(Math.max(Date.parse(due) - Date.parse(time), shortestSleep), longestSleep));
        return;
      }
    } catch (error) {
      this.#options.trouble?.(error);
      this.#again = false;
      this.#sleep(pause);
    }
  }

  #sleep(ms: number): void {
    this.#cancelSleep();
    if (!this.#closed) this.#cancelSleep = this.#timers.after(ms, () => this.wake());
  }

  #start(row: MailRow): void {
    this.#inHand.add(row.id);
    const work = this.#handle(row)
      .catch((error: unknown) => this.#options.trouble?.(error))
      .finally(() => {
        this.#inHand.delete(row.id);
        this.#underWay.delete(work);
        this.wake();
      });
    this.#underWay.add(work);
  }

  /** Sends one mail and tells the outbox; if that cannot be told, the claim runs out and somebody takes the mail up again. */
  async #handle(row: MailRow): Promise<void> {
    const { outbox, settings, now } = this.#options;
    if (settings === null) {
      await outbox.hold(row.id);
      return;
    }
    const outcome: Outcome = this.#taken.has(row.id) ? { kind: 'sent' } : await this.#send(row, settings);
    this.#count(outcome);
    if (outcome.kind === 'sent') {
      this.#taken.add(row.id);
      await outbox.sent(row.id);
      this.#taken.delete(row.id);
      return;
    }
    const delay = outcome.kind === 'later' ? delays[row.attempts - 1] : undefined;
    await outbox.failed(row, outcome.words, delay === undefined ? null : new Date(Date.parse(now()) + delay).toISOString());
  }

  #count({ kind }: Outcome): void {
    if (kind === 'never') return;
    const before = this.#missed;
    this.#missed = kind === 'sent' ? 0 : before + 1;
    if (this.#missed === failing) this.#options.server?.(false);
    if (this.#missed === 0 && before >= failing) this.#options.server?.(true);
  }

  async #send(row: MailRow, settings: MailSettings): Promise<Outcome> {
    const { write, addressOf, address, secrets, now } = this.#options;
    const to = 'email' in row.to ? row.to.email : await addressOf(row.to.person);
    if (to === null) return { kind: 'never', words: 'This person has no mailbox here any more.' };
    const token = row.secret === null ? null : secrets.open(row.secret, row.id);
    if (token === null && (row.secret !== null || needsToken(row.kind))) {
      return { kind: 'never', words: 'The link of this mail can no longer be read, because the key it was sealed with is gone. Make a new link.' };
    }
    let words: ReturnType<typeof write>;
    try {
      words = write(row.kind, row.data, { address, link: mailLink(address, row, token) });
    } catch (error) {
      return { kind: 'never', words: `This mail cannot be written: ${cleaned(error instanceof Error ? error.message : String(error))}` };
    }
    return sendBySmtp({ id: row.id, to, at: new Date(now()), ...words }, settings, { timers: this.#timers, greeting: this.#greeting });
  }
}
