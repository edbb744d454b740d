import { Schema, type Node } from 'prosemirror-model';
import type { ObligationTerm } from '#agreement/obligation';

/** The parties as the Document prints them; everything else about a party stays in the answers. */
export interface DocumentParty {
  id: string;
  shortName: string | null;
  legalName: string | null;
}

/** Attributes of the Document node: what was drafted, for whom, from which library. */
export interface AgreementAttrs {
  type: string | null;
  title: string | null;
  languages: string[];
  parties: DocumentParty[];
  /** Digest of the compiled library that the text was drafted from, null for a text we did not draft. */
  library: string | null;
}

/** Where a clause stands: before the numbered body (parties, background), in it, or at its end (signatures). */
export type ClausePart = 'front' | 'body' | 'back';

/** Provenance and effects of one clause: its library clause, the answers it used and the obligations it creates. */
export interface ClauseAttrs {
  id: string;
  part: ClausePart;
  /** Library clause id, or null for a clause that people wrote. */
  library: string | null;
  version: number | null;
  position: string | null;
  /** Paths of all answers that were read while drafting it, sorted. */
  answers: string[];
  obligations: ObligationTerm[];
  /** True once people changed its words; such a clause is never overwritten by a redraft. */
  edited: boolean;
}

/** Attributes of a schedule: the clause that it belongs to shares its approvals. */
export interface ScheduleAttrs {
  id: string;
  clause: string;
}

/** A value printed in the text, bound to the fact that it came from. */
export interface FactAttrs {
  path: string;
  value: unknown;
  format: string;
}

/** List style: `(a)` for open lists, `(1)` where the order counts. */
export type ItemStyle = 'letter' | 'number';

const anything = { default: null };

/**
 * The one document model: used by drafting, checks, formats and the editor.
 *
 * agreement → clause* schedule*; clause → one `wording` per language, the first prevails; wording → heading and blocks.
 * Inline atoms hold what is bound: `fact`, `blank`, `ref`, `term`, `person`, `row` (the number of a table row).
 * Numbers are never stored: `number.ts` counts them for every format.
 */
export const schema = new Schema({
  topNode: 'agreement',
  nodes: {
    agreement: {
      content: 'clause* schedule*',
      attrs: { type: anything, title: anything, languages: { default: ['en'] }, parties: { default: [] }, library: anything },
    },
    clause: {
      content: 'wording+',
      attrs: {
        id: { default: '' },
        part: { default: 'body' },
        library: anything,
        version: anything,
        position: anything,
        answers: { default: [] },
        obligations: { default: [] },
        edited: { default: false },
      },
    },
    schedule: { content: 'wording+', attrs: { id: { default: '' }, clause: { default: '' } } },
    wording: { content: 'heading block*', attrs: { lang: { default: 'en' } } },
    heading: { content: 'inline*' },
    paragraph: { group: 'block', content: 'inline*', attrs: { id: { default: '' }, numbered: { default: true } } },
    item: { group: 'block', content: 'inline*', attrs: { id: { default: '' }, style: { default: 'letter' } } },
    signature: { group: 'block', content: 'inline*', attrs: { id: { default: '' }, party: anything } },
    table: { group: 'block', content: 'row+', attrs: { id: { default: '' } } },
    row: { content: 'cell+', attrs: { id: { default: '' }, header: { default: false } } },
    cell: { content: 'inline*' },
    text: { group: 'inline' },
    fact: { group: 'inline', inline: true, atom: true, attrs: { path: { default: '' }, value: anything, format: { default: 'text' } } },
    blank: { group: 'inline', inline: true, atom: true, attrs: { path: { default: '' } } },
    ref: { group: 'inline', inline: true, atom: true, attrs: { id: { default: '' } } },
    term: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: { id: { default: '' }, words: { default: '' }, defines: { default: false } },
    },
    person: { group: 'inline', inline: true, atom: true, attrs: { id: { default: '' } } },
    row_number: { group: 'inline', inline: true, atom: true },
  },
  marks: { strong: {} },
});

/** A whole agreement text: the top node of the tree. */
export type Document = Node;

/** Reads a Document from its JSON form and checks it against the schema; throws RangeError where it does not fit. */
export function documentFromJson(json: unknown): Document {
  const document = schema.nodeFromJSON(json as Parameters<typeof schema.nodeFromJSON>[0]);
  document.check();
  if (document.type !== schema.nodes.agreement) throw new RangeError('the top node is not an agreement');
  return document;
}

/** The attributes of a Document node, typed. */
export function agreementAttrs(document: Document): AgreementAttrs {
  return document.attrs as AgreementAttrs;
}

/** The attributes of a clause node, typed. */
export function clauseAttrs(clause: Node): ClauseAttrs {
  return clause.attrs as ClauseAttrs;
}

/** All clause nodes in order. */
export function clausesOf(document: Document): Node[] {
  return document.children.filter((node) => node.type === schema.nodes.clause);
}

/** All schedule nodes in order. */
export function schedulesOf(document: Document): Node[] {
  return document.children.filter((node) => node.type === schema.nodes.schedule);
}

/** The wording of a clause or schedule in a language, or its first (prevailing) wording where that language is absent. */
export function wordingOf(node: Node, lang?: string): Node {
  return node.children.find((wording) => wording.attrs.lang === lang) ?? node.child(0);
}
