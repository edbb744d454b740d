import { BlockList, isIP, isIPv4 } from 'node:net';

/** Says of an address whether it is one of the proxies that the configuration trusts. */
export type IsProxy = (address: string) => boolean;

/** True for what the setting for proxies can hold: an address, or a range such as `10.0.0.0/8`. */
export function isProxyEntry(entry: string): boolean {
  const { base, bits } = partsOf(entry);
  const family = isIP(base);
  return family !== 0 && !base.includes('%') && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)));
}

/** The test for a list of addresses and ranges, each as `isProxyEntry` takes it. */
export function proxiesFrom(entries: readonly string[]): IsProxy {
  const list = new BlockList();
  for (const entry of entries) {
    const { base, bits } = partsOf(entry);
    const family = isIPv4(base) ? 'ipv4' : 'ipv6';
    list.addSubnet(base, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && !address.includes('%') && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** An address of a connection in its plain form: an IPv4 address that came in over IPv6 is an IPv4 address. */
export function plainAddress(address: string | undefined): string {
  const text = (address ?? '').trim();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  return mapped !== undefined && isIPv4(mapped) ? mapped : text;
}

/** True for an address that leads back to this machine. */
export function isLoopbackAddress(address: string): boolean {
  return loopback(plainAddress(address));
}

/**
 * The address of whoever asks: that of the connection. Only where the connection comes from a trusted proxy does the header
 * X-Forwarded-For count, read from its end, because whoever asks can write whatever they like at its beginning.
 */
export function clientOf(connection: string | undefined, forwardedFor: string | undefined, isProxy: IsProxy): string {
  let client = plainAddress(connection);
  for (const entry of (forwardedFor ?? '').split(',').toReversed()) {
    if (!isProxy(client)) break;
    const named = plainAddress(entry);
    if (isIP(named) === 0) break;
    client = named;
  }
  return client;
}

const loopback = proxiesFrom(['127.0.0.0/8', '::1']);

function partsOf(entry: string): { base: string; bits: string | undefined } {
  const slash = entry.indexOf('/');
  return slash === -1 ? { base: entry, bits: undefined } : { base: entry.slice(0, slash), bits: entry.slice(slash + 1) };
}
