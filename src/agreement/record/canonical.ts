import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { InputError } from '#agreement/input-error';

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A digest that names its algorithm: "sha256:" and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** The form of a digest. */
export const digestPattern = /^sha256:[0-9a-f]{64}$/;

// With the u flag a paired surrogate is one character, so this finds halves only.
const loneSurrogate = /\p{Cs}/u;

/** True for a digest in the one form we write. */
export function isDigest(text: string): text is Digest {
  return digestPattern.test(text);
}

/**
 * The RFC 8785 form of a value: one spelling for one content, so that its hash can be computed again anywhere.
 * A property that is undefined counts as absent, as in JSON. Anything else that JSON cannot hold exactly (a number that
 * is not finite, half of a surrogate pair, a date, a function, a gap in a list) throws an InputError with its path.
 */
export function canonical(value: unknown): string {
  const text = spell(value, []);
  if (text !== undefined) return text;
  refuseInexact(value, '', new Set());
  throw new TypeError('a value that can be kept has no canonical form');
}

// What JSON writes between quotation marks as it is; surrogates are left to the slower way.
const plain = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/;

function spellText(text: string): string | undefined {
  if (plain.test(text)) return `"${text}"`;
  return loneSurrogate.test(text) ? undefined : JSON.stringify(text);
}

/** The form, written in one walk; undefined where something cannot be kept, which `refuseInexact` then finds. `above` are the lists and objects around the value. */
function spell(value: unknown, above: object[]): string | undefined {
  if (typeof value === 'string') return spellText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'object' || above.includes(value)) return undefined;
  above.push(value);
  let text = '';
  if (Array.isArray(value)) {
    // An index loop, because forEach would skip the gaps that must be refused.
    for (let i = 0; i < value.length; i++) {
      const item = spell(value[i], above);
      if (item === undefined) return undefined;
      text += text === '' ? item : `,${item}`;
    }
    text = `[${text}]`;
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return undefined;
    for (const key of Object.keys(value).sort()) {
      const name = spellText(key);
      if (name === undefined) return undefined;
      const held = (value as Record<string, unknown>)[key];
      if (held === undefined) continue;
      const item = spell(held, above);
      if (item === undefined) return undefined;
      text += `${text === '' ? '' : ','}${name}:${item}`;
    }
    text = `{${text}}`;
  }
  above.pop();
  return text;
}

/** The RFC 8785 form as UTF-8 bytes: what a store keeps for a document revision. */
export function canonicalBytes(value: unknown): Uint8Array {
  return utf8ToBytes(canonical(value));
}

/** The digest of bytes as they are. */
export function digestOfBytes(bytes: Uint8Array): Digest {
  return `sha256:${bytesToHex(sha256(bytes))}`;
}

/** The digest of a value's RFC 8785 form; equal to `digestOfBytes(canonicalBytes(value))`. */
export function digestOf(value: unknown): Digest {
  return digestOfBytes(canonicalBytes(value));
}

function refuseInexact(value: unknown, path: string, above: Set<object>): void {
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      if (loneSurrogate.test(value)) throw inexact('The text holds half of a character pair.', path);
      return;
    case 'number':
      if (!Number.isFinite(value)) throw inexact('The number is not finite.', path);
      return;
    case 'object':
      break;
    default:
      throw inexact(`A value of kind ${typeof value} cannot be kept.`, path);
  }
  if (value === null) return;
  if (above.has(value)) throw inexact('The value contains itself.', path);
  above.add(value);
  if (Array.isArray(value)) {
    // An index loop, because forEach would skip the gaps that must be refused.
    for (let i = 0; i < value.length; i++) refuseInexact(value[i], `${path}[${i}]`, above);
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw inexact('Only plain values can be kept.', path);
    for (const [key, item] of Object.entries(value)) {
      if (loneSurrogate.test(key)) throw inexact('A name holds half of a character pair.', path);
      if (item !== undefined) refuseInexact(item, path === '' ? key : `${path}.${key}`, above);
    }
  }
  above.delete(value);
}

function inexact(what: string, path: string): InputError {
  return new InputError(what, 'Remove it and try again; nothing was kept.', path === '' ? undefined : path);
}
