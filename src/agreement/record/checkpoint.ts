import { z } from 'zod';
import { canonical, canonicalBytes, digestOf, digestPattern, type Digest } from '#agreement/record/canonical';
import type { Head } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import { isRecordId, parseStream } from '#agreement/record/stream';

/** The last event of a stream at some moment; `stream` is its full name. */
export interface StreamHead extends Head {
  stream: string;
}

/**
 * What opens one leaf of a checkpoint: the leaf is the digest of `{hash, salt, seq, stream}`. Without its opening a leaf tells nothing. A
 * leaf that stands for no stream has the opening of `nothing`.
 */
export interface Opening extends StreamHead {
  /** 32 random bytes in hexadecimal, new for every leaf of every checkpoint. */
  salt: string;
}

/** Everything that a checkpoint says; the signature covers the RFC 8785 form of it. */
export interface CheckpointText {
  v: 1;
  kind: 'entente-checkpoint';
  /** Id of the agreement. */
  agreement: string;
  /** 1, 2, 3 … within the agreement. */
  n: number;
  /** RFC 3339 in UTC with milliseconds, by the clock of the installation. */
  at: string;
  /** SHA-256 of the certificate of the installation's authority. */
  installation: Digest;
  /** One salted digest for the head of each stream, and some that stand for nothing; sorted. */
  leaves: readonly Digest[];
  /** Digest of the list of leaves. */
  root: Digest;
  /** Digest of the whole checkpoint before, null for the first. */
  prev: Digest | null;
  algorithm: 'ecdsa-p256-sha256';
  /** The public key: SPKI in DER, base64. */
  key: string;
  /** The certificate of that key, issued by the installation's authority: DER, base64. */
  certificate: string;
}

/** A signed statement of how far every stream of an agreement had come; once it has left the server, what lies before cannot be rewritten unnoticed. */
export interface Checkpoint extends CheckpointText {
  /** ECDSA over the RFC 8785 form of all else: DER, base64. */
  signature: string;
}

/** A checkpoint as it is kept and handed out: with the openings of the streams that its holder may read. */
export interface NotedCheckpoint {
  checkpoint: Checkpoint;
  openings: readonly Opening[];
}

/** What the next checkpoint of an agreement is made from. */
export interface CheckpointBase {
  agreement: string;
  /** The last event of every stream that has any. */
  heads: readonly StreamHead[];
  /** How many parties the agreement has. */
  parties: number;
  /** The newest checkpoint, null before the first. */
  last: NotedCheckpoint | null;
}

/** Who signs checkpoints, as they name it. */
export type CheckpointSigner = Pick<CheckpointText, 'installation' | 'algorithm' | 'key' | 'certificate'>;

/** The stream, number and hash in the opening of a leaf that stands for nothing. */
const nothing = { stream: '', seq: 0, hash: `sha256:${'0'.repeat(64)}` } as const satisfies StreamHead;

const digest = z.custom<Digest>((value) => typeof value === 'string' && digestPattern.test(value));
const base64 = z.string().max(10_000).regex(/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
const mostLeaves = 10_000;

const openingForm = z.strictObject({ stream: z.string().max(200), seq: z.int().min(0), hash: digest, salt: z.string().regex(/^[0-9a-f]{64}$/) });
const checkpointForm = z.strictObject({
  v: z.literal(1),
  kind: z.literal('entente-checkpoint'),
  agreement: z.string().refine(isRecordId),
  n: z.int().min(1),
  at: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  installation: digest,
  leaves: z.array(digest).min(1).max(mostLeaves),
  root: digest,
  prev: digest.nullable(),
  algorithm: z.literal('ecdsa-p256-sha256'),
  key: base64,
  certificate: base64,
  signature: base64,
});
const notedForm = z.strictObject({ checkpoint: checkpointForm, openings: z.array(openingForm).max(mostLeaves) });

/** A checkpoint with its openings as somebody handed it in; a checkpoint alone counts as one without openings. Null for anything of another form. */
export function readNoted(value: unknown): NotedCheckpoint | null {
  const alone = checkpointForm.safeParse(value);
  if (alone.success) return { checkpoint: alone.data, openings: [] };
  const noted = notedForm.safeParse(value);
  return noted.success ? noted.data : null;
}

/** A noted checkpoint as a file: the RFC 8785 form. */
export function writeNoted(noted: NotedCheckpoint): string {
  return canonical(noted);
}

/** The leaf that an opening opens. */
export function leafOf({ stream, seq, hash, salt }: Opening): Digest {
  return digestOf({ hash, salt, seq, stream });
}

/**
 * The next checkpoint of an agreement, unsigned, with all its openings. Leaves that stand for nothing fill the list up to two for each
 * party and one, so that its length does not tell who has private notes. `newSalt` gives 32 random bytes in hexadecimal.
 */
export function nextCheckpoint({ agreement, heads, parties, last }: CheckpointBase, signer: CheckpointSigner, at: string, newSalt: () => string): { text: CheckpointText; openings: Opening[] } {
  const filled: StreamHead[] = heads.map(({ stream, seq, hash }) => ({ stream, seq, hash }));
  while (filled.length < 1 + 2 * parties) filled.push(nothing);
  const openings = filled.map((head): Opening => ({ ...head, salt: newSalt() }));
  const leaves = openings.map(leafOf).sort();
  const { installation, algorithm, key, certificate } = signer;
  const n = (last?.checkpoint.n ?? 0) + 1;
  const prev = last === null ? null : digestOf(last.checkpoint);
  return { text: { v: 1, kind: 'entente-checkpoint', agreement, n, at, installation, leaves, root: digestOf(leaves), prev, algorithm, key, certificate }, openings };
}

/** The bytes that the signature of a checkpoint covers. */
export function signedBytes(checkpoint: CheckpointText & { signature?: string }): Uint8Array {
  const { signature: _signature, ...text } = checkpoint;
  return canonicalBytes(text);
}

/** The openings that may be handed to somebody: those of streams, and of these the ones that `mayRead` allows by their full names. */
export function openingsFor(openings: readonly Opening[], mayRead: (stream: string) => boolean): Opening[] {
  return openings.filter(({ stream }) => stream !== nothing.stream && mayRead(stream));
}

/** Whether nothing has happened since a checkpoint whose openings are all there, in any stream that `mayRead` allows by its full name. */
export function stillHolds({ openings }: NotedCheckpoint, heads: readonly StreamHead[], mayRead: (stream: string) => boolean = () => true): boolean {
  const noted = new Map(openingsFor(openings, mayRead).map((opening) => [opening.stream, opening.hash]));
  const present = heads.filter(({ stream }) => mayRead(stream));
  return noted.size === present.length && present.every(({ stream, hash }) => noted.get(stream) === hash);
}

/** What is wrong with a checkpoint, or with a history that it was noted of. */
export type CheckpointFault =
  /** Its leaves are not in order, or one is there twice. */
  | { what: 'leaves' }
  /** Its root is not the digest of its leaves. */
  | { what: 'root' }
  /** An opening opens no leaf, is of another agreement, or opens a stream a second time. */
  | { what: 'opening'; stream: string }
  /** It is not the one that follows: its number is not the next, or it does not name the one before. */
  | { what: 'order' }
  /** A stream has gone back since the checkpoint before: it names an earlier event than that one did. */
  | { what: 'backwards'; stream: string; seq: number }
  /** The stream now ends with event `length`, before the one that was noted; what was done lies from `from` on. */
  | { what: 'cut-off'; stream: string; seq: number; from: number; length: number }
  /** The event that was noted is another one now; what was done lies from `from` to it. */
  | { what: 'rewritten'; stream: string; seq: number; from: number };

/** What became of a stream since it was noted; `n` is the number of the checkpoint that tells. */
export type StreamChange = Extract<CheckpointFault, { from: number }> & { n: number };

/** Whether a checkpoint holds, or all that is wrong; `n` is the number of the checkpoint. */
export type CheckpointCheck = { ok: true } | { ok: false; faults: (CheckpointFault & { n: number })[] };

/** The events of streams by their full names, each from number 1 on; whole events will do. */
export type Chains = ReadonlyMap<string, readonly Head[]>;

/**
 * Checks a checkpoint by itself (leaves, root, openings), and, with `chains`, the history as far as the openings reach. A stream that is
 * not in `chains` is not compared; one that lost all its events is there with an empty list. The signature is checked outside.
 */
export function verifyCheckpoint(noted: NotedCheckpoint, chains: Chains = new Map()): CheckpointCheck {
  const { n } = noted.checkpoint;
  return result([...ownFaults(noted).map((fault) => ({ ...fault, n })), ...[...notesOf([noted])].flatMap(([stream, notes]) => historyFaults(stream, notes, chains.get(stream)))]);
}

/** Checks all checkpoints of an agreement in order, from the first one on: each by itself, its place after the one before, and the history with all of them. */
export function verifyCheckpoints(list: readonly NotedCheckpoint[], chains: Chains = new Map()): CheckpointCheck {
  const faults: (CheckpointFault & { n: number })[] = [];
  let before: NotedCheckpoint | null = null;
  for (const noted of list) {
    faults.push(...[...ownFaults(noted), ...orderFaults(before, noted)].map((fault) => ({ ...fault, n: noted.checkpoint.n })));
    before = noted;
  }
  for (const [stream, notes] of notesOf(list)) faults.push(...historyFaults(stream, notes, chains.get(stream)));
  return result(faults);
}

/** What a checkpoint says of one stream. */
export interface Note extends Head {
  /** Number of the checkpoint. */
  n: number;
}

/** What checkpoints say of each stream that they open, by event number. */
export function notesOf(list: readonly NotedCheckpoint[]): Map<string, Note[]> {
  const notes = new Map<string, Note[]>();
  for (const { checkpoint, openings } of list) {
    for (const { stream, seq, hash } of openings) {
      if (stream === nothing.stream) continue;
      const of = notes.get(stream);
      if (of === undefined) notes.set(stream, [{ n: checkpoint.n, seq, hash }]);
      else of.push({ n: checkpoint.n, seq, hash });
    }
  }
  for (const of of notes.values()) of.sort((a, b) => a.seq - b.seq || a.n - b.n);
  return notes;
}

/**
 * What became of a stream since it was noted: the first note that does not fit, narrowed down by those before it. `hashAt` gives the hash of
 * the event with a number, undefined where there is none; `length` is the number of the last event.
 */
export function changedSince(stream: string, notes: readonly Note[], length: number, hashAt: (seq: number) => Digest | undefined): StreamChange | undefined {
  let from = 1;
  for (const { n, seq, hash } of notes) {
    if (seq > length) return { what: 'cut-off', stream, seq, from, length, n };
    if (hashAt(seq) !== hash) return { what: 'rewritten', stream, seq, from, n };
    from = seq + 1;
  }
  return undefined;
}

function historyFaults(stream: string, notes: readonly Note[], chain: readonly Head[] | undefined): StreamChange[] {
  if (chain === undefined) return [];
  const fault = changedSince(stream, notes, chain.length, (seq) => chain[seq - 1]?.hash);
  return fault === undefined ? [] : [fault];
}

/** What is wrong with a checkpoint as it stands. */
export function ownFaults({ checkpoint, openings }: NotedCheckpoint): CheckpointFault[] {
  const { leaves, root, agreement } = checkpoint;
  const faults: CheckpointFault[] = [];
  if (leaves.some((leaf, index) => leaf <= (leaves[index - 1] ?? ''))) faults.push({ what: 'leaves' });
  if (root !== digestOf(leaves)) faults.push({ what: 'root' });
  const known = new Set(leaves);
  const seen = new Set<string>();
  for (const opening of openings) {
    if (!known.has(leafOf(opening)) || !fits(opening, agreement) || seen.has(opening.stream)) faults.push({ what: 'opening', stream: opening.stream });
    if (opening.stream !== nothing.stream) seen.add(opening.stream);
  }
  return faults;
}

/** What is wrong with the place of a checkpoint after the one before it, null for none. */
export function orderFaults(before: NotedCheckpoint | null, { checkpoint, openings }: NotedCheckpoint): CheckpointFault[] {
  const faults: CheckpointFault[] = [];
  if (checkpoint.n !== (before?.checkpoint.n ?? 0) + 1 || checkpoint.prev !== (before === null ? null : digestOf(before.checkpoint))) faults.push({ what: 'order' });
  const earlier = new Map(before?.openings.map((opening) => [opening.stream, opening.seq]));
  for (const { stream, seq } of openings) if (seq < (earlier.get(stream) ?? 0)) faults.push({ what: 'backwards', stream, seq });
  return faults;
}

function fits({ stream, seq, hash }: Opening, agreement: string): boolean {
  if (stream === nothing.stream) return seq === nothing.seq && hash === nothing.hash;
  try {
    return seq > 0 && parseStream(stream).agreement === agreement;
  } catch {
    return false;
  }
}

function result(faults: (CheckpointFault & { n: number })[]): CheckpointCheck {
  return faults.length === 0 ? { ok: true } : { ok: false, faults };
}

/** What was done to a history that had left the server; `seq` is the number of the first event that is not as it was. */
export interface HistoryChange {
  what: 'edited' | 'removed' | 'inserted' | 'reordered' | 'cut-off' | 'rewritten';
  seq: number;
}

/**
 * What became of the events of a stream that were noted earlier; null where they are all still there as they were, whatever followed them.
 * Events are recognised by their content, so that a history whose hashes were all made anew still tells what was done to it.
 */
export function compareHistories(before: readonly Event[], now: readonly Event[]): HistoryChange | null {
  let first = 0;
  while (first < before.length && before[first]?.hash === now[first]?.hash) first += 1;
  if (first === before.length) return null;
  const seq = first + 1;
  if (first === now.length) return { what: 'cut-off', seq };
  const old = before.slice(first).map(contentOf);
  const present = now.slice(first).map(contentOf);
  const says = (what: HistoryChange['what']): HistoryChange => ({ what, seq });
  // The same words under another hash: the event itself was touched.
  if (old[0] === present[0]) return says('edited');
  if (sameFrom([...old].sort(), present.slice(0, old.length).sort())) return says('reordered');
  const gone = old.indexOf(present[0] as string);
  if (gone !== -1 && sameFrom(old.slice(gone), present)) return says('removed');
  const added = present.indexOf(old[0] as string);
  if (added !== -1 && sameFrom(old, present.slice(added))) return says('inserted');
  return old.length === 1 || old.some((content, index) => content === present[index]) ? says('edited') : says('rewritten');
}

/** What an event says, whatever its place. */
function contentOf({ seq: _seq, prev: _prev, hash: _hash, ...content }: Event): string {
  try {
    return canonical(content);
  } catch {
    // What has no canonical form is like nothing that was ever noted.
    return '';
  }
}

/** Whether a list begins with all of another one. */
function sameFrom(old: readonly string[], present: readonly string[]): boolean {
  return old.every((content, index) => content === present[index]);
}
