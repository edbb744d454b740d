import { z } from 'zod';
import type { Digest, Json } from '#agreement/record/canonical';
import { digestPattern } from '#agreement/record/canonical';
import { personRef, type PersonRef } from '#agreement/record/person';
import { roles } from '#agreement/record/seat';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const clauseId = z.string().min(1).max(200);
const text = z.string().max(20_000);
const digest = z.custom<Digest>((value) => typeof value === 'string' && digestPattern.test(value), 'expected sha256: and 64 hexadecimal digits');
const version = z.int().min(1);
const time = z.iso.datetime({ offset: true });
const json: z.ZodType<Json> = z.json();

/** The form of a fact's path: names and item ids joined by points, never an index (design: ids and paths). */
export const factPath = z
  .string()
  .max(300)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*$/);

/** Where an answer stands; unknown is an answer too and never becomes a silent default. */
export const answerStatus = z.enum(['unknown', 'proposed', 'agreed', 'disputed']);

const party = z.strictObject({
  id,
  /** A reference where the party is a natural person, null while open. */
  legalName: z.union([text, personRef, z.null()]),
  shortName: z.union([text, personRef, z.null()]),
});

const answer = z.strictObject({
  path: factPath,
  /** Null for an unknown; personal texts are masked (mask-people). */
  value: json,
  status: answerStatus,
  evidence: z.array(text).optional(),
  /** Who gave it, for whom and when, where that differs from the event: an answer taken over from a file. */
  by: personRef.optional(),
  onBehalfOf: id.optional(),
  at: time.optional(),
});

const field = z.strictObject({
  /** Name of the signature field in the PDF. */
  id: z.string().min(1).max(100),
  party: id,
  /** The signatory named in the text, where one is. */
  person: personRef.nullable(),
});

/** Which version of an organisation's pack a text was drafted from. The words of the pack are in the text; the pack itself is no part of the record. */
const packPin = z.strictObject({ id: z.string().min(1).max(60), version: z.string().min(1).max(60), date: z.string().max(10), digest });

/** Which version of an organisation's pack a text was drafted from. */
export type PackPin = z.infer<typeof packPin>;

const clauseHashes = z.record(clauseId, digest);
const turnNumber = z.int().min(1);
const role = z.enum(roles);

/** The body of each kind of event; a kind is what happened, in the past. */
export const bodies = {
  /** An agreement was opened; `example` names the bundled example it was copied from. */
  'agreement-created': z.strictObject({ type: z.string().max(60).nullable(), title: text.nullable(), example: z.string().max(100).optional() }),
  /** Its title or type was changed. */
  'agreement-named': z.strictObject({ type: z.string().max(60).nullable(), title: text.nullable() }),
  /** Who the parties are, all of them: replaces the former list. */
  'parties-described': z.strictObject({ parties: z.array(party) }),
  /** Facts were answered. */
  'facts-answered': z.strictObject({ answers: z.array(answer).min(1) }),
  /** Answers at and below these paths were taken back: not asked again, not unknown. */
  'facts-withdrawn': z.strictObject({ paths: z.array(factPath).min(1) }),
  /** A text was drafted; `digest` names the revision, `library` the compiled library it came from, `pack` the organisation's pack in it. */
  'document-drafted': z.strictObject({ version, digest, library: z.string().min(1).max(200), pack: packPin.optional() }),
  /** A person rewrote one clause; `digest` names the whole new revision. */
  'clause-rewritten': z.strictObject({ clause: clauseId, version, digest }),
  /** A list of steps was offered against version `base`; `steps` names the blob that holds them. */
  'proposal-made': z.strictObject({ proposal: id, base: version, clause: clauseId.optional(), reason: text, steps: digest }),
  /** A proposal was taken, which made a new revision, or declined, which made none. */
  'proposal-decided': z.discriminatedUnion('decision', [
    z.strictObject({ proposal: id, decision: z.literal('accepted'), version, digest }),
    z.strictObject({ proposal: id, decision: z.literal('declined') }),
  ]),
  /** A finding was set aside with a reason; it lapses when the text that `clauseHash` names moves. */
  'finding-set-aside': z.strictObject({ fingerprint: z.string().min(1).max(200), reason: text.min(1), clauseHash: digest.nullable() }),
  /** A finding set aside before was taken up again. */
  'finding-reopened': z.strictObject({ fingerprint: z.string().min(1).max(200) }),
  /** The final PDF was made with all its empty signature fields; `despite` is the reason for sealing with open problems. */
  'agreement-sealed': z.strictObject({
    type: z.string().max(60).nullable(),
    title: text.nullable(),
    parties: z.array(party),
    version,
    digest,
    pdf: digest,
    fields: z.array(field).min(1),
    despite: text.min(1).optional(),
  }),
  /**
   * One field was signed. `sealed` is the digest that the consent names, `base` the file the signature was appended to,
   * `pdf` the file after it; `identity` says what was proved of the signatory.
   */
  'agreement-signed': z.strictObject({
    field: z.string().min(1).max(100),
    party: id,
    person: personRef,
    sealed: digest,
    base: digest,
    pdf: digest,
    identity: z.enum(['not-checked', 'link', 'account']),
  }),
  /** A signatory said no, or asked for a change first; nothing of the sealed text changed. */
  'signing-declined': z.strictObject({ field: z.string().min(1).max(100), reason: text.min(1) }),
  /** The sealed text was opened again for changes; signatures given so far stay in the record and count no more. */
  'agreement-reopened': z.strictObject({ reason: text.min(1) }),
  /** The first person of a party came in. */
  'party-joined': z.strictObject({ party: id, person: personRef }),
  /** A person may act for a party from now on. */
  'seat-granted': z.strictObject({ party: id, person: personRef, role }),
  /** A person acts for the party no more. */
  'seat-ended': z.strictObject({ party: id, person: personRef }),
  /** The details of a person were erased: what the record committed to can no longer be looked at. In the shared stream where all parties could read them, else in the party's own. */
  'person-erased': z.strictObject({ person: personRef }),
  /**
   * A party put a whole version on the table. `answering` is the newest turn that it knew, 0 for the first; `clauses` has the
   * hash of every clause, `changed` those whose words differ from the turn before.
   */
  'turn-sent': z.strictObject({
    turn: turnNumber,
    answering: z.int().min(0),
    version,
    digest,
    library: z.string().min(1).max(200),
    type: z.string().max(60).nullable(),
    title: text.nullable(),
    parties: z.array(party),
    answers: z.array(answer),
    clauses: clauseHashes,
    changed: z.array(clauseId),
    note: text.nullable(),
  }),
  /** The party's own drafting goes on from this turn. */
  'turn-taken': z.strictObject({ turn: turnNumber }),
  /** A party agreed or objected to the words that `hash` names, or took its answer back. */
  'clause-answered': z.strictObject({ clause: clauseId, hash: digest, answer: z.enum(['agreed', 'objected', 'open']), reason: text.nullable() }),
  /** A party said to all how it answers a joint question, where answers differ; null takes that back. `turn` is the newest turn then. */
  'answer-stated': z.strictObject({ path: factPath, value: json, turn: turnNumber }),
  /** A comment for everyone (shared stream) or for the own party alone (its stream). */
  'comment-made': z.strictObject({ comment: id, clause: clauseId.nullable(), text: text.min(1) }),
  /** Counsel noted an issue: for counsel alone (counsel's stream) or as advice to the own party (its stream). */
  'issue-noted': z.strictObject({ issue: id, clause: clauseId.nullable(), title: text.min(1), text }),
  /** What became of an issue. */
  'issue-settled': z.strictObject({ issue: id, decision: text.min(1) }),
  /**
   * Somebody of a party confirmed having understood the page that says what the agreement means for it: `page` is the digest of its words,
   * drawn from `version` of the text after the newest turn, 0 before the first. In the party's own stream.
   */
  'page-understood': z.strictObject({ party: id, turn: z.int().min(0), version, page: digest }),
  /** Counsel of a party cleared clauses of a version, each by the hash of its words. */
  'version-cleared': z.strictObject({ turn: turnNumber, digest, clauses: clauseHashes }),
  /** Counsel took clearances back. */
  'clearance-withdrawn': z.strictObject({ clauses: z.array(clauseId).min(1) }),
  /** Counsel of a party waived an error finding, with a reason that every party reads; it lapses when the clause's words move. */
  'finding-waived': z.strictObject({ fingerprint: z.string().min(1).max(200), code: z.string().max(20), reason: text.min(1), clauseHash: digest.nullable() }),
  /** A waiver was taken back. */
  'waiver-ended': z.strictObject({ fingerprint: z.string().min(1).max(200) }),
  /** A party reported on an obligation; `on` is the day that it was due, null where it has none. */
  'obligation-reported': z.strictObject({ obligation: z.string().min(1).max(300), on: z.iso.date().nullable(), report: z.enum(['done', 'not-done']), note: text.nullable() }),
} as const;

/** What can happen to an agreement. */
export type EventKind = keyof typeof bodies;

/** The body of an event of kind K. */
export type EventBody<K extends EventKind = EventKind> = z.output<(typeof bodies)[K]>;

/** A kind with its body: what `decide` returns and a store is asked to append. */
export type EventDraft = { [K in EventKind]: { kind: K; body: EventBody<K> } }[EventKind];

/** What a store adds to a draft, fixed for good once the hash is made. */
export interface EventFrame {
  /** Version of this format. */
  v: 1;
  stream: string;
  /** 1, 2, 3 … within the stream; the order of events comes from here and not from the clock. */
  seq: number;
  /** RFC 3339 in UTC with milliseconds, by the clock of the installation. */
  at: string;
  actor: PersonRef;
  /** Id of the party that the actor acted for. */
  onBehalfOf: string;
  /** Hash of the event before, null for the first of a stream. */
  prev: Digest | null;
  /** SHA-256 of the RFC 8785 form of everything else in the event, the stream's name included. */
  hash: Digest;
}

/** One thing that happened, numbered, linked to what happened before, never changed. */
export type Event = { [K in EventKind]: EventFrame & { kind: K; body: EventBody<K> } }[EventKind];

/** A party as the record holds it. */
export type RecordParty = z.output<typeof party>;

/** An answer as an event holds it. */
export type RecordAnswer = z.output<typeof answer>;

/** A signature field of a sealed PDF. */
export type SignatureField = z.output<typeof field>;

/** A draft whose body has the schema of its kind, nothing more and nothing less; throws a TypeError naming the field. */
export function checkDraft(draft: EventDraft): EventDraft {
  const schema = Object.hasOwn(bodies, draft.kind) ? bodies[draft.kind] : undefined;
  if (schema === undefined) throw new TypeError(`there is no event of kind ${String(draft.kind)}`);
  const parsed = schema.safeParse(draft.body);
  if (parsed.success) return draft;
  const issue = parsed.error.issues[0];
  throw new TypeError(`${draft.kind}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as its schema says'}`);
}
