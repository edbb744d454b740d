import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { addressGroup } from '#world/accounts/guesses';
import { clientOf, isLoopbackAddress, plainAddress, type IsProxy } from '#doors/http/client';
import type { Buckets } from '#doors/http/limits';

/** How this server is reached. */
export interface Reach {
  /** The origin of our own pages, by the host that a request names; any other host is refused. */
  origins: ReadonlyMap<string, string>;
  isProxy: IsProxy;
  /** True where plain http is served beyond this machine: then only the trusted proxies may connect. */
  proxiesOnly: boolean;
}

/** What the door knows of a request besides the request. */
export interface Env {
  Bindings: HttpBindings;
  Variables: {
    /** Whoever asks, as limits count them: an IPv4 address or the first half of an IPv6 address. */
    client: string;
    /** The address of whoever asks. */
    address: string;
    /** The origin of our own pages for this request. */
    origin: string;
    /** True where the request came from our own pages or from no page at all, so that its cookies count. */
    own: boolean;
    /** The route as it is declared; absent where there is none. */
    route?: string;
  };
}

const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "worker-src 'self'",
  "manifest-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ');

/** What a watcher on this very machine may ask under any name and at any pace. */
const probes: ReadonlySet<string> = new Set(['/api/health', '/api/ready']);

const nothingOfTheMachine = ['accelerometer', 'autoplay', 'browsing-topics', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation', 'gyroscope', 'magnetometer', 'microphone', 'midi', 'payment', 'screen-wake-lock', 'usb', 'xr-spatial-tracking']
  .map((feature) => `${feature}=()`)
  .concat('publickey-credentials-create=(self)', 'publickey-credentials-get=(self)')
  .join(', ');

/**
 * Before anything else: the request must name us as its host (another name that leads here is a trick), come at a pace that one
 * caller may have, and, where it is not a plain read, come from our own pages and carry data, not a form. Every answer
 * leaves with the headers that keep strangers out.
 */
export function guard({ origins, isProxy, proxiesOnly }: Reach, paces: Buckets | null): MiddlewareHandler<Env> {
  return async (c, next) => {
    const connection = plainAddress(c.env.incoming.socket.remoteAddress);
    const address = clientOf(connection, c.req.header('x-forwarded-for'), isProxy);
    const origin = origins.get((c.req.header('host') ?? '').toLowerCase());
    c.set('address', address);
    c.set('client', addressGroup(address));
    if (probes.has(c.req.path) && isLoopbackAddress(address)) {
      c.set('own', false);
      await next();
      return harden(c, c.res);
    }
    if (origin === undefined) return harden(c, refuse(c, 403, 'This address is not served here.', 'Open the address that the program printed when it started.'));
    c.set('origin', origin);
    if (proxiesOnly && !isProxy(connection)) return harden(c, refuse(c, 403, 'This server is reached through its proxy only.', `Open ${origin}.`));
    const scheme = isProxy(connection) ? c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase() : undefined;
    if (scheme === 'http' && origin.startsWith('https:')) return harden(c, refuse(c, 403, 'This server is reached with https only.', `Open ${origin}.`));
    // Programs of this very machine are the owner's own.
    const wait = paces === null || isLoopbackAddress(address) ? 0 : paces.take(c.get('client'));
    if (wait > 0) return harden(c, tooMuch(c, wait));
    const from = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    c.set('own', (from === undefined || from === origin) && (site === undefined || site === 'same-origin' || site === 'none'));
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      if (from !== origin || !c.get('own')) return harden(c, refuse(c, 403, 'This request did not come from our own pages.', 'Use the pages of this installation, or send the header Origin with its address.'));
      const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
      if (type === undefined || !['application/json', 'application/pdf', 'application/zip'].includes(type)) return harden(c, refuse(c, 415, 'The request has no content type that is used here.', 'Send application/json, or application/pdf or application/zip for a file.'));
    }
    await next();
    return harden(c, c.res);
  };
}

/** A refusal in the one form that all of them have. */
export function refuse(c: Context, status: 400 | 403 | 404 | 413 | 415 | 429 | 503, what: string, next: string): Response {
  return c.json({ error: { what, next } }, status);
}

/** The answer to whoever asks for more than one caller may have; `seconds` until it is worth asking again. */
export function tooMuch(c: Context, seconds: number): Response {
  c.header('retry-after', String(seconds));
  return refuse(c, 429, 'There were too many requests from you.', `Nothing was changed. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`);
}

/** Headers that every answer carries, refusals included; what a file says of itself stays. */
function harden(c: Context<Env>, response: Response): Response {
  // On the answer itself: through the context each header would make a new answer, its body a stream that is read again.
  const { headers } = response;
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', nothingOfTheMachine);
  headers.set('x-robots-tag', 'noindex');
  if (c.get('origin')?.startsWith('https:') === true) headers.set('strict-transport-security', 'max-age=31536000');
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', policy);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  return response;
}
