import { margin, papers, type Paper } from '#formats/docx/measures';
import type { Plan } from '#formats/docx/plan';
import { layoutTable, type TableLayout } from '#formats/docx/table-layout';

/** The columns of each table and the pages on which they stand. */
export interface Layout {
  paper: Paper;
  /** By the bookmark of the table. */
  tables: ReadonlyMap<string, TableLayout>;
  /** Bookmarks of the schedules that are printed on pages turned to the side, since a table in them needs the width. */
  wide: ReadonlySet<string>;
}

/** Chooses columns for all tables; a schedule with a table that would only fit in small type gets pages turned to the side. */
export function layOut(plan: Plan, paper: Paper): Layout {
  const tables = new Map<string, TableLayout>();
  const wide = new Set<string>();
  for (const { section, bookmark, blocks } of plan.sections) {
    const own = blocks.flatMap((planned) => (planned.block.kind === 'table' ? [[planned.bookmark, planned.block] as const] : []));
    const upright = own.map(([name, table]) => [name, layoutTable(table, textArea(paper, false).width)] as const);
    const turned = section.kind === 'schedule' && upright.some(([, layout]) => layout.dense);
    if (turned) wide.add(bookmark);
    for (const [name, layout] of turned ? own.map(([key, table]) => [key, layoutTable(table, textArea(paper, true).width)] as const) : upright) tables.set(name, layout);
  }
  return { paper, tables, wide };
}

/** The area inside the margins in twips, of an upright page or one turned to the side. */
export function textArea(paper: Paper, turned: boolean): { width: number; height: number } {
  const { width, height } = papers[paper];
  const across = width - 2 * margin;
  const down = height - 2 * margin;
  return turned ? { width: down, height: across } : { width: across, height: down };
}
