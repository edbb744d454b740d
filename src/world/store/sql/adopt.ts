import { setImmediate as turn } from 'node:timers/promises';
import { InputError } from '#agreement/input-error';
import { verifyChain } from '#agreement/record/chain';
import type { Seat } from '#agreement/record/seat';
import { parseStream } from '#agreement/record/stream';
import type { PeopleKeys } from '#world/people-keys';
import { checkAdoption } from '#world/store/check';
import { DamageError, type Adopted, type Adoption, type Append } from '#world/store/store';
import { writeBlob } from '#world/store/sql/append';
import { keepCheckpoint } from '#world/store/sql/checkpoints';
import type { Engine } from '#world/store/sql/engine';
import { writeRows } from '#world/store/sql/party-rows';
import { writePeople } from '#world/store/sql/person-rows';
import { localName, rowOf, type Connection } from '#world/store/sql/rows';
import { changeSeats } from '#world/store/sql/seats';

/** Most events in one statement: databases bound the values that one may carry. */
const atOnce = 500;

/** Keeps an agreement that came from elsewhere, inside a transaction; where its id is taken nothing is changed. */
export async function adoptIn(engine: Engine, keys: PeopleKeys, db: Connection, seat: Seat, adoption: Adoption, at: string): Promise<Adopted> {
  checkAdoption(seat, adoption);
  const { agreement, streams, blobs, people, checkpoints, rows, dates, organisation, strangers = [] } = adoption;
  if ((await db.selectFrom('agreements').select('id').where('id', '=', agreement).executeTakeFirst()) !== undefined) return { kind: 'exists' };
  // Whoever signs for an installation of their own could let anybody speak; those who are here speak for themselves.
  const others = [...new Set(strangers)].filter((person) => person !== seat.person);
  for (let from = 0; from < others.length; from += atOnce) {
    const here = await db.selectFrom('user').select('id').where('id', 'in', others.slice(from, from + atOnce)).limit(1).executeTakeFirst();
    if (here !== undefined) throw new InputError('This file lets somebody act who has an account here, and it was not made here.', 'Nothing was kept. Ask whoever sent it where it was made.');
  }
  const made: Append = { agreement, writes: [], create: true, grants: [{ person: seat.person, party: seat.party, role: seat.role, organisation }], rows, dates };
  await db.insertInto('agreements').values({ id: agreement, created_at: at, adopted: checkpoints.length }).execute();
  await changeSeats(db, seat, made, at);
  await writeRows(engine.words, db, seat, made, at);
  for (const { stream, events } of streams) {
    const chain = verifyChain(events);
    // Checked before by whoever read the file; here once more, because from here on it is ours.
    if (!chain.ok) throw new DamageError({ stream, seq: chain.brokenAt }, 'its chain does not hold');
    const local = localName(parseStream(stream));
    for (let from = 0; from < events.length; from += atOnce) {
      await db.insertInto('events').values(events.slice(from, from + atOnce).map((event) => rowOf(event, agreement, local))).execute();
    }
  }
  for (const { digest, streams: places, read } of blobs) {
    // A long life has hundreds of versions; what needs no database goes on meanwhile.
    await turn();
    for (const stream of places) {
      if ((await writeBlob(db, agreement, localName(parseStream(stream)), read())) !== digest) throw new DamageError({ agreement, digest }, 'its bytes have another digest');
    }
  }
  for (const { stream, party, record } of people) await writePeople(db, keys, { party }, agreement, localName(parseStream(stream)), [record], at);
  for (const checkpoint of checkpoints) {
    if ((await keepCheckpoint(db, agreement, checkpoint)) !== null) throw new DamageError({ agreement, checkpoint: checkpoint.checkpoint.n }, 'it does not follow the one before');
  }
  return { kind: 'adopted' };
}
