const day = 24 * 60 * 60 * 1000;

/** The text of `/.well-known/security.txt` (RFC 9116): where to report a flaw, good for 180 days from `now` (RFC 3339). */
export function securityTxt(origin: string, contact: string, now: string): string {
  const expires = new Date(Math.floor(Date.parse(now) / day) * day + 180 * day).toISOString();
  return `Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en\nCanonical: ${origin}/.well-known/security.txt\n`;
}
