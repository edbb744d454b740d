import { sql, type RawBuilder, type Selectable, type SqlBool } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Json } from '#agreement/record/canonical';
import { checkMail, refuseBadId, refuseBadTime } from '#world/store/check';
import type { MailKind, MailPage, MailRow, MailState, NewMail, Outbox } from '#world/store/outbox';
import type { Clock, Page } from '#world/store/store';
import type { Engine } from '#world/store/sql/engine';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';

/** The outbox on a database. */
export function openOutbox(engine: Engine, clock: Clock): Outbox {
  return new SqlOutbox(engine, clock);
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

class SqlOutbox implements Outbox {
  readonly #engine: Engine;
  readonly #db: Connection;
  readonly #clock: Clock;

  constructor(engine: Engine, clock: Clock) {
    this.#engine = engine;
    this.#db = engine.db;
    this.#clock = clock;
  }

  async put(mails: readonly NewMail[]): Promise<void> {
    mails.forEach(checkMail);
    await this.#engine.write((db) => putMails(db, mails, this.#clock()));
    if (mails.length > 0) this.#wake();
  }

  claim(now: string, limit: number, leaseMs: number): Promise<MailRow[]> {
    refuseBadTime(now);
    const until = new Date(Date.parse(now) + leaseMs).toISOString();
    // One statement, so that of several at once each mail goes to one; the rows are chosen once, whatever plan the database makes.
    return this.#run(async () => {
      const rows = await this.#db
        .with((cte) => cte('chosen').materialized(), (db) => this.#engine.taking(db.selectFrom('outbox').select('id').where('due_at', '<=', now).where(not(heldBack(now))).orderBy('due_at').orderBy('id').limit(limit)))
        .updateTable('outbox')
        .set((eb) => ({ state: 'sending', due_at: until, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', (eb) => eb.selectFrom('chosen').select('id'))
        .returningAll()
        .execute();
      // The order of returned rows is nobody's promise; ids made later sort later.
      return rows.map(mailOf).sort((a, b) => (a.id < b.id ? -1 : 1));
    });
  }

  hasten(now: string, leaseMs: number, delays: readonly number[]): Promise<number> {
    refuseBadTime(now);
    const later = (ms: number): string => new Date(Date.parse(now) + ms).toISOString();
    return this.#run(async () => {
      const { numUpdatedRows } = await this.#db
        .updateTable('outbox')
        .set({ due_at: now })
        .where('due_at', '>', now)
        .where((eb) =>
          eb.or([
            eb.and([eb('state', '=', 'sending'), eb('due_at', '>', later(leaseMs))]),
            eb.and([eb('state', '=', 'waiting'), eb('attempts', '=', 0), eb('made_at', '>', now), eb('due_at', '<=', eb.ref('made_at'))]),
            ...delays.map((delay, index) => eb.and([eb('state', '=', 'waiting'), eb('attempts', '=', index + 1), eb('due_at', '>', later(delay))])),
          ]),
        )
        .executeTakeFirst();
      return Number(numUpdatedRows);
    });
  }

  nextDue(): Promise<string | null> {
    return this.#run(async () => (await this.#db.selectFrom('outbox').select('due_at').where('due_at', 'is not', null).where(not(heldBack(this.#clock()))).orderBy('due_at').limit(1).executeTakeFirst())?.due_at ?? null);
  }

  async sent(id: string): Promise<void> {
    await this.#set(id, ['sending', 'waiting'], { state: 'sent', sent_at: this.#clock(), due_at: null, ...told });
  }

  async failed({ id, attempts }: Pick<MailRow, 'id' | 'attempts'>, error: string, dueAt: string | null): Promise<void> {
    if (dueAt !== null) refuseBadTime(dueAt);
    const last_error = error.replaceAll('\0', ' ').slice(0, 1000);
    const change = dueAt === null ? { state: 'dead', due_at: null, last_error } : { state: 'waiting', due_at: dueAt, last_error };
    await this.#set(id, ['sending'], change, attempts);
  }

  list(state: MailState | undefined, page: Page): Promise<MailPage> {
    return this.#run(async () => {
      if (!Number.isSafeInteger(page.limit) || page.limit < 1 || page.limit > 200) throw new InputError('A page holds 1 to 200 mails.', 'Ask for a limit in that range.', 'limit');
      let query = this.#db.selectFrom('outbox').selectAll().select(heldBack(this.#clock()).as('held_back'));
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
    if (done) this.#wake();
    return done;
  }

  async discard(id: string): Promise<boolean> {
    const done = await this.#set(id, ['waiting', 'sending', 'dead', 'held'], { state: 'discarded', due_at: null, ...told });
    // It may have held others back.
    if (done) this.#wake();
    return done;
  }

  hold(id: string): Promise<boolean> {
    return this.#set(id, ['waiting', 'sending'], { state: 'held', due_at: null });
  }

  watch(listener: () => void): () => void {
    return this.#engine.changes.watch((told) => {
      if (told === 'mails' || told === 'anything') listener();
    });
  }

  #wake(): void {
    this.#engine.changes.publish('mails');
  }

  #set(id: string, from: readonly MailState[], change: Partial<Tables['outbox']>, attempts?: number): Promise<boolean> {
    return this.#run(async () => {
      refuseBadId(id);
      let update = this.#db.updateTable('outbox').set(change).where('id', '=', id).where('state', 'in', from);
      // A claim that ran out and was taken over by somebody else has another number.
      if (attempts !== undefined) update = update.where('attempts', '=', attempts);
      const { numUpdatedRows } = await update.executeTakeFirst();
      return numUpdatedRows > 0n;
    });
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    return this.#engine.run(work);
  }
}

/**
 * Whether an older mail of the same agreement to the same receiver must go first: one that is being sent, is due, or has failed and
 * waits for its next try. One whose time has not come yet holds nothing back, and neither does one that was given up.
 */
/** Of a mail that is over nothing is kept but that it was: what it said may name people. */
const told = { last_error: null, secret: null, data: '{}' };

function heldBack(now: string): RawBuilder<SqlBool> {
  return sql`(outbox.due_at is not null and outbox.agreement is not null and exists (
    select 1 from outbox as older
    where older.agreement = outbox.agreement and older.due_at is not null
      and coalesce(older.to_person, '') = coalesce(outbox.to_person, '') and coalesce(older.to_email, '') = coalesce(outbox.to_email, '')
      and (older.made_at < outbox.made_at or (older.made_at = outbox.made_at and older.id < outbox.id))
      and (older.state = 'sending' or older.attempts > 0 or older.due_at <= ${now})))`;
}

function not(condition: RawBuilder<SqlBool>): RawBuilder<SqlBool> {
  return sql`not ${condition}`;
}

function mailOf(row: Selectable<Tables['outbox']> & { held_back?: SqlBool }): MailRow {
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
    heldBack: Boolean(row.held_back ?? false),
  };
}
