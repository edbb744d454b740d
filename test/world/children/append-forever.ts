import { writeSync } from 'node:fs';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { openDataFolder } from '#world/data-folder';
import { systemClock } from '#world/store/ids';

// Appends one event after another to the data folder it is given and prints each number once the store has acknowledged it.
const [folder = '', count = 'Infinity'] = process.argv.slice(2);
const data = await openDataFolder(folder, systemClock);
const stream = partyStream('a1', 'local');
let seq = (await data.database.store.read(localSeat, stream)).length;
writeSync(1, `${seq}\n`);
for (let left = Number(count); left > 0; left--) {
  const outcome = await data.database.store.append(localSeat, {
    agreement: 'a1',
    create: seq === 0,
    writes: [{ stream, expectedSeq: seq, drafts: [{ kind: 'agreement-named', body: { type: null, title: `title ${seq}` } }], blobs: [Buffer.from(`blob ${seq}`)] }],
    rows: [{ party: 'local', title: `title ${seq}`, type: null, parties: [], status: 'created', turn: 0, words: `word ${seq}`, needs: [], waits: [] }],
  });
  if (outcome.kind !== 'appended') throw new Error(outcome.kind);
  writeSync(1, `${++seq}\n`);
}
