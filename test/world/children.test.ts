import { createServer } from 'node:net';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import { childFile, childrenAreOffline } from '#world/children/child-command';
import { ChildPool, type ChildPoolOptions, runInChild } from '#world/children/child-pool';

const entry = fileURLToPath(new URL('children/obedient.mjs', import.meta.url));
const pools: { close(): Promise<void> }[] = [];

function pool<Answer = unknown>(options: Partial<ChildPoolOptions> = {}): ChildPool<object, Answer> {
  const made = new ChildPool<object, Answer>({ entry, what: 'Reading the file', ...options });
  pools.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((made) => made.close()));
});

const quick = { limits: { milliseconds: 3000 } };
const small = { limits: { bytesAboveIdle: 60_000_000 } };
const onLinux = process.platform === 'linux';
interface Who { pid: number; env: Record<string, string>; folder: string }

describe('a child', () => {
  test('answers, binary included', async () => {
    const value = { bytes: new Uint8Array([1, 2, 255]), at: new Date(0), list: [undefined, null, 'é'] };
    expect(await pool().run({ do: 'answer', value })).toEqual(value);
  });
  test('answers once through runInChild', async () => {
    expect(await runInChild({ do: 'answer', value: 3 }, { entry, what: 'Reading the file' })).toBe(3);
  });
  test('has an empty environment and a work folder of its own that is removed', async () => {
    const { env, folder, pid } = await pool<Who>().run({ do: 'who' });
    expect(Object.keys(env).filter((name) => !/^(NODE_CHANNEL_|PWD$|OLDPWD$|SHLVL$|_$)/.test(name))).toEqual([]);
    expect(folder.startsWith(tmpdir())).toBe(true);
    expect(pid).not.toBe(process.pid);
    await expect.poll(() => existsSync(folder), { timeout: 60_000 }).toBe(false);
  });
  test.skipIf(!childrenAreOffline(entry))('reaches nothing on the network (skipped where the system gives no network namespace)', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.on('listening', listening));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await pool().run({ do: 'connect', port })).not.toBe('connected');
    server.close();
  });
  test('that is missing says what to run', async () => {
    expect(() => childFile('no-such-child')).toThrow(/npm run build/);
    await expect(pool({ entry: 'no-such-child' }).run({})).rejects.toThrow(/Reading the file could not start.*npm run build/);
  });
});

describe('a child is stopped with one clear error and the parent lives on', () => {
  test('when it loops forever', async () => {
    const one = pool(quick);
    await expect(one.run({ do: 'loop' })).rejects.toMatchObject({ code: 'too-slow', message: 'Reading the file took longer than 3 seconds and was stopped.' });
    expect(await one.run({ do: 'answer', value: 'on' })).toBe('on');
  });
  test('when it never answers', async () => {
    await expect(pool(quick).run({ do: 'nothing' })).rejects.toMatchObject({ code: 'too-slow' });
  });
  test.skipIf(!onLinux)("when its buffers grow too big (skipped where the system does not tell a process's memory)", async () => {
    const one = pool(small);
    await expect(one.run({ do: 'hold buffers' })).rejects.toMatchObject({ code: 'too-big', message: 'Reading the file took more than 60 MB of memory and was stopped.' });
    expect(await one.run({ do: 'answer', value: 'on' })).toBe('on');
  });
  test.skipIf(!onLinux)("when its heap grows too big (skipped where the system does not tell a process's memory)", async () => {
    await expect(pool(small).run({ do: 'hold heap' })).rejects.toMatchObject({ code: 'too-big' });
  });
  test('when it ends by itself', async () => {
    const one = pool();
    await expect(one.run({ do: 'exit' })).rejects.toMatchObject({ code: 'crashed', message: 'Reading the file ended before it had an answer (code 7).' });
    expect(await one.run({ do: 'answer', value: 'on' })).toBe('on');
  });
  test('when its handler throws', async () => {
    await expect(pool().run({ do: 'throw' })).rejects.toMatchObject({ code: 'failed', message: 'Reading the file failed: the handler threw' });
  });
  test("when the person's input is refused", async () => {
    const refused = pool().run({ do: 'refuse' });
    await expect(refused).rejects.toBeInstanceOf(InputError);
    await expect(refused).rejects.toMatchObject({ what: 'This is not a PDF.', next: 'Choose another file.', path: 'a.pdf' });
  });
  test('when the pool closes', async () => {
    const one = pool({ atOnce: 1 });
    const open = expect(one.run({ do: 'loop' })).rejects.toMatchObject({ code: 'closed' });
    const waiting = expect(one.run({ do: 'answer', value: 1 })).rejects.toMatchObject({ code: 'closed' });
    const ended = one.close();
    await ended;
    await open;
    await waiting;
    await expect(one.run({ do: 'answer', value: 1 })).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('a pool', () => {
  test('starts a fresh child for each request unless told to recycle', async () => {
    const one = pool<Who>({ atOnce: 1 });
    expect((await one.run({ do: 'who' })).pid).not.toBe((await one.run({ do: 'who' })).pid);
  });
  test('recycles after a number of requests', async () => {
    const one = pool<Who>({ atOnce: 1, recycle: { afterRequests: 2 } });
    const pids = [];
    for (let n = 0; n < 4; n += 1) pids.push((await one.run({ do: 'who' })).pid);
    expect([pids[0] === pids[1], pids[1] === pids[2], pids[2] === pids[3]]).toEqual([true, false, true]);
  });
  test.skipIf(!onLinux)("recycles a child that holds too much (skipped where the system does not tell a process's memory)", async () => {
    const one = pool<number>({ atOnce: 1, recycle: { afterRequests: 100, aboveBytes: 150_000_000 } });
    const first = await one.run({ do: 'keep', bytes: 1000 });
    expect(await one.run({ do: 'keep', bytes: 150_000_000 })).toBe(first);
    expect(await one.run({ do: 'keep', bytes: 1000 })).not.toBe(first);
  });
  test('ends a child that has had no work for a while', async () => {
    const one = pool<Who>({ atOnce: 1, recycle: { afterRequests: 9 }, idleMilliseconds: 1 });
    const { folder } = await one.run({ do: 'who' });
    await expect.poll(() => existsSync(folder), { timeout: 60_000 }).toBe(false);
  });
  test('works on at most so many requests at once, more wait their turn', async () => {
    const one = pool<Who>({ atOnce: 2, recycle: { afterRequests: 9 } });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => one.run({ do: 'who' })));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
  });
  test('refuses when too many wait', async () => {
    const one = pool({ atOnce: 1, waiting: 1 });
    const asked = [one.run({ do: 'answer', value: 1 }), one.run({ do: 'answer', value: 2 })];
    await expect(one.run({ do: 'answer', value: 3 })).rejects.toMatchObject({ code: 'busy' });
    expect(await Promise.all(asked)).toEqual([1, 2]);
  });
  test('leaves no work folder behind when the program ends', async () => {
    const one = pool<Who>({ recycle: { afterRequests: 5 } });
    const { folder } = await one.run({ do: 'who' });
    expect(existsSync(folder)).toBe(true);
    await one.close();
    expect(existsSync(folder)).toBe(false);
  });
});
