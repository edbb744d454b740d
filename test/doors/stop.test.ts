import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { askProgram, setUpProgram, startProgram, type Outcome } from './program';

const root = mkdtempSync(join(tmpdir(), 'entente-stop-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a server that is asked to stop', () => {
  test('answers what is under way, refuses the rest in words, and keeps exactly what it answered', async () => {
    const data = join(root, 'busy');
    const { address, stop, log, told } = await startProgram(['--data', data]);
    const cookies = await setUpProgram(address);
    const { agreement } = JSON.parse((await askProgram(address, 'POST', '/api/create-agreement', { body: { example: 'river-sensors', party: 'northwind' }, cookies })).text) as { agreement: string };
    const one = (n: number): Promise<Outcome> =>
      n % 2 === 0
        ? askProgram(address, 'GET', `/api/agreements/${agreement}/export-agreement?format=html`, { cookies })
        : askProgram(address, 'POST', '/api/create-agreement', { body: { example: 'river-sensors', party: 'northwind' }, cookies, headers: { 'idempotency-key': `key-${n}` } });
    const asked = Array.from({ length: 50 }, (_, n) => one(n));
    await Promise.race(asked);
    const ended = stop();
    await told('stopping');
    const later = await Promise.all([askProgram(address, 'GET', '/api/ready'), one(51)]);
    const outcomes = await Promise.all(asked);
    expect(await ended).toBe(0);
    // At the very end a connection may break that nobody took any more.
    for (const { status, error } of later) expect([503, 'ECONNREFUSED', 'ECONNRESET']).toContain(error ?? status);
    for (const { status, error } of outcomes) expect([200, 503, 'ECONNREFUSED']).toContain(error ?? status);
    for (const { status, text, headers } of [...outcomes, ...later].filter((outcome) => outcome.status === 503)) {
      expect(text).toContain('The server is being stopped.');
      expect({ status, connection: headers['connection'], retry: headers['retry-after'] }).toEqual({ status, connection: 'close', retry: '10' });
    }
    expect(log().map(({ event }) => event)).toEqual(['started', 'stopping', 'stopped']);

    const again = await startProgram(['--data', data]);
    const { items } = JSON.parse((await askProgram(again.address, 'GET', '/api/list-agreements?limit=200', { cookies })).text) as { items: { id: string }[] };
    const made = outcomes.filter(({ status, text }) => status === 200 && text.startsWith('{"agreement"')).map(({ text }) => (JSON.parse(text) as { agreement: string }).agreement);
    expect(made.length).toBeGreaterThan(0);
    expect(items.map(({ id }) => id).sort()).toEqual([agreement, ...made].sort());
    expect(await again.stop()).toBe(0);
  });

  test('ends at once when it is asked again', async () => {
    const { address, child, told, log } = await startProgram(['--data', join(root, 'twice')]);
    const { port } = new URL(address);
    const socket = connect(Number(port), '127.0.0.1', () => void socket.write(`POST /api/set-up HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${address}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name`));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    expect((await askProgram(address, 'GET', '/api/ready')).status).toBe(200);
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    await told('stopping');
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(143);
    expect(log().at(-1)).toMatchObject({ event: 'stopping', requests: 1 });
    socket.destroy();
  });
});
