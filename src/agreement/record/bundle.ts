import { z } from 'zod';
import { canonical, digestOf, digestPattern, type Digest } from '#agreement/record/canonical';
import { bodies, type Event } from '#agreement/record/event';
import { roles, type Role } from '#agreement/record/seat';
import { isRecordId, parseStream } from '#agreement/record/stream';

/** One file of a bundle, as its list names it. */
export interface BundledFile {
  /** Path with forward slashes. */
  name: string;
  /** How many bytes it has. */
  bytes: number;
  digest: Digest;
}

/** One stream of a bundle. */
export interface BundledStream {
  /** Full name, such as "<agreement>/shared". */
  stream: string;
  /** Name of the file with its events, one in a line. */
  file: string;
  /** How many events there are, which is the number of the last one. */
  events: number;
  /** Hash of the last event. */
  head: Digest;
}

/** What stands in `bundle.json`: what the bundle is of and for whom it was made, and all its other files. */
export interface BundleList {
  v: 1;
  kind: 'entente-bundle';
  /** Id of the agreement. */
  agreement: string;
  title: string | null;
  /** When it was made: RFC 3339 in UTC with milliseconds. */
  at: string;
  /** SHA-256 of the certificate of the authority of the installation that made it; null if it has none. */
  installation: Digest | null;
  /** The party for which it was made: it holds what that party reads. */
  party: string;
  /** The role of whoever made it; only a bundle made by counsel holds the stream of counsel. */
  role: Role;
  streams: readonly BundledStream[];
  /** Sorted by name. */
  files: readonly BundledFile[];
  /** Digest of everything else here. */
  digest: Digest;
}

/** Names of the files that a bundle has but for its events and for what events name. */
export const bundleNames = {
  list: 'bundle.json',
  readme: 'README.txt',
  verifier: 'verify.mjs',
  people: 'people.json',
  checkpoints: 'checkpoints.json',
  certificates: 'certificates.pem',
  signed: 'signed.pdf',
} as const;

/** The parts of a bundle that are judged one by one, in the order in which they are told. */
export const bundleParts = ['archive', 'contents', 'events', 'files', 'people', 'checkpoints', 'consents', 'signatures', 'against'] as const;

/** Name of a part. */
export type BundlePartName = (typeof bundleParts)[number];

/** What is said of one part: `none` where there is nothing of the kind to judge. */
export interface BundlePart {
  part: BundlePartName;
  word: 'intact' | 'broken' | 'cannot-tell' | 'none';
  /** The first place that is not as it was, such as "event 3 of shared". */
  where?: string;
  /** Why it is broken or cannot be told, or what was looked at. */
  note?: string;
}

/** What a bundle is worth: broken if a part is, else `cannot-tell` if one cannot be told, else intact. */
export interface BundleVerdict {
  verdict: 'intact' | 'broken' | 'cannot-tell';
  /** What the bundle says it is, where it could be read so far. */
  bundle?: Omit<BundleList, 'files' | 'streams' | 'digest'>;
  parts: BundlePart[];
}

const namePattern = /^(?:README\.txt|verify\.mjs|people\.json|checkpoints\.json|certificates\.pem|signed\.pdf|events\/[a-z0-9-]+\.jsonl|files\/[0-9a-f]{64})$/;

/** True for a name that a file of a bundle may have, its list apart: nothing else is ever looked at. */
export function isBundledName(name: string): boolean {
  return namePattern.test(name);
}

/** A stream's name without its agreement, as places name it: "shared", "party:x". */
export function localNameOf(stream: string): string {
  return stream.slice(stream.indexOf('/') + 1);
}

/** The file that holds a stream: "events/shared.jsonl", "events/party-x.jsonl". */
export function streamFile(stream: string): string {
  return `events/${localNameOf(stream).replace(':', '-')}.jsonl`;
}

/** The file that holds what an event names by a digest. */
export function blobFile(digest: Digest): string {
  return `files/${digest.slice('sha256:'.length)}`;
}

/** Events as a file: each in a line of its own in RFC 8785 form. */
export function writeEvents(events: readonly Event[]): string {
  return events.map((event) => `${canonical(event)}\n`).join('');
}

/** A list with its digest, as `bundle.json` holds it: the RFC 8785 form. */
export function writeList(list: Omit<BundleList, 'digest'>): string {
  return canonical({ ...list, digest: digestOf(list) });
}

const digest = z.custom<Digest>((value) => typeof value === 'string' && digestPattern.test(value));
const count = z.int().min(0);
const listForm = z.strictObject({
  v: z.literal(1),
  kind: z.literal('entente-bundle'),
  agreement: z.string().refine(isRecordId),
  title: z.string().nullable(),
  at: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  installation: digest.nullable(),
  party: z.string().refine(isRecordId),
  role: z.enum(roles),
  streams: z.array(z.strictObject({ stream: z.string(), file: z.string(), events: z.int().min(1), head: digest })).min(1),
  files: z.array(z.strictObject({ name: z.string().refine(isBundledName), bytes: count, digest })),
  digest,
});

/**
 * The list of a bundle from the text of its `bundle.json`; `broken` where the text is not what was written, `newer` where it was written
 * so but in a form that is not known here.
 */
export function readList(text: string): BundleList | 'broken' | 'newer' {
  const value = parseCanonical(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'broken';
  const { digest: said, ...rest } = value as Record<string, unknown>;
  if (said !== digestOf(rest)) return 'broken';
  if (rest['v'] !== 1 || rest['kind'] !== 'entente-bundle') return 'newer';
  const parsed = listForm.safeParse(value);
  return parsed.success && fits(parsed.data) ? parsed.data : 'broken';
}

/** Whether a list is one that is written: its names in order, each stream one that the party may read, its file named after it. */
function fits({ agreement, party, role, streams, files }: BundleList): boolean {
  const ascending = (names: readonly string[]): boolean => names.every((name, index) => index === 0 || name > (names[index - 1] as string));
  const readable = [`${agreement}/shared`, `${agreement}/party:${party}`, ...(role === 'counsel' ? [`${agreement}/counsel:${party}`] : [])];
  const known = new Set(files.map((file) => file.name));
  return (
    ascending(files.map((file) => file.name)) &&
    ascending(streams.map((one) => one.stream)) &&
    streams.every(({ stream, file }) => (readable.includes(stream) || isCaucus(stream, agreement)) && file === streamFile(stream) && known.has(file)) &&
    files.every(({ name }) => !name.startsWith('events/') || streams.some(({ file }) => file === name))
  );
}

function isCaucus(stream: string, agreement: string): boolean {
  try {
    const name = parseStream(stream);
    return name.agreement === agreement && name.kind === 'caucus';
  } catch {
    return false;
  }
}

/** The value of a text that is the RFC 8785 form of it, undefined for any other text. */
export function parseCanonical(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where events name files, by kind. */
const namingFields: Readonly<Record<string, readonly string[]>> = {
  'document-drafted': ['digest'],
  'clause-rewritten': ['digest'],
  'proposal-made': ['steps'],
  'proposal-decided': ['digest'],
  'turn-sent': ['digest'],
  'version-cleared': ['digest'],
  'agreement-sealed': ['digest', 'pdf'],
  'agreement-signed': ['sealed', 'base', 'pdf'],
};

/** Digests of the files that an event names. */
export function filesNamedBy(event: Pick<Event, 'kind' | 'body'>): Digest[] {
  const body = event.body as Readonly<Record<string, unknown>>;
  const named = Object.hasOwn(namingFields, event.kind) ? (namingFields[event.kind] ?? []) : [];
  return named.flatMap((field) => (typeof body[field] === 'string' && digestPattern.test(body[field]) ? [body[field] as Digest] : []));
}

/** True for a kind of event that this program knows. */
export function isKnownKind(kind: string): boolean {
  return Object.hasOwn(bodies, kind);
}

/** Every commitment to a person's details that stands anywhere in a value: by person, all that were made. */
export function commitmentsIn(value: unknown, found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (typeof value !== 'object' || value === null) return found;
  if (!Array.isArray(value)) {
    const { person, commitment } = value as Readonly<Record<string, unknown>>;
    if (typeof person === 'string' && typeof commitment === 'string') found.set(person, (found.get(person) ?? new Set<string>()).add(commitment));
  }
  for (const inner of Object.values(value)) commitmentsIn(inner, found);
  return found;
}
