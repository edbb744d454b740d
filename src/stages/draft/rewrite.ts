import { diff } from 'fast-myers-diff';
import type { Node } from 'prosemirror-model';
import { schema, wordingOf, type ItemStyle } from '#agreement/document/schema';
import type { PrintedSection, PrintedText } from '#agreement/document/print';

/** A block in the plain form of a clause: its words as printed, without the number. A new block has no id. */
export interface PlainBlock {
  id: string | null;
  kind: 'paragraph' | 'item';
  text: string;
}

/** A clause as a person rewrites it: heading and blocks, top to bottom. */
export interface PlainClause {
  heading: string;
  blocks: PlainBlock[];
}

/** The plain form of a printed clause; signature lines and tables are not part of it and stay as they are. */
export function plainClause(section: PrintedSection): PlainClause {
  return {
    heading: section.heading.text,
    blocks: section.blocks.flatMap((block) => (block.kind === 'paragraph' || block.kind === 'item' ? [{ id: block.id, kind: block.kind, text: block.text }] : [])),
  };
}

/**
 * A clause rewritten in its plain form. Bound values, references and terms whose words were kept stay bound; the rest is plain words.
 * `newId` makes ids for new blocks. Blocks that the plain form leaves out are deleted; an empty
 * heading keeps the old one.
 */
export function rewriteClause(clause: Node, section: PrintedSection, plain: PlainClause, newId: () => string): Node {
  const wording = wordingOf(clause);
  const nodes = new Map(wording.children.slice(1).map((node) => [node.attrs.id as string, node]));
  const printed = new Map(section.blocks.flatMap((block) => (block.kind === 'table' ? [] : [[block.id, block] as const])));
  const blocks: Node[] = [];
  const work = { left: mostPairs };
  for (const block of plain.blocks) {
    const node = block.id === null ? undefined : nodes.get(block.id);
    const old = block.id === null ? undefined : printed.get(block.id);
    const text = block.text.trim();
    if (text === '') continue;
    if (node !== undefined && old !== undefined) {
      nodes.delete(block.id as string);
      const same = text === old.text;
      blocks.push(same && node.type.name === block.kind ? node : shape(block, node.attrs.id as string, same ? [...node.children] : rewriteInline(node, old, text, work), node));
    } else {
      blocks.push(shape(block, `${clause.attrs.id as string}.${newId()}`, [schema.text(text)], undefined));
    }
  }
  for (const node of nodes.values()) if (node.type.name === 'signature' || node.type.name === 'table') blocks.push(node);
  const title = plain.heading.trim();
  const heading = title === '' || title === section.heading.text ? wording.child(0) : schema.nodes.heading!.create(null, rewriteInline(wording.child(0), section.heading, title, work));
  const changed = wording.type.create(wording.attrs, [heading, ...blocks]);
  if (changed.eq(wording)) return clause;
  return clause.type.create({ ...clause.attrs, edited: true }, clause.children.map((one) => (one === wording ? changed : one)));
}

function shape(block: PlainBlock, id: string, content: Node[], old: Node | undefined): Node {
  if (old !== undefined && old.type.name === block.kind) return old.type.create(old.attrs, content);
  return block.kind === 'item' ? schema.nodes.item!.create({ id, style: 'letter' satisfies ItemStyle }, content) : schema.nodes.paragraph!.create({ id, numbered: true }, content);
}

interface Token {
  text: string;
  from: number;
  to: number;
}

function tokens(text: string): Token[] {
  return [...text.matchAll(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu)].map((match) => ({ text: match[0], from: match.index, to: match.index + match[0].length }));
}

/** Pairs of words that the comparison may look at in one clause; beyond that, words with something bound between them count as written anew. */
const mostPairs = 20_000_000;

/** The new words of a block, with every atom kept whose printed words stand there unchanged. */
function rewriteInline(node: Node, printed: PrintedText, text: string, work: { left: number }): Node[] {
  if (printed.runs.every((run) => run.kind === 'words' || run.text === '')) return [schema.text(text)];
  const before = tokens(printed.text);
  const after = tokens(text);
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start]?.text === after[start]?.text) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end)?.text === after.at(-1 - end)?.text) end += 1;
  work.left -= (before.length - start - end) * (after.length - start - end);
  if (work.left < 0) return [schema.text(text)];
  const kept = new Map<number, number>();
  let x = 0;
  let y = 0;
  const match = (untilX: number): void => {
    while (x < untilX) kept.set(x++, y++);
  };
  for (const [sx, ex, , ey] of diff(before.map((token) => token.text), after.map((token) => token.text))) {
    match(sx);
    x = ex;
    y = ey;
  }
  match(before.length);
  const content: Node[] = [];
  let cursor = 0;
  const words = (to: number): void => {
    if (to > cursor) content.push(schema.text(text.slice(cursor, to)));
    cursor = Math.max(cursor, to);
  };
  for (const run of printed.runs) {
    if (run.kind === 'words' || run.text === '') continue;
    const span = before.flatMap((token, index) => (token.from >= run.from && token.to <= run.from + run.text.length ? [index] : []));
    const places = span.map((index) => kept.get(index));
    const first = places[0];
    if (first === undefined || places.some((place, index) => place !== first + index)) continue;
    const from = (after[first] as Token).from;
    const to = (after[first + span.length - 1] as Token).to;
    if (from < cursor || text.slice(from, to) !== run.text) continue;
    const atom = node.nodeAt(run.at);
    if (atom === null) continue;
    words(from);
    content.push(atom);
    cursor = to;
  }
  words(text.length);
  return content;
}
