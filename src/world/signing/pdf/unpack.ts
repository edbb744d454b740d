import { inflateSync } from 'node:zlib';
import { PdfFault } from '#world/signing/pdf/fault';
import type { PdfDict, PdfValue } from '#world/signing/pdf/values';

/** The bytes of a stream unpacked; knows no packing but Flate with the PNG predictors, and unpacks at most `most` bytes. */
export function unpack(dict: PdfDict, data: Uint8Array, most = 20_000_000): Uint8Array {
  const filters = listOf(dict.entries.get('Filter'));
  const parameters = listOf(dict.entries.get('DecodeParms'));
  let out = data;
  filters.forEach((filter, n) => {
    if (filter.kind !== 'name' || filter.value !== 'FlateDecode') throw new PdfFault('a stream is packed in a way that is not read here', dict.start);
    out = inflate(out, most, dict.start);
    const how = parameters[n];
    if (how?.kind === 'dict') out = unpredict(how, out);
    else if (how !== undefined && how.kind !== 'null') throw new PdfFault('a stream is described in a way that is not read here', dict.start);
  });
  return out;
}

function listOf(value: PdfValue | undefined): PdfValue[] {
  if (value === undefined || value.kind === 'null') return [];
  return value.kind === 'array' ? value.items : [value];
}

function inflate(data: Uint8Array, most: number, at: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: most });
  } catch (error) {
    const tooBig = error instanceof RangeError;
    throw new PdfFault(tooBig ? 'a stream unpacks to more than is read here' : 'a stream cannot be unpacked', at);
  }
}

function unpredict(how: PdfDict, data: Uint8Array): Uint8Array {
  const whole = (key: string, missing: number): number => {
    const value = how.entries.get(key);
    return value?.kind === 'number' ? value.value : missing;
  };
  const predictor = whole('Predictor', 1);
  if (predictor === 1) return data;
  const pixel = Math.max(1, (whole('Colors', 1) * whole('BitsPerComponent', 8)) >> 3);
  const width = Math.ceil((whole('Columns', 1) * whole('Colors', 1) * whole('BitsPerComponent', 8)) / 8);
  if (predictor < 10 || !(width > 0) || data.length % (width + 1) !== 0) throw new PdfFault('a stream is packed in a way that is not read here', how.start);
  const rows = data.length / (width + 1);
  const out = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    const method = data[row * (width + 1)] ?? 0;
    if (method > 4) throw new PdfFault('a stream is packed in a way that is not read here', how.start);
    for (let n = 0; n < width; n += 1) {
      const raw = data[row * (width + 1) + 1 + n] ?? 0;
      const left = n >= pixel ? (out[row * width + n - pixel] ?? 0) : 0;
      const up = row > 0 ? (out[(row - 1) * width + n] ?? 0) : 0;
      const corner = row > 0 && n >= pixel ? (out[(row - 1) * width + n - pixel] ?? 0) : 0;
      out[row * width + n] = raw + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][method]!;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
