import { digestOf, type Digest } from '#agreement/record/canonical';
import { link } from '#agreement/record/chain';
import type { EventDraft } from '#agreement/record/event';
import type { Role } from '#agreement/record/seat';
import { applyShared, blankShared, newestTurn, type Shared } from '#agreement/record/shared';
import { removedClause } from '#stages/turns';

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];

/** The ids of the first so many parties. */
export const partiesOf = (count: number): string[] => names.slice(0, count);

/** The hash of words. */
export const hashOf = (words: string): Digest => digestOf(words);

/** What is shared between parties, made event by event as the record would; words stand for clauses, `gone` for one that was taken out. */
export class Table {
  shared: Shared = blankShared;
  #minute = 0;

  constructor(readonly parties: readonly string[]) {
    for (const party of parties) this.seat(party, 'lead');
  }

  /** One event of a party, by its lead unless another role is named. */
  event(party: string, draft: EventDraft, role: Role = 'lead'): this {
    this.#minute += 1;
    const at = `2026-11-23T10:${String(this.#minute).padStart(2, '0')}:00.000Z`;
    this.shared = applyShared(this.shared, link(draft, { stream: 'a1/shared', at, actor: { person: `${party}-${role}` }, onBehalfOf: party }, null));
    return this;
  }

  /** Somebody comes in for a party. */
  seat(party: string, role: Role): this {
    const person = { person: `${party}-${role}` };
    if (!this.shared.joined.includes(party)) this.event(party, { kind: 'party-joined', body: { party, person } });
    return this.event(party, { kind: 'seat-granted', body: { party, person, role } });
  }

  /** A turn with the words of each clause. */
  turn(party: string, words: Readonly<Record<string, string>>): this {
    const before = newestTurn(this.shared)?.clauses ?? {};
    const clauses = Object.fromEntries(Object.entries(words).map(([id, text]) => [id, text === 'gone' ? removedClause : hashOf(text)]));
    const turn = this.shared.turns.length + 1;
    const parties = this.parties.map((id) => ({ id, legalName: null, shortName: null }));
    const changed = Object.keys(clauses).filter((id) => clauses[id] !== before[id]);
    return this.event(party, { kind: 'turn-sent', body: { turn, answering: turn - 1, version: turn, digest: hashOf(JSON.stringify(words)), library: 'base', type: null, title: null, parties, answers: [], clauses, changed, note: null } });
  }

  /** A party answers clauses of the newest turn; without any, all of them. */
  answer(party: string, answer: 'agreed' | 'objected' | 'open', clauses: readonly string[] = Object.keys(newestTurn(this.shared)?.clauses ?? {}), reason: string | null = null): this {
    for (const clause of clauses) this.event(party, { kind: 'clause-answered', body: { clause, hash: newestTurn(this.shared)!.clauses[clause]!, answer, reason } });
    return this;
  }

  /** A party agrees to clauses of the newest turn; without any, to all. */
  agree(party: string, ...clauses: string[]): this {
    return this.answer(party, 'agreed', clauses.length === 0 ? undefined : clauses);
  }

  /** A party objects to a clause. */
  object(party: string, clause: string, reason = 'Too much.'): this {
    return this.answer(party, 'objected', [clause], reason);
  }

  /** Every party agrees to every clause of the newest turn. */
  agreeAll(): this {
    for (const party of this.parties) this.agree(party);
    return this;
  }

  /** Counsel of a party clears clauses of the newest turn; without any, all. */
  clear(party: string, ...clauses: string[]): this {
    const newest = newestTurn(this.shared)!;
    const cleared = clauses.length === 0 ? newest.clauses : Object.fromEntries(clauses.map((id) => [id, newest.clauses[id]!]));
    return this.event(party, { kind: 'version-cleared', body: { turn: newest.turn, digest: newest.digest, clauses: cleared } }, 'counsel');
  }

  /** The newest turn is sealed, with one field for each party. */
  seal(): this {
    const { parties } = newestTurn(this.shared) ?? { parties: this.parties.map((id) => ({ id, legalName: null, shortName: null })) };
    const fields = this.parties.map((party) => ({ id: `sign-${party}`, party, person: null }));
    return this.event(this.parties[0]!, { kind: 'agreement-sealed', body: { type: null, title: null, parties, version: 1, digest: hashOf('text'), pdf: hashOf('pdf'), fields } });
  }

  /** A party signs its field. */
  sign(party: string): this {
    return this.event(party, { kind: 'agreement-signed', body: { field: `sign-${party}`, party, person: { person: `${party}-lead` }, sealed: hashOf('pdf'), base: hashOf('pdf'), pdf: hashOf(`signed ${party}`), identity: 'account' } });
  }
}

/** A table at which so many parties sit. */
export const tableOf = (count: number): Table => new Table(partiesOf(count));
