import { createHash } from 'node:crypto';
import type { Digest } from '#agreement/record/canonical';
import { StreamCheck } from '#world/audit/stream-check';
import { eventColumns, type EventCells } from '#world/store/audit/rows';
import type { Cell, RowPage } from '#world/store/copy';
import { quickDigest } from '#world/store/digest';

/** Something in the record that is not as it was written. */
export interface RecordFault {
  /** Such as "event 3 of <agreement>/shared", "file sha256:… of <agreement>" or "row id a1 of user". */
  where: string;
  why: string;
}

/** What a database holds, to compare two copies of it. */
export interface RecordSummary {
  agreements: number;
  streams: number;
  events: number;
  files: number;
  /** Bytes of the files. */
  bytes: number;
  /**
   * The record digest: SHA-256 over a line `<agreement>/<stream> <number of its last event> <hash of that event>` with a line feed
   * for each stream, ordered by agreement and then by stream, byte by byte.
   */
  digest: Digest;
  /** How many faults there are, and the first of them. */
  faulty: number;
  faults: readonly RecordFault[];
}

const mostFaults = 20;

/** Checks rows while they pass by: every chain, the digest of every file, and what a database says of each row. */
export class RecordCheck {
  readonly #heads = createHash('sha256');
  readonly #faults: RecordFault[] = [];
  #faulty = 0;
  #agreements = 0;
  #streams = 0;
  #events = 0;
  #files = 0;
  #bytes = 0;
  /** The stream that rows are being read of, and the hash of its last event as it was stored. */
  #stream: { agreement: Cell; local: Cell; check: StreamCheck; last: string } | null = null;

  /** Takes the next page; those of a table must come in the order of its key. */
  see({ table, rows, changed = [] }: RowPage): void {
    for (const row of changed) this.#fault(`${row} of ${table.name}`, 'it is not what this program wrote: a bit flipped, or another program changed it');
    if (table.name === 'agreements') this.#agreements += rows.length;
    if (table.name === 'blobs') this.#seeFiles(table.columns, rows);
    if (table.name === 'events') this.#seeEvents(table.columns, rows);
  }

  /** What was seen, once everything was. */
  summary(): RecordSummary {
    this.#endStream();
    return {
      agreements: this.#agreements,
      streams: this.#streams,
      events: this.#events,
      files: this.#files,
      bytes: this.#bytes,
      digest: `sha256:${this.#heads.copy().digest('hex')}`,
      faulty: this.#faulty,
      faults: this.#faults,
    };
  }

  #seeFiles(columns: readonly string[], rows: RowPage['rows']): void {
    const [agreement, digest, bytes] = ['agreement', 'digest', 'bytes'].map((name) => columns.indexOf(name));
    for (const row of rows) {
      const content = row[bytes ?? -1];
      const held = content instanceof Uint8Array ? content : new Uint8Array();
      this.#files++;
      this.#bytes += held.byteLength;
      if (quickDigest(held) !== row[digest ?? -1]) this.#fault(`file ${String(row[digest ?? -1])} of ${String(row[agreement ?? -1])}`, 'its bytes have another digest');
    }
  }

  #seeEvents(columns: readonly string[], rows: RowPage['rows']): void {
    const places = eventColumns.map((name) => columns.indexOf(name));
    for (const row of rows) {
      const cells = places.map((place) => row[place]) as unknown as EventCells;
      const [agreement, local, seq] = cells;
      if (this.#stream?.agreement !== agreement || this.#stream.local !== local) {
        this.#endStream();
        this.#stream = { agreement, local, check: new StreamCheck(agreement, local), last: '' };
      }
      const { check } = this.#stream;
      this.#events++;
      const known = check.broken;
      if (!check.see(cells) && known === undefined && check.broken !== undefined) this.#fault(`event ${check.broken.seq} of ${check.name}`, check.broken.words);
      this.#stream.last = `${seq} ${cells.at(-1)}`;
    }
  }

  #endStream(): void {
    if (this.#stream === null) return;
    const { check, last } = this.#stream;
    this.#stream = null;
    this.#streams++;
    this.#heads.update(`${check.name} ${last}\n`);
  }

  #fault(where: string, why: string): void {
    this.#faulty++;
    if (this.#faults.length < mostFaults) this.#faults.push({ where, why });
  }
}
