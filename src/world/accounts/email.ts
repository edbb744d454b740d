import { domainToASCII } from 'node:url';
import { InputError } from '#agreement/input-error';

/** Longest mailbox that mail servers take (RFC 5321 with its erratum). */
export const emailLimit = 254;

const localPart = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The one form under which a mailbox is known here: trimmed, composed (NFC), in lower case, the domain in its ASCII form. All
 * checks come after that. Throws an InputError for anything that is not one plain mailbox: quoted local parts, addresses in
 * brackets, spaces, control, invisible or direction characters, or more than 254 characters.
 */
export function canonicalEmail(text: string): string {
  const refuse = (): InputError => new InputError('This is not a mail address.', 'Enter one such as name@example.com.');
  if (text.length > 2 * emailLimit) throw refuse();
  const composed = text.trim().normalize('NFC').toLowerCase().normalize('NFC');
  const at = composed.lastIndexOf('@');
  const local = composed.slice(0, Math.max(at, 0));
  const domain = domainOf(composed.slice(at + 1));
  const email = `${local}@${domain}`;
  if (at < 1 || Buffer.byteLength(local) > 64 || !localPart.test(local) || domain === '' || Buffer.byteLength(email) > emailLimit) throw refuse();
  return email;
}

/** The ASCII form of a domain: two labels or more, or "localhost"; empty for anything else. */
function domainOf(text: string): string {
  // The parser of addresses would drop tabs, take a path or port away and read "1.2" as an IP address.
  if (!/^[\p{L}\p{N}\p{M}.\u3002\uFF0E\uFF61-]+$/u.test(text)) return '';
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  if (domain === 'localhost') return domain;
  return labels.length > 1 && labels.every((one) => label.test(one)) && !/^[0-9]+$/.test(labels.at(-1) ?? '') ? domain : '';
}
