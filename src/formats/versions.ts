import type { Printed, PrintedBlock, PrintedSection, PrintedTable, PrintedText } from '#agreement/document/print';

/** A row of two language versions: a paragraph or item beside its other version; null where one of the two has no such block. */
export interface Pair {
  kind: 'pair';
  left: PrintedText | null;
  right: PrintedText | null;
}

/** What stands on the whole width: a table (each version below the other), or where somebody signs, which stands once. */
export interface Whole {
  kind: 'whole';
  block: PrintedBlock;
  lang: string;
}

/** A section in two versions, row by row in reading order. */
export interface PairedSection {
  section: PrintedSection;
  /** The other version; null for a section that has one language only. */
  other: PrintedSection | null;
  rows: (Pair | Whole)[];
}

const isText = (block: PrintedBlock): block is PrintedText => block.kind !== 'table' && block.kind !== 'signature';

/** Sets the two language versions of an agreement beside each other, block by block; undefined for an agreement in one language. */
export function versionsOf(printed: Printed): PairedSection[] | undefined {
  const beside = printed.beside?.[0];
  if (beside === undefined) return undefined;
  const others = new Map(beside.sections.map((section) => [section.id, section]));
  return printed.sections.map((section) => {
    const found = others.get(section.id);
    const other = found === undefined || found.lang === section.lang ? null : found;
    return { section, other, rows: other === null ? section.blocks.map((block) => ({ kind: 'whole', block, lang: section.lang })) : rowsOf(section, other) };
  });
}

/** Blocks with one id stand in one row. A block that only one version has stands where that version has it. */
function rowsOf(section: PrintedSection, other: PrintedSection): (Pair | Whole)[] {
  const rows: (Pair | Whole)[] = [];
  const rest = [...other.blocks];
  const single = (block: PrintedBlock): void => {
    if (block.kind === 'table') rows.push({ kind: 'whole', block, lang: other.lang });
    else if (isText(block)) rows.push({ kind: 'pair', left: null, right: block });
  };
  for (const block of section.blocks) {
    const at = rest.findIndex((one) => one.id === block.id && isText(one) === isText(block));
    const [match] = at < 0 ? [undefined] : rest.slice(at, at + 1);
    if (at >= 0) for (const skipped of rest.splice(0, at + 1).slice(0, -1)) single(skipped);
    if (isText(block)) rows.push({ kind: 'pair', left: block, right: match !== undefined && isText(match) ? match : null });
    else {
      rows.push({ kind: 'whole', block, lang: section.lang });
      if (match?.kind === 'table') rows.push({ kind: 'whole', block: match satisfies PrintedTable, lang: other.lang });
    }
  }
  for (const block of rest) single(block);
  return rows;
}
