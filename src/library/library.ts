import type { Condition } from '#agreement/condition';
import type { ClausePart, ItemStyle } from '#agreement/document/schema';
import type { Action } from '#agreement/obligation';

/**
 * The compiled packs: plain data that drafting, checks and the browser read. It never executes anything.
 */
export interface Library {
  /** SHA-256 of the compiled content of `packs`, `sha256:…`; agreements pin it. */
  digest: string;
  /** The packs whose words are laid over each other, in that order. */
  packs: PackInfo[];
  /** Packs of which only the rules are looked at, because a party or the work is there; they change no word and no digest. */
  lookedAt: PackInfo[];
  /** In the order in which they stand in an agreement. */
  clauses: ClauseTemplate[];
  terms: Record<string, TermTemplate>;
  /** The rules of `packs`, then those of `lookedAt`. */
  rules: Rule[];
}

/** What a pack says of itself in `pack.yaml`. */
export interface PackInfo {
  id: string;
  version: string;
  date: string;
  extends: string | null;
  licence: string;
  title: string;
  /** The law system that it is of, such as `us-ny`; null for a pack above the laws. */
  law: string | null;
  /** ISO 3166 codes of the places that its rules reach. */
  covers: string[];
}

/** A defined term: where it is defined and its words per language. */
export interface TermTemplate {
  clause: string;
  words: Record<string, string>;
}

/** Units of the figures of rules; without one a figure is a bare number or a text. */
export const ruleUnits = ['day', 'month', 'year', 'hour', 'percent', 'points', 'EUR', 'GBP', 'USD'] as const;

/** A figure of a rule, in force from and until the days given (both included, null: without that end). */
export interface RuleValue {
  /** Its name within the rule, such as `most-days`. */
  key: string;
  /** Null where it must be looked up. */
  is: number | boolean | string | string[] | null;
  unit: (typeof ruleUnits)[number] | null;
  from: string | null;
  until: string | null;
  /** What an attorney must look up, where the pack does not say the figure. */
  lookUp: string | null;
}

/** A dated legal rule of a pack; every one must be confirmed by an attorney for the case and the date of use. */
export interface Rule {
  /** Such as `EU-03`; unique over all packs, save for versions that follow each other in time. */
  id: string;
  pack: string;
  title: string;
  /** What it means for the text of an agreement. */
  means: string;
  from: string | null;
  until: string | null;
  values: RuleValue[];
  /** A change that was announced and is not law yet. */
  watch: string | null;
  source: string;
  confidence: 'high' | 'medium' | 'low';
  attorneyMustConfirm: boolean;
}

/** One library clause with all its positions. */
export interface ClauseTemplate {
  id: string;
  pack: string;
  version: number;
  part: ClausePart;
  /** Where the clause must stand, and where it may. */
  required: Standing;
  optional: Standing;
  slots: Record<string, string>;
  positions: Positions;
  heading: Record<string, Inline[]>;
  summaries: Summary[];
  blocks: BlockTemplate[];
  needs: Need[];
  conflicts: string[];
  obligations: ObligationTemplate[];
  source: string[];
  review: string | null;
  /** Languages other than English that it has words in, each with the lawyer's review of the translation: null while it awaits one. */
  translations: Record<string, string | null>;
  /** Fact paths that each of its blocks depends on, before items are known; used by the interview. */
  paths: string[];
}

/** Agreement types (`all` for every one) and the condition under which the clause stands in them; no types: never. */
export interface Standing {
  types: string[];
  when: Condition | null;
}

/** The positions of a clause: chosen by people, or by a fact. */
export interface Positions {
  by: string | null;
  of: string[];
}

/** A clause that must stand too, perhaps only for one position or under a condition. */
export interface Need {
  clause: string;
  position: string | null;
  when: Condition | null;
}

/** A summary line: what a party gives, gets, risks, or how it gets out; tied to a block where it is true only with that block. */
export interface Summary {
  kind: 'give' | 'get' | 'wrong' | 'out';
  block: string | null;
  lang: string;
  inline: Inline[];
}

/** A named block: printed under its condition, for its positions, once or once per item. */
export interface BlockTemplate {
  id: string;
  schedule: boolean;
  when: Condition | null;
  positions: string[] | null;
  repeat: string | null;
  words: Record<string, Paragraph[]>;
}

/** A paragraph of a block. */
export type Paragraph =
  | { kind: 'paragraph' | 'continued' | 'heading' | 'signature'; inline: Inline[] }
  | { kind: 'item'; style: ItemStyle; inline: Inline[] }
  | { kind: 'table'; header: Inline[][]; rows: Inline[][][] };

/** A piece of a paragraph. */
export type Inline =
  | { text: string; strong?: true }
  | { slot: string; path: string; format: string | null; strong?: true }
  | { item: string; format: string | null; strong?: true }
  | { helper: string; form: string | null; strong?: true }
  | { favoured: string }
  | { count: true }
  | { ref: string }
  | { term: string; words: string; defines: boolean };

/** A value of an obligation: plain words, a fact, or a field of the item that it repeats over. */
export interface ObligationTemplate {
  id: string;
  /** The block that states it; without that block in print the obligation does not exist. */
  block: string;
  repeat: string | null;
  debtor: string;
  creditor: string;
  action: Action;
  object: string;
  trigger: string | null;
  due: DueTemplate | null;
  until: DueTemplate | null;
  recurs: string | null;
  evidence: string | null;
  survives: boolean;
  when: Condition | null;
}

/** When: on a date fact, or a period fact after or before an event in words. */
export type DueTemplate = { on: string } | { after: string; period: string } | { before: string; period: string };

/** A clause by id, or undefined. */
export function clauseTemplate(library: Library, id: string): ClauseTemplate | undefined {
  return indexOf(library).get(id);
}

const indexes = new WeakMap<Library, Map<string, ClauseTemplate>>();

function indexOf(library: Library): Map<string, ClauseTemplate> {
  let index = indexes.get(library);
  if (index === undefined) {
    index = new Map(library.clauses.map((clause) => [clause.id, clause]));
    indexes.set(library, index);
  }
  return index;
}

/** True if the clause must stand in agreements of this type, its condition aside. */
export function isRequired(clause: ClauseTemplate, type: string): boolean {
  return inTypes(clause.required, type);
}

/** True if the clause may stand in agreements of this type. */
export function isAllowed(clause: ClauseTemplate, type: string): boolean {
  return isRequired(clause, type) || inTypes(clause.optional, type);
}

function inTypes(standing: Standing, type: string): boolean {
  return standing.types.includes('all') || standing.types.includes(type);
}
