import { linkAll, type Head } from '#agreement/record/chain';
import { decide, type Command, type Refusal } from '#agreement/record/decide';
import type { Event, EventDraft } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { apply, replay, type State } from '#agreement/record/state';
import { partyStream, sharedStream, streamFor } from '#agreement/record/stream';
import type { Appended, Once, Store, Summary } from '#world/store/store';

/** An agreement as a seat sees it, and the ends of the streams that it was read from. */
export interface ReadRecord {
  state: State;
  /** Those of the party's stream, then those of the shared one. */
  events: Event[];
  heads: Map<string, Head | null>;
}

/** What is kept together with the events of a command. */
export interface Beside {
  /** Document revisions, steps, PDFs: readable wherever the events are. */
  blobs?: readonly Uint8Array[];
  people?: readonly PersonRecord[];
  /** Parties that get the agreement into their list. */
  admit?: readonly string[];
  once?: Once;
}

/** The outcome of commands: all were carried out, or nothing was. */
export type Performed =
  | { kind: 'done'; state: State; events: Event[] }
  | { kind: 'refused'; refusal: Refusal }
  | Exclude<Appended, { kind: 'appended' }>;

/** Reads an agreement; for a seat that sees none it is one of which nothing has happened. */
export async function readRecord(store: Store, seat: Seat, agreement: string): Promise<ReadRecord> {
  const heads = new Map<string, Head | null>();
  const events: Event[] = [];
  for (const stream of [partyStream(agreement, seat.party), sharedStream(agreement)]) {
    const found = await store.read(seat, stream);
    heads.set(stream, found.at(-1) ?? null);
    events.push(...found);
  }
  return { state: replay(events), events, heads };
}

/**
 * Carries commands out in one append: reads, decides, appends, and begins again when somebody else wrote in between. The
 * append also demands that the streams it only read are still as they were, so that nobody seals one text while another
 * is being drafted.
 */
export async function perform(store: Store, seat: Seat, agreement: string, commands: readonly Command[], beside: Beside = {}): Promise<Performed> {
  if (beside.once !== undefined) {
    const earlier = await store.earlier(seat, beside.once.key, beside.once.request);
    if (earlier.kind !== 'none') return earlier;
  }
  for (let attempt = 1; ; attempt++) {
    const record = await readRecord(store, seat, agreement);
    const decided = decideAll(record, seat, agreement, commands);
    if ('refused' in decided) return { kind: 'refused', refusal: decided.refused };
    const fresh = record.state.phase === 'none';
    const writes = [...record.heads].map(([stream, head]) => {
      const drafts = decided.drafts.filter((draft) => streamFor(agreement, draft.kind, seat) === stream);
      const kept = drafts.length > 0 ? { blobs: beside.blobs ?? [], people: beside.people ?? [] } : {};
      return { stream, expectedSeq: head?.seq ?? 0, drafts, ...kept };
    });
    const outcome = await store.append(seat, {
      agreement,
      writes,
      create: fresh,
      summary: decided.drafts.length > 0 ? summaryOf(decided.state) : undefined,
      admit: beside.admit,
      once: beside.once,
    });
    if (outcome.kind === 'appended') return { kind: 'done', state: replay(outcome.events, record.state), events: outcome.events };
    if (outcome.kind !== 'conflict' || attempt === 10) return outcome;
  }
}

/** What the list of agreements shows of a state. */
export function summaryOf(state: State): Summary {
  const parties = state.parties.map((party) => [party.shortName, party.legalName].find((name) => typeof name === 'string') ?? party.id);
  return { title: state.title, type: state.type, parties, status: state.phase };
}

function decideAll(record: ReadRecord, seat: Seat, agreement: string, commands: readonly Command[]): { drafts: EventDraft[]; state: State } | { refused: Refusal } {
  const drafts: EventDraft[] = [];
  let state = record.state;
  for (const command of commands) {
    const decision = decide(state, command);
    if ('refused' in decision) return decision;
    for (const draft of decision.events) {
      const stream = streamFor(agreement, draft.kind, seat);
      // Linked for trial only: the store sets time, number and hash.
      const occasion = { stream, at: state.changedAt ?? '', actor: { person: seat.person }, onBehalfOf: seat.party };
      state = linkAll([draft], occasion, null).reduce(apply, state);
      drafts.push(draft);
    }
  }
  return { drafts, state: drafts.length === 0 ? record.state : state };
}
