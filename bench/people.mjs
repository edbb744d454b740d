// People with browsers of their own, over HTTP and nothing else: who they are is in their cookies.
import { Agent, request } from 'node:http';

let known = 0;

/**
 * Somebody with one kept connection to a server on 127.0.0.1, which takes that for a proxy: each comes from an address of their own,
 * as people do, of a range that is set apart for measuring (RFC 2544).
 */
export class Person {
  #cookies = new Map();
  #from = `198.18.${(known += 1) >> 8}.${known & 255}`;
  #address;
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(address) {
    this.#address = new URL(address);
    if (this.#address.hostname !== '127.0.0.1') throw new Error('the bench talks to 127.0.0.1 only');
  }

  /** What an operation answers; anything but 200 throws. */
  async read(name, { agreement, ...query } = {}) {
    return JSON.parse((await this.ask('GET', name, agreement, query)).text);
  }

  async write(name, { agreement, ...body } = {}) {
    return JSON.parse((await this.ask('POST', name, agreement, body)).text);
  }

  async ask(method, name, agreement, content) {
    const answered = await this.send(method, name, agreement, content);
    if (answered.status !== 200) throw new Error(`${method} ${name}: ${answered.status} ${answered.text.slice(0, 300)}`);
    return answered;
  }

  /** One request, as it is answered. */
  send(method, name, agreement, content = {}) {
    const { port, host, origin } = this.#address;
    const query = method === 'GET' && Object.keys(content).length > 0 ? `?${new URLSearchParams(content)}` : '';
    const path = `${agreement === undefined ? '/api' : `/api/agreements/${agreement}`}/${name}${query}`;
    const body = method === 'GET' ? undefined : JSON.stringify(content);
    const headers = { host, cookie: this.cookie, 'x-forwarded-for': this.#from, ...(body !== undefined && { origin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) };
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, agent: this.#agent, method, path, headers }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          this.#keep(response.headers['set-cookie'] ?? []);
          const bytes = Buffer.concat(parts);
          resolve({ status: response.statusCode, bytes: bytes.length, get text() { return bytes.toString(); } });
        });
      });
      // A kept connection that was idle may be closed by the server while the next request is on its way: then that one was not read.
      sent.on('error', (error) => (sent.reusedSocket && error.code === 'ECONNRESET' ? resolve(this.send(method, name, agreement, content)) : reject(error)));
      sent.end(body);
    });
  }

  /** What a browser would send. */
  get cookie() {
    return [...this.#cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  }

  /** Goes on at another address with the same cookies. */
  moveTo(address) {
    this.#address = new URL(address);
  }

  leave() {
    this.#agent.destroy();
  }

  #keep(lines) {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
  }
}
