import type { Node } from 'prosemirror-model';
import { clausesOf, schedulesOf, wordingOf, type ClauseAttrs, type Document } from '#agreement/document/schema';

/** `label` stands in the margin, `full` is what a reference prints: an item has the label `(a)` and the full number `7.2(a)`. */
export interface Number {
  label: string;
  full: string;
}

/** Numbers by node id: clauses `7`, paragraphs `7.2`, items `(a)` or `(1)`, schedules `B`; both parts are '' where nothing prints. */
export type Numbers = ReadonlyMap<string, Number>;

/** Letters for schedules and lists: 0 → a, 25 → z, 26 → aa. */
export function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** Counts clauses, paragraphs, items and schedules of a Document; the one place where numbers come from. */
export function numberDocument(document: Document): Numbers {
  const numbers = new Map<string, Number>();
  let count = 0;
  for (const clause of clausesOf(document)) {
    const attrs = clause.attrs as ClauseAttrs;
    const number = attrs.part === 'front' ? '' : String(++count);
    numbers.set(attrs.id, { label: number, full: number });
    numberBlocks(wordingOf(clause), number, numbers);
  }
  schedulesOf(document).forEach((schedule, index) => {
    const letter = letters(index).toUpperCase();
    numbers.set(schedule.attrs.id as string, { label: letter, full: letter });
    numberBlocks(wordingOf(schedule), '', numbers);
  });
  return numbers;
}

function numberBlocks(wording: Node, clause: string, numbers: Map<string, Number>): void {
  const alone = wording.children.filter((block) => block.type.name === 'paragraph' && block.attrs.numbered === true).length === 1;
  let paragraphs = 0;
  let items = 0;
  let above = clause;
  for (const block of wording.children) {
    const id = block.attrs.id as string | undefined;
    if (id === undefined) continue;
    if (block.type.name === 'item') {
      const label = block.attrs.style === 'number' ? `(${items + 1})` : `(${letters(items)})`;
      numbers.set(id, { label, full: above + label });
      items += 1;
      continue;
    }
    items = 0;
    if (block.type.name === 'paragraph' && block.attrs.numbered === true && clause !== '') {
      paragraphs += 1;
      above = alone ? clause : `${clause}.${paragraphs}`;
      numbers.set(id, { label: alone ? '' : above, full: above });
    } else {
      numbers.set(id, { label: '', full: above });
    }
  }
}
