import { join } from 'node:path';
import { serve as listen, type ServerType } from '@hono/node-server';
import { InputError } from '#agreement/input-error';
import { projectFolder } from '#world/project-folder';
import type { World } from '#world/world';
import { createApp } from '#doors/http/app';

/** A running server. */
export interface Running {
  /** `http://127.0.0.1:4321` */
  address: string;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1 only. Port 0 takes any free one; a port in use is an InputError. */
export async function serve(world: World, port: number, version: string, log: (line: string) => void): Promise<Running> {
  const hosts = new Set<string>();
  const app = createApp({ world, hosts, web: join(projectFolder(), 'dist', 'web'), version, log });
  const server = await new Promise<ServerType>((resolve, reject) => {
    const starting = listen({ fetch: app.fetch, port, hostname: '127.0.0.1', serverOptions: { maxHeaderSize: 16_384, requestTimeout: 20_000, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 } }, () => resolve(starting));
    starting.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new InputError(`Port ${port} is used by another program.`, 'Choose another one with --port, or stop that program.') : error.code === 'EACCES' ? new InputError(`Port ${port} may not be opened by this user.`, 'Choose a port above 1023 with --port.') : error));
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  for (const host of ['127.0.0.1', 'localhost']) hosts.add(`${host}:${bound}`);
  return {
    address: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
