import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** The code that an authenticator app shows for a secret in base32 (RFC 6238: SHA-1, six digits, thirty seconds). */
export function totpCode(uri: string, at: number = Date.now()): string {
  const secret = base32(new URL(uri).searchParams.get('secret') ?? '');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function base32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

/** What an authenticator is asked to do wrong. */
export interface Fault {
  /** Does not ask who holds it. */
  unverified?: true;
  /** Answers for another page. */
  origin?: string;
  /** Answers for another host. */
  rpId?: string;
  /** Signs other bytes. */
  forged?: true;
  challenge?: string;
}

/** A passkey device in software: ES256, no attestation, discoverable. */
export class SoftAuthenticator {
  readonly #origin: string;
  readonly #rpId: string;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly id = randomBytes(16);
  #count = 0;

  constructor(origin: string, rpId: string) {
    this.#origin = origin;
    this.#rpId = rpId;
  }

  /** The answer to options for registering, as `startRegistration` of a browser gives it. */
  register(options: Record<string, unknown>, fault: Fault = {}): Record<string, unknown> {
    const { x, y } = (this.#keys.publicKey as KeyObject).export({ format: 'jwk' });
    const key = map([[int(1), int(2)], [int(3), int(-7)], [int(-1), int(1)], [int(-2), bytes(Buffer.from(x ?? '', 'base64url'))], [int(-3), bytes(Buffer.from(y ?? '', 'base64url'))]]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const data = Buffer.concat([this.#data(0x40, fault), Buffer.alloc(16), length, this.id, key]);
    const attestation = map([[text('fmt'), text('none')], [text('attStmt'), map([])], [text('authData'), bytes(data)]]);
    return this.#answer({ clientDataJSON: this.#client('webauthn.create', options, fault).toString('base64url'), attestationObject: attestation.toString('base64url'), transports: ['internal'] });
  }

  /** The answer to options for signing in, as `startAuthentication` of a browser gives it. */
  signIn(options: Record<string, unknown>, fault: Fault = {}): Record<string, unknown> {
    const data = this.#data(0, fault);
    const client = this.#client('webauthn.get', options, fault);
    const signed = Buffer.concat([data, createHash('sha256').update(fault.forged === true ? 'other' : client).digest()]);
    const signature = sign('sha256', signed, this.#keys.privateKey);
    return this.#answer({ clientDataJSON: client.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url') });
  }

  #answer(response: Record<string, unknown>): Record<string, unknown> {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, authenticatorAttachment: 'platform', response };
  }

  #data(flags: number, fault: Fault): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++this.#count);
    const present = 0x01 | (fault.unverified === true ? 0 : 0x04);
    return Buffer.concat([createHash('sha256').update(fault.rpId ?? this.#rpId).digest(), Buffer.of(flags | present), count]);
  }

  #client(type: string, options: Record<string, unknown>, fault: Fault): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge: fault.challenge ?? options.challenge, origin: fault.origin ?? this.#origin, crossOrigin: false }));
  }
}

/** CBOR, as little of it as a passkey needs. */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.of((major << 5) | 25, value >> 8, value & 255);
}

function int(value: number): Buffer {
  return value >= 0 ? head(0, value) : head(1, -1 - value);
}

function bytes(value: Uint8Array): Buffer {
  return Buffer.concat([head(2, value.length), value]);
}

function text(value: string): Buffer {
  return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
}

function map(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([head(5, entries.length), ...entries.flat()]);
}
