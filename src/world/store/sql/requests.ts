import type { Digest, Json } from '#agreement/record/canonical';
import type { Begun } from '#world/store/directory';
import { keyKeptMs } from '#world/store/store';
import type { Connection } from '#world/store/sql/rows';

/** Where requests of a person stand that belong to no agreement: beside those of seats, under a party and an agreement that no id names. */
const none = '';

/** What stands for the answer while a request is carried out; no JSON is empty. */
const underWay = '';

/** Notes that a person begins a request under a key, unless they did before. Keys older than seven days count as never used. */
export async function beginRequest(db: Connection, person: string, key: string, request: Digest, at: string): Promise<Begun> {
  const row = await db.selectFrom('idempotency').selectAll().where('party', '=', none).where('person', '=', person).where('key', '=', key).executeTakeFirst();
  if (row !== undefined && Date.parse(row.at) > Date.parse(at) - keyKeptMs) {
    if (row.request !== request) return { kind: 'key-conflict' };
    return row.answer === underWay ? { kind: 'under-way' } : { kind: 'repeated', answer: JSON.parse(row.answer) as Json };
  }
  await db.deleteFrom('idempotency').where('party', '=', none).where('person', '=', person).where('key', '=', key).execute();
  await db.insertInto('idempotency').values({ party: none, person, key, request, agreement: none, events: '[]', answer: underWay, at }).execute();
  return { kind: 'begun' };
}

/** Notes what a begun request was answered; null forgets it, because nothing was changed. */
export async function endRequest(db: Connection, person: string, key: string, answer: { json: Json } | null): Promise<void> {
  if (answer === null) await db.deleteFrom('idempotency').where('party', '=', none).where('person', '=', person).where('key', '=', key).execute();
  else await db.updateTable('idempotency').set({ answer: JSON.stringify(answer.json) }).where('party', '=', none).where('person', '=', person).where('key', '=', key).execute();
}
