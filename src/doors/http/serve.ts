import { readFileSync } from 'node:fs';
import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createTls } from 'node:https';
import { createSecureContext } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { InputError } from '#agreement/input-error';
import { isLoopbackAddress, proxiesFrom } from '#doors/http/client';
import type { Env, Reach } from '#doors/http/guard';

/** Where a server listens and under which address people know it. */
export interface DoorSettings {
  /** `127.0.0.1`, `0.0.0.0`, `::`; port 0 takes any free one. */
  listen: { host: string; port: number };
  /** Origin under which people reach it, such as `https://entente.example`; null for the one that it listens on. */
  address: string | null;
  /** Files of a certificate with its chain and of its key, both PEM; null for plain http. */
  tls: { cert: string; key: string } | null;
  /** Addresses and ranges of proxies whose X-Forwarded-For counts. */
  proxies: readonly string[];
}

/** A server that holds its port; until `serve` it answers that it is starting. */
export interface Door {
  /** The origin under which people reach it. */
  address: string;
  /** What it speaks, and the port that it holds. */
  listening: { protocol: 'http' | 'https'; port: number };
  reach: Reach;
  /** True where only this machine can reach it. */
  local: boolean;
  serve(app: Hono<Env>): void;
  /** True once `close` was called. */
  ending(): boolean;
  /** Aborted once `close` was called: whoever keeps an answer open for more to come ends it then. */
  stopping: AbortSignal;
  /** Requests from before `close` that are not answered to the end. */
  underWay(): number;
  /**
   * Lets what is under way finish for up to `milliseconds` (10 s), then cuts it off. Until then it goes on listening, so that
   * whatever is asked anew is refused in words and not by a connection that breaks. Gives how many requests were cut off.
   */
  close(milliseconds?: number): Promise<number>;
}

/**
 * Opens the port. Throws an InputError for a port that is taken, a certificate that cannot be used, and every setting under
 * which a password would travel in the clear: beyond this machine there must be TLS, or a trusted proxy and an https address.
 */
export async function openDoor({ listen, address, tls, proxies }: DoorSettings, patience = usualPatience): Promise<Door> {
  const loopback = isLocalName(listen.host);
  checkDoor({ listen, address, tls, proxies });
  const limits = { maxHeaderSize: 16_384, headersTimeout: patience.headers, requestTimeout: patience.whole, connectionsCheckingInterval: patience.looked };
  const server = tls === null ? createPlain(limits) : createTls({ ...limits, ...readTls(tls) });
  let answer: ReturnType<typeof getRequestListener> | undefined;
  const stop = new AbortController();
  let underWay = 0;
  let refused = 0;
  let finished = (): void => undefined;
  server.on('request', (request, response) => {
    // What is asked while it ends is refused at once and waited for by nobody.
    if (!stop.signal.aborted) {
      underWay += 1;
      response.once('close', () => {
        underWay -= 1;
        if (underWay === 0) finished();
      });
    } else refused += 1;
    if (answer !== undefined) return void answer(request, response);
    response.writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'retry-after': '2', connection: 'close' }).end(JSON.stringify({ error: { what: 'The server is starting.', next: 'Try again in a moment.' } }));
  });
  const port = await bind(server, listen);
  const protocol = tls === null ? 'http' : 'https';
  const own = address ?? `${protocol}://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`;
  return {
    address: own,
    listening: { protocol, port },
    reach: { origins: originsOf(own, loopback && tls === null, port), isProxy: proxiesFrom(proxies), proxiesOnly: !loopback && tls === null },
    local: loopback && isLocalName(new URL(own).hostname),
    serve: (app) => {
      answer = getRequestListener(app.fetch);
    },
    ending: () => stop.signal.aborted,
    stopping: stop.signal,
    underWay: () => underWay,
    close: async (milliseconds = 10_000) => {
      stop.abort();
      if (underWay > 0 && milliseconds > 0) {
        await new Promise<void>((resolve) => {
          const cut = setTimeout(resolve, milliseconds);
          finished = () => {
            clearTimeout(cut);
            resolve();
          };
        });
      }
      const left = underWay;
      // Whoever knocked meanwhile is let in and told, as long as somebody comes, for a second at most: a connection that nobody took would break.
      for (let before = -1, looks = 0; milliseconds > 0 && left === 0 && before !== refused && looks < 20; looks += 1) {
        before = refused;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await new Promise<void>((resolve, reject) => {
        // Somebody may be in the middle of asking.
        const cut = setTimeout(() => server.closeAllConnections(), left > 0 ? 0 : 1000);
        server.close((error) => {
          clearTimeout(cut);
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeIdleConnections();
      });
      return left;
    },
  };
}

/** How long a sender may take for the headers and for the whole request, and how often that is looked at; milliseconds. A sender is dropped within 20 s. */
export const usualPatience = { headers: 10_000, whole: 18_000, looked: 2_000 };

/** Refuses, as an InputError, every setting under which a password would travel in the clear or people could not reach the server. */
export function checkDoor({ listen, address, tls, proxies }: DoorSettings): void {
  const loopback = isLocalName(listen.host);
  const next = 'Nothing was started. Give --tls-cert and --tls-key, or put a proxy with https before it and name both: --trust-proxy and --address https://….';
  const https = address?.startsWith('https:') === true;
  if (!loopback && tls === null && !(https && proxies.length > 0)) throw new InputError(`Beyond this machine (${listen.host}) passwords would travel without encryption.`, next, '--listen');
  if (address === null) {
    if (!loopback) throw new InputError('It is not known under which address people will reach this server.', 'Nothing was started. Name it with --address https://….', '--address');
    return;
  }
  if (tls !== null && !https) throw new InputError(`There is a certificate, but ${address} is not https.`, 'Nothing was started. Begin the address with https://.', '--address');
  if (https && tls === null && proxies.length === 0) throw new InputError(`Nothing here speaks https for ${address}.`, next, '--address');
  if (!https && !isLocalName(new URL(address).hostname)) throw new InputError(`Under ${address} passwords would travel without encryption.`, next, '--address');
}

/** The hosts that a request may name, with the origin of our pages there: the address, and for plain http on this machine its other names. */
function originsOf(address: string, plainHere: boolean, port: number): ReadonlyMap<string, string> {
  const { host, hostname, port: named, protocol, origin } = new URL(address);
  const origins = new Map([[host, origin]]);
  if (named === '') origins.set(`${hostname}:${protocol === 'https:' ? 443 : 80}`, origin);
  if (plainHere && protocol === 'http:') for (const name of ['127.0.0.1', 'localhost', '[::1]']) origins.set(`${name}:${port}`, `http://${name}:${port}`);
  return origins;
}

function isLocalName(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return name === 'localhost' || isLoopbackAddress(name);
}

function readTls({ cert, key }: { cert: string; key: string }): { cert: Buffer; key: Buffer; minVersion: 'TLSv1.2' } {
  const read = (file: string, option: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new InputError(`The file ${file} cannot be read (${codeOf(error)}).`, 'Nothing was started. Name a PEM file that this user may read.', option);
    }
  };
  const files = { cert: read(cert, '--tls-cert'), key: read(key, '--tls-key') };
  try {
    createSecureContext(files);
  } catch (error) {
    throw new InputError(`The certificate and the key cannot be used together (${codeOf(error)}).`, 'Nothing was started. Give the certificate with its chain, and the key that belongs to it, both as PEM.', '--tls-cert');
  }
  return { ...files, minVersion: 'TLSv1.2' };
}

function bind(server: Server, { host, port }: DoorSettings['listen']): Promise<number> {
  return new Promise((resolve, reject) => {
    const told: Readonly<Record<string, [what: string, next: string]>> = {
      EADDRINUSE: [`Port ${port} is used by another program.`, 'Choose another one with --port, or stop that program.'],
      EACCES: [`Port ${port} may not be opened by this user.`, 'Choose a port above 1023 with --port.'],
      EADDRNOTAVAIL: [`This machine has no address ${host}.`, 'Choose one of its own with --listen, or 0.0.0.0 for all of them.'],
      ENOTFOUND: [`The name ${host} leads nowhere.`, 'Give an address of this machine with --listen.'],
    };
    server.once('error', (error: NodeJS.ErrnoException) => {
      const words = told[error.code ?? ''];
      reject(words === undefined ? error : new InputError(...words));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}
