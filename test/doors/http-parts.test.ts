import { describe, expect, test } from 'vitest';
import { clientOf, isLoopbackAddress, isProxyEntry, plainAddress, proxiesFrom } from '#doors/http/client';
import { bytesFrom, objectFrom, textFrom } from '#doors/http/input';
import { Buckets, Turnstile } from '#doors/http/limits';
import { createLog } from '#doors/http/log';
import { readiness } from '#doors/http/ready';
import { securityTxt } from '#doors/http/security-txt';
import { DamageError, StoreError } from '#world/store/store';

describe('where a request comes from', () => {
  const isProxy = proxiesFrom(['10.0.0.5', '10.1.0.0/16', '2001:db8::/32']);
  test.each<[string, string | undefined, string | undefined, string]>([
    ['the connection', '203.0.113.7', undefined, '203.0.113.7'],
    ['a header of anybody does not count', '203.0.113.7', '1.2.3.4', '203.0.113.7'],
    ['a proxy says for whom', '10.0.0.5', '198.51.100.4', '198.51.100.4'],
    ['a chain of proxies says for whom', '10.0.0.5', '198.51.100.4, 10.1.2.3', '198.51.100.4'],
    ['what the caller wrote at the beginning does not count', '10.0.0.5', '1.2.3.4, 198.51.100.4', '198.51.100.4'],
    ['nor does it behind a stranger in the chain', '10.0.0.5', '1.2.3.4, 198.51.100.4, 10.1.0.9', '198.51.100.4'],
    ['a proxy that says nothing', '10.0.0.5', undefined, '10.0.0.5'],
    ['a proxy that says nonsense', '10.0.0.5', 'unknown', '10.0.0.5'],
    ['a proxy that names a host with a port', '10.0.0.5', '198.51.100.4:55', '10.0.0.5'],
    ['a proxy over IPv6', '2001:db8::1', '2606:4700::1111', '2606:4700::1111'],
    ['an IPv4 address over IPv6', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['an IPv4 proxy over IPv6', '::ffff:10.0.0.5', '::ffff:198.51.100.4', '198.51.100.4'],
    ['a connection that is gone', undefined, '1.2.3.4', ''],
  ])('%s', (_, connection, header, client) => expect(clientOf(connection, header, isProxy)).toBe(client));
  test.each(['10.0.0.5', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'])('%s is a proxy to trust', (entry) => expect(isProxyEntry(entry)).toBe(true));
  test.each(['', 'proxy.example', '10.0.0.0/33', '10.0.0.5/', '10.0.0.5/x', 'fe80::1%eth0', '10.0.0', '*'])('%j is none', (entry) => expect(isProxyEntry(entry)).toBe(false));
  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => expect(isLoopbackAddress(address)).toBe(true));
  test.each(['128.0.0.1', '10.0.0.1', '::2', '', 'localhost.evil.example'])('%j is not', (address) => expect(isLoopbackAddress(address)).toBe(false));
  test('nothing is an empty address', () => expect(plainAddress(undefined)).toBe(''));
});

describe('pace', () => {
  const start = (rate: number, burst: number, most?: number) => {
    let now = 0;
    const buckets = new Buckets({ rate, burst }, () => now, most);
    return { buckets, later: (ms: number) => void (now += ms) };
  };
  test('so much at once, then a wait that is told', () => {
    const { buckets } = start(2, 4);
    expect([1, 2, 3, 4, 5].map(() => buckets.take('a'))).toEqual([0, 0, 0, 0, 1]);
  });
  test('it fills again with time', () => {
    const { buckets, later } = start(2, 4);
    for (let n = 0; n < 4; n += 1) buckets.take('a');
    later(500);
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1]);
    later(60_000);
    expect([1, 2, 3, 4, 5].map(() => buckets.take('a'))).toEqual([0, 0, 0, 0, 1]);
  });
  test('what is refused takes nothing', () => {
    const { buckets, later } = start(1, 2);
    buckets.take('a', 2);
    for (let n = 0; n < 50; n += 1) buckets.take('a');
    later(1000);
    expect(buckets.take('a')).toBe(0);
  });
  test('one caller takes nothing from another', () => {
    const { buckets } = start(1, 1);
    expect([buckets.take('a'), buckets.take('a'), buckets.take('b')]).toEqual([0, 1, 0]);
  });
  test('more than a bucket holds takes a full one', () => {
    const { buckets, later } = start(10, 5);
    expect([buckets.take('a', 10), buckets.take('a', 10)]).toEqual([0, 1]);
    later(500);
    expect(buckets.take('a', 10)).toBe(0);
  });
  test('the wait is what is missing', () => expect(((buckets) => (buckets.take('a', 10), buckets.take('a', 10)))(start(2, 10).buckets)).toBe(5));
  test('no more callers are remembered than there is room for', () => {
    const { buckets } = start(1, 1, 100);
    for (let n = 0; n < 1000; n += 1) buckets.take(`caller ${n}`);
    expect(buckets.size).toBe(100);
    expect(buckets.take('caller 999')).toBe(1);
  });
});

describe('turns', () => {
  const enter = async (turns: Turnstile, caller: string): Promise<() => void> => {
    const leave = await turns.enter(caller);
    if (leave === null) throw new Error('refused');
    return leave;
  };
  test('a few at once, then a queue, then no more', async () => {
    const turns = new Turnstile({ atOnce: 2, waiting: 1 });
    const first = await enter(turns, 'a');
    await enter(turns, 'a');
    let third = false;
    const waits = enter(turns, 'a').then((leave) => ((third = true), leave));
    expect(await turns.enter('a')).toBeNull();
    expect(third).toBe(false);
    first();
    await waits;
    expect(third).toBe(true);
    expect(await turns.enter('b')).not.toBeNull();
  });
  test('the first to wait is the first to go, and leaving twice counts once', async () => {
    const turns = new Turnstile({ atOnce: 1, waiting: 9 });
    const order: string[] = [];
    const first = await enter(turns, 'a');
    const rest = ['second', 'third'].map(async (name) => {
      const leave = await enter(turns, 'a');
      order.push(name);
      return leave;
    });
    first();
    first();
    const leaveSecond = await rest[0]!;
    expect(order).toEqual(['second']);
    leaveSecond();
    (await rest[1]!)();
    expect(order).toEqual(['second', 'third']);
    expect(turns.size).toBe(0);
  });
});

describe('the body of a request', () => {
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const sent = (size: number, headers: Record<string, string> = {}) => bytesFrom(new Request('http://x/', { method: 'POST', body: new Uint8Array(size), headers }), 100);
  test('up to a limit', async () => expect((await sent(100)).length).toBe(100));
  test('and no more', () => expect(sent(101)).rejects.toThrow('too large'));
  test('whatever it says of its length', () => expect(sent(101, { 'content-length': '5' })).rejects.toThrow('too large'));
  test('which is believed where it is too much', () => expect(sent(1, { 'content-length': '101' })).rejects.toThrow('too large'));
  test('or none at all', async () => expect((await bytesFrom(new Request('http://x/', { method: 'POST' }), 100)).length).toBe(0));
  test('an object', () => expect(objectFrom('{"a":[1,{"b":"}]"}]}')).toEqual({ a: [1, { b: '}]' }] }));
  test('nested 128 deep', () => expect(objectFrom(nested(128))).toHaveProperty('a'));
  test.each([129, 5000, 1_000_000])('nested %d deep', (depth) => expect(() => objectFrom(nested(depth))).toThrow('nests more than 128'));
  test('brackets in a string are letters', () => expect(objectFrom(JSON.stringify({ a: '[{"\\'.repeat(500) }))).toHaveProperty('a'));
  test.each(['', 'null', '[]', '7', '"x"', '{', '{"a":1}}', 'undefined', '{a:1}'])('%j is none', (text) => expect(() => objectFrom(text)).toThrow('not a JSON object'));
  test('what is not UTF-8', () => expect(() => textFrom(new Uint8Array([0x7b, 0xff, 0x7d]))).toThrow('UTF-8'));
  test('a name that objects have anyway is a field like any other', () => expect(Object.keys(objectFrom('{"__proto__":{"a":1}}'))).toEqual(['__proto__']));
});

describe('the log', () => {
  const lineOf = (error: unknown, reference?: string): string => {
    const lines: string[] = [];
    createLog((line) => void lines.push(line), () => '2026-11-23T10:00:00.000Z').trouble({ route: '/api/agreements/{agreement}/x', error, ...(reference !== undefined && { reference }) });
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  };
  test('is one object on one line', () => expect(JSON.parse(lineOf(new TypeError('a\nb'), 'abcd'))).toMatchObject({ at: '2026-11-23T10:00:00.000Z', level: 'error', reference: 'abcd', route: '/api/agreements/{agreement}/x', error: 'TypeError: a\nb' }));
  test.each<[string, Error]>([
    ['words in quotation marks', new Error('cannot read "the secret words" of it')],
    ['words that a parser quotes', new SyntaxError('Unexpected token t, the secret words is not valid JSON')],
    ['words in other quotation marks', new Error('value ‘x’ `the secret words` and “the secret words”')],
    ['words after a quotation mark that nothing closes', new Error('near "the secret words')],
    ['a token', new Error('no row for the-secret-words-and-more-that-is-a-token_0123')],
    ['a mailbox', new Error('no mail to the.secret.words@example.org')],
  ])('loses %s', (_, error) => expect(lineOf(error)).not.toMatch(/the.secret.words/));
  test('holds no letter beyond ASCII and no end of line', () => expect(lineOf(new Error('\u202etxet\u2028 \u0085 é'))).toMatch(/^[\x20-\x7e]+$/));
  test('keeps the places in our code', () => expect((JSON.parse(lineOf(new Error('x'))) as { stack: string[] }).stack[0]).toMatch(/^at /));
  test('names the place of a damage', () => expect(lineOf(new DamageError({ stream: 'a/shared', seq: 3 }, 'its hash differs'))).toContain('event 3 of a/shared'));
  test('says why the outside failed', () => expect(lineOf(new StoreError('full', null))).toContain('disk'));
  test('what is no error is still told', () => expect(JSON.parse(lineOf('the secret words'))).toMatchObject({ error: 'something that is no error was thrown' }));
  test('of requests only where it is asked for', () => {
    const lines: string[] = [];
    expect(createLog((line) => void lines.push(line), () => 'now').answered).toBeUndefined();
    createLog((line) => void lines.push(line), () => 'now', { requests: true }).answered?.({ method: 'GET', route: '/a/{id}', status: 200, milliseconds: 3 });
    expect(JSON.parse(lines[0] ?? '')).toEqual({ at: 'now', level: 'info', method: 'GET', route: '/a/{id}', status: 200, milliseconds: 3 });
  });
  test('of a store in trouble one line a minute, whoever met it, with how many did', () => {
    const lines: string[] = [];
    let passed = 0;
    const log = createLog((line) => void lines.push(line), () => 'now', { passed: () => passed });
    const meet = (trouble: 'full' | 'io') => log.trouble({ route: 'x', error: new StoreError(trouble, null) });
    for (let n = 0; n < 100; n += 1) meet('full');
    meet('io');
    expect(lines).toHaveLength(2);
    passed = 60_000;
    meet('full');
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ level: 'error', met: 99 });
    log.trouble({ route: 'x', error: new Error('ours') });
    log.trouble({ route: 'x', error: new Error('ours') });
    expect(lines).toHaveLength(5);
  });
  test('of what the server itself does', () => {
    const lines: string[] = [];
    const log = createLog((line) => void lines.push(line), () => 'now');
    log.event('started', { version: '1' });
    log.event('clock-step', { milliseconds: -3_600_000 });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ at: 'now', level: 'info', event: 'started', version: '1' }, { at: 'now', level: 'warning', event: 'clock-step', milliseconds: -3_600_000 }]);
  });
});

describe('readiness', () => {
  test('is what the store answers', async () => expect(await readiness(async () => true)()).toBeNull());
  test.each<[string, unknown, RegExp]>([
    ['a full disk', new StoreError('full', null), /^The disk of the database is full\.$/],
    ['a fault of ours', new Error('no such table: the secret words'), /^The database does not answer\.$/],
  ])('%s is said in plain words', async (_, error, words) => expect(await readiness(() => Promise.reject(error))()).toMatch(words));
  test('one question answers all who ask at the same time', async () => {
    let asked = 0;
    const ready = readiness(async () => void (asked += 1));
    await Promise.all([ready(), ready(), ready()]);
    expect(asked).toBe(1);
  });
  test('a store that never answers is not waited for', async () => expect(await readiness(() => new Promise(() => undefined))()).toBe('The database does not answer within a second.'));
});

test('security.txt is good for 180 days', () => expect(securityTxt('https://entente.example', 'https://entente.example/flaws', '2026-11-23T10:20:30.000Z')).toBe('Contact: https://entente.example/flaws\nExpires: 2027-05-22T00:00:00.000Z\nPreferred-Languages: en\nCanonical: https://entente.example/.well-known/security.txt\n'));
