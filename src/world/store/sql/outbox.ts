import type { Selectable } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Json } from '#agreement/record/canonical';
import { checkMail, refuseBadId, refuseBadTime } from '#world/store/check';
import type { MailKind, MailPage, MailRow, MailState, NewMail, Outbox } from '#world/store/outbox';
import type { Clock, Page } from '#world/store/store';
import { asStoreError } from '#world/store/sqlite/connect';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';

/** The outbox on a database, and how those who put mails into it by other ways wake its watchers after the commit. */
export function openOutbox(db: Connection, clock: Clock): { outbox: Outbox; wake: () => void } {
  const outbox = new SqliteOutbox(db, clock);
  return { outbox, wake: () => outbox.wake() };
}

/** Puts mails inside a transaction; one whose occasion has its mail already is dropped. */
export async function putMails(db: Connection, mails: readonly NewMail[], at: string): Promise<void> {
  for (const mail of mails) {
    const row = {
      id: mail.id,
      dedupe: mail.dedupe,
      kind: mail.kind,
      to_person: 'person' in mail.to ? mail.to.person : null,
      to_email: 'email' in mail.to ? mail.to.email : null,
      agreement: mail.agreement,
      data: JSON.stringify(mail.data),
      secret: mail.secret ?? null,
      made_at: at,
      due_at: mail.dueAt ?? at,
      attempts: 0,
      state: 'waiting',
    };
    await db.insertInto('outbox').values(row).onConflict((conflict) => conflict.column('dedupe').doNothing()).execute();
  }
}

class SqliteOutbox implements Outbox {
  readonly #db: Connection;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();

  constructor(db: Connection, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async put(mails: readonly NewMail[]): Promise<void> {
    mails.forEach(checkMail);
    await this.#run(() => this.#db.transaction().execute((db) => putMails(db, mails, this.#clock())));
    if (mails.length > 0) this.wake();
  }

  claim(now: string, limit: number, leaseMs: number): Promise<MailRow[]> {
    refuseBadTime(now);
    const until = new Date(Date.parse(now) + leaseMs).toISOString();
    // One statement, so that of several at once each mail goes to one.
    return this.#run(async () => {
      const rows = await this.#db
        .updateTable('outbox')
        .set((eb) => ({ state: 'sending', due_at: until, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', (eb) => eb.selectFrom('outbox').select('id').where('due_at', '<=', now).orderBy('due_at').orderBy('id').limit(limit))
        .returningAll()
        .execute();
      // The order of returned rows is nobody's promise; ids made later sort later.
      return rows.map(mailOf).sort((a, b) => (a.id < b.id ? -1 : 1));
    });
  }

  nextDue(): Promise<string | null> {
    return this.#run(async () => (await this.#db.selectFrom('outbox').select('due_at').where('due_at', 'is not', null).orderBy('due_at').limit(1).executeTakeFirst())?.due_at ?? null);
  }

  async sent(id: string): Promise<void> {
    await this.#set(id, ['sending', 'waiting'], { state: 'sent', sent_at: this.#clock(), due_at: null, last_error: null, secret: null });
  }

  async failed(id: string, error: string, dueAt: string | null): Promise<void> {
    if (dueAt !== null) refuseBadTime(dueAt);
    const last_error = error.replaceAll('\0', ' ').slice(0, 1000);
    await this.#set(id, ['sending'], dueAt === null ? { state: 'dead', due_at: null, last_error } : { state: 'waiting', due_at: dueAt, last_error });
  }

  list(state: MailState | undefined, page: Page): Promise<MailPage> {
    return this.#run(async () => {
      if (!Number.isSafeInteger(page.limit) || page.limit < 1 || page.limit > 200) throw new InputError('A page holds 1 to 200 mails.', 'Ask for a limit in that range.', 'limit');
      let query = this.#db.selectFrom('outbox').selectAll();
      if (state !== undefined) query = query.where('state', '=', state);
      if (page.after !== undefined) {
        refuseBadId(page.after);
        query = query.where('id', '<', page.after);
      }
      const rows = await query.orderBy('id', 'desc').limit(page.limit + 1).execute();
      const items = rows.slice(0, page.limit).map(mailOf);
      return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
    });
  }

  async retry(id: string): Promise<boolean> {
    const done = await this.#set(id, ['dead', 'held'], { state: 'waiting', due_at: this.#clock(), attempts: 0 });
    if (done) this.wake();
    return done;
  }

  discard(id: string): Promise<boolean> {
    return this.#set(id, ['waiting', 'sending', 'dead', 'held'], { state: 'discarded', due_at: null, secret: null });
  }

  hold(id: string): Promise<boolean> {
    return this.#set(id, ['waiting', 'sending'], { state: 'held', due_at: null });
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls the watchers. */
  wake(): void {
    for (const listener of this.#listeners) listener();
  }

  #set(id: string, from: readonly MailState[], change: Partial<Tables['outbox']>): Promise<boolean> {
    return this.#run(async () => {
      refuseBadId(id);
      const { numUpdatedRows } = await this.#db.updateTable('outbox').set(change).where('id', '=', id).where('state', 'in', from).executeTakeFirst();
      return numUpdatedRows > 0n;
    });
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asStoreError(error);
    }
  }
}

function mailOf(row: Selectable<Tables['outbox']>): MailRow {
  return {
    id: row.id,
    dedupe: row.dedupe,
    kind: row.kind as MailKind,
    to: row.to_person === null ? { email: row.to_email ?? '' } : { person: row.to_person },
    agreement: row.agreement,
    data: JSON.parse(row.data) as Json,
    // libsql hands blobs out as ArrayBuffer.
    secret: row.secret === null ? null : new Uint8Array(row.secret),
    state: row.state as MailState,
    madeAt: row.made_at,
    dueAt: row.due_at,
    attempts: row.attempts,
    lastError: row.last_error,
    sentAt: row.sent_at,
  };
}
