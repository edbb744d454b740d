import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { factRows } from '#agreement/facts/table';
import type { Digest } from '#agreement/record/canonical';
import { linkAll, type Head } from '#agreement/record/chain';
import { decide, type Command } from '#agreement/record/decide';
import type { EventDraft } from '#agreement/record/event';
import { unmaskPeople } from '#agreement/record/mask-people';
import { erasedName, type PersonDetails, type PersonRecord, type PersonRef } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { newestTurn, type Turn } from '#agreement/record/shared';
import { apply, standsAt, type State } from '#agreement/record/state';
import { partyStream, sharedStream, streamFor } from '#agreement/record/stream';
import { InputError } from '#agreement/input-error';
import { answersFrom } from '#operations/answers-record';
import { goOn, type Rebased } from '#operations/go-on';
import { Kept, once } from '#operations/kept';
import { ownWordsFor, type OwnWords } from '#operations/own-packs';
import { readAs, type Reading } from '#operations/reading';
import { Refused } from '#operations/refused';
import { rowsOf, searchWords } from '#operations/rows';
import { textOfBlob } from '#operations/text-blob';
import type { AgreementDate, Append, Grant, InvitationChanges, StreamWrite } from '#world/store/store';
import type { NewMail } from '#world/store/outbox';
import type { World } from '#world/world';

/** An agreement as a seat sees it: its state, its answers with the names filled in, its newest text. */
export interface Loaded {
  id: string;
  seat: Seat;
  state: State;
  heads: ReadonlyMap<string, Head | null>;
  answers: Answers;
  document: Document | null;
  /**
   * What must be recorded before the next private change, because a newer turn came in: the party's drafting goes on from that
   * turn, with its unsent changes put on top. `state`, `answers` and `document` show it as if it were done already.
   */
  pending: Pending;
  /** What became of unsent changes when a newer turn came in; null where none did. */
  rebased: Rebased | null;
  /** The organisation's pack from which the party drafts. */
  own: OwnWords;
  /** True if every stream's chain of hashes holds. */
  chainHolds: boolean;
  /** Records of people that the seat may read. */
  people: ReadonlyMap<string, PersonRecord>;
  /** The same object for as long as nothing of all this has changed: the owner of what is worked out from it (`once`). */
  as: object;
}

/** Events of the party's own stream that come before its next private change, with what they name. */
export interface Pending {
  drafts: readonly EventDraft[];
  blobs: readonly Uint8Array[];
  people: readonly PersonRecord[];
}

const nothing: Pending = { drafts: [], blobs: [], people: [] };

/**
 * Loads an agreement for a seat; what is absent and what is foreign are the same refusal. Nothing of it is ever changed in place:
 * what the same role of the same party loads next shares all that stayed the same.
 */
export async function load(world: World, seat: Seat, id: string): Promise<Loaded> {
  const reading = await readAs(world, seat, id);
  const { state, recorded } = reading;
  const newest = newestTurn(state.shared);
  const behind = newest !== undefined && recorded !== newest.turn && state.shared.seal === null ? newest : undefined;
  // Only what goes on from a newer turn depends on who loads it, because it is written down as theirs.
  const content = await once(reading, 'content', [behind !== undefined && state.unsent ? seat.person : null], () => contentAfter(world, seat, id, reading, behind));
  const own = await once(reading, 'own', [], () => ownWordsFor(world, seat, id, state));
  return { id, seat, heads: reading.heads, chainHolds: reading.chainHolds, as: content, own, ...content };
}

type Content = Pick<Loaded, 'state' | 'answers' | 'document' | 'people' | 'pending' | 'rebased'>;

async function contentAfter(world: World, seat: Seat, id: string, { state, people }: Reading, newest: Turn | undefined): Promise<Content> {
  const at = { id, seat, people };
  const shown = async (shows: State) => ({ ...(await contentOf(world, at, shows)), people, rebased: null });
  if (newest === undefined) return { ...(await shown(state)), pending: nothing };
  const taken: EventDraft = { kind: 'turn-taken', body: { turn: newest.turn } };
  // Without changes of its own the party stands at the newest turn; the record says so with its next change.
  if (!state.unsent) return { ...(await shown(state)), pending: { ...nothing, drafts: [taken] } };
  const mine = await contentOf(world, at, state);
  const theirs = await contentOf(world, at, { ...state, ...standsAt(newest, state) });
  const turn = state.shared.turns[state.base - 1];
  const base = turn === undefined ? theirs : await contentOf(world, at, { ...state, ...standsAt(turn, state) });
  const went = goOn(base, mine, theirs, world);
  const occasion = { stream: partyStream(id, seat.party), at: state.changedAt ?? world.now(), actor: { person: seat.person }, onBehalfOf: seat.party };
  const drafts: EventDraft[] = [taken];
  let virtual = apply(state, linkAll([taken], occasion, null)[0]!);
  for (const command of went.commands) {
    const decision = decide(virtual, command);
    if ('refused' in decision) throw new Error(`what was written could not go on from turn ${newest.turn}: ${decision.refused.message}`);
    for (const event of linkAll(decision.events, occasion, null)) virtual = apply(virtual, event);
    drafts.push(...decision.events);
  }
  return { state: virtual, answers: went.answers, document: went.document, people, pending: { drafts, blobs: went.blobs, people: went.people }, rebased: { from: state.base, to: newest.turn, ...went.both } };
}

/** A state with its answers, names filled in, and its text. */
export async function contentOf(world: World, { id, seat, people }: Pick<Loaded, 'id' | 'seat' | 'people'>, state: State): Promise<Pick<Loaded, 'state' | 'answers' | 'document'>> {
  // Parties that see the same answers with the same names share them, and with them all that is worked out from them.
  const named = once(state.answers, 'people', [], () => [...peopleIn(state.answers)]);
  const names = JSON.stringify(named.map((one) => people.get(one)?.details ?? null));
  const sealed = state.shared.seal !== null;
  const gone = new Set([...state.erased, ...state.shared.erased]);
  const read = ({ person }: PersonRef): PersonRecord | undefined => {
    // Of an agreement that came from elsewhere only the history tells who was erased.
    const record = people.get(person) ?? (gone.has(person) ? { id: person, salt: '', details: {}, erased: true as const } : undefined);
    // In a sealed text somebody stands there; in a draft there is again somebody to be named.
    return record?.erased === true && sealed ? { ...record, details: erasedDetails() } : record;
  };
  const answers = once(state.answers, 'answers', [state.type, state.parties, names, sealed, gone.size], () => answersFrom(state, (value) => unmaskPeople(value, read)));
  return { state, answers, document: state.document === null ? null : await readDocument(world, seat, id, state.document.digest) };
}

/** What a sealed text says of somebody who was erased, whichever fact named them; of an address where its street stood. */
function erasedDetails(): PersonDetails {
  const fields = factRows().flatMap((row) => (row.personal === true && row.format !== 'address' ? [row.path.slice(row.path.lastIndexOf('.') + 1)] : []));
  return Object.fromEntries(['value', 'street', ...fields].map((field) => [field, erasedName]));
}

interface KeptText {
  document: Document;
  size: number;
  /** Parties and roles that the store has given it to. */
  readers: ReadonlySet<string>;
}

/** Texts are kept by the size of their JSON, in bytes; in memory they are several times as large. */
const mostTexts = 12_000_000;

const texts = new WeakMap<World, Kept<KeptText>>();

/** The text under a digest. It is read once, after the store has said that this role of this party may read it. */
export async function readDocument(world: World, seat: Seat, id: string, digest: Digest): Promise<Document> {
  let kept = texts.get(world);
  if (kept === undefined) texts.set(world, (kept = new Kept(mostTexts)));
  const name = `${id} ${digest}`;
  const reader = `${seat.party} ${seat.role}`;
  const held = kept.get(name);
  if (held?.readers.has(reader) === true) return held.document;
  const bytes = await readBlob(world, seat, id, digest);
  const text = kept.get(name) ?? { document: textOfBlob({ bytes, digest }), size: bytes.length, readers: new Set<string>() };
  kept.set(name, { ...text, readers: new Set([...text.readers, reader]) }, text.size);
  return text.document;
}

/** Bytes under a digest that the record names; their absence means damage and throws. */
export async function readBlob(world: World, seat: Seat, id: string, digest: Digest): Promise<Uint8Array> {
  const bytes = await world.store.getBlob(seat, id, digest);
  if (bytes === null) throw new Error(`the record names ${digest}, which is not there`);
  return bytes;
}

/** Ids of the people whom masked values name. */
export function peopleIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  const { person, commitment } = value as Partial<PersonRef>;
  if (typeof person === 'string' && commitment !== undefined) found.add(person);
  for (const inner of Object.values(value)) peopleIn(inner, found);
  return found;
}

/** The text of an agreement that has one; an InputError where it was never drafted. */
export function textOf(loaded: Pick<Loaded, 'document'>): Document {
  if (loaded.document === null) throw new InputError('This agreement has no text yet.', 'Answer the first questions; the text is drafted from them.');
  return loaded.document;
}

/** Things that go with the events of a change. */
export interface Extras {
  /** Bytes that the events of the party's own stream name; those of `shared` for the shared stream. */
  blobs?: readonly Uint8Array[];
  people?: readonly PersonRecord[];
  shared?: { blobs?: readonly Uint8Array[]; people?: readonly PersonRecord[] };
  create?: boolean;
  /** The text that results, so that it is found by its words; of a turn, for all parties. */
  document?: Document;
  grants?: readonly Grant[];
  ends?: readonly string[];
  invitations?: InvitationChanges;
  mails?: readonly NewMail[];
  dates?: readonly AgreementDate[];
  checkpoint?: Append['checkpoint'];
}

/** Kinds that need no turn to be taken first: they are not about the party's own drafting. */
const besides: ReadonlySet<string> = new Set(['comment-made', 'issue-noted', 'issue-settled', 'person-erased', 'page-understood']);

/**
 * Decides commands one after the other and gathers the append that makes them happen; undefined where they change nothing.
 * A command that is refused throws an InputError, and nothing of the others is kept.
 */
export function decideAll(loaded: Pick<Loaded, 'id' | 'seat' | 'state' | 'heads' | 'pending'>, commands: readonly Command[], now: string, extras: Extras = {}): { append: Append | undefined; state: State } {
  const { id, seat } = loaded;
  const own = partyStream(id, seat.party);
  const shared = sharedStream(id);
  let state = loaded.state;
  const drafts = new Map<string, EventDraft[]>();
  for (const command of commands) {
    const decision = decide(state, command);
    if ('refused' in decision) throw decision.refused.code.startsWith('stale-') ? new Refused('conflict', decision.refused.message, 'Nothing was changed.') : new InputError(decision.refused.message, 'Nothing was changed.');
    for (const draft of decision.events) {
      const stream = streamFor(id, draft.kind, seat, 'scope' in command ? command.scope : 'party');
      drafts.set(stream, [...(drafts.get(stream) ?? []), draft]);
      const occasion = { stream, at: now, actor: { person: seat.person }, onBehalfOf: seat.party };
      for (const event of linkAll([draft], occasion, null)) state = apply(state, event);
    }
  }
  const { create, grants, ends, invitations, mails, dates, checkpoint } = extras;
  if (drafts.size === 0 && grants === undefined && ends === undefined && invitations === undefined) return { append: undefined, state };
  const ownDrafts = drafts.get(own) ?? [];
  const first = ownDrafts.some((draft) => !besides.has(draft.kind)) && !ownDrafts.some((draft) => draft.kind === 'turn-taken') ? loaded.pending : nothing;
  if (first.drafts.length > 0) drafts.set(own, [...first.drafts, ...ownDrafts]);
  const writes: StreamWrite[] = [...drafts].map(([stream, list]) => ({
    stream,
    expectedSeq: loaded.heads.get(stream)?.seq ?? 0,
    drafts: list,
    ...(stream === shared ? goods(extras.shared, drafts.has(own) ? undefined : extras) : stream === own ? goods(first, extras) : goods(drafts.has(own) || drafts.has(shared) ? undefined : extras)),
  }));
  // A change of the private stream must also fail if somebody sealed in between.
  for (const [stream, head] of loaded.heads) if (!drafts.has(stream)) writes.push({ stream, expectedSeq: head?.seq ?? 0, drafts: [] });
  const sent = (drafts.get(shared) ?? []).some((draft) => draft.kind === 'turn-sent');
  const words = extras.document === undefined ? undefined : searchWords(extras.document);
  return {
    append: {
      agreement: id,
      writes,
      create: create ?? false,
      rows: rowsOf(state, seat, { all: drafts.has(shared), words, toAll: sent }),
      ...(grants !== undefined && { grants }),
      ...(ends !== undefined && { ends }),
      ...(invitations !== undefined && { invitations }),
      ...(mails !== undefined && { mails }),
      ...(dates !== undefined && { dates }),
      ...(checkpoint !== undefined && { checkpoint }),
    },
    state,
  };
}

/** Blobs and people of several sources. */
function goods(...sources: readonly ({ blobs?: readonly Uint8Array[]; people?: readonly PersonRecord[] } | undefined)[]): Pick<StreamWrite, 'blobs' | 'people'> {
  return { blobs: sources.flatMap((source) => source?.blobs ?? []), people: sources.flatMap((source) => source?.people ?? []) };
}
