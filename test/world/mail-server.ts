import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as a server got it. */
export interface Got {
  from: string;
  to: string[];
  /** The whole message, byte for byte. */
  raw: string;
  /** Whether it came over TLS, and who signed in. */
  secure: boolean;
  user: unknown;
}

/** A mail server that speaks on loopback and keeps what it gets. */
export interface MailServer {
  port: number;
  got: Got[];
  /** Resolves when so many mails are there. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a real SMTP server on a free port; no sign-in is needed unless the options ask for it. */
export async function startMailServer(options: SMTPServerOptions = {}, host = '127.0.0.1'): Promise<MailServer> {
  const got: Got[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 0,
    logger: false,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8'), secure: session.secure, user: session.user });
        for (const { count, done: reached } of waiting) if (got.length >= count) reached();
        done(null);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, host, listening));
  return {
    port: (server.server.address() as AddressInfo).port,
    got,
    until: (count) => (got.length >= count ? Promise.resolve() : new Promise((done) => waiting.push({ count, done }))),
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** A server that does with each connection what it is told, line by line and not more. */
export interface BareServer {
  port: number;
  /** Resolves with the next connection. */
  next(): Promise<Socket>;
  close(): void;
}

/** Starts a server that only accepts connections. */
export async function startBareServer(each: (socket: Socket) => void = () => undefined): Promise<BareServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    each(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    next: async () => (await once(server, 'connection'))[0] as Socket,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A header of a message, unfolded and with its encoded words decoded; undefined where there is none. */
export function headerOf(raw: string, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}: `));
  return line
    ?.slice(name.length + 2)
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_word, form: string, text: string) => `${form.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('latin1') : quotedPrintable(text.replaceAll('_', ' '))}\0`)
    .replace(/[^\0]*\0(?:[^\0]*\0)*/g, (bytes) => Buffer.from(bytes.replaceAll('\0', ''), 'latin1').toString('utf8'));
}

/** Names of all headers of a message, in lower case. */
export function headerNames(raw: string): string[] {
  return raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n').filter((line) => !/^[ \t]/.test(line)).map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
}

/** The decoded part of a message with a media type. */
export function partOf(raw: string, type: string): string {
  const boundary = /boundary="?([^";\r\n]+)/.exec(raw)?.[1] ?? '';
  const part = raw.split(`--${boundary}`).find((each) => new RegExp(`^content-type: ${type}`, 'im').test(each.slice(0, each.indexOf('\r\n\r\n')))) ?? '';
  const start = part.indexOf('\r\n\r\n');
  const [head, body] = [part.slice(0, start), part.slice(start + 4).replace(/\r\n$/, '')];
  if (/encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n');
  if (/encoding: quoted-printable/i.test(head)) return Buffer.from(quotedPrintable(body), 'latin1').toString('utf8').replaceAll('\r\n', '\n');
  return body.replaceAll('\r\n', '\n');
}

function quotedPrintable(text: string): string {
  return text.replace(/=\r\n/g, '').replace(/=([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
