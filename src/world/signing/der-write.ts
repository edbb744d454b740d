import * as asn1js from 'asn1js';

/** A piece of DER still to be joined with others. */
export type Der = asn1js.BaseBlock;

/** A sequence. */
export const sequence = (...value: Der[]): Der => new asn1js.Sequence({ value });

/** A set; DER wants the pieces sorted by their bytes, which is done here. */
export const set = (...value: Der[]): Der => new asn1js.Set({ value: value.toSorted((a, b) => Buffer.compare(bytesOf(a), bytesOf(b))) });

/** An object identifier. */
export const oid = (value: string): Der => new asn1js.ObjectIdentifier({ value });

/** A small whole number. */
export const whole = (value: number): Der => new asn1js.Integer({ value });

/** A UTF-8 text. */
export const text = (value: string): Der => new asn1js.Utf8String({ value });

/** A truth value. */
export const truth = (value: boolean): Der => new asn1js.Boolean({ value });

/** An octet string. */
export const octets = (value: Uint8Array): Der => new asn1js.OctetString({ valueHex: bufferOf(value) });

/** A bit string with so many unused bits at its end. */
export const bits = (value: Uint8Array, unusedBits = 0): Der => new asn1js.BitString({ valueHex: bufferOf(value), unusedBits });

/** Pieces under an explicit context tag, or a constructed implicit one. */
export const tagged = (tagNumber: number, ...value: Der[]): Der => new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value });

/** Bytes under a primitive implicit context tag. */
export const taggedBytes = (tagNumber: number, value: Uint8Array): Der => new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: bufferOf(value) });

/** An instant as certificates write it: two digits of the year until 2049, four after. */
export function instant(at: Date): Der {
  const wholeSeconds = new Date(Math.floor(at.getTime() / 1000) * 1000);
  return at.getUTCFullYear() < 2050 ? new asn1js.UTCTime({ valueDate: wholeSeconds }) : new asn1js.GeneralizedTime({ valueDate: wholeSeconds });
}

/** DER that is already written. */
export function written(der: Uint8Array): Der {
  const { result, offset } = asn1js.fromBER(bufferOf(der));
  if (offset === -1) throw new Error(`These bytes are not DER: ${result.error}`);
  return result;
}

/** The bytes of a piece. */
export const bytesOf = (der: Der): Uint8Array => new Uint8Array(der.toBER());

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
