import type { Node } from 'prosemirror-model';
import { clausesOf, schedulesOf, wordingOf, type ClauseAttrs, type Document } from '#agreement/document/schema';

/**
 * Labels of everything that can be numbered or referred to, by node id:
 * clauses `7`, paragraphs `7.2`, items `(a)` or `(1)`, schedules `B`. An id that prints no number maps to ''.
 */
export type Numbers = ReadonlyMap<string, string>;

/** Letters for schedules and lists: 0 → a, 25 → z, 26 → aa. */
export function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** Counts clauses, paragraphs, items and schedules of a Document; the one place where numbers come from. */
export function numberDocument(document: Document): Numbers {
  const numbers = new Map<string, string>();
  let count = 0;
  for (const clause of clausesOf(document)) {
    const attrs = clause.attrs as ClauseAttrs;
    const number = attrs.part === 'front' ? '' : String(++count);
    numbers.set(attrs.id, number);
    numberBlocks(wordingOf(clause), number, numbers);
  }
  schedulesOf(document).forEach((schedule, index) => {
    const letter = letters(index).toUpperCase();
    numbers.set(schedule.attrs.id as string, letter);
    numberBlocks(wordingOf(schedule), '', numbers);
  });
  return numbers;
}

function numberBlocks(wording: Node, clause: string, numbers: Map<string, string>): void {
  const numbered = wording.children.filter((block) => block.type.name === 'paragraph' && block.attrs.numbered === true).length;
  let paragraph = 0;
  let item = 0;
  for (const block of wording.children) {
    const id = block.attrs.id as string | undefined;
    if (id === undefined) continue;
    if (block.type.name === 'paragraph') {
      item = 0;
      const counts = block.attrs.numbered === true && clause !== '';
      if (counts) paragraph += 1;
      numbers.set(id, !counts ? '' : numbered === 1 ? clause : `${clause}.${paragraph}`);
    } else if (block.type.name === 'item') {
      numbers.set(id, block.attrs.style === 'number' ? `(${item + 1})` : `(${letters(item)})`);
      item += 1;
    } else {
      item = 0;
      numbers.set(id, '');
    }
  }
}
