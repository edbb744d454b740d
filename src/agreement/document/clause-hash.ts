import type { Node } from 'prosemirror-model';
import { clausesOf, schedulesOf, type Document } from '#agreement/document/schema';
import { digestOf, type Digest, type Json } from '#agreement/record/canonical';

/**
 * The hash that approvals, clearances and set-aside findings name, and with which they lapse: SHA-256 over the RFC 8785 form of
 * the clause's words in all languages, its bound values, its schedules, and the paragraphs that define the terms it uses.
 * Numbers, marks and provenance do not count, so renumbering changes nothing. Null where there is no such clause.
 */
export function clauseHash(document: Document, id: string): Digest | null {
  const clause = clausesOf(document).find((node) => node.attrs.id === id);
  if (clause === undefined) return null;
  const schedules = schedulesOf(document).filter((node) => node.attrs.clause === id);
  const terms = new Set<string>();
  for (const node of [clause, ...schedules]) node.descendants((child) => void (child.type.name === 'term' && terms.add(child.attrs.id as string)));
  const definitions: Json[] = [];
  document.descendants((node, _position, parent) => {
    if (!node.isTextblock || parent === null) return true;
    if (node.children.some((child) => child.type.name === 'term' && child.attrs.defines === true && terms.has(child.attrs.id as string))) definitions.push(words(node));
    return false;
  });
  return digestOf({ clause: [clause, ...schedules].map(words), definitions });
}

/** What a node says, without marks, numbers and ids of blocks. */
function words(node: Node): Json {
  switch (node.type.name) {
    case 'text':
      return node.text ?? '';
    case 'fact':
      return { fact: node.attrs.path as string, value: node.attrs.value as Json, format: node.attrs.format as string };
    case 'blank':
      return { blank: node.attrs.path as string };
    case 'ref':
      return { ref: node.attrs.id as string };
    case 'term':
      return { term: node.attrs.id as string, words: node.attrs.words as string };
    case 'person':
      return { person: node.attrs.id as string };
    case 'wording':
      return { lang: node.attrs.lang as string, content: joined(node) };
    default:
      return { [node.type.name]: joined(node) };
  }
}

/** Children in order; neighbouring words count as one text, however they are split. */
function joined(node: Node): Json[] {
  const list: Json[] = [];
  for (const child of node.children) {
    const one = words(child);
    const last = list.at(-1);
    if (typeof one === 'string' && typeof last === 'string') list[list.length - 1] = last + one;
    else list.push(one);
  }
  return list;
}
