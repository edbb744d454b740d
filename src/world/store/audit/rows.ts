import type { Cell, Reader } from '#world/store/audit/reader';

/** Agreements above one id and up to another one, or to the end. */
export type Range = readonly [after: string, upTo: string | null];

/** An event as its row keeps it, in the order of `eventColumns`. */
export type EventCells = readonly [agreement: string, stream: string, seq: number, v: number, kind: string, at: string, actor: string, onBehalfOf: string, body: string, prev: string | null, hash: string];

/** The columns of an event. */
export const eventColumns = ['agreement', 'stream', 'seq', 'v', 'kind', 'at', 'actor', 'on_behalf_of', 'body', 'prev', 'hash'] as const;

/** The record, page by page in the order of its keys; what a row holds may be anything, since it is being checked. */
export interface RecordRows {
  /** Ids of agreements above one, with the number of checkpoints that came along with one that was imported; at most `most`. */
  agreements(after: string, most: number): Promise<[id: Cell, adopted: Cell][]>;
  checkpoints(range: Range): AsyncGenerator<[agreement: Cell, n: Cell, at: Cell, body: Cell, openings: Cell][]>;
  events(range: Range): AsyncGenerator<EventCells[]>;
  /** A stream from the event after a number on; at most a page. */
  stream(agreement: string, stream: string, after: number): Promise<EventCells[]>;
  /** Files with the number of their bytes. */
  files(range: Range): AsyncGenerator<[agreement: Cell, digest: Cell, size: Cell][]>;
  /** Files from one to another, both included, with their bytes. */
  bytes(first: readonly Cell[], last: readonly Cell[]): Promise<[agreement: Cell, digest: Cell, bytes: Cell][]>;
  places(range: Range): AsyncGenerator<[agreement: Cell, digest: Cell, stream: Cell][]>;
  /** Records of people, with the name of their key and the wrapped key. */
  people(range: Range): AsyncGenerator<[agreement: Cell, person: Cell, salt: Cell, details: Cell, name: Cell, wrapped: Cell][]>;
}

/** Rows of a page. */
export const pageRows = 2000;

/** The record in a database. */
export function recordRows(reader: Reader): RecordRows {
  async function* pages<Row>(from: string, columns: readonly string[], key: readonly string[], [after, upTo]: Range): AsyncGenerator<Row[]> {
    const places = key.map((column) => columns.indexOf(column));
    const shown = `select ${columns.join(', ')} from ${from}`;
    const rest = `${upTo === null ? '' : `and ${key[0]} <= ?`} order by ${key.join(', ')} limit ${pageRows}`;
    const bound = upTo === null ? [] : [upTo];
    // The first column of each key is the agreement.
    let next = reader.all(`${shown} where ${key[0]} > ? ${rest}`, [after, ...bound]);
    for (;;) {
      const rows = await next;
      const last = rows.length < pageRows ? undefined : rows.at(-1);
      if (last !== undefined) {
        // A server looks for the next page while this one is checked; if that is not wanted any more, nor is what came of it.
        next = reader.all(`${shown} where (${key.join(', ')}) > (${key.map(() => '?').join(', ')}) ${rest}`, [...places.map((place) => last[place] as Cell), ...bound]);
        next.catch(() => undefined);
      }
      yield rows as Row[];
      if (last === undefined) return;
    }
  }
  return {
    agreements: (after, most) => reader.all('select id, adopted from agreements where id > ? order by id limit ?', [after, most]) as Promise<[Cell, Cell][]>,
    checkpoints: (range) => pages('checkpoints', ['agreement', 'n', 'at', 'body', 'openings'], ['agreement', 'n'], range),
    events: (range) => pages('events', eventColumns, ['agreement', 'stream', 'seq'], range),
    stream: (agreement, stream, after) => reader.all(`select ${eventColumns.join(', ')} from events where agreement = ? and stream = ? and seq > ? order by seq limit ${pageRows}`, [agreement, stream, after]) as Promise<unknown> as Promise<EventCells[]>,
    files: (range) => pages('blobs', ['agreement', 'digest', 'length(bytes)'], ['agreement', 'digest'], range),
    bytes: (first, last) => reader.all('select agreement, digest, bytes from blobs where (agreement, digest) >= (?, ?) and (agreement, digest) <= (?, ?) order by agreement, digest', [...first, ...last]) as Promise<[Cell, Cell, Cell][]>,
    places: (range) => pages('blob_places', ['agreement', 'digest', 'stream'], ['agreement', 'digest', 'stream'], range),
    people: (range) => pages('people p left join person_keys k on k.person = p.key', ['p.agreement', 'p.person', 'p.salt', 'p.details', 'p.key', 'k.key'], ['p.agreement', 'p.person'], range),
  };
}
