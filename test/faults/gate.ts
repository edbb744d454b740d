import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What becomes of connections to a mail server: they hang, are told to go, break, are slow, break in the middle of a mail, break when it was taken, or pass. */
export type Mode = 'hang' | 'refuse' | 'break' | 'slow' | 'break midway' | 'break when taken' | 'pass';

/** A way to a mail server that can be troubled while it is used. */
export class Gate {
  mode: Mode = 'pass';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(readonly to: number) {
    this.#server = createServer((from) => this.#lead(from));
  }

  /** Opens a gate before the mail server on a port of this machine. */
  static async open(to: number): Promise<Gate> {
    const gate = new Gate(to);
    await new Promise<void>((listening) => gate.#server.listen(0, '127.0.0.1', listening));
    return gate;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections, and takes no more. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #lead(from: Socket): void {
    const { mode } = this;
    this.#keep(from);
    if (mode === 'hang') return;
    if (mode === 'break') return void from.destroy();
    if (mode === 'refuse') return void from.end('421 4.3.2 Not now\r\n');
    const to = connect(this.to, '127.0.0.1');
    this.#keep(to);
    const end = (): void => {
      from.destroy();
      to.destroy();
    };
    from.on('close', end);
    to.on('close', end);
    let inside = false;
    from.on('data', (part) => {
      if (inside && mode === 'break midway') return end();
      to.write(part);
      inside ||= /^DATA\r\n/m.test(part.toString());
    });
    let asked = false;
    to.on('data', (part) => {
      if (mode === 'break when taken' && asked) return end();
      // The answer to DATA itself is 354.
      asked ||= /^354/m.test(part.toString());
      if (mode === 'slow') setTimeout(() => void (from.destroyed || from.write(part)), 700);
      else from.write(part);
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
  }
}
