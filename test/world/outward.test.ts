import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { connectOutward, isException, isLoopback, isPublicAddress, type Outward, OutwardError } from '#world/outward';

describe('addresses', () => {
  test.each([
    // Public, next to what is not.
    ['1.1.1.1', true], ['8.8.8.8', true], ['9.255.255.255', true], ['11.0.0.0', true], ['100.63.255.255', true], ['100.128.0.0', true], ['126.255.255.255', true], ['128.0.0.1', true],
    ['168.63.129.15', true], ['168.63.129.17', true], ['169.253.255.255', true], ['169.255.0.0', true], ['172.15.255.255', true], ['172.32.0.0', true], ['191.255.255.255', true], ['192.0.1.0', true],
    ['192.167.255.255', true], ['192.169.0.0', true], ['198.17.255.255', true], ['198.20.0.0', true], ['223.255.255.255', true],
    // This network, private, shared, loopback.
    ['0.0.0.0', false], ['0.1.2.3', false], ['10.0.0.0', false], ['10.255.255.255', false], ['100.64.0.0', false], ['100.100.100.200', false], ['100.127.255.255', false], ['127.0.0.1', false], ['127.255.255.254', false],
    // Link-local and metadata.
    ['169.254.0.0', false], ['169.254.169.254', false], ['169.254.170.2', false], ['168.63.129.16', false], ['fd00:ec2::254', false], ['fe80::a9fe:a9fe', false],
    ['172.16.0.0', false], ['172.31.255.255', false], ['192.168.0.1', false], ['192.168.255.255', false],
    // Reserved, documentation, benchmarks, multicast, broadcast.
    ['192.0.0.1', false], ['192.0.0.170', false], ['192.0.2.1', false], ['198.51.100.1', false], ['203.0.113.1', false], ['192.88.99.1', false], ['198.18.0.1', false], ['198.19.255.255', false],
    ['224.0.0.1', false], ['239.255.255.250', false], ['240.0.0.1', false], ['255.255.255.255', false],
    // IPv6.
    ['2606:4700:4700::1111', true], ['2a00:1450:4001::200e', true], ['2001:200::1', true], ['3ffe::1', true],
    ['::', false], ['::1', false], ['0:0:0:0:0:0:0:1', false], ['fe80::1', false], ['fe80::1%eth0', false], ['febf::1', false], ['fec0::1', false], ['fc00::1', false], ['fd12:3456::1', false], ['ff02::1', false], ['ff0e::1', false],
    ['2001::1', false], ['2001:db8::1', false], ['2001:1ff::1', false], ['3fff::1', false], ['5f00::1', false], ['100::1', false], ['4000::1', false],
    // IPv4 inside IPv6: mapped, compatible, translated, 6to4, Teredo, ISATAP.
    ['::ffff:127.0.0.1', false], ['::ffff:7f00:1', false], ['::ffff:169.254.169.254', false], ['::ffff:8.8.8.8', false], ['::127.0.0.1', false], ['::ffff:0:127.0.0.1', false],
    ['64:ff9b::10.0.0.1', false], ['64:ff9b::8.8.8.8', false], ['64:ff9b:1::1', false], ['2002:7f00:1::', false], ['2002:0a00:0001::1', false], ['2001:0:53aa:64c::1', false], ['fe80::5efe:10.0.0.1', false],
    // No addresses.
    ['', false], ['localhost', false], ['8.8.8.8.', false], ['8.8.8', false], ['0x08080808', false], ['134744072', false], ['8.8.8.8/8', false], ['[::1]', false], ['08.8.8.8', false], [' 8.8.8.8', false], ['2606:4700::1111%1', false],
  ])('%s public: %s', (address, is) => expect(isPublicAddress(address)).toBe(is));

  test.each([['127.0.0.1', true], ['127.9.9.9', true], ['::1', true], ['::ffff:127.0.0.1', true], ['128.0.0.1', false], ['0.0.0.0', false], ['::', false], ['localhost', false]])('%s loopback: %s', (address, is) =>
    expect(isLoopback(address)).toBe(is),
  );

  test.each([
    ['mail.internal', true], ['localhost', true], ['10.0.0.5', true], ['10.0.0.0/8', true], ['fd00::/8', true], ['::1', true], ['mail', true], ['пошта.укр', true],
    ['10.0.0.0/33', false], ['10.0.0.0/', false], ['10.0.0.0/-1', false], ['mail.internal/8', false], ['fd00::/129', false], ['', false], ['*.internal', false], ['a b', false], ['a@b', false], ['-x', false],
  ])('exception %j: %s', (entry, is) => expect(isException(entry)).toBe(is));
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(host = '127.0.0.1'): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined).destroy());
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function troubleOf(outward: Outward): Promise<string> {
  try {
    (await connectOutward(outward)).socket.destroy();
    return 'none';
  } catch (error) {
    if (error instanceof OutwardError) return error.trouble;
    throw error;
  }
}

describe('connecting', () => {
  test.each(['127.0.0.1', 'localhost', 'localhost.', 'LOCALHOST', '::1', '0.0.0.0', '0x7f000001', '2130706433', '0177.0.0.1', '127.1', '::ffff:127.0.0.1', '169.254.169.254'])('%s is refused', async (host) => {
    expect(await troubleOf({ host, port: await listening() })).toMatch(/^(forbidden|not-found)$/);
  });

  test.each<[string, readonly string[]]>([
    ['127.0.0.1', ['127.0.0.1']], ['127.0.0.1', ['127.0.0.0/8']], ['localhost', ['localhost']], ['LocalHost', ['LOCALHOST.']], ['localhost', ['127.0.0.0/8', '::1']], ['127.0.0.1', ['0.0.0.0/0']],
  ])('%s is let by for %j', async (host, allowPrivate) => expect(await troubleOf({ host, port: await listening(), allowPrivate })).toBe('none'));

  test.each<[string, readonly string[]]>([['127.0.0.1', ['10.0.0.0/8']], ['127.0.0.1', ['localhost']], ['localhost', ['mail.internal']], ['127.0.0.1', []]])('%s is not let by for %j', async (host, allowPrivate) =>
    expect(await troubleOf({ host, port: await listening(), allowPrivate })).toBe('forbidden'),
  );

  test('an exception that is none is refused', async () => await expect(connectOutward({ host: 'localhost', port: 1, allowPrivate: ['10.0.0.0/99'] })).rejects.toThrow(RangeError));

  test.each(['', ' ', 'a b', 'http://x', 'user@host', 'fe80::1%lo', 'a\0b', 'a\nb'])('%j is no name', async (host) => expect(await troubleOf({ host, port: 25, resolve: async () => ['8.8.8.8'] })).toBe('not-found'));

  test.each<[string, readonly string[]]>([
    ['one private among public ones', ['8.8.8.8', '10.0.0.1']],
    ['public last', ['127.0.0.1', '8.8.8.8']],
    ['mapped', ['::ffff:10.0.0.1']],
    ['metadata', ['169.254.169.254']],
    ['what is no address', ['mail.internal']],
  ])('a name with %s is refused', async (_what, addresses) => expect(await troubleOf({ host: 'mail.example', port: 25, resolve: async () => addresses })).toBe('forbidden'));

  test('a name is resolved once and the checked address is connected to', async () => {
    const port = await listening();
    let asked = 0;
    const connection = await connectOutward({
      host: 'mail.example',
      port,
      allowPrivate: ['127.0.0.1'],
      resolve: async () => (asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']),
    });
    expect([asked, connection.address, connection.socket.remoteAddress, connection.loopback]).toEqual([1, '127.0.0.1', '127.0.0.1', true]);
    connection.socket.destroy();
  });

  test('the next address is tried where one does not answer', async () => {
    const port = await listening('127.0.0.1');
    const { socket, address } = await connectOutward({ host: 'mail.example', port, allowPrivate: ['127.0.0.0/8'], resolve: async () => ['127.0.0.9', '127.0.0.1'] });
    expect(address).toBe('127.0.0.1');
    socket.destroy();
  });

  test.each<[string, Partial<Outward>, string]>([
    ['nobody there', { resolve: async () => ['127.0.0.1'] }, 'unreachable'],
    ['no address', { resolve: async () => [] }, 'not-found'],
    ['no such name', { host: 'no-such-name.invalid' }, 'not-found'],
    ['resolving fails', { resolve: () => Promise.reject(new Error('down')) }, 'not-found'],
    ['resolving hangs', { resolve: () => new Promise(() => undefined), timeoutMs: 30 }, 'timeout'],
    ['given up at once', { signal: AbortSignal.abort() }, 'timeout'],
  ])('%s', async (_what, changes, trouble) => {
    const port = await listening();
    servers.pop()?.close();
    expect(await troubleOf({ host: 'mail.example', port, allowPrivate: ['127.0.0.1'], ...changes })).toBe(trouble);
  });

  test('what it says names the host and the way out', async () => {
    await expect(connectOutward({ host: 'mail.example', port: 25, resolve: async () => ['10.0.0.1'] })).rejects.toThrow('mail.example leads to 10.0.0.1, which is not an address of the outside');
  });
});
