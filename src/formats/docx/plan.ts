import type { Printed, PrintedBlock, PrintedSection, PrintedText } from '#agreement/document/print';
import { Bookmarks } from '#formats/docx/bookmark-name';
import { Numbering, type Placement } from '#formats/docx/numbering';

/** What a reference leads to: a bookmark, and the bookmarked paragraphs whose labels make up its number. */
export interface Target {
  bookmark: string;
  /** The numbered paragraphs, outermost first: for 7.2(a) the paragraph 7.2 and the item (a). */
  carriers: { bookmark: string; label: string }[];
  /** True where Word knows the whole number from the last carrier alone. */
  whole: boolean;
}

/** A section with what its paragraphs need in Word. */
export interface PlannedSection {
  section: PrintedSection;
  bookmark: string;
  placement: Placement | undefined;
  blocks: PlannedBlock[];
}

/** A block with its bookmark and, where it prints a number, its place in a list. */
export interface PlannedBlock {
  block: PrintedBlock;
  bookmark: string;
  placement: Placement | undefined;
}

/** All decisions that need the whole agreement, made before anything is written: references may point forward. */
export interface Plan {
  sections: PlannedSection[];
  targets: ReadonlyMap<string, Target>;
  numbering: Numbering;
  bookmarks: Bookmarks;
}

/** Names bookmarks, places every number and works out what each reference can count on. */
export function planDocument(printed: Printed, scheduleWord: string): Plan {
  const bookmarks = new Bookmarks();
  const numbering = new Numbering(scheduleWord);
  const targets = new Map<string, Target>();
  const sections = printed.sections.map((section): PlannedSection => {
    const bookmark = bookmarks.claim(section.id);
    let placement: Placement | undefined;
    let target: Target = { bookmark, carriers: [], whole: true };
    if (section.kind === 'schedule') {
      placement = numbering.schedule(section.number);
      target = { bookmark, carriers: [{ bookmark, label: `${scheduleWord} ${section.number}` }], whole: true };
    } else if (section.number !== '') {
      placement = numbering.clause(section.number);
      target = { bookmark, carriers: [{ bookmark, label: section.number }], whole: true };
    }
    setOnce(targets, section.id, target);
    const above = section.kind === 'schedule' ? { ...target, carriers: [] } : target;
    return { section, bookmark, placement, blocks: planBlocks(section, above, { bookmarks, numbering, targets }) };
  });
  return { sections, targets, numbering, bookmarks };
}

function planBlocks(section: PrintedSection, top: Target, plan: { bookmarks: Bookmarks; numbering: Numbering; targets: Map<string, Target> }): PlannedBlock[] {
  const { bookmarks, numbering, targets } = plan;
  // An item counts in the list of the clauses below a numbered paragraph or the only, unnumbered paragraph of its clause.
  const numbered = section.blocks.some((block) => block.kind === 'paragraph' && block.label !== '');
  let counted = section.kind === 'clause' && section.number !== '' && !numbered;
  let above = top;
  return section.blocks.map((block): PlannedBlock => {
    const bookmark = bookmarks.claim(block.id);
    if (block.kind === 'table' || block.label === '') {
      numbering.breakList();
      setOnce(targets, block.id, { ...above, bookmark });
      return { block, bookmark, placement: undefined };
    }
    const carrier = { bookmark, label: block.label };
    if (block.kind === 'item') {
      const placement = numbering.item(block.label, counted);
      // Word and LibreOffice count a level that was skipped into the full number of "(1)", which stands one level below "(a)".
      const whole = placement.inClauses && numbered && placement.level === 2;
      setOnce(targets, block.id, { bookmark, carriers: [...above.carriers, carrier], whole });
      return { block, bookmark, placement };
    }
    const placement = numbering.paragraph(block.label);
    counted = placement.inClauses;
    above = { bookmark, carriers: [carrier], whole: true };
    setOnce(targets, block.id, above);
    return { block, bookmark, placement };
  });
}

// Of two nodes with one id the first is the one that references mean.
function setOnce(targets: Map<string, Target>, id: string, target: Target): void {
  if (!targets.has(id)) targets.set(id, target);
}

/** True for a block that is set as a table. */
export function isSetAsTable(planned: PlannedBlock | undefined): boolean {
  return planned?.block.kind === 'table' || planned?.block.kind === 'signature';
}

/** True where air stands above a signature panel: below a paragraph. */
export function needsGapBefore(block: PrintedBlock, before: PlannedBlock | undefined): boolean {
  return block.kind === 'signature' && !isSetAsTable(before);
}

/** True where an empty line follows a table: Word joins tables that touch, and its body must not end with one. */
export function needsGapAfter(next: PlannedBlock | undefined): boolean {
  return next === undefined || isSetAsTable(next);
}

/** True for a paragraph that introduces the list, table or signatures after it and so stays on their page. */
export function introduces(block: PrintedText, next: PlannedBlock | undefined): boolean {
  return next !== undefined && block.kind === 'paragraph' && (next.block.kind === 'item' || isSetAsTable(next));
}

/** True for blocks that stand behind the number of a clause: 12 mm in. */
export function isIndented(section: PrintedSection, block: PrintedText): boolean {
  return section.kind === 'clause' && section.number !== '' && block.kind !== 'signature';
}
