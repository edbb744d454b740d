import { createHmac, timingSafeEqual } from 'node:crypto';

/** Names and attributes of our cookies. On https they are bound to this very host and to https; http is served on loopback only. */
export interface CookieForm {
  /** Whether the address is https. */
  secure: boolean;
  /** Name of the session's cookie, and the beginning of the others' names. */
  name: string;
  /** Name of the cookie that says which account this browser has signed in to before. */
  device: string;
}

/** The form of our cookies at an address such as `https://entente.example.com`. */
export function cookieForm(address: string): CookieForm {
  const secure = address.startsWith('https://');
  const name = secure ? '__Host-entente' : 'entente';
  return { secure, name, device: `${name}.device` };
}

/** The value of a cookie in a request, as it stands there; undefined without one. */
export function cookieIn(headers: Headers, name: string): string | undefined {
  const start = `${name}=`;
  const found = (headers.get('cookie') ?? '').split(';').map((part) => part.trim()).find((part) => part.startsWith(start));
  return found?.slice(start.length);
}

/** What a cookie signed by better-auth or by `signedCookie` says: `<value>.<HMAC-SHA-256 in base64>`, percent-encoded; undefined if the signature is wrong. */
export function signedValueIn(headers: Headers, name: string, secret: string): string | undefined {
  const raw = cookieIn(headers, name);
  if (raw === undefined || raw.length > 1000) return undefined;
  const text = decoded(raw);
  const dot = text.lastIndexOf('.');
  if (dot < 1) return undefined;
  const value = text.slice(0, dot);
  const given = Buffer.from(text.slice(dot + 1), 'base64');
  const expected = signature(value, secret);
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : undefined;
}

/** The `Set-Cookie` line of a signed cookie that lasts for `seconds`. */
export function signedCookie(form: CookieForm, name: string, value: string, secret: string, seconds: number): string {
  const signed = encodeURIComponent(`${value}.${signature(value, secret).toString('base64')}`);
  return `${name}=${signed}; Max-Age=${seconds}; Path=/; HttpOnly${form.secure ? '; Secure' : ''}; SameSite=Lax`;
}

/** The `Set-Cookie` line that makes a browser forget a cookie. */
export function endedCookie(form: CookieForm, name: string): string {
  return `${name}=; Max-Age=0; Path=/; HttpOnly${form.secure ? '; Secure' : ''}; SameSite=Lax`;
}

function signature(value: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(value).digest();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}
