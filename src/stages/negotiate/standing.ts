import type { Digest } from '#agreement/record/canonical';
import type { PersonRef } from '#agreement/record/person';
import { newestTurn, type ClauseAnswer, type Shared, type Turn } from '#agreement/record/shared';
import { answerOf, broughtIn, clausesOnTable, removedClause } from '#stages/turns';

/**
 * Where a party stands with the words of a clause: it agreed; it objects; it put these words on the table (and so agrees) while not all
 * agree; or its answer is waited for.
 */
export type Stand = 'agreed' | 'objects' | 'proposes' | 'answer';

/** An answer that a party gave to other words, which counts no more. */
export interface Lapsed {
  answer: 'agreed' | 'objected';
  /** The turn whose words it was given to. */
  turn: number;
  reason: string | null;
  by: PersonRef;
  at: string;
}

/** One party's cell of the matrix. */
export interface StandCell {
  state: Stand;
  /** Time of the answer; where one is waited for, the time at which these words came. */
  since: string;
  /** The reason of an objection, or what was said with an agreement. */
  reason: string | null;
  /** Who answered; null where an answer is waited for. */
  by: PersonRef | null;
  lapsed: Lapsed | null;
}

/** How near a clause is: held up by an objection or by more than a few parties, close (one or two to go, and as many or more agree), or agreed by all. */
export type Nearness = 'holds-up' | 'close' | 'agreed';

/** One row of the matrix. */
export interface StandRow {
  clause: string;
  hash: Digest;
  /** True for a clause that these words take out. */
  removed: boolean;
  group: Nearness;
  /** The turn that brought these words, and the party that sent it. */
  turn: number;
  party: string;
  cells: Record<string, StandCell>;
  /** Parties that have not agreed to these words, in the order of the parties. */
  open: string[];
}

/** Where everyone stands with everything: the matrix of clauses and parties. */
export interface Standing {
  /** The newest turn, null before the first. */
  turn: number | null;
  rows: StandRow[];
  /** Clause ids by group, in the order of the rows. */
  groups: Record<Nearness, string[]>;
  /** By party, how many clauses stand how; `agrees` counts those it agreed to or put on the table itself. */
  counts: Record<string, Record<Stand, number> & { agrees: number }>;
  /** True once every party agreed to every clause of the newest turn. */
  settled: boolean;
}

/**
 * Where each party stands with each clause of the newest turn. `parties` are all parties in their order; `order` names the clauses as
 * the text has them, because the record keeps them by name: what it does not name (a clause taken out) comes last.
 */
export function standing(shared: Shared, parties: readonly string[], order: readonly string[] = []): Standing {
  const newest = newestTurn(shared);
  const places = new Map(order.map((clause, index) => [clause, index]));
  const placeOf = (clause: string): number => places.get(clause) ?? places.size;
  const rows = clausesOnTable(shared)
    .map((clause) => rowOf(shared, clause, parties))
    .sort((a, b) => placeOf(a.clause) - placeOf(b.clause));
  const inGroup = (group: Nearness): string[] => rows.flatMap((row) => (row.group === group ? [row.clause] : []));
  const counts: Standing['counts'] = {};
  for (const party of parties) {
    const count = (state: Stand): number => rows.filter((row) => row.cells[party]?.state === state).length;
    const [agreed, proposes] = [count('agreed'), count('proposes')];
    counts[party] = { agreed, proposes, objects: count('objects'), answer: count('answer'), agrees: agreed + proposes };
  }
  return {
    turn: newest?.turn ?? null,
    rows,
    groups: { 'holds-up': inGroup('holds-up'), close: inGroup('close'), agreed: inGroup('agreed') },
    counts,
    settled: newest !== undefined && parties.length > 0 && rows.every((row) => row.group === 'agreed'),
  };
}

function rowOf(shared: Shared, clause: string, parties: readonly string[]): StandRow {
  const turn = broughtIn(shared, clause) as Turn;
  const hash = turn.clauses[clause] as Digest;
  const says = new Map(parties.map((party) => [party, answerOf(shared, clause, party)]));
  const agrees = (party: string): boolean => {
    const said = says.get(party);
    return said?.hash === hash && said.answer === 'agreed';
  };
  const open = parties.filter((party) => !agrees(party));
  const cells: Record<string, StandCell> = {};
  for (const party of parties) cells[party] = cellOf(says.get(party), turn, hash, party === turn.party && open.length > 0);
  const objects = open.some((party) => cells[party]?.state === 'objects');
  const group = open.length === 0 ? 'agreed' : !objects && open.length <= 2 && open.length * 2 <= parties.length ? 'close' : 'holds-up';
  return { clause, hash, removed: hash === removedClause, group, turn: turn.turn, party: turn.party, cells, open };
}

function cellOf(said: ClauseAnswer | undefined, turn: Turn, hash: Digest, itsWords: boolean): StandCell {
  if (said?.hash === hash && said.answer !== 'open') {
    const state = said.answer === 'objected' ? 'objects' : itsWords ? 'proposes' : 'agreed';
    return { state, since: said.at, reason: said.reason, by: said.by, lapsed: null };
  }
  const lapsed = said === undefined || said.answer === 'open' ? null : { answer: said.answer, turn: said.turn, reason: said.reason, by: said.by, at: said.at };
  return { state: 'answer', since: turn.at, reason: null, by: null, lapsed };
}
