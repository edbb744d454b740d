import { digestOf, type Digest } from '#agreement/record/canonical';
import { changedSince, compareHistories, notesOf, orderFaults, ownFaults, type CheckpointFault, type NotedCheckpoint, type Note } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import { commitment, type PersonRecord } from '#agreement/record/person';
import { parseStream } from '#agreement/record/stream';
import { namedIn } from '#world/audit/named';
import { mostFaults, type AuditCounts, type AuditFault, type AuditReport } from '#world/audit/report';
import { StreamCheck } from '#world/audit/stream-check';
import { checkCheckpointSignature } from '#world/signing/checkpoint-signature';
import type { Cell, Reader } from '#world/store/audit/reader';
import { eventColumns, pageRows, recordRows, type Range, type RecordRows } from '#world/store/audit/rows';
import { quickDigest } from '#world/store/digest';
import { readRow } from '#world/store/sql/checkpoints';
import { eventsOf } from '#world/store/sql/rows';
import type { KeptPerson } from '#world/store/sql/person-rows';
import { DamageError } from '#world/store/store';

/** Something that left the server earlier and is held against what it keeps now. */
export interface Witness {
  /** The name of the file. */
  file: string;
  agreement: string;
  /** Checkpoints whose signatures hold. */
  checkpoints: readonly NotedCheckpoint[];
  /** The digest of a PDF that the record of the agreement must name. */
  pdf?: Digest;
  /** Whole streams, by their full names, from event 1 on. */
  streams?: ReadonlyMap<string, readonly Event[]>;
}

/** What an audit is given beside the database. */
export interface AuditOptions {
  /** The certificate of this installation's authority in DER; without it nobody can tell who signed the checkpoints. */
  authority?: Uint8Array | undefined;
  /** The record of a person from its row. Throws where the row is not what was written. Without it details are not looked at. */
  openPerson?: ((row: KeptPerson & { salt: string }) => PersonRecord) | undefined;
  witnesses?: readonly Witness[];
  /** Told of each fault as it is found. */
  fault?: (fault: AuditFault) => void;
  /** Told now and then what has been gone through. */
  progress?: (counts: AuditCounts, now: string) => void;
}

/** Agreements that are checked together: what is known of them is held in memory. */
const together = 256;
const pageBytes = 8_000_000;

/**
 * Goes through everything that is kept and reports what is not as it was written: of each stream its first broken event, and every row, file,
 * person's record and checkpoint that does not fit. Reads page by page; nothing is changed.
 */
export async function audit(reader: Reader, options: AuditOptions = {}): Promise<AuditReport> {
  const walk = new Walk(reader, options);
  await walk.record();
  await walk.tables();
  return walk.report();
}

/** What is known of one agreement while it is being checked. */
interface Agreement {
  id: string;
  /** How many checkpoints came along with it from elsewhere, 0 for one that was made here. */
  adopted: number;
  checkpoints: NotedCheckpoint[];
  /** What checkpoints of here and from outside say of its streams. */
  notes: Map<string, Note[]>;
  /** By stream the hashes of the events that are noted, as they are now, and the number of the last event. */
  hashes: Map<string, Map<number, Digest>>;
  lengths: Map<string, number>;
  /** Files that events name, with the first event that does, and people with what was promised of them. */
  files: Map<Digest, string>;
  people: Map<string, Set<string>>;
  erased: Set<string>;
}

class Walk {
  readonly #reader: Reader;
  readonly #rows: RecordRows;
  readonly #options: AuditOptions;
  readonly #witnesses = new Map<string, Witness[]>();
  readonly #counts: AuditCounts = { agreements: 0, streams: 0, events: 0, files: 0, people: 0, checkpoints: 0, compared: 0 };
  readonly #faults: AuditFault[] = [];
  readonly #unchecked = new Set<string>();
  #faulty = 0;
  /** The agreements of the range that is being checked. */
  #now = new Map<string, Agreement>();

  constructor(reader: Reader, options: AuditOptions) {
    this.#reader = reader;
    this.#rows = recordRows(reader);
    this.#options = options;
    for (const witness of options.witnesses ?? []) this.#witnesses.set(witness.agreement, [...(this.#witnesses.get(witness.agreement) ?? []), witness]);
  }

  report(): AuditReport {
    return { ok: this.#faulty === 0, counts: this.#counts, faults: this.#faults, faulty: this.#faulty, unchecked: [...this.#unchecked] };
  }

  /** The record: chains, files, people and checkpoints, some agreements at a time. */
  async record(): Promise<void> {
    const { authority, openPerson } = this.#options;
    if (authority === undefined) this.#unchecked.add('who signed the checkpoints, because the certificate of the authority (keys/authority.crt) is not at hand');
    if (openPerson === undefined) this.#unchecked.add('what is known of people against what the record says of them, because the key (keys/people.key) is not at hand');
    for (let after: string | null = ''; after !== null; ) {
      const rows: [Cell, Cell][] = await this.#rows.agreements(after, together);
      const upTo: string | null = rows.length < together ? null : String(rows.at(-1)?.[0]);
      this.#counts.agreements += rows.length;
      await this.#agreements([after, upTo], new Map(rows.map(([id, adopted]) => [String(id), Number(adopted ?? 0)])));
      after = upTo;
    }
    for (const [agreement, witnesses] of this.#witnesses) {
      for (const { file } of witnesses) this.#fault({ table: 'agreements', place: `agreement ${agreement}`, words: 'it is not there any more', agreement, against: file });
    }
  }

  /** All tables: rows against their copies, and what the database finds by itself. */
  async tables(): Promise<void> {
    for (const table of await this.#reader.tables()) {
      await this.#guard(table, async () => {
        for (const { place, words } of (await this.#reader.changedRows(table)) ?? []) this.#fault({ table, place, words });
      });
      this.#options.progress?.(this.#counts, `table ${table}`);
    }
    await this.#guard('search', async () => {
      for await (const { place, words } of this.#reader.changedWords()) this.#fault({ table: 'search', place, words });
    });
    this.#options.progress?.(this.#counts, 'pages and indexes');
    await this.#guard(null, async () => {
      for (const fault of await this.#reader.structure()) this.#fault(fault);
    });
    for (const words of await this.#reader.unchecked()) this.#unchecked.add(words);
  }

  async #agreements(range: Range, known: ReadonlyMap<string, number>): Promise<void> {
    this.#now = new Map();
    for (const [id, adopted] of known) this.#of(id, adopted);
    // What cannot be read is told once; what would be missed because of it is not.
    const whole = [
      await this.#guard('checkpoints', () => this.#checkpoints(range)),
      await this.#guard('events', () => this.#events(range)),
      await this.#guard('blobs', () => this.#files(range)),
      await this.#guard('people', () => this.#people(range)),
    ].every(Boolean);
    for (const agreement of this.#now.values()) {
      if (!known.has(agreement.id)) this.#fault({ table: 'agreements', place: `row id ${agreement.id}`, words: 'it is missing, and other tables hold something of this agreement', agreement: agreement.id });
      if (whole) await this.#guard('events', () => this.#compare(agreement));
    }
  }

  #of(id: string, adopted = 0): Agreement {
    const known = this.#now.get(id);
    if (known !== undefined) return known;
    const made: Agreement = { id, adopted, checkpoints: [], notes: new Map(), hashes: new Map(), lengths: new Map(), files: new Map(), people: new Map(), erased: new Set() };
    this.#now.set(id, made);
    for (const { checkpoints } of this.#witnesses.get(id) ?? []) addNotes(made, checkpoints);
    return made;
  }

  async #checkpoints(range: Range): Promise<void> {
    let before: { agreement: string; noted: NotedCheckpoint | null } | undefined;
    for await (const page of this.#rows.checkpoints(range)) for (const [id, n, at, body, openings] of page) {
      this.#counts.checkpoints += 1;
      const agreement = this.#of(String(id));
      const say = (words: string): void => this.#fault({ table: 'checkpoints', place: `checkpoint ${String(n)} of ${agreement.id}`, words, agreement: agreement.id });
      const noted = readRow({ body: String(body), openings: String(openings) });
      const previous = before?.agreement === agreement.id ? before.noted : undefined;
      before = { agreement: agreement.id, noted };
      if (noted === null || noted.checkpoint.agreement !== agreement.id || noted.checkpoint.n !== n || noted.checkpoint.at !== at) {
        say('it is not a checkpoint any more');
        before.noted = null;
        continue;
      }
      // After one that cannot be read nobody can say whether this one follows it.
      const faults = [...ownFaults(noted), ...(previous === null ? [] : orderFaults(previous ?? null, noted))];
      for (const fault of faults) say(checkpointWords(fault));
      // One that came along from another installation was signed there, and opens the streams alone that came along.
      const elsewhere = noted.checkpoint.n <= agreement.adopted;
      if (faults.length === 0 && !elsewhere && noted.openings.length !== noted.checkpoint.leaves.length) say('what opens its leaves is not complete');
      const { holds, issuer } = checkCheckpointSignature(noted.checkpoint, this.#options.authority);
      if (!holds) say('its signature does not hold');
      else if (issuer === 'nobody' || (issuer === 'another' && !elsewhere)) say('it was not signed by this installation');
      addNotes(agreement, [noted]);
      agreement.checkpoints.push(noted);
    }
  }

  async #events(range: Range): Promise<void> {
    let stream: StreamCheck | undefined;
    let agreement: Agreement | undefined;
    let noted: ReadonlySet<number> = new Set();
    const end = (): void => {
      if (stream === undefined || agreement === undefined) return;
      agreement.lengths.set(stream.name, stream.length);
      if (stream.broken !== undefined) this.#fault({ table: 'events', place: `event ${stream.broken.seq} of ${stream.name}`, words: stream.broken.words, agreement: agreement.id, stream: stream.name, seq: stream.broken.seq });
    };
    for await (const page of this.#rows.events(range)) for (const cells of page) {
      const [id, local, seq, , kind, , , , body, , hash] = cells;
      if (stream === undefined || agreement?.id !== id || stream.local !== local) {
        end();
        agreement = this.#of(id);
        stream = new StreamCheck(id, local);
        noted = new Set(agreement.notes.get(stream.name)?.map((one) => one.seq));
        this.#counts.streams += 1;
        if (!isStream(stream.name)) this.#fault({ table: 'events', place: `event ${seq} of ${stream.name}`, words: 'this is not the name of a stream', agreement: id, stream: stream.name, seq });
      }
      this.#counts.events += 1;
      if (this.#counts.events % 10_000 === 0) this.#options.progress?.(this.#counts, 'events');
      if (noted.has(seq)) entry(agreement.hashes, stream.name, () => new Map<number, Digest>()).set(seq, hash as Digest);
      if (!stream.see(cells)) continue;
      const named = namedIn(kind, body);
      for (const digest of named.files) if (!agreement.files.has(digest)) agreement.files.set(digest, `event ${seq} of ${stream.name}`);
      for (const [person, promised] of named.people) for (const one of promised) entry(agreement.people, person, () => new Set<string>()).add(one);
      if (named.erased !== undefined) agreement.erased.add(named.erased);
    }
    end();
  }

  async #files(range: Range): Promise<void> {
    const kept = new Set<string>();
    let [first, last]: [Cell[] | undefined, Cell[]] = [undefined, []];
    let size = 0;
    const check = async (): Promise<void> => {
      if (first === undefined) return;
      for (const [id, digest, bytes] of await this.#rows.bytes(first, last)) {
        this.#counts.files += 1;
        if (quickDigest(bytes as Uint8Array) !== digest) this.#fault({ table: 'blobs', place: `file ${String(digest)} of ${String(id)}`, words: 'its bytes are not those that were kept', agreement: String(id) });
      }
      first = undefined;
      size = 0;
      this.#options.progress?.(this.#counts, 'files');
    };
    for await (const page of this.#rows.files(range)) for (const [id, digest, bytes] of page) {
      this.#of(String(id));
      kept.add(`${String(id)} ${String(digest)}`);
      last = [id as Cell, digest as Cell];
      first ??= last;
      size += Number(bytes);
      if (size > pageBytes) await check();
    }
    await check();
    const placed = new Set<string>();
    for await (const page of this.#rows.places(range)) for (const [id, digest] of page) placed.add(`${String(id)} ${String(digest)}`);
    for (const { id, files } of this.#now.values()) {
      for (const [digest, named] of files) {
        const place = `file ${digest} of ${id}`;
        if (!kept.has(`${id} ${digest}`)) this.#fault({ table: 'blobs', place, words: `it is missing, and ${named} names it`, agreement: id });
        else if (!placed.has(`${id} ${digest}`)) this.#fault({ table: 'blob_places', place, words: `no stream gives it to its readers, and ${named} names it`, agreement: id });
      }
    }
  }

  async #people(range: Range): Promise<void> {
    const { openPerson } = this.#options;
    const seen = new Set<string>();
    for await (const page of this.#rows.people(range)) for (const [id, person, salt, details, name, wrapped] of page) {
      this.#counts.people += 1;
      const row = { agreement: String(id), person: String(person), salt: String(salt), details: String(details), name: name as string | null, wrapped: wrapped as string | null };
      seen.add(`${row.agreement} ${row.person}`);
      const promised = this.#of(row.agreement).people.get(row.person);
      if (openPerson === undefined) continue;
      const say = (words: string): void => this.#fault({ table: 'people', place: `row agreement ${row.agreement}, person ${row.person}`, words, agreement: row.agreement });
      try {
        const record = openPerson(row);
        if (record.erased !== true && promised !== undefined && !fits(record, promised)) say('it is not what the record says was known of this person');
      } catch (error) {
        if (!(error instanceof DamageError) && !(error instanceof SyntaxError)) throw error;
        say('it is not what was kept of this person');
      }
    }
    for (const { id, people, erased } of this.#now.values()) {
      for (const person of people.keys()) {
        if (!seen.has(`${id} ${person}`) && !erased.has(person)) this.#fault({ table: 'people', place: `row agreement ${id}, person ${person}`, words: 'it is missing, and the record names this person', agreement: id });
      }
    }
  }

  /** The history of an agreement against its checkpoints, and against what left the server. */
  async #compare(agreement: Agreement): Promise<void> {
    const { id, checkpoints, lengths, hashes } = agreement;
    const judge = (list: readonly NotedCheckpoint[], against?: string): void => {
      for (const [stream, notes] of notesOf(list)) {
        const fault = changedSince(stream, notes, lengths.get(stream) ?? 0, (seq) => hashes.get(stream)?.get(seq));
        if (fault !== undefined) this.#fault({ table: 'events', place: `event ${fault.seq} of ${stream}`, words: `checkpoint ${fault.n} tells of another history: ${checkpointWords(fault)}`, agreement: id, stream, seq: fault.from, ...(against !== undefined && { against }) });
      }
    };
    judge(checkpoints);
    const kept = new Map(checkpoints.map((noted) => [noted.checkpoint.n, noted]));
    for (const { file, checkpoints: outside, pdf, streams } of this.#witnesses.get(id) ?? []) {
      for (const { checkpoint } of outside) {
        this.#counts.compared += 1;
        const here = kept.get(checkpoint.n);
        const words = here === undefined ? 'it is not there any more: what came after an earlier state was lost or taken away' : 'it is another one than the one that was handed out: the history was written anew';
        if (here === undefined || digestOf(here.checkpoint) !== digestOf(checkpoint)) this.#fault({ table: 'checkpoints', place: `checkpoint ${checkpoint.n} of ${id}`, words, agreement: id, against: file });
      }
      judge(outside, file);
      if (pdf !== undefined && !agreement.files.has(pdf)) this.#fault({ table: 'events', place: `agreement ${id}`, words: 'no event names this PDF any more', agreement: id, against: file });
      for (const [stream, before] of streams ?? []) {
        const change = compareHistories(before, await this.#eventsOf(id, stream));
        if (change !== null) this.#fault({ table: 'events', place: `event ${change.seq} of ${stream}`, words: historyWords[change.what], agreement: id, stream, seq: change.seq, against: file });
      }
    }
    this.#witnesses.delete(id);
  }

  /** The events of a stream as far as they can be read. */
  async #eventsOf(id: string, stream: string): Promise<Event[]> {
    const events: Event[] = [];
    const local = stream.slice(id.length + 1);
    for (let after = 0; ; ) {
      const rows = await this.#rows.stream(id, local, after);
      for (const cells of rows) {
        try {
          events.push(...eventsOf([Object.fromEntries(eventColumns.map((name, index) => [name, cells[index]])) as unknown as Parameters<typeof eventsOf>[0][number]]));
        } catch (error) {
          if (!(error instanceof DamageError)) throw error;
          return events;
        }
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageRows) return events;
      after = last[2];
    }
  }

  /** Does some of the work; data that cannot be read is a fault, and false. */
  async #guard(table: string | null, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!this.#reader.isDamage(error)) throw error;
      this.#fault({ table, place: '', words: `it cannot be read as a whole (${error instanceof Error ? error.message : String(error)})` });
      return false;
    }
  }

  #fault(fault: AuditFault): void {
    this.#faulty += 1;
    if (this.#faults.length < mostFaults) this.#faults.push(fault);
    this.#options.fault?.(fault);
  }
}

function addNotes(agreement: Agreement, list: readonly NotedCheckpoint[]): void {
  for (const [stream, notes] of notesOf(list)) entry(agreement.notes, stream, () => []).push(...notes);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function isStream(name: string): boolean {
  try {
    parseStream(name);
    return true;
  } catch {
    return false;
  }
}

function fits({ salt, details }: PersonRecord, promised: ReadonlySet<string>): boolean {
  return /^[0-9a-f]{64}$/.test(salt) && promised.has(commitment(salt, details));
}

/** What is wrong with a checkpoint, in words. */
function checkpointWords(fault: CheckpointFault): string {
  switch (fault.what) {
    case 'leaves':
      return 'its leaves are not in order';
    case 'root':
      return 'its root is not that of its leaves';
    case 'opening':
      return `what opens ${fault.stream === '' ? 'an empty leaf' : fault.stream} does not fit`;
    case 'order':
      return 'it does not follow the one before it';
    case 'backwards':
      return `it tells of an earlier state of ${fault.stream} than the one before it`;
    case 'cut-off':
      return `it noted event ${fault.seq}, and now the stream ends with event ${fault.length}${fault.from > fault.length ? '' : `; what was done lies from event ${fault.from} on`}`;
    case 'rewritten':
      return fault.from === fault.seq ? `event ${fault.seq} is another one now` : `event ${fault.seq} is another one now, and what was changed lies between event ${fault.from} and it`;
  }
}

const historyWords = {
  edited: 'it was changed after this file was made',
  removed: 'it was taken out after this file was made',
  inserted: 'it was put in after this file was made',
  reordered: 'events from here on stand in another order than when this file was made',
  'cut-off': 'it and all after it are missing, and this file holds them',
  rewritten: 'from here on the history is another one than when this file was made',
} as const;
