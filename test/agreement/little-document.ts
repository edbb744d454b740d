import type { Node } from 'prosemirror-model';
import { schema, type Document, type DocumentParty } from '#agreement/document/schema';

/** What a block holds: plain words, or atoms made by the functions below. */
export type Content = string | Node;

const nodes = (content: readonly Content[]): Node[] => content.flatMap((one) => (typeof one !== 'string' ? [one] : one === '' ? [] : [schema.text(one)]));

/** A value bound to a fact. */
export const fact = (path: string, value: unknown, format = 'text'): Node => schema.nodes.fact!.create({ path, value, format });
/** An open fact. */
export const blank = (path: string): Node => schema.nodes.blank!.create({ path });
/** A reference to a node by id. */
export const ref = (id: string): Node => schema.nodes.ref!.create({ id });
/** The use of a defined term. */
export const term = (id: string, words = id): Node => schema.nodes.term!.create({ id, words });
/** The definition of a term. */
export const def = (id: string, words = id): Node => schema.nodes.term!.create({ id, words, defines: true });
/** A person's name or contact, by path. */
export const person = (id: string): Node => schema.nodes.person!.create({ id });
/** Words in bold. */
export const bold = (text: string): Node => schema.text(text, [schema.mark('strong')]);
/** The number of a table row. */
export const rowNumber = (): Node => schema.nodes.row_number!.create();

/** A numbered paragraph; with `numbered: false` one that goes on without a number. */
export const p = (id: string, content: readonly Content[], numbered = true): Node => schema.nodes.paragraph!.create({ id, numbered }, nodes(content));
/** A list item. */
export const item = (id: string, content: readonly Content[], style: 'letter' | 'number' = 'letter'): Node => schema.nodes.item!.create({ id, style }, nodes(content));
/** A line to sign on. */
export const signature = (id: string, content: readonly Content[]): Node => schema.nodes.signature!.create({ id, party: 'alpha' }, nodes(content));
/** A table of words; the first row is the heading. */
export const table = (id: string, rows: readonly (readonly Content[])[]): Node =>
  schema.nodes.table!.create({ id }, rows.map((cells, index) => schema.nodes.row!.create({ id: `${id}.${index}`, header: index === 0 }, cells.map((cell) => schema.nodes.cell!.create(null, nodes([cell]))))));

const wording = (heading: string, blocks: readonly Node[], lang = 'en'): Node => schema.nodes.wording!.create({ lang }, [schema.nodes.heading!.create(null, nodes([heading])), ...blocks]);

/** A clause with one wording. */
export const clause = (id: string, blocks: readonly Node[], attrs: Record<string, unknown> = {}): Node => schema.nodes.clause!.create({ id, library: id, version: 1, ...attrs }, [wording(id, blocks)]);
/** A schedule of a clause. */
export const schedule = (id: string, of: string, blocks: readonly Node[]): Node => schema.nodes.schedule!.create({ id, clause: of }, [wording(id, blocks)]);
/** A clause in two languages; the first prevails. */
export const bilingual = (id: string, en: readonly Node[], fr: readonly Node[]): Node => schema.nodes.clause!.create({ id, library: id, version: 1 }, [wording(id, en), wording(id, fr, 'fr')]);

/** Parties called by their short names, with the ids alpha, beta, … */
export const parties = (...names: readonly (string | null)[]): DocumentParty[] => names.map((shortName, index) => ({ id: ['alpha', 'beta', 'gamma', 'delta', 'epsilon'][index] as string, shortName, legalName: null }));

/** A checked document of clauses and then schedules. */
export function documentOf(content: readonly Node[], names: readonly DocumentParty[] = parties('Alpha', 'Beta')): Document {
  const document = schema.nodes.agreement!.create({ title: 'Test agreement', parties: names }, content);
  document.check();
  return document;
}
