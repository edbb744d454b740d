import { generateKeyPairSync } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { partyStream } from '#agreement/record/stream';
import { localSeat } from '#agreement/record/seat';
import { openDataFolder } from '#world/data-folder';
import { lookAtBackups, noteBackup } from '#world/doctor/backups';
import { lookAtKeys, lookAtTls } from '#world/doctor/certificates';
import { diskOf, lookAtDisk } from '#world/doctor/disk';
import { lookAtFolder } from '#world/doctor/folder';
import { bytesInWords, spanInWords, type Look, type State } from '#world/doctor/look';
import { lookAtMachine } from '#world/doctor/machine';
import { lookAtMail } from '#world/doctor/mail';
import { lookAtFile, lookAtOutbox, lookAtServer, lookAtTimes } from '#world/doctor/store';
import { readMailSettings } from '#world/mail/settings';
import { openAuthority } from '#world/signing/authority';
import { namePart, writeCertificate } from '#world/signing/certificate-write';
import { systemClock } from '#world/store/ids';
import { postgresDatabase, postgresMissing } from '../postgres';
import { bundleChild } from '../suites/bundle-child';
import { startMailServer } from './mail-server';

const root = mkdtempSync(join(tmpdir(), 'entente-doctor-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

const day = 86_400_000;
const now = '2026-11-24T10:00:00.000Z';
const how = { now, mail: false, whole: false, keys: null };

/** The looks of a state, as one text. */
const of = (looks: readonly Look[], state: State): string => looks.filter((look) => look.state === state).map(({ found, next = '' }) => `${found} ${next}`).join('\n');
/** Every look that is not fine says what to do. */
const sound = (looks: readonly Look[]): readonly Look[] => {
  for (const look of looks) expect(look.state === 'fine' || (look.next ?? '') !== '', look.found).toBe(true);
  return looks;
};

let count = 0;
/** A data folder with one agreement of two events; the second of a clock that was set back, if so asked. */
async function folderWith({ back = 0 } = {}): Promise<string> {
  const path = join(root, `data-${++count}`);
  const times = [now, new Date(Date.parse(now) - back).toISOString()];
  let at = now;
  const data = await openDataFolder(path, () => at);
  const stream = partyStream('a1', 'local');
  for (const [index, time] of times.entries()) {
    at = time;
    await data.database.store.append(localSeat, { agreement: 'a1', create: index === 0, writes: [{ stream, expectedSeq: index, drafts: [{ kind: 'agreement-named', body: { type: null, title: `Title ${index}` } }] }] });
  }
  await data.close();
  return path;
}

describe('the data folder', () => {
  test('that is as we made it', async () => {
    const path = await folderWith();
    const { looks, readable, open } = lookAtFolder(path);
    expect([of(looks, 'look'), of(looks, 'wrong'), readable, open]).toEqual(['', '', true, false]);
  });
  test('that is open names the program, and stays open', async () => {
    const path = await folderWith();
    const data = await openDataFolder(path, systemClock);
    ending.push(() => data.close());
    // Another process: within this one the lock must not be opened again.
    const { open, looks } = await inChild(path);
    expect([open, of(looks, 'fine')]).toEqual([true, expect.stringContaining(`Process ${process.pid} has it open.`)]);
    expect((await inChild(path)).open).toBe(true);
  });
  test('that is not there', () => expect(of(sound(lookAtFolder(join(root, 'none')).looks), 'wrong')).toContain('There is no folder'));
  test('that is a file', () => {
    writeFileSync(join(root, 'file'), '');
    expect(lookAtFolder(join(root, 'file'))).toMatchObject({ readable: false, looks: [{ state: 'wrong' }] });
  });
  test('that everybody can reach', async () => {
    const path = await folderWith();
    chmodSync(path, 0o755);
    expect(of(sound(lookAtFolder(path).looks), 'look')).toContain(`Every user of this machine can reach ${path}`);
  });
  test('that was left by a program that was killed', async () => {
    const path = await folderWith();
    writeFileSync(join(path, 'entente.pid'), JSON.stringify({ pid: 999_999, host: 'x', since: now }));
    expect(of(lookAtFolder(path).looks, 'fine')).toContain('process 999999');
  });
});

describe('the store', () => {
  test('that is whole, and is not changed by looking', async () => {
    const path = await folderWith();
    const file = join(path, 'entente.db');
    const before = [readdirSync(path), statSync(file).mtimeMs];
    const looks = await lookAtFile(file, how);
    expect([of(looks, 'look'), of(looks, 'wrong')]).toEqual(['', '']);
    expect(of(looks, 'fine')).toContain('The times of 2 events go forward');
    expect([readdirSync(path), statSync(file).mtimeMs]).toEqual(before);
  });
  test('is looked at beside a program that has it open', async () => {
    const path = await folderWith();
    const data = await openDataFolder(path, systemClock);
    ending.push(() => data.close());
    expect(of(await lookAtFile(join(path, 'entente.db'), how), 'wrong')).toBe('');
  });
  test('whose keys are missing', async () => {
    const path = await folderWith();
    expect(of(await lookAtFile(join(path, 'entente.db'), { ...how, keys: join(path, 'keys') }), 'wrong')).toBe('');
    rmSync(join(path, 'keys', 'people.key'));
    expect(of(sound(await lookAtFile(join(path, 'entente.db'), { ...how, keys: join(path, 'keys') })), 'wrong')).toContain('people.key is missing');
  });
  test('that is not there yet', async () => expect(await lookAtFile(join(root, 'none.db'), how)).toMatchObject([{ state: 'fine' }]));
  test('that is no database', async () => {
    writeFileSync(join(root, 'words.db'), 'words '.repeat(1000));
    expect(of(sound(await lookAtFile(join(root, 'words.db'), how)), 'wrong')).toMatch(/cannot be opened|no tables/);
  });
  test('with a page that was overwritten', async () => {
    const file = join(await folderWith(), 'entente.db');
    const database = new Database(file);
    const page = database.prepare(`select rootpage from sqlite_master where name = 'events'`).get() as { rootpage: number };
    database.close();
    const handle = await open(file, 'r+');
    // Where a page says at which places its rows are.
    await handle.write(Buffer.alloc(8, 0xff), 0, 8, (page.rootpage - 1) * 4096 + 8);
    await handle.close();
    expect(of(sound(await lookAtFile(file, how)), 'wrong')).toMatch(/damaged|cannot be/);
  });
  test('of a newer program', async () => {
    const file = join(await folderWith(), 'entente.db');
    const database = new Database(file);
    database.exec(`insert into migrations (version, at) values (99, '${now}')`);
    database.close();
    expect(of(sound(await lookAtFile(file, how)), 'wrong')).toContain('version 99');
  });
  test('whose clock was set back', async () => {
    const looks = await lookAtFile(join(await folderWith({ back: day }), 'entente.db'), how);
    expect(of(sound(looks), 'look')).toContain('The clock was set back once while the record was written (event 2 of a1/party:local)');
  });
  test.skipIf(postgresMissing !== undefined)('on a server', async () => {
    const database = await postgresDatabase();
    ending.push(() => database.release());
    const looks = sound(await lookAtServer(database.url, { ...how, now: systemClock() }));
    expect(of(looks, 'wrong').replace(/^fsync is off.*$/m, '').trim()).toBe('');
    expect(of(looks, 'fine')).toMatch(/PostgreSQL \d+.* at postgres:\/\/[^@]+, /);
    expect(of(looks, 'fine')).toContain('agree within a second');
  });
  test('on a server that is not there', async () => {
    const looks = sound(await lookAtServer('postgres://user:hunter2@127.0.0.1:1/entente', how));
    expect(of(looks, 'wrong')).toContain('cannot be asked (ECONNREFUSED)');
    expect(JSON.stringify(looks)).not.toContain('hunter2');
  });
});

describe('times and mails', () => {
  const times = { events: 5, newest: now, backwards: 0, place: null };
  test.each<[string, Parameters<typeof lookAtTimes>[0], State, RegExp]>([
    ['in order', times, 'fine', /5 events/],
    ['none', { ...times, events: 0, newest: null }, 'fine', /empty/],
    ['ahead of this machine', { ...times, newest: '2026-11-24T13:00:00.000Z' }, 'wrong', /3 hours after what the clock/],
    ['set back', { ...times, backwards: 2, place: 'event 2 of a/shared' }, 'look', /set back 2 times.*event 2 of a\/shared/],
  ])('%s', (_, facts, state, words) => expect(of(sound(lookAtTimes(facts, now)), state)).toMatch(words));
  const box = { counts: { sent: 3 }, oldestDue: null, failing: 0 };
  test.each<[string, Parameters<typeof lookAtOutbox>[0], boolean, State, RegExp]>([
    ['all sent', box, true, 'fine', /3 sent/],
    ['without a mail server', { ...box, counts: { held: 2 } }, false, 'fine', /2 wait to be handed over/],
    ['given up', { ...box, counts: { dead: 1 } }, true, 'look', /1 mail was given up/],
    ['held from before', { ...box, counts: { held: 1 } }, true, 'look', /held from the time without/],
    ['refused for now', { ...box, failing: 2 }, true, 'look', /2 mails were not taken/],
    ['late', { ...box, counts: { waiting: 1 }, oldestDue: '2026-11-24T08:00:00.000Z' }, true, 'look', /due for 2 hours/],
  ])('mails: %s', (_, facts, mail, state, words) => expect(of(sound(lookAtOutbox(facts, { now, mail })), state)).toMatch(words));
});

describe('the disk', () => {
  const facts = { free: 100e9, files: 1e6, type: 0xef53 };
  test.each<[string, Partial<typeof facts>, State, RegExp]>([
    ['with room', {}, 'fine', /100 GB free/],
    ['nearly full', { free: 500e6 }, 'look', /500 MB free/],
    ['full', { free: 1e6 }, 'wrong', /1.0 MB free.*writes will be refused/],
    ['without room for files', { files: 3 }, 'wrong', /Free some space/],
  ])('%s', (_, more, state, words) => expect(of(sound(lookAtDisk(root, true, () => ({ ...facts, ...more }))), state)).toMatch(words));
  test.runIf(process.platform === 'linux').each<[string, number, RegExp]>([
    ['memory', 0x01021994, /lies in memory/],
    ['a network', 0x6969, /NFS.*file locks and syncing cannot be relied on/],
    ['a container', 0x794c7630, /thrown away with it/],
  ])('on %s is wrong for a record and worth a look for keys alone', (_, type, words) => {
    expect(of(sound(lookAtDisk(root, true, () => ({ ...facts, type }))), 'wrong')).toMatch(words);
    expect(of(sound(lookAtDisk(root, false, () => ({ ...facts, type }))), 'look')).toMatch(words);
  });
  test('an unknown one', () => expect(of(sound(lookAtDisk(root, true, () => ({ ...facts, type: 0x1234 }))), process.platform === 'linux' ? 'look' : 'fine')).not.toBe(''));
  test('is that of the folder', () => expect(diskOf(root).free).toBeGreaterThan(0));
});

describe('keys and certificates', () => {
  const keys = async (): Promise<string> => {
    const folder = join(root, `keys-${++count}`);
    await openAuthority(folder, new Date(now));
    return folder;
  };
  test('a folder as we made it', async () => expect(lookAtKeys(await keys(), new Date(now))).toMatchObject([{ state: 'fine', found: expect.stringContaining('good until 2056') }]));
  test('a key that others can read', async () => {
    const folder = await keys();
    chmodSync(join(folder, 'authority.pem'), 0o644);
    expect(of(sound(lookAtKeys(folder, new Date(now))), 'wrong')).toContain('Other users can read authority.pem');
  });
  test('an authority near its end, and after it', async () => {
    const folder = await keys();
    expect(of(sound(lookAtKeys(folder, new Date('2055-11-24'))), 'look')).toContain('ends on 2056');
    expect(of(sound(lookAtKeys(folder, new Date('2057-11-24'))), 'wrong')).toContain('ended on 2056');
  });
  test('an authority of the future tells of the clock', async () => expect(of(sound(lookAtKeys(await keys(), new Date('2020-01-01'))), 'wrong')).toContain('Check the clock'));
  test('a key that is gone', async () => {
    const folder = await keys();
    rmSync(join(folder, 'authority.pem'));
    expect(of(sound(lookAtKeys(folder, new Date(now))), 'wrong')).toContain('is gone');
  });
  test('a key that is damaged', async () => {
    const folder = await keys();
    writeFileSync(join(folder, 'authority.pem'), 'x', { mode: 0o600 });
    expect(of(sound(lookAtKeys(folder, new Date(now))), 'wrong')).toContain('does not hold a key');
  });
  test('no folder yet', () => expect(of(sound(lookAtKeys(join(root, 'no-keys'), new Date(now))), 'look')).toContain('The first start makes it'));

  /** A certificate for names, as an authority would issue it, good for so many days. */
  const served = async (days = 60): Promise<{ cert: string; key: string }> => {
    const folder = join(root, `tls-${++count}`);
    mkdirSync(folder);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const name = [[namePart.commonName, 'entente.example']] as const;
    const der = writeCertificate({ serial: Buffer.from([1, 2, 3]), subject: name, issuer: name, publicKey, issuerKey: privateKey, from: new Date(Date.parse(now) - day), until: new Date(Date.parse(now) + days * day), authority: false });
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    writeFileSync(files.cert, `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`);
    writeFileSync(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return files;
  };
  test('a certificate for the address', async () => expect(of(lookAtTls(await served(), 'https://entente.example:8443', new Date(now)), 'wrong')).toBe(''));
  test.each<[string, number, State, RegExp]>([
    ['that ends soon', 10, 'look', /ends on 2026-12-04, in 10 days/],
    ['that ended', -0.5, 'wrong', /ended on 2026-11-23/],
  ])('a certificate %s', async (_, days, state, words) => expect(of(sound(lookAtTls(await served(days), null, new Date(now))), state)).toMatch(words));
  test('a certificate for another address', async () => expect(of(sound(lookAtTls(await served(), 'https://other.example', new Date(now))), 'wrong')).toContain('not for other.example'));
  test('a certificate signed by itself', async () => expect(of(sound(lookAtTls(await served(), null, new Date(now))), 'look')).toContain('signed by itself'));
  test('the key of another certificate', async () => {
    const [one, other] = [await served(), await served()];
    expect(of(sound(lookAtTls({ cert: one.cert, key: other.key }, null, new Date(now))), 'wrong')).toContain('not that of the certificate');
  });
  test('a key that all can read', async () => {
    const files = await served();
    chmodSync(files.key, 0o644);
    expect(of(sound(lookAtTls(files, null, new Date(now))), 'wrong')).toContain('can be read by every user');
  });
  test.each(['cert', 'key'] as const)('a %s that is not there', async (which) => expect(of(sound(lookAtTls({ ...(await served()), [which]: join(root, 'none.pem') }, null, new Date(now))), 'wrong')).toContain('ENOENT'));
});

describe('the mail server', () => {
  const ask = (url: string, more: { network?: boolean; to?: string } = {}) => lookAtMail({ settings: readMailSettings(url), network: true, address: 'https://entente.example', to: null, ...more });
  test('none', async () => expect(await lookAtMail({ settings: null, network: true, address: '', to: null })).toMatchObject([{ state: 'fine' }]));
  test('that answers gets no mail, or the one that is asked for', async () => {
    const server = await startMailServer();
    ending.push(() => server.close());
    const url = `smtp://127.0.0.1:${server.port}?from=entente@corvin.example`;
    expect(await ask(url)).toMatchObject([{ state: 'fine', found: `127.0.0.1, port ${server.port} can be reached.` }]);
    expect(server.got).toHaveLength(0);
    expect(of(await ask(url, { to: 'me@corvin.example' }), 'wrong')).toBe('');
    expect(server.got).toMatchObject([{ to: ['me@corvin.example'], raw: expect.stringContaining('Subject: Mails of this installation arrive') }]);
  });
  test('that does not let us in', async () => {
    const server = await startMailServer({ authOptional: false, onAuth: (_auth, _session, done) => done(new Error('no')) });
    ending.push(() => server.close());
    const looks = sound(await ask(`smtp://u:hunter2@127.0.0.1:${server.port}?from=a@b.example`));
    expect(of(looks, 'wrong')).toContain('did not accept the user or the password');
    expect(JSON.stringify(looks)).not.toContain('hunter2');
  });
  test('that does not answer', async () => expect(of(sound(await ask('smtp://127.0.0.1:1?from=a@b.example')), 'wrong')).toContain('does not answer'));
  test('is not connected to without network', async () => expect(await ask('smtp://127.0.0.1:1?from=a@b.example', { network: false })).toMatchObject([{ state: 'fine', found: expect.stringContaining('not connected to') }]));
});

describe('backups', () => {
  const folder = join(root, 'noted');
  test('none known', () => expect(of(sound(lookAtBackups(join(root, 'none'), now)), 'look')).toContain('No backup'));
  test('a fresh one and an old one', () => {
    mkdirSync(folder);
    expect(noteBackup(folder, now)).toBe(true);
    expect(lookAtBackups(folder, '2026-11-25T10:00:00.000Z')).toMatchObject([{ state: 'fine', found: expect.stringContaining('1 day old') }]);
    expect(lookAtBackups(folder, '2026-12-24T10:00:00.000Z')).toMatchObject([{ state: 'look', found: expect.stringContaining('30 days old') }]);
    expect(statSync(join(folder, 'entente.backup')).mode & 0o777).toBe(0o600);
  });
  test('a folder that cannot be written does not hinder a backup', () => expect(noteBackup(join(root, 'none'), now)).toBe(false));
});

describe('the machine', () => {
  test('is told about', () => {
    const looks = sound(lookAtMachine());
    expect(of(looks, 'wrong')).toBe('');
    expect(of(looks, 'fine')).toMatch(/Node \d+\.\d+.*Time zones as of \d{4}/s);
  });
});

test.each<[number, string]>([[0, '0 bytes'], [999, '999 bytes'], [1500, '1.5 kB'], [123_456_789, '123 MB'], [3e12, '3.0 TB']])('%d bytes are %s', (bytes, words) => expect(bytesInWords(bytes)).toBe(words));
test.each<[number, string]>([[5, '5 milliseconds'], [1000, '1 second'], [-7_200_000, '2 hours'], [3 * day, '3 days']])('%d milliseconds are %s', (span, words) => expect(spanInWords(span)).toBe(words));

let child: Promise<string> | undefined;
afterAll(async () => void (child !== undefined && rmSync(dirname(await child), { recursive: true, force: true })));

/** What another process sees of a folder that is open in this one. */
async function inChild(path: string): Promise<ReturnType<typeof lookAtFolder>> {
  const { stdout, stderr } = spawnSync(process.execPath, [await (child ??= bundleChild('test/world/children/look-at-folder.ts')), path], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof lookAtFolder>;
}
