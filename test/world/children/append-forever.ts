import { writeSync } from 'node:fs';
import { digestOf } from '#agreement/record/canonical';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { openDataFolder } from '#world/data-folder';
import { openPeopleKeys } from '#world/people-keys';
import { openDatabase } from '#world/store/open-database';
import { systemClock } from '#world/store/ids';
import type { Append } from '#world/store/store';

// Appends one event after another to the data folder that it is given, or to a database and with the folder of its keys as third argument, each with a file, a row, a mail and a key, and prints its number once the
// store has acknowledged it. Before that it asks for the last one again, under its key.
const [at = '', count = 'Infinity', keys] = process.argv.slice(2);
const { store } = keys !== undefined ? await openDatabase(at, systemClock, { peopleKeys: openPeopleKeys(keys) }) : (await openDataFolder(at, systemClock)).database;
const stream = partyStream('a1', 'local');

function numbered(seq: number): Append {
  const title = `title ${seq}`;
  return {
    agreement: 'a1',
    create: seq === 0,
    writes: [{ stream, expectedSeq: seq, drafts: [{ kind: 'agreement-named', body: { type: null, title } }], blobs: [Buffer.from(`blob ${seq}`)] }],
    rows: [{ party: 'local', title, type: null, parties: [], status: 'created', turn: 0, words: `word ${seq}`, needs: [], waits: [] }],
    mails: [{ id: `mail-${String(seq).padStart(6, '0')}`, dedupe: `mail ${seq}`, kind: 'turn', to: { person: 'local' }, agreement: 'a1', data: null }],
    once: { key: `key-${seq}`, request: digestOf({ seq }), answer: seq },
  };
}

let seq = (await store.read(localSeat, stream)).length;
if (seq > 0) {
  const again = await store.append(localSeat, numbered(seq - 1));
  if (again.kind !== 'repeated' || again.answer !== seq - 1 || again.events[0]?.seq !== seq) throw new Error(`asked again and answered ${JSON.stringify(again)}`);
}
writeSync(1, `${seq}\n`);
for (let left = Number(count); left > 0; left--) {
  const outcome = await store.append(localSeat, numbered(seq));
  if (outcome.kind !== 'appended') throw new Error(outcome.kind);
  writeSync(1, `${++seq}\n`);
}
