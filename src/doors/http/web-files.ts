import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Context } from 'hono';
import { refuse } from '#doors/http/guard';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
};

/** The built web app. */
export interface WebFiles {
  /** The one page of the app, which shows whatever the address names; 404 where it names nothing. */
  page(c: Context, status?: 200 | 404): Promise<Response>;
  /** A file of the app; those with a hash in their name are kept for good. */
  file(c: Context): Promise<Response>;
}

/** Serves the files that stand in a folder now, and nothing that an address could otherwise lead to. */
export function webFiles(folder: string): WebFiles {
  const known = new Set(existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `/${name.split(sep).join('/')}`) : []);
  const send = async (c: Context, name: string, status: 200 | 404, cache: string): Promise<Response | undefined> => {
    const bytes = known.has(name) && extname(name) !== '' ? await read(join(folder, name)) : undefined;
    return bytes && c.body(bytes, status, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'cache-control': cache });
  };
  return {
    page: async (c, status = 200) => (await send(c, '/index.html', status, 'no-cache')) ?? c.json({ error: { what: 'The web app is not built.', next: 'Run npm run build.' } }, 500),
    file: async (c) => (await send(c, c.req.path, 200, c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')) ?? refuse(c, 404, 'There is no such file.', 'Open the first page again.'),
  };
}

/** The bytes of a file, undefined where it was taken away since. */
async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
