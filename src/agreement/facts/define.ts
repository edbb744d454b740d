import { z } from 'zod';
import type { ValueFormat } from '#agreement/facts/values';
import * as v from '#agreement/facts/values';

/** Who can answer: each party for itself (P), all jointly (J), coordinator (C), finance (F), technical lead (T), data-protection lead (D), attorney (L). */
export type Who = 'P' | 'J' | 'C' | 'F' | 'T' | 'D' | 'L';

/** The sections of the interview in the order in which they are asked; `drafting` is not asked but chosen while drafting. */
export const sections = [
  'parties', 'goals', 'scope', 'work', 'contributions', 'money', 'governance', 'ip', 'confidentiality', 'data', 'risk', 'compliance',
  'term', 'disputes', 'law-and-notices', 'signing', 'drafting',
] as const;

/** One section of the interview. */
export type Section = (typeof sections)[number];

/** What the facts table says about a fact beside its type; what is not said is inherited from the fact around it. */
export interface FactMeta {
  /** Short noun in lower case that prints in a blank. */
  label: string;
  format?: ValueFormat;
  /** The format of each entry of a plain list. */
  of?: ValueFormat;
  example?: unknown;
  /** What is expected, where the format alone does not say it. */
  expected?: string;
  who?: readonly Who[];
  section?: Section;
  question?: string;
  /** Why we ask, and what the answer changes. */
  help?: string;
  /** How to answer: where to look, how much to write. */
  how?: string;
  /** When an answer is needed, in words. */
  when?: string;
  /** Value → label for the reader. */
  options?: Readonly<Record<string, string>>;
  /** Data about a person: kept in the person record, filled in at rendering. */
  personal?: boolean;
  /** A name: invisible characters are refused in it. */
  name?: boolean;
  /** The list whose item ids these values are, as a path. */
  refers?: string;
  /** The key of a group's main list: `money.budget` stands for `money.budget.lines` wherever a list is asked for. */
  main?: string;
  /** At least one item is needed from every party, so that an unanswered list reads as one item with blanks. */
  eachParty?: boolean;
  /**
   * Leaving it out is an answer too: a contribution without conditions. A table then shows a dash, and a duty that falls due
   * on it does not exist. With `unless`, it stays open where that field of the same item is open or has one of the values.
   */
  optional?: true | { unless: readonly [field: string, ...values: string[]] };
}

/** What we say about the schemas of facts; kept beside zod's own registry because `format` has another meaning there. */
export const factMeta = z.registry<FactMeta>();

/** What a row of the facts table adds: who answers, the question and why we ask. */
export type Ask = Pick<FactMeta, 'who' | 'section' | 'question' | 'help' | 'how' | 'when' | 'name' | 'personal' | 'options' | 'eachParty' | 'refers' | 'expected' | 'optional'>;

/** Adds meaning to a schema; a copy, so that one schema can serve many facts. */
export function describe<T extends z.ZodType>(schema: T, meta: FactMeta): T {
  const copy = schema.clone() as T;
  factMeta.add(copy as z.ZodType, meta);
  return copy;
}

function leaf<T extends z.ZodType>(schema: T, format: ValueFormat, label: string, example: unknown, ask: Ask = {}): z.ZodOptional<T> {
  return describe(schema, { label, format, example: example ?? v.valueGuides[format].example, ...ask }).optional();
}

/** A text on one or more lines. */
export const text = (label: string, example: string, ask?: Ask) => leaf(v.textSchema, 'text', label, example, ask);
/** A short text on one line. */
export const line = (label: string, example: string, ask?: Ask) => leaf(v.lineSchema, 'text', label, example, ask);
/** The name of an organisation, a body or a thing, on one line. */
export const name = (label: string, example: string, ask?: Ask) => leaf(v.lineSchema, 'text', label, example, { ...ask, name: true });
/** A number that is not an amount of money. */
export const number = (label: string, example: number, ask?: Ask) => leaf(v.numberSchema, 'number', label, example, ask);
/** A whole number. */
export const count = (label: string, example: number, ask?: Ask) => leaf(v.countSchema, 'number', label, example, ask);
/** A time of day. */
export const time = (label: string, example?: string, ask?: Ask) => leaf(v.timeSchema, 'time', label, example, ask);
/** A language. */
export const language = (label: string, example?: string, ask?: Ask) => leaf(v.languageSchema, 'language', label, example, ask);
/** An amount with its currency. */
export const money = (label: string, example?: string, ask?: Ask) => leaf(v.moneySchema, 'money', label, example === undefined ? undefined : { amount: example, currency: 'EUR' }, ask);
/** A percentage. */
export const percent = (label: string, example?: string, ask?: Ask) => leaf(v.percentSchema, 'percent', label, example, ask);
/** A date. */
export const date = (label: string, example?: string, ask?: Ask) => leaf(v.dateSchema, 'date', label, example, ask);
/** A period: number and unit. */
export const period = (label: string, n = 30, unit: 'hour' | 'day' | 'business-day' | 'week' | 'month' | 'year' = 'day', ask?: Ask) => leaf(v.periodSchema, 'period', label, { n, unit }, ask);
/** A date, or a period from an event. */
export const deadline = (label: string, example?: unknown, ask?: Ask) => leaf(v.deadlineSchema, 'deadline', label, example, ask);
/** A country or a part of one. */
export const place = (label: string, example?: string, ask?: Ask) => leaf(v.placeSchema, 'place', label, example, ask);
/** A postal address. */
export const address = (label: string, ask?: Ask) => leaf(v.addressSchema, 'address', label, undefined, { ...ask, personal: true, name: true });
/** An electronic mail address. */
export const email = (label: string, example: string, ask?: Ask) => leaf(v.emailSchema, 'text', label, example, { ...ask, expected: 'an email address', personal: true, name: true });
/** The name of a person. */
export const person = (label: string, example = 'Ada Winter', ask?: Ask) => leaf(v.lineSchema, 'person', label, example, { ...ask, personal: true, name: true });
/** A party by its id. */
export const party = (label: string, ask?: Ask) => leaf(v.partySchema, 'party', label, undefined, { ...ask, refers: 'parties' });
/** A party, a body, a role or somebody outside. */
export const actor = (label: string, example?: unknown, ask?: Ask) => leaf(v.actorSchema, 'actor', label, example, ask);
/** An SPDX licence. */
export const licence = (label: string, example = 'CC-BY-4.0', ask?: Ask) => leaf(v.licenceSchema, 'text', label, example, { ...ask, expected: 'an SPDX licence identifier' });
/** The id of an item of a list elsewhere. */
export const reference = (label: string, to: string, example: string, ask?: Ask) => leaf(v.idSchema, 'text', label, example, { ...ask, refers: to, expected: `the id of an item under ${to}` });
/** Yes or no. */
export const flag = (label: string, ask?: Ask) => leaf(z.boolean(), 'label', label, true, { ...ask, options: { true: 'yes', false: 'no' } });

/** One of a closed list of words, each with the label that the reader sees. */
export function choice<const O extends Readonly<Record<string, string>>>(label: string, options: O, ask?: Ask) {
  const values = Object.keys(options) as (keyof O & string)[];
  return leaf(z.enum(values as [keyof O & string, ...(keyof O & string)[]]), 'label', label, values[0], { ...ask, options });
}

/** Several of a closed list of words. */
export function choices<const O extends Readonly<Record<string, string>>>(label: string, options: O, ask?: Ask) {
  const values = Object.keys(options) as (keyof O & string)[];
  return plainList(z.enum(values as [keyof O & string, ...(keyof O & string)[]]), 'label', label, values.slice(0, 2), { ...ask, options });
}

function plainList<T extends z.ZodType>(entry: T, of: ValueFormat, label: string, example: unknown, ask: Ask = {}) {
  return describe(z.array(entry).max(500), { label, format: 'list-and', of, example, ...ask }).optional();
}

/** A list of texts. */
export const texts = (label: string, example: readonly string[], ask?: Ask) => plainList(v.textSchema, 'text', label, example, ask);
/** A list of places. */
export const places = (label: string, example: readonly string[] = ['DE', 'FR'], ask?: Ask) => plainList(v.placeSchema, 'place', label, example, ask);
/** A list of languages. */
export const languages = (label: string, example: readonly string[] = ['fr'], ask?: Ask) => plainList(v.languageSchema, 'language', label, example, ask);
/** A list of parties. */
export const partyIds = (label: string, example: readonly string[] = ['alpha', 'beta'], ask?: Ask) => plainList(v.partySchema, 'party', label, example, { ...ask, refers: 'parties' });
/** A list of actors. */
export const actors = (label: string, example: readonly unknown[] = ['alpha', 'beta'], ask?: Ask) => plainList(v.actorSchema, 'actor', label, example, ask);
/** A list of ids of items that stand elsewhere. */
export const references = (label: string, to: string, example: readonly string[], ask?: Ask) => plainList(v.idSchema, 'text', label, example, { ...ask, refers: to, expected: `a list of ids of items under ${to}` });

/** A list of items, each with an id that never changes. */
export function list<S extends z.ZodRawShape>(label: string, item: S, ask: Ask & Pick<FactMeta, 'format'> = {}) {
  const entry = describe(z.strictObject({ id: v.idSchema, ...item }), { label });
  return describe(z.array(entry).max(1000), { label, format: 'list-and', ...ask }).optional();
}

/** Records kept under the ids of another list: `work.raci.wp1`. */
export function map<S extends z.ZodRawShape>(label: string, to: string, entry: S, ask: Ask = {}) {
  return describe(z.record(v.idSchema, describe(z.strictObject(entry), { label })), { label, refers: to, ...ask }).optional();
}

/** Facts that belong together; `main` names the list that the group itself stands for. */
export function group<S extends z.ZodRawShape>(label: string, shape: S, ask: Ask & Pick<FactMeta, 'main'> = {}) {
  return describe(z.strictObject(shape), { label, ...ask }).optional();
}
