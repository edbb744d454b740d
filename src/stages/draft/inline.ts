import type { Node } from 'prosemirror-model';
import { capital } from '#agreement/document/print';
import { schema } from '#agreement/document/schema';
import { boundValue } from '#agreement/facts/bound';
import { factAt } from '#agreement/facts/table';
import type { Item } from '#agreement/facts/read';
import { wordsIn } from '#agreement/words/language';
import type { Inline } from '#library/library';
import { termList } from '#library/slots';
import type { Reading } from '#stages/draft/reading';

/** Where inline words are drafted: which clause, and which item a repeated block has reached. */
export interface Place {
  reading: Reading;
  clause: string;
  /** The language that is being drafted. */
  lang: string;
  item: Item | null;
  /** In a cell of a table, where a fact that may be left out shows as a dash. */
  cell?: boolean;
}

const strong = [schema.mark('strong')];

/** Nodes of pieces that read no fact: nodes never change, so one set serves every draft. Null marks pieces that do read facts. */
const fixed = new WeakMap<readonly Inline[], Node[] | null>();

/** Turns the pieces of a template into document nodes: words, bound facts, blanks, references and terms. */
export function inlineNodes(pieces: readonly Inline[], place: Place): Node[] {
  const known = fixed.get(pieces);
  if (known === null) return makeNodes(pieces, place);
  if (known !== undefined) return known;
  const nodes = makeNodes(pieces, place);
  fixed.set(pieces, pieces.every((piece) => 'text' in piece || 'term' in piece || 'ref' in piece || 'count' in piece) ? nodes : null);
  return nodes;
}

function makeNodes(pieces: readonly Inline[], place: Place): Node[] {
  const nodes: Node[] = [];
  for (const piece of pieces) {
    let before = nodes[nodes.length - 1];
    let node = 'helper' in piece && startsSentence(before, place) ? capitalised(inlineNode(piece, place)) : inlineNode(piece, place);
    if ('helper' in piece && before?.isText === true) {
      const [said, next] = wordsIn(place.lang).join(before.text as string, node.text as string);
      if (next !== node.text) node = schema.text(next, node.marks);
      if (said === '') {
        nodes[nodes.length - 1] = node;
        continue;
      }
      if (said !== before.text) nodes[nodes.length - 1] = schema.text(said, before.marks);
      before = nodes[nodes.length - 1];
    }
    if (before !== undefined && before.isText && node.isText && before.sameMarkup(node)) nodes[nodes.length - 1] = schema.text((before.text as string) + (node.text as string), node.marks);
    else nodes.push(node);
  }
  return nodes;
}

/** True where the next words open a sentence; a cell of a table holds a value, which opens none. */
function startsSentence(before: Node | undefined, place: Place): boolean {
  return before === undefined ? place.cell !== true : before.isText && /[.!?](?:["”)]|\s»)?\s+$/.test(before.text as string);
}

function capitalised(words: Node): Node {
  return schema.text(capital(words.text as string), words.marks);
}

function inlineNode(piece: Inline, place: Place): Node {
  const { reading } = place;
  if ('text' in piece) return schema.text(piece.text, piece.strong ? strong : undefined);
  if ('term' in piece) return schema.nodes.term!.create({ id: piece.term, words: piece.words, defines: piece.defines });
  if ('ref' in piece) return schema.nodes.ref!.create({ id: piece.ref });
  if ('count' in piece) return schema.nodes.row_number!.create();
  if ('helper' in piece) {
    const words = wordsIn(place.lang).helper(piece.helper, reading.count(), piece.form ?? undefined);
    if (words === undefined) throw new RangeError(`no helper slot ${piece.helper}`);
    return schema.text(words, piece.strong ? strong : undefined);
  }
  if ('favoured' in piece) return bound(`drafting.positions.${place.clause}.favoured`, piece.favoured, reading);
  if ('slot' in piece) {
    if (piece.path === 'parties') {
      return schema.nodes.fact!.create({ path: 'parties', value: piece.format === 'count' ? reading.count() : reading.ids(), format: piece.format });
    }
    return bound(piece.path, piece.format, reading, piece.strong);
  }
  if (place.item?.path.startsWith(`${termList}.`) === true) return termNode(place.item, piece.item, place.lang);
  if (place.item === null) throw new RangeError(`{item.${piece.item}} outside a repeated block`);
  return itemNode(place.item, piece.item, piece.format, place, piece.strong);
}

/** A defined term in a list of terms, or the reference to where it is defined. */
function termNode(item: Item, field: string, lang: string): Node {
  if (field === 'section') return schema.nodes.ref!.create({ id: item.value.section });
  return schema.nodes.term!.create({ id: item.id, words: (item.value.words as Readonly<Record<string, string>>)[lang] ?? item.value.term, defines: false });
}

/** A field of the current item. Fields that the list itself adds (the party of a signatory) are not facts of their own. */
function itemNode(item: Item, field: string, format: string | null, { reading, cell }: Place, isStrong?: boolean): Node {
  if (field === 'party' && item.path.startsWith('parties.') && typeof item.value.party === 'string') {
    reading.items('parties');
    return schema.nodes.fact!.create({ path: 'parties', value: item.value.party, format: format ?? 'party' }, undefined, isStrong ? strong : undefined);
  }
  const path = reading.field(item, field);
  if (cell && isLeftOut(path, reading)) return schema.text('–');
  return bound(path, format, reading, isStrong);
}

/** True if the fact is not given and may be left out, or is an empty list, which says "none". */
export function isLeftOut(path: string, reading: Reading): boolean {
  const value = reading.value(path);
  if (Array.isArray(value) && value.length === 0) return true;
  const optional = factAt(path)?.optional;
  if (optional === undefined || value !== undefined) return false;
  if (optional === true) return true;
  const [field, ...values] = optional.unless;
  const by = `${path.slice(0, path.lastIndexOf('.'))}.${field}`;
  const decides = reading.value(by);
  return decides === undefined ? isLeftOut(by, reading) : !values.includes(String(decides));
}

function bound(path: string, format: string | null, reading: Reading, isStrong?: boolean): Node {
  const marks = isStrong ? strong : undefined;
  const row = factAt(path);
  const chosen = format ?? row?.format ?? 'text';
  const value = boundValue(path, chosen, reading);
  if (value === undefined) return schema.nodes.blank!.create({ path }, undefined, marks);
  if (row?.personal === true) return schema.nodes.person!.create({ id: path }, undefined, marks);
  return schema.nodes.fact!.create({ path, value, format: chosen }, undefined, marks);
}
