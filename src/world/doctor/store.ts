import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { bytesInWords, codeOf, Looks, spanInWords, type Look } from '#world/doctor/look';
import type { Connection } from '#world/store/sql/rows';
import { openToExamine as openServer, type ServerFacts } from '#world/store/postgres/examine';
import { examineInstallation, examineOutbox, examineRecord, examineVersion, type InstallationFacts, type OutboxFacts, type RecordFacts } from '#world/store/sql/examine';
import { openToExamine as openFile, type OpenedFile } from '#world/store/sqlite/examine';

/** How to look at the store. */
export interface StoreToLookAt {
  /** Now, RFC 3339 in UTC. */
  now: string;
  /** Whether a mail server is set up. */
  mail: boolean;
  /** Whether to read all of it however long that takes; otherwise a record of more than 1 GB is not read through. */
  whole: boolean;
  /** Folder with the keys of the installation, null where it is not looked at. */
  keys: string | null;
}

const large = 1e9;

/** Looks at the database file of a data folder, beside a server that may be writing to it. */
export async function lookAtFile(file: string, set: StoreToLookAt): Promise<Look[]> {
  const on = new Looks('store');
  if (!existsSync(file)) {
    on.fine('Nothing is kept here yet.');
    return on.items;
  }
  let opened: OpenedFile;
  try {
    opened = openFile(file);
  } catch (error) {
    on.wrong(`The database ${file} cannot be opened (${codeOf(error)}).`, 'Check that it can be read; if it is damaged, stop the program and restore a backup.');
    return on.items;
  }
  try {
    const version = await examineVersion(opened.db).catch(() => null);
    if (version === null) {
      on.wrong(`${file} holds no tables of this program, or is damaged.`, 'Restore a backup, or name another data folder.');
      return on.items;
    }
    on.fine(`SQLite, ${bytesInWords(opened.bytes)}${opened.log > 0 ? `, log ${bytesInWords(opened.log)}` : ''}.`);
    lookAtVersion(on, version, opened.known);
    if (opened.log > 256e6) on.look(`The write-ahead log has ${bytesInWords(opened.log)}.`, 'Look for a backup or another program that keeps reading the database; the log is taken in when it ends.');
    if (opened.empty > 100e6 && opened.empty > opened.bytes / 4) on.look(`${bytesInWords(opened.empty)} of the file hold nothing.`, 'No harm; "entente backup" and "entente restore" into an empty folder make it small again.');
    if (opened.bytes > large && !set.whole) on.look(`The record was not read through, because it has ${bytesInWords(opened.bytes)}.`, 'Read it through with --whole when the machine has little to do.');
    else {
      const faults = opened.check();
      if (faults.length > 0) on.wrong(`The file is damaged: ${faults.slice(0, 3).join('; ')}.`, 'Stop the program, check the disk, and restore the newest backup; "entente audit" says what of the record is hit.');
      else on.fine('The file is whole (quick_check). Whether the record is as it was written is for "entente audit".');
    }
    return [...on.items, ...(await lookInside(opened.db, version, opened.known, set, opened.bytes > large && !set.whole))];
  } finally {
    opened.close();
  }
}

/** Looks at a database server: what it is, whether it keeps what it acknowledges, and its clock. */
export async function lookAtServer(url: string, set: StoreToLookAt): Promise<Look[]> {
  const on = new Looks('store');
  let opened: Awaited<ReturnType<typeof openServer>>;
  try {
    opened = await openServer(url);
  } catch (error) {
    if (error instanceof InputError) on.wrong(error.what, error.next);
    else on.wrong(`The database server cannot be asked (${codeOf(error)}).`, 'Check that it runs and can be reached from here, and the address, user and password in --database.');
    return on.items;
  }
  try {
    const { facts, shown, known } = opened;
    on.fine(`PostgreSQL ${facts.version} at ${shown}, ${bytesInWords(facts.bytes)}, ${facts.connections.now} of ${facts.connections.most} connections.`);
    lookAtSettings(on, facts);
    lookAtServerClock(on, facts.ahead);
    const version = await examineVersion(opened.db).catch(() => 0);
    if (version === 0) {
      on.fine('Nothing is kept there yet.');
      return on.items;
    }
    lookAtVersion(on, version, known);
    const skipped = facts.bytes > large && !set.whole;
    if (skipped) on.look(`The record was not read through, because the database has ${bytesInWords(facts.bytes)}.`, 'Read it through with --whole when the server has little to do.');
    return [...on.items, ...(await lookInside(opened.db, version, known, set, skipped))];
  } finally {
    await opened.close();
  }
}

function lookAtVersion(on: Looks, version: number, known: number): void {
  if (version > known) on.wrong(`The data is of version ${version}, and this program knows ${known}.`, 'Start the newer program; this one refuses the data.');
  else if (version < known) on.look(`The data is of version ${version}; this program brings it to ${known} when it starts, and the program of before then refuses it.`, 'Make a backup, then start "entente serve".');
  else on.fine(`The data is of version ${version}, as this program writes it.`);
}

/** What a server must say of itself so that what it acknowledges is kept. */
function lookAtSettings(on: Looks, { number, commit, fsync, fullPages, encoding, collation, copy, connections }: ServerFacts): void {
  if (number < 140_000) on.look('PostgreSQL before 14 is not tested with this program.', 'Update it to a version that is still maintained.');
  if (copy) on.wrong('This server only follows another one and takes no writes.', 'Name the one that takes writes.');
  if (fsync !== 'on') on.wrong('fsync is off: after a power cut the database may be lost.', 'Set fsync = on in its configuration.');
  if (fullPages !== 'on') on.wrong('full_page_writes is off: after a power cut pages may be torn.', 'Set full_page_writes = on in its configuration.');
  if (commit !== 'on' && commit !== 'remote_apply') on.look(`synchronous_commit is ${commit} there; this program asks for "on" itself.`, 'Nothing, unless other programs write to this database.');
  if (fsync === 'on' && fullPages === 'on' && !copy) on.fine('What it acknowledges is on its disk (fsync, full_page_writes).');
  if (encoding !== 'UTF8') on.wrong(`The database is in ${encoding}.`, 'Make one in UTF8: createdb --encoding=UTF8 --template=template0.');
  else on.fine(`The database is in UTF8, order of texts ${collation} (ours are compared byte by byte whatever it is).`);
  if (connections.most - connections.now < 20) on.look(`${connections.most - connections.now} connections are free.`, 'Each process of this program takes up to 10: raise max_connections, or end what does not need them.');
}

function lookAtServerClock(on: Looks, ahead: number): void {
  if (Math.abs(ahead) < 1000) on.fine('Its clock and that of this machine agree within a second.');
  else on.look(`Its clock is ${spanInWords(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} that of this machine.`, 'Let a time service set both (chrony, systemd-timesyncd): times in the record are those of this machine.');
}

function lookAtPlace({ movedTo, sealed }: InstallationFacts, keys: string | null): Look[] {
  const on = new Looks('store');
  if (movedTo !== null) on.wrong(`This data was moved to ${movedTo}; what is here is old.`, 'Run the server, backups and this command with the new place; or take the mark off with: entente move --undo');
  if (sealed && keys !== null && !existsSync(join(keys, 'people.key'))) on.wrong(`The key people.key is missing in ${keys}, and nobody can open the data without it.`, 'Restore the folder for keys from a backup, or copy it from another machine of this installation.');
  return on.items;
}

/** Clock and mails, which are looked at alike in every database. */
async function lookInside(db: Connection, version: number, known: number, set: StoreToLookAt, skipped: boolean): Promise<Look[]> {
  if (version > known) return [];
  try {
    // Before this version there may be no outbox, or another one.
    const mails = version < known ? [] : lookAtOutbox(await examineOutbox(db), set);
    const place = version < known ? [] : lookAtPlace(await examineInstallation(db), set.keys);
    return skipped ? [...place, ...mails] : [...place, ...lookAtTimes(await examineRecord(db), set.now), ...mails];
  } catch (error) {
    const on = new Looks('store');
    on.wrong(`The record cannot be read (${codeOf(error)}).`, 'If it says "malformed" or "corrupt", stop the program and restore the newest backup; "entente audit" says what of the record is hit.');
    return on.items;
  }
}

/** Looks at the times of the record against the clock of this machine. */
export function lookAtTimes({ events, newest, backwards, place }: RecordFacts, now: string): Look[] {
  const on = new Looks('clock');
  const ahead = newest === null ? 0 : Date.parse(newest) - Date.parse(now);
  if (ahead > 60_000) on.wrong(`The newest event was written at ${newest}, ${spanInWords(ahead)} after what the clock of this machine says now.`, 'Set the clock right, by a time service: it is behind now, or was ahead then. The order of events holds by their numbers whatever the times say.');
  if (backwards > 0) on.look(`The clock was set back ${backwards === 1 ? 'once' : `${backwards} times`} while the record was written (${place}).`, 'Let a time service set the clock. Nothing is lost: events are ordered by their numbers, and the history shows the place.');
  if (on.items.length === 0) on.fine(events === 0 ? 'The record is empty.' : `The times of ${events.toLocaleString('en')} events go forward; the newest is of ${newest}.`);
  return on.items;
}

/** Looks at mails that do not get on. */
export function lookAtOutbox({ counts, oldestDue, failing }: OutboxFacts, { now, mail }: Pick<StoreToLookAt, 'now' | 'mail'>): Look[] {
  const on = new Looks('mails');
  const { dead = 0, held = 0, waiting = 0, sent = 0 } = counts;
  const late = oldestDue === null ? 0 : Date.parse(now) - Date.parse(oldestDue);
  if (dead > 0) on.look(`${dead} ${dead === 1 ? 'mail was' : 'mails were'} given up after three days.`, 'Look at them under Outbox: mend the address or the mail server, then "Try again", or hand the link over by other means.');
  if (held > 0 && mail) on.look(`${held} ${held === 1 ? 'mail is' : 'mails are'} held from the time without a mail server.`, 'Look at them under Outbox: "Try again" sends them.');
  if (failing > 0) on.look(`${failing} ${failing === 1 ? 'mail was' : 'mails were'} not taken by the mail server and will be tried again.`, 'Under Outbox stands what the mail server said.');
  if (waiting > 0 && late > 15 * 60_000) on.look(`A mail has been due for ${spanInWords(late)}.`, 'Start the program if it does not run; else look at its log.');
  if (on.items.length === 0) on.fine(mail ? `${waiting} wait, ${sent} sent.` : `${held + waiting} wait to be handed over by hand, since there is no mail server.`);
  return on.items;
}
