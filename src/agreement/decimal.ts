/** Exact decimal arithmetic on strings such as "750000.00" or "33.3333"; money and shares never pass through a float. */

interface Scaled {
  digits: bigint;
  scale: number;
}

const pattern = /^-?\d+(\.\d+)?$/;

/** True for a plain decimal string: optional minus, digits, optional point and digits. */
export function isDecimal(text: string): boolean {
  return pattern.test(text);
}

function parse(text: string): Scaled {
  if (!isDecimal(text)) throw new RangeError(`not a decimal: ${text}`);
  const point = text.indexOf('.');
  if (point < 0) return { digits: BigInt(text), scale: 0 };
  return { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

function align(values: readonly Scaled[]): { digits: bigint[]; scale: number } {
  const scale = Math.max(0, ...values.map((value) => value.scale));
  return { digits: values.map((value) => value.digits * 10n ** BigInt(scale - value.scale)), scale };
}

function print(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The exact sum of decimal strings; "0" for none. */
export function addDecimals(values: readonly string[]): string {
  const { digits, scale } = align(values.map(parse));
  return print(
    digits.reduce((sum, value) => sum + value, 0n),
    scale,
  );
}

/** -1, 0 or 1 as a is under, equal to or over b. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = align([parse(a), parse(b)]).digits as [bigint, bigint];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The decimal with thousands separated by commas; `trimZeroFraction` drops a fraction of zeros only ("40,000"). */
export function groupThousands(text: string, trimZeroFraction: boolean): string {
  const [whole = '', fraction = ''] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === '' || (trimZeroFraction && /^0+$/.test(fraction)) ? grouped : `${grouped}.${fraction}`;
}
