import { otherKeys, type PeopleKeys } from '#world/people-keys';
import type { Engine } from '#world/store/sql/engine';
import { sealPlain } from '#world/store/sql/person-rows';
import type { Clock } from '#world/store/store';

/** Rows sealed in one transaction, so that a large folder is sealed in steps and goes on where it was interrupted. */
const mostAtOnce = 200;

/**
 * Makes sure before anybody reads or writes that the keys of people go with this database (an InputError where they do not), and that
 * no details lie open in it: rows that an older program wrote are sealed, and then the file is written anew once, because what was
 * replaced may still stand in it.
 */
export async function readyPeople(engine: Engine, keys: PeopleKeys, at: string, clock: Clock): Promise<void> {
  await proveKeys(engine, keys, at);
  const done = await engine.run((db) => db.selectFrom('installation').select('value').where('name', '=', 'people').executeTakeFirst());
  if (done !== undefined) return;
  for (let sealed = mostAtOnce; sealed === mostAtOnce; ) sealed = await engine.write((db) => sealPlain(db, keys, mostAtOnce, clock()));
  const anybody = await engine.run((db) => db.selectFrom('people').select('person').limit(1).executeTakeFirst());
  if (anybody !== undefined) await engine.scrub('whole');
  await engine.write((db) => db.insertInto('installation').values({ name: 'people', value: 'sealed' }).onConflict((conflict) => conflict.doNothing()).execute());
}

async function proveKeys(engine: Engine, keys: PeopleKeys, at: string): Promise<void> {
  const known = (): Promise<string | undefined> => engine.run(async (db) => (await db.selectFrom('installation').select('value').where('name', '=', 'people-key').executeTakeFirst())?.value);
  let noted = await known();
  const ours = keys.fingerprint(noted === undefined);
  if (noted === undefined && ours !== null) {
    await engine.write((db) => db.insertInto('installation').values({ name: 'people-key', value: ours }).onConflict((conflict) => conflict.doNothing()).execute());
    noted = await known();
  }
  if (ours === null || noted !== ours) throw otherKeys(at);
}
