import type { Node } from 'prosemirror-model';
import { evaluate, undecidedBy } from '#agreement/condition';
import { schema, type ClauseAttrs } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import type { Item } from '#agreement/facts/read';
import type { BlockTemplate, ClauseTemplate, Inline, Paragraph } from '#library/library';
import { inlineNodes, type Place } from '#stages/draft/inline';
import { obligationsOf } from '#stages/draft/obligations';
import { keyOf, Reading } from '#stages/draft/reading';
import { listsTerms, repeatsTerms, sectionsIn, termsIn } from '#stages/draft/terms';

/** A drafted clause and the schedules that belong to it. */
export interface DraftedClause {
  clause: Node;
  schedules: Node[];
}

/**
 * Drafts one clause from its template: the blocks of its position, with every slot bound to its fact or left as a blank.
 * `around` holds the other clauses of the text; a clause that lists defined terms, or speaks of
 * sections that may be absent, reads them there.
 */
export function draftClause(template: ClauseTemplate, answers: Answers, languages: readonly string[], around: readonly Node[] = []): DraftedClause {
  const reading = listsTerms(template) ? new Reading(answers, repeatsTerms(template) ? termsIn(around, template.id) : [], sectionsIn(around)) : new Reading(answers);
  const position = positionOf(template, reading);
  const chosen = chooseBlocks(template, position, reading);
  const wordings: Node[] = [];
  const schedules = new Map<string, Node[]>();
  for (const lang of languagesOf(template, languages)) {
    const place: Place = { reading, clause: template.id, lang, item: null };
    const blocks: Node[] = [];
    for (const part of chosen) {
      if (part.kind === 'open') blocks.push(openBlock(template.id, part.path));
      else if (part.block.schedule) schedules.set(part.block.id, [...(schedules.get(part.block.id) ?? []), scheduleWording(part.block, part.items, lang, place)]);
      else blocks.push(...printBlock(template, part.block, part.items, lang, place));
    }
    const heading = schema.nodes.heading!.create(null, inlineNodes(template.heading[lang] as Inline[], place));
    wordings.push(schema.nodes.wording!.create({ lang }, [heading, ...blocks]));
  }
  const printed = new Set(chosen.flatMap((part) => (part.kind === 'block' ? [part.block.id] : [])));
  const obligations = obligationsOf(template, printed, reading);
  const attrs: ClauseAttrs = {
    id: template.id,
    part: template.part,
    library: template.id,
    version: template.version,
    position,
    answers: [...reading.paths].sort(),
    obligations,
    edited: false,
  };
  return {
    clause: schema.nodes.clause!.create(attrs, wordings),
    schedules: [...schedules].map(([id, words]) => schema.nodes.schedule!.create({ id, clause: template.id }, words)),
  };
}

/** Of the languages asked for those that the clause has words in; a clause with words in none of them is drafted in English. */
export function languagesOf(template: ClauseTemplate, languages: readonly string[]): string[] {
  const known = languages.filter((lang) => template.heading[lang] !== undefined);
  return known.length === 0 ? ['en'] : known;
}

/** The position to draft: the one a fact or a person chose, else balanced; null where it is open. */
export function positionOf(template: ClauseTemplate, reading: Reading): string | null {
  const { by, of } = template.positions;
  if (by !== null) {
    const value = reading.value(by);
    return typeof value === 'string' && of.includes(value) ? value : null;
  }
  if (of.length === 1) return of[0] as string;
  const chosen = reading.value(`drafting.positions.${template.id}.position`);
  if (chosen === undefined) return of.includes('balanced') ? 'balanced' : null;
  return of.includes(chosen as string) ? (chosen as string) : null;
}

type Chosen = { kind: 'block'; block: BlockTemplate; items: readonly Item[] | undefined } | { kind: 'open'; path: string };

/** The blocks to print. A block whose condition or position is open leaves one blank for what decides it. */
function chooseBlocks(template: ClauseTemplate, position: string | null, reading: Reading): Chosen[] {
  const chosen: Chosen[] = [];
  const asked = new Set<string>();
  const open = (path: string): void => {
    if (asked.has(path)) return;
    asked.add(path);
    chosen.push({ kind: 'open', path });
  };
  for (const block of template.blocks) {
    if (block.positions !== null) {
      if (position === null) {
        open(template.positions.by ?? `drafting.positions.${template.id}.position`);
        continue;
      }
      if (!block.positions.includes(position)) continue;
    }
    if (block.when !== null) {
      const truth = evaluate(block.when, reading);
      if (truth === null) for (const path of undecidedBy(block.when, reading)) open(path);
      if (truth !== true) continue;
    }
    chosen.push({ kind: 'block', block, items: block.repeat === null ? undefined : reading.items(block.repeat) });
  }
  return chosen;
}

function openBlock(clause: string, path: string): Node {
  return schema.nodes.paragraph!.create({ id: `${clause}.open-${path.replaceAll('.', '-')}`, numbered: true }, schema.nodes.blank!.create({ path }));
}

function printBlock(template: ClauseTemplate, block: BlockTemplate, items: readonly Item[] | undefined, lang: string, place: Place): Node[] {
  const id = `${template.id}.${block.id}`;
  const paragraphs = block.words[lang] ?? [];
  if (block.repeat === null) return paragraphs.map((paragraph, index) => printParagraph(paragraph, index === 0 ? id : `${id}.${index}`, place));
  const written = paragraphs[0];
  if (written === undefined) return [];
  if (items === undefined) return [shell(written, `${id}.open`, [schema.nodes.blank!.create({ path: block.repeat })])];
  return items.flatMap((item, index) => {
    const inside: Place = { ...place, item };
    return paragraphs.map((paragraph, part) => {
      const node = printParagraph(paragraph, part === 0 ? `${id}.${keyOf(item)}` : `${id}.${keyOf(item)}.${part}`, inside);
      return index === items.length - 1 ? closeList(node) : node;
    });
  });
}

/** The last semicolon of a repeated paragraph becomes a full stop. */
function closeList(node: Node): Node {
  const last = node.lastChild;
  if (last === null || !last.isText || !(last.text as string).endsWith(';')) return node;
  const text = `${(last.text as string).slice(0, -1).trimEnd()}.`;
  return node.copy(node.content.replaceChild(node.childCount - 1, schema.text(text, last.marks)));
}

function printParagraph(paragraph: Paragraph, id: string, place: Place): Node {
  if (paragraph.kind === 'table') return printTable(paragraph, id, [place.item], place);
  return shell(paragraph, id, inlineNodes(paragraph.inline, place), place.item);
}

function shell(paragraph: Paragraph, id: string, content: Node[], item: Item | null = null): Node {
  switch (paragraph.kind) {
    case 'item':
      return schema.nodes.item!.create({ id, style: paragraph.style }, content);
    case 'signature': {
      const party = item?.value.party;
      return schema.nodes.signature!.create({ id, party: typeof party === 'string' ? party : null }, content);
    }
    case 'table':
      return schema.nodes.paragraph!.create({ id, numbered: false }, content);
    default:
      return schema.nodes.paragraph!.create({ id, numbered: paragraph.kind === 'paragraph' }, content);
  }
}

function scheduleWording(block: BlockTemplate, items: readonly Item[] | undefined, lang: string, place: Place): Node {
  const paragraphs = block.words[lang] ?? [];
  const heading = paragraphs.find((paragraph) => paragraph.kind === 'heading');
  const content: Node[] = [schema.nodes.heading!.create(null, heading !== undefined && heading.kind === 'heading' ? inlineNodes(heading.inline, place) : [])];
  const id = block.id;
  paragraphs.forEach((paragraph, index) => {
    if (paragraph === heading) return;
    if (paragraph.kind !== 'table') content.push(shell(paragraph, `${id}.${index}`, inlineNodes(paragraph.inline, place)));
    else if (block.repeat === null) content.push(printTable(paragraph, `${id}.table`, [null], place));
    else content.push(printTable(paragraph, `${id}.table`, items, { ...place }, block.repeat));
  });
  return schema.nodes.wording!.create({ lang }, content);
}

/** A table: its heading, its fixed rows, and its last row once per item; an unanswered list leaves one row with a blank, an empty one a row of dashes. */
function printTable(table: Paragraph & { kind: 'table' }, id: string, items: readonly (Item | null)[] | undefined, place: Place, repeat?: string): Node {
  const row = (cells: readonly Inline[][], rowId: string, header: boolean, inside: Place): Node =>
    schema.nodes.row!.create({ id: rowId, header }, cells.map((cell) => schema.nodes.cell!.create(null, inlineNodes(cell, { ...inside, cell: true }))));
  const rows = [row(table.header, `${id}.head`, true, place)];
  const last = table.rows[table.rows.length - 1];
  table.rows.slice(0, -1).forEach((cells, index) => rows.push(row(cells, `${id}.${index + 1}`, false, place)));
  if (last === undefined) return schema.nodes.table!.create({ id }, rows);
  const instead = (rowId: string, first: Node): Node =>
    schema.nodes.row!.create({ id: `${id}.${rowId}`, header: false }, table.header.map((_, column) => schema.nodes.cell!.create(null, column === 0 ? first : schema.text('–'))));
  if (items === undefined) rows.push(instead('open', schema.nodes.blank!.create({ path: repeat ?? '' })));
  else if (items.length === 0) rows.push(instead('none', schema.text('–')));
  else {
    for (const item of items) rows.push(row(last, item === null ? `${id}.last` : `${id}.${keyOf(item)}`, false, { ...place, item }));
  }
  return schema.nodes.table!.create({ id }, rows);
}
