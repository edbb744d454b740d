import { lookup } from 'node:dns/promises';
import { BlockList, connect, isIP, type Socket } from 'node:net';

/** Where to, and how far the guard lets by. */
export interface Outward {
  /** A name or an address. */
  host: string;
  port: number;
  /**
   * The exceptions of the configuration: names ("mail.internal"), addresses ("10.0.0.5") and ranges ("10.0.0.0/8", "fd00::/8").
   * A name here lets by whatever it resolves to; nothing is excepted by default.
   */
  allowPrivate?: readonly string[] | undefined;
  /** How long resolving and connecting may take together, in milliseconds; 10 s by default. */
  timeoutMs?: number;
  /** Gives up early. */
  signal?: AbortSignal | undefined;
  /** Resolves a name to all its addresses; the machine's own way by default. */
  resolve?: (host: string) => Promise<readonly string[]>;
}

/** A connection to a checked address; whoever asked for it listens for its errors and closes it. */
export interface OutwardConnection {
  socket: Socket;
  /** The address that was checked and connected to. */
  address: string;
  /** Whether that address is this very machine. */
  loopback: boolean;
}

/** Why nothing was connected: the name leads nowhere, it leads to an address that is not for the outside, nobody answers there, or it took too long. */
export type OutwardTrouble = 'not-found' | 'forbidden' | 'unreachable' | 'timeout';

/** Nothing was connected; the message says why and names the host, for people who run the server. */
export class OutwardError extends Error {
  readonly trouble: OutwardTrouble;

  constructor(trouble: OutwardTrouble, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'OutwardError';
    this.trouble = trouble;
  }
}

/**
 * The one door outwards. Resolves the name once, checks every address it has, and connects to a checked one, so that a name that
 * changes its mind cannot lead anywhere else. Refuses what is private, loopback, link-local, shared, multicast, reserved, for
 * documentation, translated from IPv4, or a cloud's metadata, unless the configuration excepts it; one such address among
 * others refuses them all.
 */
export async function connectOutward({ host, port, allowPrivate = [], timeoutMs = 10_000, signal, resolve = resolveAll }: Outward): Promise<OutwardConnection> {
  if (host === '' || /[\s/@%\\\0]/.test(host)) throw new OutwardError('not-found', `"${host.slice(0, 100)}" is not the name of a host.`);
  const until = performance.now() + timeoutMs;
  const ends = signal === undefined ? AbortSignal.timeout(timeoutMs) : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const addresses = await orEnd(resolve(host), ends, host).catch((error: unknown) => {
    throw error instanceof OutwardError ? error : new OutwardError('not-found', `The name ${host} cannot be resolved (${codeOf(error)}).`, error);
  });
  if (addresses.length === 0) throw new OutwardError('not-found', `The name ${host} has no address.`);
  const allowed = exceptionsFrom(allowPrivate);
  for (const address of addresses) {
    if (!isPublicAddress(address) && !allowed(host, address)) {
      throw new OutwardError('forbidden', `${host === address ? host : `${host} leads to ${address}, which`} is not an address of the outside, so nothing was sent there. If it is meant, name it in the configuration as an exception.`);
    }
  }
  let last: unknown;
  const tried = addresses.slice(0, 8);
  for (const [index, address] of tried.entries()) {
    // Each address gets its share of the time that is left, so that a silent one leaves some to the next.
    const share = AbortSignal.timeout(Math.max(1, Math.ceil((until - performance.now()) / (tried.length - index))));
    try {
      return { socket: await connected(address, port, AbortSignal.any([ends, share]), host), address, loopback: isLoopback(address) };
    } catch (error) {
      if (ends.aborted) throw error;
      last = error;
    }
  }
  throw last instanceof OutwardError ? last : new OutwardError('unreachable', `${host} does not answer on port ${port} (${codeOf(last)}).`, last);
}

/** True for an address of the public internet, IPv4 or IPv6 in any spelling; false for everything else, text that is no address included. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  // IPv6 the other way round: only global unicast (2000::/3), so that mapped, translated and whatever comes next stays out.
  return family === 6 && !address.includes('%') && global.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** True for an address that leads back to this machine. */
export function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !address.includes('%') && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** True for what `allowPrivate` can hold: a name, an address, or a range. */
export function isException(entry: string): boolean {
  const { base, bits } = rangeOf(entry);
  const family = isIP(base);
  if (bits === undefined) return family !== 0 || /^[\p{L}\p{N}_](?:[\p{L}\p{N}._-]{0,252})$/u.test(entry);
  return family !== 0 && !base.includes('%') && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

const notPublic = new BlockList();
const loopback = new BlockList();
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
// IANA's registries of special-purpose addresses (RFC 6890 and its updates), and two clouds' own.
for (const range of [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by providers (RFC 6598)
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host
  '169.254.0.0/16', // link-local, metadata of most clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]) {
  const { base, bits } = rangeOf(range);
  notPublic.addSubnet(base, Number(bits), 'ipv4');
}
for (const range of [
  '2001::/23', // protocol assignments: Teredo, ORCHID, benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: holds an IPv4 address
  '3fff::/20', // documentation
]) {
  const { base, bits } = rangeOf(range);
  notPublic.addSubnet(base, Number(bits), 'ipv6');
}

function rangeOf(entry: string): { base: string; bits: string | undefined } {
  const slash = entry.indexOf('/');
  return slash === -1 ? { base: entry, bits: undefined } : { base: entry.slice(0, slash), bits: entry.slice(slash + 1) };
}

function exceptionsFrom(entries: readonly string[]): (host: string, address: string) => boolean {
  const names = new Set<string>();
  const ranges = new BlockList();
  for (const entry of entries) {
    if (!isException(entry)) throw new RangeError(`"${entry}" is neither a name nor an address nor a range.`);
    const { base, bits } = rangeOf(entry);
    const family = isIP(base);
    if (family === 0) names.add(plainHost(entry));
    else ranges.addSubnet(base, bits === undefined ? (family === 4 ? 32 : 128) : Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return (host, address) => names.has(plainHost(host)) || (isIP(address) !== 0 && !address.includes('%') && ranges.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6'));
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

async function resolveAll(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function connected(address: string, port: number, ends: AbortSignal, host: string): Promise<Socket> {
  const socket = connect({ host: address, port });
  return orEnd(
    new Promise<Socket>((done, failed) => {
      socket.once('error', failed);
      socket.once('connect', () => {
        socket.off('error', failed);
        done(socket);
      });
    }),
    ends,
    host,
  ).catch((error: unknown) => {
    socket.on('error', () => undefined).destroy();
    throw error;
  });
}

/** What a promise brings, unless the time is over first. */
async function orEnd<T>(work: Promise<T>, ends: AbortSignal, host: string): Promise<T> {
  let stop = (): void => undefined;
  const over = new Promise<never>((_done, failed) => {
    stop = () => failed(new OutwardError('timeout', `${host} did not answer in time.`, ends.reason));
  });
  if (ends.aborted) stop();
  ends.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([over, work]);
  } finally {
    ends.removeEventListener('abort', stop);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}
