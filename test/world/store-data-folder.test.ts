import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { openDataFolder, writeWhole, type DataFolder } from '#world/data-folder';
import { systemClock } from '#world/store/ids';
import { bundleChild } from '../suites/bundle-child';

const root = mkdtempSync(join(tmpdir(), 'entente-folder-'));
let child = '';
let count = 0;
const fresh = (): string => join(root, `data-${++count}`);

beforeAll(async () => {
  child = await bundleChild('test/world/children/open-folder.ts');
  chmodSync(root, 0o755);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  if (child !== '') rmSync(dirname(child), { recursive: true, force: true });
});

async function opened<T>(folder: string, work: (data: DataFolder) => T | Promise<T>): Promise<T> {
  const data = await openDataFolder(folder, systemClock);
  try {
    return await work(data);
  } finally {
    await data.close();
  }
}

/** Starts the child on a folder and waits for its first line. */
function start(folder: string, options: { uid?: number } = {}): Promise<{ line: string; process: ChildProcess; ended: Promise<void> }> {
  return new Promise((done, failed) => {
    const process = spawn('node', [child, folder], { stdio: ['pipe', 'pipe', 'pipe'], ...options });
    const ended = new Promise<void>((end) => process.on('exit', () => end()));
    let trouble = '';
    process.stderr.on('data', (data: Buffer) => (trouble += data.toString()));
    process.stdout.once('data', (data: Buffer) => done({ line: data.toString().trim(), process, ended }));
    process.on('exit', () => failed(new Error(`the child said nothing: ${trouble}`)));
  });
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('making', () => {
  test('a folder is made with its folders, for its owner only', async () => {
    const folder = join(fresh(), 'deep', 'data');
    await opened(folder, (data) => {
      expect([mode(folder), mode(data.keys), mode(join(folder, 'entente.db'))]).toEqual(['700', '700', '600']);
      expect(data.path).toBe(folder);
      expect(JSON.parse(readFileSync(join(folder, 'entente.pid'), 'utf8'))).toMatchObject({ pid: process.pid });
    });
    expect(readdirSync(folder).filter((name) => !name.startsWith('entente.db-')).sort()).toEqual(['entente.db', 'entente.lock', 'keys']);
  });
  test('an empty folder that others could read is closed to them', async () => {
    const folder = fresh();
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(join(folder, '.gitkeep'), '');
    await opened(folder, () => expect(mode(folder)).toBe('700'));
  });
  test('what was written is there the next time', async () => {
    const folder = fresh();
    const stream = partyStream('a1', 'local');
    await opened(folder, (data) => data.database.store.append(localSeat, { agreement: 'a1', create: true, writes: [{ stream, expectedSeq: 0, drafts: [{ kind: 'agreement-created', body: { type: null, title: 'x' } }] }] }));
    expect(await opened(folder, (data) => data.database.store.read(localSeat, stream))).toHaveLength(1);
  });
  test('a start that was cut short is finished by the next one', async () => {
    const folder = fresh();
    mkdirSync(folder);
    for (const name of ['entente.lock', 'entente.db', 'entente.pid']) writeFileSync(join(folder, name), '');
    await opened(folder, () => undefined);
  });
});

describe('one program at a time', () => {
  test('a second opening in the same program is refused and names the process', async () => {
    const folder = fresh();
    await opened(folder, async () => {
      await expect(openDataFolder(folder, systemClock)).rejects.toMatchObject({ name: 'InputError', path: folder, what: expect.stringContaining(`pid ${process.pid}`) });
      // Refusing must not have let go of the lock of the first.
      await expect(openDataFolder(folder, systemClock)).rejects.toMatchObject({ name: 'InputError' });
      const second = await start(folder);
      expect(second.line).toContain(`pid ${process.pid}`);
      await second.ended;
    });
    await opened(folder, () => undefined);
  });
  test('the same folder by another name is the same folder', async () => {
    const folder = fresh();
    await opened(folder, async () => {
      symlinkSync(folder, `${folder}-link`);
      await expect(openDataFolder(`${folder}-link`, systemClock)).rejects.toMatchObject({ name: 'InputError' });
    });
  });
  test('another program is named, and when it is killed the folder is free at once', async () => {
    const folder = fresh();
    const first = await start(folder);
    expect(first.line).toBe('open');
    await expect(openDataFolder(folder, systemClock)).rejects.toMatchObject({ what: expect.stringContaining(`pid ${first.process.pid}`) });
    first.process.kill('SIGKILL');
    await first.ended;
    expect(existsSync(join(folder, 'entente.pid'))).toBe(true);
    await opened(folder, () => undefined);
  });
  test('a program that ends in order leaves no process id behind', async () => {
    const folder = fresh();
    const first = await start(folder);
    first.process.stdin?.end();
    await first.ended;
    expect(existsSync(join(folder, 'entente.pid'))).toBe(false);
  });
  test('of many programs at once exactly one opens the folder', async () => {
    const folder = fresh();
    const all = await Promise.all(Array.from({ length: 5 }, () => start(folder)));
    expect(all.filter(({ line }) => line === 'open')).toHaveLength(1);
    expect(all.filter(({ line }) => line.startsWith('InputError'))).toHaveLength(4);
    for (const { process } of all) process.stdin?.end();
    await Promise.all(all.map(({ ended }) => ended));
  });
  test('closing twice is closing once', async () => {
    const data = await openDataFolder(fresh(), systemClock);
    await Promise.all([data.close(), data.close()]);
    await data.close();
  });
});

describe('what cannot be a data folder', () => {
  const refused = async (folder: string, what: string): Promise<void> => {
    await expect(openDataFolder(folder, systemClock)).rejects.toMatchObject({ name: 'InputError', path: folder, what: expect.stringContaining(what) });
  };
  test('a file', async () => {
    const file = fresh();
    writeFileSync(file, 'x');
    await refused(file, 'file');
    expect(readFileSync(file, 'utf8')).toBe('x');
  });
  test('a folder below a file', async () => {
    const file = fresh();
    writeFileSync(file, 'x');
    await refused(join(file, 'data'), 'file');
  });
  test('a folder with other files, whose permissions stay', async () => {
    const folder = fresh();
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'thesis.odt'), 'x');
    await refused(folder, 'thesis.odt');
    expect([readdirSync(folder), mode(folder)]).toEqual([['thesis.odt'], '755']);
  });
  test('a folder whose database is none, which is left as it is', async () => {
    const folder = fresh();
    mkdirSync(folder);
    const words = 'not a database '.repeat(300);
    writeFileSync(join(folder, 'entente.db'), words);
    await expect(openDataFolder(folder, systemClock)).rejects.toMatchObject({ name: 'InputError', path: join(folder, 'entente.db') });
    expect(readFileSync(join(folder, 'entente.db'), 'utf8')).toBe(words);
    await expect(openDataFolder(folder, systemClock)).rejects.toMatchObject({ path: join(folder, 'entente.db') });
  });
  test('a path that is too long', () => refused(join(root, 'x'.repeat(300)), 'too long'));
  test('a place where the system makes no folders', async (context) => {
    if (process.platform !== 'linux') return context.skip('needs /proc');
    await refused('/proc/entente-data', 'cannot be made');
  });
  test('a folder of somebody else, or without write permission', async (context) => {
    const user = process.getuid?.();
    if (user === undefined) return context.skip('this system has no users of this kind');
    const folder = fresh();
    mkdirSync(folder, { mode: 0o555 });
    if (user === 0) {
      // Root may write anywhere, so somebody else has to try.
      const nobody = await start(folder, { uid: 65_534 }).catch(() => null);
      if (nobody === null) return context.skip('the checkout cannot be read by another user');
      expect(nobody.line).toMatch(/^InputError .*cannot be written/);
      chownSync(folder, 65_534, 65_534);
      expect((await start(folder, { uid: 65_534 })).line).toMatch(/^InputError .*cannot be written/);
    } else {
      await refused(folder, 'cannot be written');
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('writing a file whole', () => {
  test('replaces it for its owner only and leaves nothing beside it', () => {
    const folder = fresh();
    mkdirSync(folder);
    writeFileSync(join(folder, 'f'), 'old and longer', { mode: 0o644 });
    writeWhole(join(folder, 'f'), 'new');
    expect([readFileSync(join(folder, 'f'), 'utf8'), mode(join(folder, 'f')), readdirSync(folder)]).toEqual(['new', '600', ['f']]);
  });
  test('takes bytes', () => {
    const folder = fresh();
    mkdirSync(folder);
    writeWhole(join(folder, 'f'), Uint8Array.of(0, 255));
    expect([...readFileSync(join(folder, 'f'))]).toEqual([0, 255]);
  });
});
