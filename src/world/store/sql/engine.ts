import type { SelectQueryBuilder } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Changes } from '#world/store/changes';
import type { OwnRow } from '#world/store/sql/list-rows';
import type { Connection } from '#world/store/sql/rows';
import type { Term } from '#world/store/sql/search-terms';

/** All in which the databases differ: the queries beside this file are the same for every one. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  /** The version of the data that was found and brought to that of this program; null where it was new or up to date. */
  readonly upgradedFrom: number | null;
  readonly db: Connection;
  /** Runs statements that each may see another state; troubles come out as a StoreError. */
  run<T>(work: (db: Connection) => Promise<T>): Promise<T>;
  /**
   * Runs work in one transaction that sees and leaves a state as if it had been alone: all of it is kept, on disk, or nothing.
   * Where others write at the same time it may run several times, so it changes nothing but the database.
   */
  write<T>(work: (db: Connection) => Promise<T>): Promise<T>;
  /**
   * As `write`, for work that decides by what lies under one agreement, and by nothing else that may change meanwhile: it holds that
   * agreement from the beginning, so that those who change another one do not disturb it. `exists`: whether there is such an
   * agreement. Work under `write` that decides by what lies under agreements holds them by `holding`.
   */
  writeUnder<T>(agreement: string, work: (db: Connection, exists: boolean) => Promise<T>): Promise<T>;
  /** Rows that nobody else changes or holds until this transaction ends; where somebody has since it began, it begins anew. */
  holding<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O>;
  /** The StoreError that an error of the database stands for, or the error itself where it is a bug of ours. */
  trouble(error: unknown): unknown;
  /** Rows to be taken by one process alone: passes over those that another one is taking at this moment. */
  taking<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O>;
  readonly words: WordIndex;
  /** Tells other processes too, where there may be some. */
  readonly changes: Changes;
  /** Makes what was deleted or replaced go from the files, as far as the database allows; `whole` also goes over what was deleted by programs that left it there. Outside any transaction. */
  scrub(how: 'new' | 'whole'): Promise<void>;
  close(): Promise<void>;
}

/** Where words may stand, the best place first; each place holds the ones before it. */
export type Place = 0 | 1 | 2;

/** The words by which a party finds an agreement, composed (NFC). */
export interface Texts {
  title: string;
  /** Short names of the parties. */
  parties: string;
  /** All else. */
  words: string;
}

/** An agreement that was found: its row of the list, the first place where all the words stand, its words where that is the last place (else empty), and the key by which a page goes on after it. */
export type Found = OwnRow & { place: Place; words: string; key: string };

/** What is looked for. */
export interface Sought {
  person: string;
  terms: readonly Term[];
  /** Key that the last page ended with, null for the first one. */
  after: string | null;
  limit: number;
}

/** Who finds an agreement, and for which party. */
export interface Holder {
  person: string;
  party: string;
}

/** The index of words: for each person the agreements that they may find, so that a search costs by what is theirs and not by all there is. It is made from the table `texts`. */
export interface WordIndex {
  /** Who finds an agreement at present. */
  holders(db: Connection, agreement: string): Promise<Holder[]>;
  /** Has these persons of a party find the agreement by these texts and no others. */
  put(db: Connection, agreement: string, party: string, persons: readonly string[], texts: Texts): Promise<void>;
  /** Has these persons find the agreement no more. */
  drop(db: Connection, agreement: string, persons: readonly string[]): Promise<void>;
  /**
   * What a person finds by words, by the place where all of them stand, and in each place what came to the person last first; the same
   * order from page to page. A key that no page ended with is an InputError (`noSuchEnd`).
   */
  find(db: Connection, sought: Sought): Promise<Found[]>;
}

/** The refusal of a key that no page of a search ended with. */
export function noSuchEnd(): InputError {
  return new InputError('This is not the end of a page.', 'Ask for the first page and follow its links.', 'after');
}
