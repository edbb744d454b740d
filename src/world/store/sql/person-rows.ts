import type { PersonDetails, PersonRecord } from '#agreement/record/person';
import { localSeat, type Seat } from '#agreement/record/seat';
import { mayRead, parseStream } from '#agreement/record/stream';
import { SealError, type PeopleKeys, type WrappedKey } from '#world/people-keys';
import type { Connection } from '#world/store/sql/rows';
import { held } from '#world/store/sql/seats';
import { DamageError } from '#world/store/store';

/**
 * Keeps the records of people in an agreement for the readers of a stream, or replaces them. Somebody with an account has one key for
 * all their records, somebody who is only named in an agreement one for that agreement. Of those who were erased nothing is kept but
 * that there was somebody.
 */
export async function writePeople(db: Connection, keys: PeopleKeys, { party }: Pick<Seat, 'party'>, agreement: string, stream: string, people: readonly PersonRecord[], at: string): Promise<void> {
  if (people.length === 0) return;
  const names = await keyNames(db, agreement, people);
  const wrapped = await keysOf(db, keys, [...new Set(names.values())], at);
  const rows = people.map((person) => {
    const name = names.get(person.id) as string;
    const key = wrapped.get(name) ?? null;
    const details = key === null || person.erased === true ? '' : sealed(keys, { name, wrapped: key }, agreement, person);
    return { agreement, person: person.id, party, stream, salt: '', details, key: name };
  });
  await db
    .insertInto('people')
    .values(rows)
    // The key stays: whoever replaces a record does not say whose it is.
    .onConflict((conflict) => conflict.columns(['agreement', 'person']).doUpdateSet((eb) => ({ party: eb.ref('excluded.party'), stream: eb.ref('excluded.stream'), salt: '', details: eb.ref('excluded.details') })))
    .execute();
}

/** The records of people of an agreement, or of one of them, that a seat may read; null if it is not held. Those who were erased are among them, without details. */
export async function readPeople(db: Connection, keys: PeopleKeys, seat: Seat, agreement: string, only?: string): Promise<PersonRecord[] | null> {
  // The agreement's own row tells a seat that is held where there is nobody from one that is not.
  const rows = await db
    .selectFrom('agreements')
    .leftJoin('people', (join) => (only === undefined ? join : join.on('people.person', '=', only)).onRef('people.agreement', '=', 'agreements.id'))
    .leftJoin('person_keys', 'person_keys.person', 'people.key')
    .select(['people.person', 'people.stream', 'people.details', 'people.key as name', 'person_keys.key as wrapped'])
    .where('agreements.id', '=', agreement)
    .where(held(seat, agreement))
    .execute();
  if (rows.length === 0) return null;
  return rows.flatMap(({ person, stream, details, name, wrapped }) => {
    const none = person === null || stream === null || details === null;
    return none || !mayRead(seat, parseStream(`${agreement}/${stream}`)) ? [] : [recordOf(keys, { agreement, person, details, name, wrapped })];
  });
}

/** A row of a person with the key that it names. */
export interface KeptPerson {
  agreement: string;
  person: string;
  details: string;
  name: string | null;
  wrapped: string | null;
}

/** The record of a row; a DamageError where it is not what was sealed there. */
export function recordOf(keys: PeopleKeys, { agreement, person, details, name, wrapped }: KeptPerson): PersonRecord {
  if (details === '' || (name !== null && wrapped === null)) return { id: person, salt: '', details: {}, erased: true };
  const damaged = (why: string): DamageError => new DamageError({ agreement, person }, why);
  if (name === null || wrapped === null) throw damaged('it was never sealed');
  try {
    const { salt, details: held } = JSON.parse(keys.open({ name, wrapped }, placeOf(agreement, person), details)) as { salt: string; details: PersonDetails };
    return { id: person, salt, details: held };
  } catch (error) {
    if (error instanceof SealError) throw damaged(error.message);
    throw error;
  }
}

/** Seals rows of the plain form that an older program wrote, some at a time; returns how many there were. */
export async function sealPlain(db: Connection, keys: PeopleKeys, most: number, at: string): Promise<number> {
  const rows = await db.selectFrom('people').select(['agreement', 'person', 'salt', 'details']).where('key', 'is', null).orderBy('agreement').orderBy('person').limit(most).execute();
  for (const { agreement, person, salt, details } of rows) {
    const record: PersonRecord = { id: person, salt, details: JSON.parse(details) as PersonDetails, ...(await signedBy(db, agreement, person)) };
    const name = (await keyNames(db, agreement, [record])).get(person) as string;
    const wrapped = (await keysOf(db, keys, [name], at)).get(name) ?? null;
    const set = { key: name, salt: '', details: wrapped === null ? '' : sealed(keys, { name, wrapped }, agreement, record) };
    await db.updateTable('people').set(set).where('agreement', '=', agreement).where('person', '=', person).execute();
  }
  return rows.length;
}

/** The name of the key of somebody who is only named in an agreement. */
export function localKey(agreement: string, person: string): string {
  return `${agreement}/${person}`;
}

function sealed(keys: PeopleKeys, key: WrappedKey, agreement: string, { id, salt, details }: PersonRecord): string {
  return keys.seal(key, placeOf(agreement, id), JSON.stringify({ salt, details }));
}

function placeOf(agreement: string, person: string): string {
  return `people ${agreement} ${person} details`;
}

/** Under which key each record lies: its own as it is, else that of the account it is about, else one for this agreement. */
async function keyNames(db: Connection, agreement: string, people: readonly PersonRecord[]): Promise<Map<string, string>> {
  const ids = people.map((person) => person.id);
  const kept = await db.selectFrom('people').select(['person', 'key']).where('agreement', '=', agreement).where('person', 'in', ids).execute();
  const known = new Map(kept.flatMap(({ person, key }) => (key === null ? [] : [[person, key] as const])));
  const about = people.filter((person) => !known.has(person.id)).map((person) => person.of ?? person.id);
  const accounts = about.length === 0 ? [] : await db.selectFrom('user').select('id').where('id', 'in', about).execute();
  // Whoever was erased has no account any more, and still no second key.
  const erased = about.length === 0 ? [] : await db.selectFrom('person_keys').select('person as id').where('person', 'in', about).execute();
  const owners = new Set([...accounts, ...erased].map((row) => row.id));
  return new Map(people.map(({ id, of = id }) => [id, known.get(id) ?? (owners.has(of) ? of : localKey(agreement, id))]));
}

/** The wrapped keys of these names, made where there are none; null for those that were destroyed. */
async function keysOf(db: Connection, keys: PeopleKeys, names: readonly string[], at: string): Promise<Map<string, string | null>> {
  const read = async (): Promise<Map<string, string | null>> => new Map((await db.selectFrom('person_keys').select(['person', 'key']).where('person', 'in', names).execute()).map((row) => [row.person, row.key]));
  const found = await read();
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return found;
  await db.insertInto('person_keys').values(missing.map((person) => ({ person, key: keys.make(person), made_at: at, erased_at: null }))).onConflict((conflict) => conflict.doNothing()).execute();
  return read();
}

/** Who signed with the name in this record, by the record of that signature. */
async function signedBy(db: Connection, agreement: string, person: string): Promise<{ of?: string }> {
  const signed = await db.selectFrom('events').select(['actor', 'on_behalf_of', 'body']).where('agreement', '=', agreement).where('stream', '=', 'shared').where('kind', '=', 'agreement-signed').execute();
  const found = signed.find(({ body }) => (JSON.parse(body) as { person?: { person?: string } }).person?.person === person);
  // Whoever drafted for all parties wrote the names of others.
  const { person: of } = found === undefined || found.on_behalf_of === localSeat.party ? {} : (JSON.parse(found.actor) as { person?: string });
  return of === undefined ? {} : { of };
}
