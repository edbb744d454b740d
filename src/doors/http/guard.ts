import type { Context, MiddlewareHandler } from 'hono';

const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "worker-src 'self'",
  "manifest-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'",
].join('; ');

/**
 * Until there are accounts only this machine may use the server, so every request must name it as its host (another name
 * that leads here is a trick), and a request that is not a plain read must come from our own pages and carry data, not a form.
 */
export function guard(hosts: ReadonlySet<string>): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    const refuse = (what: string, action: string, status: 403 | 415 = 403): Response => {
      harden(c);
      return c.json({ error: { what, next: action } }, status);
    };
    if (!hosts.has(host)) return refuse('This address is not served here.', 'Open the address that the program printed when it started.');
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      if (c.req.header('origin') !== `http://${host}`) return refuse('This request did not come from our own pages.', 'Use the pages of this installation, or send the header Origin with its address.');
      const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim();
      if (type !== 'application/json' && type !== 'application/pdf') return refuse('The request has no content type that is used here.', 'Send application/json, or application/pdf for a file.', 415);
    }
    await next();
    harden(c);
    return undefined;
  };
}

/** Headers that every answer carries, refusals included. */
function harden(c: Context): void {
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('cross-origin-opener-policy', 'same-origin');
  c.header('cross-origin-resource-policy', 'same-origin');
  if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', policy);
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
}
