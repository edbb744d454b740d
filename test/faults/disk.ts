import Database from 'libsql';
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Case, Cases, must, until } from './cases';
import { Installation, mustBe } from './installation';
import type { Run } from './kills';
import { startTracked } from './processes';
import { freePort, startServer } from './server';

/* Disks that are full, broken or not to be written, and other programs at the same files. */

/** Runs in a mount namespace of its own, where a small disk can be made. */
export async function fullDisk(folder: string, done: Case[]): Promise<void> {
  const cases = new Cases('disk', done, null);
  const disk = join(folder, 'disk');
  mkdirSync(disk, { recursive: true });
  await cases.try('a disk that fills up: 507, nothing half, reading goes on, writing again once there is room', async () => {
    mount(disk, 'size=32m');
    const here = await Installation.make(disk);
    mustBe(await here.comment(), 200);
    const filler = join(disk, 'filler');
    fill(filler);
    // Pages of the log that are there already take some more.
    let answer = await here.comment();
    for (let tries = 0; answer.status === 200 && tries < 2000; tries += 1) {
      fill(filler);
      answer = await here.comment();
    }
    mustBe(answer, 507, /disk .* full.*Nothing of this write was kept/);
    must(answer.retryAfter !== null, 'it does not say when to try again');
    mustBe(await here.read(), 200);
    mustBe(await here.read('read-agreement'), 200);
    mustBe(await here.comment('c1'), 200);
    const lost = here.nextKey.replace(/\d+$/, (number) => String(Number(number) - 1));
    mustBe(await here.comment(lost), 507);
    rmSync(filler);
    await until('writing after there is room again', 5, async () => (await here.comment(lost)).status === 200);
    await here.end();
  });
  await cases.try('a server that starts on a disk that is full says so', async () => {
    fill(join(disk, 'filler'));
    const said = await startServer({ data: join(disk, 'other') }, { port: await freePort() }).then(() => 'it started', (error: unknown) => String(error));
    must(/full/.test(said), said);
    rmSync(join(disk, 'filler'));
  });
  unmount(disk);
  await cases.try('a data folder on a disk that is read-only: the server says so', async () => {
    mount(disk, 'size=16m');
    const here = await Installation.make(disk);
    await here.server.end('SIGTERM');
    const { status, stderr } = spawnSync('mount', ['-o', 'remount,ro', disk], { encoding: 'utf8' });
    must(status === 0, `the disk could not be made read-only: ${stderr}`);
    const said = await startServer(here.place, { port: await freePort() }).then(() => 'it started', (error: unknown) => String(error));
    must(/read-only|cannot be written/.test(said), said);
    unmount(disk);
  });
}

/** Other programs at the same files, and a device that fails. */
export async function contendedDisk({ folder, progress }: Run, done: Case[]): Promise<void> {
  const cases = new Cases('disk', done, progress);
  const here = await Installation.make(join(folder, 'contended'));
  await cases.try('another program holds the database: 503 with a time to try again, then all is well', async () => {
    const other = new Database(join(here.place.data, 'entente.db'));
    other.exec('begin immediate');
    const key = here.nextKey;
    try {
      const answer = await here.comment();
      mustBe(answer, 503, /Another program holds the database/);
      must(Number(answer.retryAfter) > 0, 'it does not say when to try again');
      mustBe(await here.read(), 200);
    } finally {
      other.exec('rollback');
      other.close();
    }
    mustBe(await here.comment(key), 200);
  });
  await cases.try('a second server on the same folder is refused and told who has it', async () => {
    const said = await startServer(here.place, { port: await freePort() }).then(() => 'it started', (error: unknown) => String(error));
    must(said.includes(`open in another program (pid ${here.server.process.pid}`) && said.includes('ended with 2'), said);
    mustBe(await here.comment(), 200);
  });
  for (const error of ['EIO', 'EROFS'] as const) {
    const name = error === 'EIO' ? 'a device that fails for a while: no write is answered, and the next ones are' : 'a disk that turns read-only for a while: no write is answered, and the next ones are';
    const strace = spawnSync('strace', ['-V']).error === undefined;
    if (!strace) {
      cases.skip(name, 'strace is not installed');
      continue;
    }
    await cases.try(name, async () => {
      const breaking = startTracked('strace', ['-f', '-q', '-o', '/dev/null', '-e', 'trace=pwrite64,fsync,fdatasync', '-e', `inject=pwrite64,fsync,fdatasync:error=${error}`, '-p', String(here.server.process.pid)]);
      const ended = new Promise((resolve) => void breaking.on('close', resolve));
      // The first one that is refused; those before it were answered.
      let key = '';
      try {
        await until('a write that is not answered', 20, async () => {
          key = here.nextKey;
          return (await here.comment()).status === 503;
        });
        mustBe(await here.comment(key), 503, /Nothing of this write was kept/);
        mustBe(await here.read(), 200);
      } finally {
        breaking.kill('SIGINT');
        await ended;
      }
      await until('writing when the device is well again', 10, async () => (await here.comment(key)).status === 200);
    });
  }
  await cases.try('whoever sends slowly is dropped, and nobody waits for them', async () => {
    const port = Number(new URL(here.server.address).port);
    const slow = Array.from({ length: 50 }, () => connect(port, '127.0.0.1', function (this: Socket) {
      this.write(`POST /api/set-up HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`);
    }).on('error', () => undefined).on('data', () => undefined));
    mustBe(await here.comment(), 200);
    await until('all are dropped', 25, async () => slow.every((socket) => socket.closed || socket.destroyed || socket.readableEnded));
    for (const socket of slow) socket.destroy();
  });
  await cases.try('all of it is as it was answered', () => here.end());
  const unwritten = 'a folder that this user may not write: the server says so';
  if (process.getuid?.() === 0) return cases.skip(unwritten, 'root may write everywhere');
  await cases.try(unwritten, async () => {
    chmodSync(here.place.data, 0o500);
    const said = await startServer(here.place, { port: await freePort() }).then(() => 'it started', (error: unknown) => String(error));
    chmodSync(here.place.data, 0o700);
    must(/cannot be written/.test(said), said);
  });
}

function mount(at: string, options: string): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', at], { encoding: 'utf8' });
  must(status === 0, `no small disk could be made: ${stderr}`);
}

function unmount(at: string): void {
  spawnSync('umount', ['-l', at]);
}

/** Writes until nothing more fits. */
function fill(file: string): void {
  const handle = openSync(file, 'a');
  for (let size = 1_048_576; size >= 1; size = size > 512 ? size / 2 : 0) {
    const block = Buffer.alloc(size, 1);
    try {
      for (;;) if (writeSync(handle, block) === 0) break;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOSPC') throw error;
    }
  }
  closeSync(handle);
}
