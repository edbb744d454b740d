import { createHash } from 'node:crypto';
import type { PdfObject, PdfRevision } from '#world/signing/pdf/revision';
import { latin1, type PdfValue } from '#world/signing/pdf/values';

/** An object to write: its number and its text, one character per byte. */
export interface PdfWriting {
  number: number;
  text: string;
}

/** The first object number that a revision does not use. */
export function freeNumber(revision: PdfRevision): number {
  let free = 1;
  for (const number of revision.entries.keys()) free = Math.max(free, number + 1);
  for (const { trailer } of revision.sections) {
    const size = trailer.entries.get('Size');
    if (size?.kind === 'number') free = Math.max(free, size.value);
  }
  return free;
}

/** A file with objects appended as a further revision, in the same kind of cross-reference section; the bytes before stay as they are. */
export function appendUpdate(revision: PdfRevision, writings: readonly PdfWriting[]): Uint8Array {
  const { bytes } = revision;
  const last = bytes.at(-1);
  let text = last === 0x0a || last === 0x0d ? '' : '\n';
  const offsets = new Map<number, number>();
  for (const { number, text: body } of writings.toSorted((a, b) => a.number - b.number)) {
    offsets.set(number, bytes.length + text.length);
    text += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const newest = revision.sections[0];
  const own = newest?.stream === undefined ? undefined : Math.max(freeNumber(revision), ...offsets.keys(), 0) + (offsets.size > 0 ? 1 : 0);
  const size = Math.max(freeNumber(revision), ...[...offsets.keys()].map((number) => number + 1), own === undefined ? 0 : own + 1);
  const offset = bytes.length + text.length;
  const trailer = trailerText(revision, size, newest?.offset ?? 0, text);
  if (own === undefined) text += tableText(offsets, trailer);
  else text += streamText(own, offsets.set(own, offset), trailer);
  text += `startxref\n${offset}\n%%EOF\n`;
  return Buffer.concat([bytes, Buffer.from(text, 'latin1')]);
}

function trailerText(revision: PdfRevision, size: number, previous: number, added: string): string {
  const { trailer, bytes } = revision;
  const kept = ['Root', 'Info'].flatMap((key) => {
    const value = trailer.entries.get(key);
    return value === undefined ? [] : [`/${key} ${spell(bytes, value)}`];
  });
  const id = trailer.entries.get('ID');
  const first = id?.kind === 'array' ? id.items[0] : undefined;
  const second = createHash('sha256').update(bytes).update(added, 'latin1').digest('hex').slice(0, 32);
  const ids = first === undefined ? [] : [`/ID [${spell(bytes, first)} <${second}>]`];
  return [`/Size ${size}`, ...kept, ...ids, `/Prev ${previous}`].join(' ');
}

function runsOf(offsets: ReadonlyMap<number, number>): [number, number][][] {
  const runs: [number, number][][] = [];
  for (const entry of [...offsets].toSorted(([a], [b]) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)?.[0] === entry[0] - 1) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

function tableText(offsets: ReadonlyMap<number, number>, trailer: string): string {
  const runs = runsOf(offsets).map((run) => {
    const lines = run.map(([, offset]) => `${String(offset).padStart(10, '0')} 00000 n\r\n`);
    return `${run[0]?.[0]} ${run.length}\n${lines.join('')}`;
  });
  return `xref\n${runs.join('')}trailer\n<< ${trailer} >>\n`;
}

function streamText(own: number, offsets: ReadonlyMap<number, number>, trailer: string): string {
  const runs = runsOf(offsets);
  const rows = Buffer.concat(runs.flat().map(([, offset]) => {
    const row = Buffer.alloc(7);
    row.writeUInt8(1, 0);
    row.writeUInt32BE(offset, 1);
    return row;
  }));
  const index = runs.map((run) => `${run[0]?.[0]} ${run.length}`).join(' ');
  return `${own} 0 obj\n<< /Type /XRef /W [1 4 2] /Index [${index}] /Length ${rows.length} ${trailer} >>\nstream\n${latin1(rows)}\nendstream\nendobj\n`;
}

/** A value as it is spelt in the bytes it was read from. */
export function spell(source: Uint8Array, value: PdfValue): string {
  return latin1(source, value.start, value.end);
}

/** The text of a dictionary object with some keys set, everything else as it is spelt. */
export function dictWith(object: PdfObject, changes: Readonly<Record<string, string>>): string {
  if (object.value.kind !== 'dict') throw new Error(`Object ${object.number} is not a dictionary.`);
  const kept = [...object.value.entries].filter(([key]) => !Object.hasOwn(changes, key));
  const lines = kept.map(([key, value]) => `${nameText(key)} ${spell(object.source, value)}`);
  return `<< ${[...lines, ...Object.entries(changes).map(([key, text]) => `${nameText(key)} ${text}`)].join(' ')} >>`;
}

/** A name as it is written: "/Type". */
export function nameText(name: string): string {
  const escaped = name.replace(/[^\x21-\x7e]|[#()<>[\]{}/%]/g, (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `/${escaped}`;
}

/** A text string as it is written: in letters when it is plain, else as hexadecimal UTF-16. */
export function stringText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, String.raw`\$&`)})`;
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

/** An instant as PDF dates are written, in universal time. */
export function dateText(at: Date): string {
  return `(D:${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z)`;
}
