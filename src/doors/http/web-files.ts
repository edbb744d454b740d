import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Context, MiddlewareHandler } from 'hono';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
};

/** Serves the built web app: files with a hash in their name for good, everything else as the one page of the app. */
export function serveWeb(folder: string): MiddlewareHandler {
  return async (c) => {
    const wanted = pathIn(c.req.url);
    if (wanted === undefined) return c.json({ error: { what: 'This address cannot be read.', next: 'Open the first page again.' } }, 400);
    if (extname(wanted) !== '' && !wanted.split(sep).includes('..')) {
      const file = await read(join(folder, wanted));
      if (file === undefined) return c.json({ error: { what: 'There is no such file.', next: 'Open the first page again.' } }, 404);
      return send(c, file, types[extname(wanted)] ?? 'application/octet-stream', wanted.startsWith(`assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache');
    }
    const page = await read(join(folder, 'index.html'));
    if (page === undefined) return c.json({ error: { what: 'The web app is not built.', next: 'Run npm run build.' } }, 500);
    return send(c, page, 'text/html; charset=utf-8', 'no-cache');
  };
}

/** The path of a file below the folder, undefined where the address holds half a letter or a NUL. */
function pathIn(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return path.includes('\0') ? undefined : normalize(path).replace(/^[/\\]+/, '');
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

async function read(path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function send(c: Context, bytes: Buffer<ArrayBuffer>, type: string, cache: string): Response {
  return c.body(new Uint8Array(bytes), 200, { 'content-type': type, 'cache-control': cache });
}
