import type { Digest } from '#agreement/record/canonical';
import type { Event, EventKind, PackPin, RecordAnswer, RecordParty } from '#agreement/record/event';
import type { PersonRef } from '#agreement/record/person';
import { applyShared, blankShared, sharedKinds, type Comment, type Shared, type Turn } from '#agreement/record/shared';

/** How far an agreement has come. */
export type Phase = 'none' | 'created' | 'answered' | 'drafted' | 'sealed' | 'partly-signed' | 'signed';

const people = { 'party-joined': true, 'seat-granted': true, 'seat-ended': true, 'person-erased': true } as const;
/** What a person may say of a text that stands, whoever drafted it. */
const said = { 'page-understood': true } as const;
const talk = { 'comment-made': true, 'issue-noted': true, 'issue-settled': true } as const;

/** Kinds that leave the phase as it is. */
function staying(phase: Phase, ...groups: readonly Readonly<Record<string, true>>[]): Partial<Record<EventKind, Phase>> {
  return Object.fromEntries(groups.flatMap((group) => Object.keys(group).map((kind) => [kind, phase])));
}

/**
 * The one table of transitions: which kind of event may follow in which phase, and the phase after it. A kind that is not
 * named under a phase cannot happen there. Signing the last field leads on to `signed` (see `phaseAfter`).
 */
export const transitions: Record<Phase, Partial<Record<EventKind, Phase>>> = {
  none: { 'agreement-created': 'created', 'turn-sent': 'drafted', 'turn-taken': 'drafted', ...staying('none', people, talk, said) },
  created: {
    'agreement-named': 'created',
    'parties-described': 'created',
    'facts-answered': 'answered',
    'facts-withdrawn': 'created',
    'document-drafted': 'drafted',
    'turn-taken': 'drafted',
    'turn-sent': 'created',
    ...staying('created', people, talk),
  },
  answered: {
    'agreement-named': 'answered',
    'parties-described': 'answered',
    'facts-answered': 'answered',
    'facts-withdrawn': 'answered',
    'document-drafted': 'drafted',
    'turn-taken': 'drafted',
    'turn-sent': 'answered',
    ...staying('answered', people, talk),
  },
  drafted: {
    'agreement-named': 'drafted',
    'parties-described': 'drafted',
    'facts-answered': 'drafted',
    'facts-withdrawn': 'drafted',
    'document-drafted': 'drafted',
    'clause-rewritten': 'drafted',
    'proposal-made': 'drafted',
    'proposal-decided': 'drafted',
    'finding-set-aside': 'drafted',
    'finding-reopened': 'drafted',
    'turn-sent': 'drafted',
    'turn-taken': 'drafted',
    'clause-answered': 'drafted',
    'answer-stated': 'drafted',
    'version-cleared': 'drafted',
    'clearance-withdrawn': 'drafted',
    'finding-waived': 'drafted',
    'waiver-ended': 'drafted',
    'agreement-sealed': 'sealed',
    ...staying('drafted', people, talk, said),
  },
  sealed: { 'agreement-signed': 'partly-signed', 'signing-declined': 'sealed', 'agreement-reopened': 'drafted', ...staying('sealed', people, talk, said) },
  'partly-signed': { 'agreement-signed': 'partly-signed', 'signing-declined': 'partly-signed', 'agreement-reopened': 'drafted', ...staying('partly-signed', people, talk, said) },
  signed: { 'obligation-reported': 'signed', ...staying('signed', people, talk, said) },
};

/** Kinds that change what a party has drafted and not sent. */
const drafting: ReadonlySet<EventKind> = new Set<EventKind>(['agreement-named', 'parties-described', 'facts-answered', 'facts-withdrawn', 'document-drafted', 'clause-rewritten', 'proposal-decided']);

/** An answer as it stands, with who gave it, for whom and when. */
export interface HeldAnswer extends Omit<RecordAnswer, 'path' | 'by' | 'onBehalfOf' | 'at'> {
  by: PersonRef;
  onBehalfOf: string;
  at: string;
}

/** The newest revision of the text. */
export interface HeldDocument {
  version: number;
  digest: Digest;
  /** Digest of the compiled library that it was last drafted from. */
  library: string;
}

/** A proposal, and what became of it. */
export interface HeldProposal {
  base: number;
  clause?: string;
  reason: string;
  steps: Digest;
  by: PersonRef;
  onBehalfOf: string;
  at: string;
  decision: 'open' | 'accepted' | 'declined';
}

/** A finding that somebody set aside. */
export interface SetAside {
  reason: string;
  clauseHash: Digest | null;
  by: PersonRef;
  at: string;
}

/** An issue that counsel noted, for counsel alone or as advice to the own party. */
export interface Issue {
  id: string;
  clause: string | null;
  title: string;
  text: string;
  scope: 'counsel' | 'party';
  by: PersonRef;
  at: string;
  settled: { decision: string; by: PersonRef; at: string } | null;
}

/** That somebody of the party confirmed having understood its page. */
export interface Understood {
  party: string;
  turn: number;
  version: number;
  /** Digest of the words of the page. */
  page: Digest;
  by: PersonRef;
  at: string;
}

/** An agreement as its events leave it for one party: what the party has for itself, and what all parties share; plain data. */
export interface State {
  phase: Phase;
  type: string | null;
  title: string | null;
  example: string | null;
  parties: RecordParty[];
  /**
   * By path; several where parties differ. To build the facts, apply shorter paths before longer ones: an answer refines
   * the one above it.
   */
  answers: Record<string, HeldAnswer[]>;
  document: HeldDocument | null;
  /** The version of the organisation's pack that the party last drafted from; null where it has none. */
  pack: PackPin | null;
  /** The compiled library that the party itself last drafted from, and when; null where it only read what others drafted. */
  drafted: { library: string; at: string } | null;
  /** By id, decided ones included. */
  proposals: Record<string, HeldProposal>;
  /** By fingerprint. */
  setAside: Record<string, SetAside>;
  /** The turn that the party's own drafting goes on from; 0 before it took one. */
  base: number;
  /** True if the party changed something since that turn, or drafted before any. */
  unsent: boolean;
  /** Comments for the own party alone, in order. */
  comments: Comment[];
  /** By id. */
  issues: Record<string, Issue>;
  /** In order; the newest counts for as long as the page reads the same. */
  understood: Understood[];
  /** Ids of people whose details, which only the own party could read, were erased. */
  erased: string[];
  shared: Shared;
  /** Time of the last event. */
  changedAt: string | null;
}

/** An agreement of which nothing has happened yet. */
export const blankState: State = {
  phase: 'none',
  type: null,
  title: null,
  example: null,
  parties: [],
  answers: {},
  document: null,
  pack: null,
  drafted: null,
  proposals: {},
  setAside: {},
  base: 0,
  unsent: false,
  comments: [],
  issues: {},
  understood: [],
  erased: [],
  shared: blankShared,
  changedAt: null,
};

/** The phase after an event of this kind, or undefined where the table does not allow one. */
export function phaseAfter(state: State, kind: EventKind): Phase | undefined {
  const next = transitions[state.phase][kind];
  const last = kind === 'agreement-signed' && state.shared.signatures.length + 1 === state.shared.seal?.fields.length;
  return next !== undefined && last ? 'signed' : next;
}

/** The state after one more event; throws if the table does not allow it, which means the record was not written by us. */
export function apply(state: State, event: Event): State {
  const phase = phaseAfter(state, event.kind);
  if (phase === undefined) throw new Error(`event ${event.seq} of ${event.stream}: ${event.kind} cannot follow in phase ${state.phase}`);
  if (isShared(event)) return { ...state, shared: applyShared(state.shared, event), phase, changedAt: event.at };
  return { ...state, ...change(state, event), ...(drafting.has(event.kind) && { unsent: true }), phase, changedAt: event.at };
}

/**
 * The state that the events of a party's streams and of the shared one leave, each stream in its order. A party that has
 * changed nothing of its own stands where the newest turn stands.
 */
export function replay(events: readonly Event[]): State {
  return replayFor(events).state;
}

/** The same, with the turn from which the party's own drafting goes on by its record; 0 where it took none. */
export function replayFor(events: readonly Event[]): { state: State; recorded: number } {
  return stateOf(replayOn(nothingReplayed, events));
}

/** What some events left, so that later ones can be put on top without the earlier ones. */
export interface Replayed {
  shared: Shared;
  /** By the party's own streams alone. */
  own: State;
  changedAt: string | null;
}

/** Before the first event. */
export const nothingReplayed: Replayed = { shared: blankShared, own: blankState, changedAt: null };

/** Puts the next events of each stream on top; the order between the shared stream and the party's own does not matter. */
export function replayOn(before: Replayed, events: readonly Event[]): Replayed {
  const shared = events.filter(isShared).reduce(applyShared, before.shared);
  return {
    shared,
    own: events.filter((event) => !isShared(event)).reduce(apply, { ...before.own, shared }),
    changedAt: events.reduce<string | null>((time, event) => (time === null || event.at > time ? event.at : time), before.changedAt),
  };
}

/** The state that replayed events leave, and the turn that the party's own drafting goes on from by its record. */
export function stateOf({ shared, own, changedAt }: Replayed): { state: State; recorded: number } {
  const turn = shared.turns.at(-1);
  const there = turn !== undefined && (shared.seal !== null || (!own.unsent && own.base < turn.turn)) ? { ...own, ...standsAt(turn, own) } : own;
  return { state: { ...there, phase: phaseOf(there), changedAt }, recorded: own.base };
}

/** What a party's drafting is when it goes on from a turn. */
export function standsAt(turn: Turn, state: State): Pick<State, 'type' | 'title' | 'parties' | 'answers' | 'document' | 'proposals' | 'base' | 'unsent'> {
  // What was offered against other words is offered no more.
  const proposals = Object.fromEntries(Object.entries(state.proposals).map(([id, held]) => [id, held.decision === 'open' ? { ...held, decision: 'declined' as const } : held]));
  return { type: turn.type, title: turn.title, parties: turn.parties, answers: answersOf(turn), document: { version: turn.version, digest: turn.digest, library: turn.library }, proposals, base: turn.turn, unsent: false };
}

const answersOfTurns = new WeakMap<Turn, State['answers']>();

/** The answers of a turn; the same object each time, so that what is worked out from it need not be worked out again. */
function answersOf(turn: Turn): State['answers'] {
  let answers = answersOfTurns.get(turn);
  if (answers === undefined) {
    answers = {};
    for (const { path, by, onBehalfOf, at, ...rest } of turn.answers) (answers[path] ??= []).push({ ...rest, by: by ?? turn.by, onBehalfOf: onBehalfOf ?? turn.party, at: at ?? turn.at });
    answersOfTurns.set(turn, answers);
  }
  return answers;
}

function phaseOf(state: State): Phase {
  const { seal, signatures, turns } = state.shared;
  if (seal !== null) return signatures.length === 0 ? 'sealed' : signatures.length < seal.fields.length ? 'partly-signed' : 'signed';
  return state.phase === 'none' && turns.length > 0 ? 'drafted' : state.phase;
}

/** Whether an event is one that all parties see; a comment or an issue is where its stream is. */
function isShared(event: Event): boolean {
  return sharedKinds.has(event.kind) || ((event.kind === 'comment-made' || event.kind === 'person-erased') && event.stream.endsWith('/shared'));
}

/** Ids of the proposals that nobody has decided, in order of making. */
export function openProposals(state: State): string[] {
  return Object.keys(state.proposals).filter((id) => state.proposals[id]?.decision === 'open');
}

function change(state: State, event: Event): Partial<State> {
  const { actor: by, at, onBehalfOf } = event;
  switch (event.kind) {
    case 'agreement-created':
      return { type: event.body.type, title: event.body.title, example: event.body.example ?? null };
    case 'agreement-named':
      return { type: event.body.type, title: event.body.title };
    case 'parties-described':
      return { parties: event.body.parties };
    case 'facts-answered':
      return { answers: event.body.answers.reduce((held, answer) => withAnswer(held, answer, event), state.answers) };
    case 'facts-withdrawn':
      return { answers: event.body.paths.reduce((held, path) => without(held, path, true), state.answers) };
    case 'document-drafted':
      return { document: { version: event.body.version, digest: event.body.digest, library: event.body.library }, drafted: { library: event.body.library, at }, ...(event.body.pack !== undefined && { pack: event.body.pack }) };
    case 'clause-rewritten':
      return { document: revised(state, event.body.version, event.body.digest) };
    case 'proposal-made': {
      const { proposal, ...rest } = event.body;
      return { proposals: { ...state.proposals, [proposal]: { ...rest, by, onBehalfOf, at, decision: 'open' } } };
    }
    case 'proposal-decided': {
      const held = state.proposals[event.body.proposal];
      if (held === undefined) throw new Error(`event ${event.seq} of ${event.stream} decides a proposal that was never made`);
      const proposals = { ...state.proposals, [event.body.proposal]: { ...held, decision: event.body.decision } };
      if (event.body.decision === 'declined') return { proposals };
      return { proposals, document: revised(state, event.body.version, event.body.digest) };
    }
    case 'finding-set-aside': {
      const { fingerprint, ...rest } = event.body;
      return { setAside: { ...state.setAside, [fingerprint]: { ...rest, by, at } } };
    }
    case 'finding-reopened': {
      const { [event.body.fingerprint]: _gone, ...rest } = state.setAside;
      return { setAside: rest };
    }
    case 'turn-taken': {
      const turn = state.shared.turns.find((one) => one.turn === event.body.turn);
      if (turn === undefined) throw new Error(`event ${event.seq} of ${event.stream} takes a turn that was never sent`);
      return standsAt(turn, state);
    }
    case 'comment-made': {
      const { comment: id, ...rest } = event.body;
      return { comments: [...state.comments, { id, ...rest, party: onBehalfOf, by, at }] };
    }
    case 'page-understood':
      return { understood: [...state.understood, { ...event.body, by, at }] };
    case 'person-erased':
      return { erased: [...state.erased, event.body.person.person] };
    case 'issue-noted': {
      const { issue: id, ...rest } = event.body;
      const scope = event.stream.includes('/counsel:') ? ('counsel' as const) : ('party' as const);
      return { issues: { ...state.issues, [id]: { id, ...rest, scope, by, at, settled: null } } };
    }
    case 'issue-settled': {
      const held = state.issues[event.body.issue];
      if (held === undefined) throw new Error(`event ${event.seq} of ${event.stream} settles an issue that was never noted`);
      return { issues: { ...state.issues, [event.body.issue]: { ...held, settled: { decision: event.body.decision, by, at } } } };
    }
    default:
      // What all parties share is applied by `applyShared`.
      return {};
  }
}

function revised(state: State, version: number, digest: Digest): HeldDocument {
  if (state.document === null) throw new Error('a text was revised that was never drafted');
  return { ...state.document, version, digest };
}

/**
 * An answer replaces what the same party answered at its path, and everything below the path, which it restates. An agreed
 * answer settles the path for all parties.
 */
function withAnswer(held: State['answers'], answer: RecordAnswer, event: Event): State['answers'] {
  const { path, by, onBehalfOf, at, ...rest } = answer;
  const mine: HeldAnswer = { ...rest, by: by ?? event.actor, onBehalfOf: onBehalfOf ?? event.onBehalfOf, at: at ?? event.at };
  const others = rest.status === 'agreed' || !Object.hasOwn(held, path) ? [] : (held[path] ?? []).filter((other) => other.onBehalfOf !== mine.onBehalfOf);
  return { ...without(held, path, false), [path]: [...others, mine] };
}

function without(held: State['answers'], path: string, itself: boolean): State['answers'] {
  const below = `${path}.`;
  const goes = (key: string): boolean => key.startsWith(below) || (itself && key === path);
  // Mostly nothing goes, and a copy for each answer would take long where there are thousands.
  return Object.keys(held).some(goes) ? Object.fromEntries(Object.entries(held).filter(([key]) => !goes(key))) : held;
}
