import { X509Certificate } from 'node:crypto';
import { blobFile, bundleNames, commitmentsIn, filesNamedBy, isKnownKind, localNameOf, parseCanonical, readList, type BundledStream, type BundleList, type BundlePart, type BundlePartName, type BundleVerdict } from '#agreement/record/bundle';
import { type Digest, digestOf, isDigest } from '#agreement/record/canonical';
import { verifyChain, type Break } from '#agreement/record/chain';
import { changedSince, notesOf, orderFaults, ownFaults, readNoted, type CheckpointFault, type Note, type NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import { commitment, type PersonRecord } from '#agreement/record/person';
import { isRecordId } from '#agreement/record/stream';
import { quickDigest } from '#world/store/digest';
import { checkCheckpointSignature } from '#world/signing/checkpoint-signature';
import { verifyPdf } from '#world/signing/verify';
import { ArchiveFault } from '#world/bundles/unpack';

/** The files of a bundle, wherever they lie; `read` may be asked for the same file again. */
export interface BundleFiles {
  /** All but the list. */
  names: readonly string[];
  read(name: string): Uint8Array | undefined;
}

/** What was read while a bundle was judged. */
export interface BundleReading {
  verdict: BundleVerdict;
  list?: BundleList;
  /** The events of each stream of the list, in its order. */
  streams: { stream: string; events: Event[] }[];
  people: PersonRecord[];
  checkpoints: NotedCheckpoint[];
  /** Certificates of authorities in DER. */
  certificates: Uint8Array[];
}

/** The first place of a part that is not as it was; `word` says whether that is known. */
class PartFault extends Error {
  override readonly name = 'PartFault';
  readonly where: string;
  readonly word: 'broken' | 'cannot-tell';

  constructor(where: string, why: string, word: 'broken' | 'cannot-tell' = 'broken') {
    super(why);
    this.where = where;
    this.word = word;
  }
}

/** What is known of the files once their digests were made. */
interface Contents {
  list: BundleList;
  files: BundleFiles;
  digests: ReadonlyMap<string, Digest>;
  /** How many bytes each file has. */
  sizes: ReadonlyMap<string, number>;
}

interface Stream {
  stream: string;
  events: Event[];
  fault: PartFault | undefined;
}

/**
 * Judges a bundle part by part, as the published format says it (`docs/format.md`): the same words and the same places as every other
 * verifier of that format. `against` is a checkpoint that was kept elsewhere, null for
 * something that was given as one and is none. It does not ask what day it is.
 */
export function checkBundle(files: BundleFiles, against?: NotedCheckpoint | null): BundleReading {
  const parts = new Map<BundlePartName, BundlePart>();
  const judge = (part: BundlePartName, work: () => string | null): void => {
    try {
      const note = work();
      parts.set(part, note === null ? { part, word: 'none' } : { part, word: 'intact', note });
    } catch (error) {
      if (!(error instanceof PartFault)) throw error;
      parts.set(part, { part, word: error.word, where: error.where, note: error.message });
    }
  };
  const told = (): BundlePart[] => [...parts.values()];
  const reading: BundleReading = { verdict: { verdict: 'intact', parts: [] }, streams: [], people: [], checkpoints: [], certificates: [] };
  let contents: Contents | undefined;
  try {
    judge('contents', () => {
      const list = openList(files);
      contents = { list, files, ...measure(files) };
      return checkContents(contents);
    });
    if (contents !== undefined) judgeParts(contents, reading, judge, against);
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    return { ...reading, verdict: brokenArchive(error) };
  }
  const { list } = contents ?? {};
  return { ...reading, ...(list !== undefined && { list }), verdict: { verdict: worst(told()), ...(list !== undefined && { bundle: headOf(list) }), parts: told() } };
}

/** The verdict on an archive that cannot be unpacked as a bundle. */
export function brokenArchive({ message, tooLarge }: ArchiveFault): BundleVerdict {
  const word = tooLarge ? 'cannot-tell' : 'broken';
  return { verdict: word, parts: [{ part: 'archive', word, where: 'archive', note: message }] };
}

/** The worst of some words. */
function worst(parts: readonly BundlePart[]): BundleVerdict['verdict'] {
  return (['broken', 'cannot-tell'] as const).find((word) => parts.some((part) => part.word === word)) ?? 'intact';
}

function headOf({ files: _files, streams: _streams, digest: _digest, ...head }: BundleList): NonNullable<BundleVerdict['bundle']> {
  return head;
}

type Judge = (part: BundlePartName, work: () => string | null) => void;

function judgeParts(contents: Contents, reading: BundleReading, judge: Judge, against: NotedCheckpoint | null | undefined): void {
  const { list, files } = contents;
  const streams = list.streams.map((stream) => readStream(stream, files));
  const events = streams.flatMap((one) => one.events);
  const shared = streams.find(({ stream }) => localNameOf(stream) === 'shared')?.events ?? [];
  reading.streams = streams.map(({ stream, events: own }) => ({ stream, events: own }));
  reading.certificates = readCertificates(files);
  judge('events', () => {
    const fault = streams.find((one) => one.fault !== undefined)?.fault;
    if (fault !== undefined) throw fault;
    return `${events.length} in ${streams.map(({ stream }) => localNameOf(stream)).join(', ')}`;
  });
  judge('files', () => checkFiles(events, contents));
  judge('people', () => checkPeople(events, (reading.people = readPeople(files))));
  const noted = readCheckpoints(files);
  judge('checkpoints', () => {
    const note = checkCheckpoints(noted, list.agreement, streams, reading.certificates);
    reading.checkpoints = (noted ?? []).filter((one) => one !== null);
    return note;
  });
  judge('consents', () => checkConsents(shared, contents));
  judge('signatures', () => checkSignatures(shared, files, reading.certificates));
  if (against !== undefined) judge('against', () => checkAgainst(against, noted ?? [], list.agreement, streams, reading.certificates));
}

// What files there are, and whether they are those that were written.

function openList(files: BundleFiles): BundleList {
  const bytes = files.read(bundleNames.list);
  if (bytes === undefined) throw new PartFault(bundleNames.list, 'there is no bundle.json, so this is no bundle', 'cannot-tell');
  const text = textOf(bytes);
  const list = text === undefined ? 'broken' : readList(text);
  if (list === 'newer') throw new PartFault(bundleNames.list, 'it is of a newer form', 'cannot-tell');
  if (list === 'broken') throw new PartFault(bundleNames.list, 'it is not what was written');
  return list;
}

/** Reads every file once; afterwards most are not needed any more. */
function measure(files: BundleFiles): Pick<Contents, 'digests' | 'sizes'> {
  const digests = new Map<string, Digest>();
  const sizes = new Map<string, number>();
  for (const name of files.names) {
    const bytes = files.read(name);
    if (bytes === undefined) continue;
    digests.set(name, quickDigest(bytes));
    sizes.set(name, bytes.length);
  }
  return { digests, sizes };
}

function checkContents({ list, digests, sizes }: Contents): string {
  for (const { name, bytes, digest } of list.files) {
    const found = digests.get(name);
    if (found === undefined) throw new PartFault(name, 'it is missing');
    if (found !== digest || sizes.get(name) !== bytes) throw new PartFault(name, 'its bytes are not those that were written');
  }
  const listed = new Set(list.files.map((file) => file.name));
  const extra = [...digests.keys()].filter((name) => !listed.has(name)).sort()[0];
  if (extra !== undefined) throw new PartFault(extra, 'the list does not name it');
  return `${list.files.length} files`;
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  try {
    return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// Events, and what they name.

const breaks: Readonly<Record<Break, string>> = {
  'unknown-format': 'it has a form that is not known here',
  'other-stream': 'it belongs to another stream',
  'number-missing': 'it is missing, or numbered wrongly',
  'link-broken': 'it does not follow the event before it',
  'content-changed': 'its content is not what was written',
  'not-what-was-noted': 'it is not what was noted',
};

/** Events of a stream: all lines up to the first that is none, with the first place where their chain does not hold. */
function readStream({ stream, file, events: count, head }: BundledStream, files: BundleFiles): Stream {
  const bytes = Buffer.from(files.read(file) ?? []);
  const events: Event[] = [];
  let unread: PartFault | undefined;
  const place = (n: number): string => `event ${n} of ${localNameOf(stream)}`;
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf(10, from);
    const event = to < 0 ? undefined : eventOf(bytes.subarray(from, to));
    if (event === undefined) {
      unread = new PartFault(place(events.length + 1), 'its line is not an event in the one form that is written');
      break;
    }
    events.push(event);
    from = to + 1;
  }
  const [first] = events;
  const chain = first === undefined || first.stream === stream ? verifyChain(events) : ({ ok: false, brokenAt: 1, why: 'other-stream' } as const);
  if (!chain.ok) return { stream, events, fault: new PartFault(place(chain.brokenAt), breaks[chain.why]) };
  const end =
    events.length < count ? new PartFault(place(events.length + 1), 'it is missing')
    : events.length > count ? new PartFault(place(count + 1), 'the list does not know it')
    : events.at(-1)?.hash === head ? undefined
    : new PartFault(place(count), 'the list names another hash');
  return { stream, events, fault: unread ?? end };
}

const eventFields: Readonly<Record<string, (value: unknown) => boolean>> = {
  v: isNumber, stream: isText, seq: isNumber, kind: isText, at: isText, actor: isObject, onBehalfOf: isText, body: isObject, prev: (value) => value === null || isText(value), hash: isText,
};

function eventOf(line: Uint8Array): Event | undefined {
  const text = textOf(line);
  const value = text === undefined ? undefined : parseCanonical(text);
  if (!isObject(value)) return undefined;
  const names = Object.keys(eventFields);
  const held = value as Readonly<Record<string, unknown>>;
  return Object.keys(held).length === names.length && names.every((name) => Object.hasOwn(held, name) && eventFields[name]?.(held[name]) === true) ? (value as Event) : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkFiles(events: readonly Event[], { digests }: Contents): string {
  const named = new Set(events.flatMap(filesNamedBy).map(blobFile));
  const allKnown = events.every((event) => isKnownKind(event.kind));
  const there = [...digests.keys()].filter((name) => name.startsWith('files/'));
  for (const name of [...new Set([...named, ...there])].sort()) {
    const digest = digests.get(name);
    if (digest === undefined) throw new PartFault(name, 'an event names it, and it is missing');
    if (blobFile(digest) !== name) throw new PartFault(name, 'its bytes do not have the digest that is its name');
    if (!named.has(name) && allKnown) throw new PartFault(name, 'no event names it');
  }
  return `${there.length} files${allKnown ? '' : '; some events are of kinds that are not known here'}`;
}

function readPeople(files: BundleFiles): PersonRecord[] {
  const text = textOf(files.read(bundleNames.people));
  const list = text === undefined ? undefined : parseCanonical(text);
  if (!Array.isArray(list) || !list.every(isPerson) || list.some((one, index) => index > 0 && one.id <= (list[index - 1] as PersonRecord).id)) throw new PartFault(bundleNames.people, 'it is not a list of people in the one form that is written');
  return list;
}

function isPerson(value: unknown): value is PersonRecord {
  if (!isObject(value) || Object.keys(value).sort().join() !== 'details,id,salt') return false;
  const { id, salt, details } = value as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && isRecordId(id) && typeof salt === 'string' && /^[0-9a-f]{64}$/.test(salt) && isObject(details) && Object.values(details).every(isText);
}

function checkPeople(events: readonly Event[], people: readonly PersonRecord[]): string {
  const said = commitmentsIn(events);
  for (const { id, salt, details } of people) if (said.get(id)?.has(commitment(salt, details)) !== true) throw new PartFault(`person ${id}`, 'no event commits to these details');
  const shown = new Set(people.map((one) => one.id));
  const missing = [...said.keys()].filter((id) => !shown.has(id)).length;
  return `${people.length} people${missing > 0 ? `, ${missing} more erased or not shown` : ''}`;
}

// Checkpoints.

function readCertificates(files: BundleFiles): Uint8Array[] {
  const pem = Buffer.from(files.read(bundleNames.certificates) ?? []).toString('latin1');
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].flatMap(([one]) => {
    try {
      return [new Uint8Array(new X509Certificate(one).raw)];
    } catch {
      // What is no certificate vouches for nothing.
      return [];
    }
  });
}

/** The checkpoints of a bundle, null in place of one that has not their form; undefined where there is no list. */
function readCheckpoints(files: BundleFiles): (NotedCheckpoint | null)[] | undefined {
  const text = textOf(files.read(bundleNames.checkpoints));
  const list = text === undefined ? undefined : parseCanonical(text);
  return Array.isArray(list) ? list.map((one: unknown) => (isObject(one) && 'openings' in one ? readNoted(one) : null)) : undefined;
}

const faultWords: Readonly<Record<CheckpointFault['what'], string>> = {
  leaves: 'its leaves are not in order',
  root: 'its root is not the digest of its leaves',
  opening: 'an opening opens no leaf',
  order: 'it does not follow the checkpoint before it',
  backwards: 'a stream went back',
  'cut-off': 'what it noted is missing now',
  rewritten: 'it noted another history',
};

/** Why a checkpoint does not hold by itself; undefined where it does, 'unknown' where the authority that it names is not known. */
function faultOf(noted: NotedCheckpoint, agreement: string, authorities: readonly Uint8Array[]): string | undefined {
  const { checkpoint, openings } = noted;
  if (checkpoint.agreement !== agreement) return 'it is of another agreement';
  const [own] = ownFaults(noted);
  if (own !== undefined) return faultWords[own.what];
  // Leaves that stand for nothing are never opened to anybody.
  if (openings.some(({ stream }) => stream === '')) return faultWords.opening;
  const authority = authorities.find((one) => quickDigest(one) === checkpoint.installation);
  const { holds, issuer } = checkCheckpointSignature(checkpoint, authority);
  if (!holds) return 'its signature does not hold';
  return issuer === 'nobody' ? 'its certificate is of another key, or was not issued by the authority that it names' : issuer === 'unknown' ? 'unknown' : undefined;
}

const noAuthority = 'the certificate of the authority that it names is not here';

function checkCheckpoints(list: readonly (NotedCheckpoint | null)[] | undefined, agreement: string, streams: readonly Stream[], authorities: readonly Uint8Array[]): string {
  if (list === undefined) throw new PartFault(bundleNames.checkpoints, 'it is not a list in the one form that is written');
  if (list.length === 0) throw new PartFault(bundleNames.checkpoints, 'there are no checkpoints, so a history written anew would not show', 'cannot-tell');
  let unknown: PartFault | undefined;
  let before: NotedCheckpoint | null = null;
  const good: NotedCheckpoint[] = [];
  for (const [index, noted] of list.entries()) {
    const place = `checkpoint ${index + 1}`;
    if (noted === null) throw new PartFault(place, 'it is not formed as a checkpoint');
    const fault = faultOf(noted, agreement, authorities);
    if (fault !== undefined && fault !== 'unknown') throw new PartFault(place, fault);
    const [order] = orderFaults(before, noted);
    if (order !== undefined) throw new PartFault(place, faultWords[order.what]);
    if (fault === 'unknown') unknown ??= new PartFault(place, noAuthority, 'cannot-tell');
    good.push(noted);
    before = noted;
  }
  compareNotes(good, streams);
  if (unknown !== undefined) throw unknown;
  return `${good.length}, the newest of ${before?.checkpoint.at}`;
}

/** Compares what checkpoints noted with the events that are there. */
function compareNotes(list: readonly NotedCheckpoint[], streams: readonly Stream[]): void {
  const notes: [string, Note[]][] = [...notesOf(list)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [stream, noted] of notes) {
    const events = streams.find((one) => one.stream === stream)?.events ?? [];
    const fault = changedSince(stream, noted, events.length, (seq) => events[seq - 1]?.hash);
    if (fault === undefined || !('from' in fault)) continue;
    const { from, seq, n } = fault;
    throw new PartFault(`${from === seq ? `event ${from}` : `events ${from} to ${seq}`} of ${localNameOf(stream)}`, `checkpoint ${n} noted ${fault.what === 'cut-off' ? 'what is missing now' : 'another history'}`);
  }
}

function checkAgainst(noted: NotedCheckpoint | null, list: readonly (NotedCheckpoint | null)[], agreement: string, streams: readonly Stream[], authorities: readonly Uint8Array[]): string {
  if (noted === null) throw new PartFault('against', 'this is not a checkpoint', 'cannot-tell');
  const { n, at } = noted.checkpoint;
  const fault = faultOf(noted, agreement, authorities);
  if (fault !== undefined) throw new PartFault('against', fault === 'unknown' ? noAuthority : fault, 'cannot-tell');
  const same = list.find((one) => one?.checkpoint.n === n);
  if (same !== undefined && same !== null && digestOf(same.checkpoint) !== digestOf(noted.checkpoint)) throw new PartFault(`checkpoint ${n}`, 'the bundle holds another one under this number');
  compareNotes([noted], streams);
  return `checkpoint ${n} of ${at}`;
}

// What was signed.

function blobOf(files: BundleFiles, said: string): Uint8Array | undefined {
  return isDigest(said) ? files.read(blobFile(said)) : undefined;
}

/** Every consent names the sealed file, and each signed file is the one before with something appended. */
function checkConsents(shared: readonly Event[], { files, digests }: Contents): string | null {
  let [sealed, last]: [string | null, string | null] = [null, null];
  let [seals, signed] = [0, 0];
  for (const event of shared) {
    if (event.kind === 'agreement-sealed') [sealed, last, signed, seals] = [event.body.pdf, event.body.pdf, 0, seals + 1];
    if (event.kind === 'agreement-reopened') [sealed, last, signed] = [null, null, 0];
    if (event.kind !== 'agreement-signed') continue;
    const { body } = event;
    const place = `event ${event.seq} of shared`;
    if (sealed === null || body.sealed !== sealed) throw new PartFault(place, 'the consent names another file than the sealed one');
    const [base, pdf] = [blobOf(files, body.base), blobOf(files, body.pdf)];
    if (body.base !== last || base === undefined || pdf === undefined || pdf.length <= base.length || !Buffer.from(pdf.buffer, pdf.byteOffset, base.length).equals(base)) throw new PartFault(place, 'the signed file does not begin with the file that was there before');
    [last, signed] = [body.pdf, signed + 1];
  }
  const copy = digests.get(bundleNames.signed);
  if (signed === 0 ? copy !== undefined : copy !== last) throw new PartFault(bundleNames.signed, 'it is not the file that was signed last');
  return seals === 0 ? null : `${signed} signed`;
}

/** Each signature, in the file as it stood right after it: that nothing else was changed, and that an authority of the bundle issued its certificate. */
function checkSignatures(shared: readonly Event[], files: BundleFiles, authorities: readonly Uint8Array[]): string | null {
  const known = new Set(authorities.map((one) => quickDigest(one).slice('sha256:'.length)));
  let unknown: PartFault | undefined;
  let count = 0;
  for (const event of shared) {
    if (event.kind !== 'agreement-signed') continue;
    const place = `event ${event.seq} of shared`;
    const [base, pdf] = [blobOf(files, event.body.base), blobOf(files, event.body.pdf)];
    if (base === undefined || pdf === undefined) throw new PartFault(place, 'its file is missing');
    const verdict = verifyPdf(pdf);
    const own = verdict.signatures.at(-1);
    if (verdict.verdict === 'cannot-tell') unknown ??= new PartFault(place, verdict.reasons[0] ?? verdict.sentence, 'cannot-tell');
    else if (verdict.verdict !== 'intact') throw new PartFault(place, verdict.changes[0] ?? verdict.reasons[0] ?? verdict.sentence);
    else if (own?.covers?.whole !== true || own.field !== event.body.field || verdict.sealed !== event.body.sealed) throw new PartFault(place, 'its signature does not cover the whole file');
    else if (!known.has(own.chain.authority?.fingerprint ?? '')) unknown ??= new PartFault(place, 'the authority that issued its certificate is not among those here', 'cannot-tell');
    count += 1;
  }
  if (unknown !== undefined) throw unknown;
  return count === 0 ? null : `${count}`;
}
