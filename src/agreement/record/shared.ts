import type { Digest, Json } from '#agreement/record/canonical';
import type { Event, EventKind, RecordAnswer, RecordParty, SignatureField } from '#agreement/record/event';
import type { PersonRef } from '#agreement/record/person';
import type { Role } from '#agreement/record/seat';

/** A version that a party put on the table; the newest one is the text that everybody answers. */
export interface Turn {
  /** 1, 2, 3 … */
  turn: number;
  /** The newest turn that the sender knew; 0 for the first. */
  answering: number;
  /** Id of the party that sent it. */
  party: string;
  by: PersonRef;
  at: string;
  version: number;
  /** Digest of the text. */
  digest: Digest;
  /** Digest of the compiled library that the text was drafted from. */
  library: string;
  type: string | null;
  title: string | null;
  parties: RecordParty[];
  answers: RecordAnswer[];
  /** Hash of each clause. */
  clauses: Record<string, Digest>;
  /** Clauses whose words differ from the turn before; of the first turn, all. */
  changed: string[];
  note: string | null;
}

/** What a party last said to a clause; it counts while the clause has the hash that it names. */
export interface ClauseAnswer {
  answer: 'agreed' | 'objected' | 'open';
  hash: Digest;
  reason: string | null;
  /** The turn that was newest then. */
  turn: number;
  by: PersonRef;
  at: string;
}

/** How a party said to all that it answers a joint question. */
export interface StatedAnswer {
  value: Json;
  /** The turn that was newest then. */
  turn: number;
  by: PersonRef;
  at: string;
}

/** A comment as its readers see it. */
export interface Comment {
  id: string;
  clause: string | null;
  text: string;
  party: string;
  by: PersonRef;
  at: string;
}

/** A person acting for a party. */
export interface HeldSeat {
  party: string;
  person: PersonRef;
  role: Role;
}

/** That counsel of a party cleared a clause's words. */
export interface Clearance {
  hash: Digest;
  turn: number;
  by: PersonRef;
  at: string;
}

/** That counsel of a party waived an error finding. */
export interface Waiver {
  code: string;
  reason: string;
  clauseHash: Digest | null;
  party: string;
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
  /** What was proved of the signatory: nothing, that they held a personal link, or that they signed in to an account. */
  identity: 'not-checked' | 'link' | 'account';
  at: string;
}

/** That a signatory said no. */
export interface Declined {
  field: string;
  reason: string;
  party: string;
  by: PersonRef;
  at: string;
}

/** What a party said of an obligation. */
export interface Report {
  on: string | null;
  report: 'done' | 'not-done';
  note: string | null;
  party: string;
  by: PersonRef;
  at: string;
}

/** What all parties of an agreement see alike, as the events of the shared stream leave it; plain data. */
export interface Shared {
  turns: Turn[];
  /** By clause, by party. */
  answers: Record<string, Record<string, ClauseAnswer>>;
  /** By path of a joint fact, by party: how the party last said that it answers it, beside what stands in its turns. */
  stated: Record<string, Record<string, StatedAnswer>>;
  /** Comments for everyone, in order. */
  comments: Comment[];
  seats: HeldSeat[];
  /** Ids of people whose details were erased. */
  erased: string[];
  /** Parties of which somebody came in. */
  joined: string[];
  /** By party, by clause. */
  clearances: Record<string, Record<string, Clearance>>;
  /** By fingerprint of the finding. */
  waivers: Record<string, Waiver>;
  seal: Seal | null;
  signatures: Signature[];
  declined: Declined[];
  /** Why the text was opened again after sealing, newest last. */
  reopened: { reason: string; party: string; by: PersonRef; at: string }[];
  /** By obligation. */
  reports: Record<string, Report[]>;
}

/** Nothing shared yet. */
export const blankShared: Shared = {
  turns: [],
  answers: {},
  stated: {},
  comments: [],
  seats: [],
  erased: [],
  joined: [],
  clearances: {},
  waivers: {},
  seal: null,
  signatures: [],
  declined: [],
  reopened: [],
  reports: {},
};

/** The turn that everybody answers, undefined before the first one. */
export function newestTurn(shared: Shared): Turn | undefined {
  return shared.turns.at(-1);
}

/** Kinds of events that always belong to the shared stream. */
export const sharedKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  'agreement-sealed', 'agreement-signed', 'signing-declined', 'agreement-reopened', 'party-joined', 'seat-granted', 'seat-ended', 'turn-sent',
  'clause-answered', 'answer-stated', 'version-cleared', 'clearance-withdrawn', 'finding-waived', 'waiver-ended', 'obligation-reported',
]);

/** What is shared after one more event of the shared stream. */
export function applyShared(shared: Shared, event: Event): Shared {
  const { actor: by, at, onBehalfOf: party } = event;
  switch (event.kind) {
    case 'party-joined':
      return { ...shared, joined: shared.joined.includes(event.body.party) ? shared.joined : [...shared.joined, event.body.party] };
    case 'seat-granted':
      return { ...shared, seats: [...shared.seats.filter((seat) => seat.person.person !== event.body.person.person), event.body] };
    case 'seat-ended':
      return { ...shared, seats: shared.seats.filter((seat) => seat.person.person !== event.body.person.person) };
    case 'person-erased':
      return { ...shared, erased: [...shared.erased, event.body.person.person] };
    case 'turn-sent': {
      const turn: Turn = { ...event.body, party, by, at };
      const own: ClauseAnswer = { answer: 'agreed', hash: turn.digest, reason: null, turn: turn.turn, by, at };
      // Whoever sends words agrees to them.
      const answers = { ...shared.answers };
      for (const clause of turn.changed) {
        const hash = turn.clauses[clause];
        if (hash !== undefined) answers[clause] = { ...answers[clause], [party]: { ...own, hash } };
      }
      // What it said of single questions before goes with the version.
      const stated = Object.fromEntries(Object.entries(shared.stated).flatMap(([path, sides]) => withoutSide(path, sides, party)));
      return { ...shared, turns: [...shared.turns, turn], answers, stated };
    }
    case 'clause-answered': {
      const { clause, ...rest } = event.body;
      const answer: ClauseAnswer = { ...rest, turn: shared.turns.length, by, at };
      return { ...shared, answers: { ...shared.answers, [clause]: { ...shared.answers[clause], [party]: answer } } };
    }
    case 'answer-stated': {
      const { path, value, turn } = event.body;
      const sides = shared.stated[path] ?? {};
      if (value !== null) return { ...shared, stated: { ...shared.stated, [path]: { ...sides, [party]: { value, turn, by, at } } } };
      const { [path]: _before, ...rest } = shared.stated;
      return { ...shared, stated: { ...rest, ...Object.fromEntries(withoutSide(path, sides, party)) } };
    }
    case 'comment-made': {
      const { comment: id, ...rest } = event.body;
      return { ...shared, comments: [...shared.comments, { id, ...rest, party, by, at }] };
    }
    case 'version-cleared': {
      const { turn, clauses } = event.body;
      const cleared = Object.fromEntries(Object.entries(clauses).map(([clause, hash]): [string, Clearance] => [clause, { hash, turn, by, at }]));
      return { ...shared, clearances: { ...shared.clearances, [party]: { ...shared.clearances[party], ...cleared } } };
    }
    case 'clearance-withdrawn': {
      const kept = Object.entries(shared.clearances[party] ?? {}).filter(([clause]) => !event.body.clauses.includes(clause));
      return { ...shared, clearances: { ...shared.clearances, [party]: Object.fromEntries(kept) } };
    }
    case 'finding-waived': {
      const { fingerprint, ...rest } = event.body;
      return { ...shared, waivers: { ...shared.waivers, [fingerprint]: { ...rest, party, by, at } } };
    }
    case 'waiver-ended': {
      const { [event.body.fingerprint]: _gone, ...rest } = shared.waivers;
      return { ...shared, waivers: rest };
    }
    case 'agreement-sealed': {
      const { type: _type, title: _title, parties: _parties, ...seal } = event.body;
      return { ...shared, seal: { ...seal, by, at }, signatures: [], declined: [] };
    }
    case 'agreement-signed': {
      const { field, party: signer, person, pdf, identity } = event.body;
      return { ...shared, signatures: [...shared.signatures, { field, party: signer, person, pdf, identity, at }], declined: shared.declined.filter((one) => one.field !== field) };
    }
    case 'signing-declined':
      return { ...shared, declined: [...shared.declined.filter((one) => one.field !== event.body.field), { ...event.body, party, by, at }] };
    case 'agreement-reopened':
      return { ...shared, seal: null, signatures: [], declined: [], reopened: [...shared.reopened, { reason: event.body.reason, party, by, at }] };
    case 'obligation-reported': {
      const { obligation, ...rest } = event.body;
      return { ...shared, reports: { ...shared.reports, [obligation]: [...(shared.reports[obligation] ?? []), { ...rest, party, by, at }] } };
    }
    default:
      return shared;
  }
}

/** What the others said of a question; nothing where nobody else said anything. */
function withoutSide(path: string, sides: Record<string, StatedAnswer>, party: string): [path: string, others: Record<string, StatedAnswer>][] {
  const { [party]: _gone, ...others } = sides;
  return Object.keys(others).length === 0 ? [] : [[path, others]];
}
