import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { InputError } from '#agreement/input-error';
import { BusyError } from '#world/accounts/busy-error';

/** Fewest and most characters of a password; 15 or more are recommended. */
export const passwordLength = { least: 8, most: 128 } as const;

/** What a hash takes, in the parameters of scrypt. */
export interface PasswordCost {
  /** log2 of the number of blocks. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MB and about 0.25 s of one core; kept in each hash, so that it can be raised. */
export const passwordCost: PasswordCost = { ln: 15, r: 8, p: 3 };
const keyBytes = 32;

/** At most two at once, so that a flood of sign-ins leaves the other cores and 450 MB alone; a longer queue than this is refused. */
const hashersAtOnce = 2;
const hashersWaiting = 40;

/** The hash of a password (scrypt with a random salt): `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`, the last two in base64url. */
export async function hashPassword(password: string, cost: PasswordCost = passwordCost): Promise<string> {
  const salt = randomBytes(16);
  return written(cost, salt, await derive(password, salt, cost));
}

/** Whether a password belongs to a hash, of whatever cost; null stands for somebody without a password and takes as long as a hash of this cost. */
export async function verifyPassword(hash: string | null, password: string, cost: PasswordCost = passwordCost): Promise<boolean> {
  const [, ln, r, p, salt, key] = (hash ?? written(cost, Buffer.alloc(16), Buffer.alloc(keyBytes))).split('$');
  const expected = Buffer.from(key ?? '', 'base64url');
  const derived = await derive(password, Buffer.from(salt ?? '', 'base64url'), { ln: Number(ln), r: Number(r), p: Number(p) });
  return hash !== null && expected.length === derived.length && timingSafeEqual(expected, derived);
}

/** Whether a hash was made at this cost. */
export function isOfCost(hash: string, { ln, r, p }: PasswordCost): boolean {
  return hash.startsWith(`scrypt$${ln}$${r}$${p}$`);
}

function written({ ln, r, p }: PasswordCost, salt: Buffer, key: Buffer): string {
  return ['scrypt', ln, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Refuses a new password that is too short, too long, among the common ones, or the person's own mailbox or name; says why in an InputError. */
export async function checkNewPassword(password: string, own: readonly string[]): Promise<void> {
  const refuse = (what: string): InputError => new InputError(what, 'Choose another one; three or four words that have nothing to do with each other are easy to remember.', 'password');
  const characters = [...password.normalize('NFKC')].length;
  if (characters < passwordLength.least) throw refuse(`This password has fewer than ${passwordLength.least} characters.`);
  if (password.length > passwordLength.most) throw new InputError(`This password has more than ${passwordLength.most} characters.`, 'Choose a shorter one.', 'password');
  const plain = bare(password);
  if (new Set(whole(password)).size < 4) throw refuse('This password repeats the same few characters.');
  const common = await commonPasswords();
  if ([whole(password), plain].some((one) => common.has(one))) throw refuse('This password is among the most common ones.');
  const names = own.flatMap((one) => [one, one.split('@')[0] ?? '']).map(bare);
  if (names.some((name) => name.length > 3 && plain.startsWith(name) && plain.length - name.length < 5)) throw refuse('This password is little more than your own name or address.');
}

/** Lower case, composed, without the few digits or signs at the end: "Dragon2024" is as easy to guess as "dragon". */
function bare(text: string): string {
  const lower = whole(text);
  const stem = lower.replace(/[\d\p{P}\p{S}\s]{1,4}$/u, '');
  return stem.length > 3 ? stem : lower;
}

function whole(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

let dictionary: Promise<ReadonlySet<string>> | undefined;

/** The 49,000 most common passwords, read when first needed (25 ms, 13 MB). */
function commonPasswords(): Promise<ReadonlySet<string>> {
  return (dictionary ??= import('@zxcvbn-ts/language-common').then((language) => new Set(language.dictionary['passwords-common'].flatMap((one) => [whole(one), bare(one)]))));
}

let running = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Uint8Array, { ln, r, p }: PasswordCost): Promise<Buffer> {
  if (running >= hashersAtOnce) {
    if (waiting.length >= hashersWaiting) throw new BusyError(5);
    await new Promise<void>((go) => waiting.push(go));
  } else {
    running += 1;
  }
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const N = 2 ** ln;
      scrypt(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error === null ? resolve(key) : reject(error)));
    });
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
