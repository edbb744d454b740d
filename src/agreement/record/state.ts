import type { Digest } from '#agreement/record/canonical';
import type { Event, EventKind, RecordAnswer, RecordParty, SignatureField } from '#agreement/record/event';
import type { PersonRef } from '#agreement/record/person';

/** How far an agreement has come. */
export type Phase = 'none' | 'created' | 'answered' | 'drafted' | 'sealed' | 'partly-signed' | 'signed';

/**
 * The one table of transitions: which kind of event may follow in which phase, and the phase after it. A kind that is not
 * named under a phase cannot happen there. Signing the last field leads on to `signed` (see `phaseAfter`).
 */
export const transitions: Record<Phase, Partial<Record<EventKind, Phase>>> = {
  none: { 'agreement-created': 'created' },
  created: {
    'agreement-named': 'created',
    'parties-described': 'created',
    'facts-answered': 'answered',
    'facts-withdrawn': 'created',
    'document-drafted': 'drafted',
  },
  answered: {
    'agreement-named': 'answered',
    'parties-described': 'answered',
    'facts-answered': 'answered',
    'facts-withdrawn': 'answered',
    'document-drafted': 'drafted',
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
    'agreement-sealed': 'sealed',
  },
  sealed: { 'agreement-signed': 'partly-signed' },
  'partly-signed': { 'agreement-signed': 'partly-signed' },
  signed: {},
};

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

/** What was sealed: every consent names `pdf`. */
export interface Seal {
  version: number;
  digest: Digest;
  pdf: Digest;
  fields: SignatureField[];
  despite?: string;
  by: PersonRef;
  at: string;
}

/** One signature that was given. */
export interface Signature {
  field: string;
  party: string;
  person: PersonRef;
  pdf: Digest;
  identity: 'not-checked';
  at: string;
}

/** An agreement as its events leave it; plain data. */
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
  /** By id, decided ones included. */
  proposals: Record<string, HeldProposal>;
  /** By fingerprint. */
  setAside: Record<string, SetAside>;
  seal: Seal | null;
  signatures: Signature[];
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
  proposals: {},
  setAside: {},
  seal: null,
  signatures: [],
  changedAt: null,
};

/** The phase after an event of this kind, or undefined where the table does not allow one. */
export function phaseAfter(state: State, kind: EventKind): Phase | undefined {
  const next = transitions[state.phase][kind];
  const last = kind === 'agreement-signed' && state.signatures.length + 1 === state.seal?.fields.length;
  return next !== undefined && last ? 'signed' : next;
}

/** The state after one more event; throws if the table does not allow it, which means the record was not written by us. */
export function apply(state: State, event: Event): State {
  const phase = phaseAfter(state, event.kind);
  if (phase === undefined) throw new Error(`event ${event.seq} of ${event.stream}: ${event.kind} cannot follow in phase ${state.phase}`);
  return { ...state, ...change(state, event), phase, changedAt: event.at };
}

/** The state that events leave, in the order given: those of the party's stream, then those of the shared one. */
export function replay(events: readonly Event[], from: State = blankState): State {
  return events.reduce(apply, from);
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
      return { document: { version: event.body.version, digest: event.body.digest, library: event.body.library } };
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
    case 'agreement-sealed': {
      const { type: _type, title: _title, parties: _parties, ...seal } = event.body;
      return { seal: { ...seal, by, at } };
    }
    case 'agreement-signed': {
      const { field, party, person, pdf, identity } = event.body;
      return { signatures: [...state.signatures, { field, party, person, pdf, identity, at }] };
    }
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
  return Object.fromEntries(Object.entries(held).filter(([key]) => !key.startsWith(`${path}.`) && !(itself && key === path)));
}
