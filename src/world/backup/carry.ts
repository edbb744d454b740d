import { InputError } from '#agreement/input-error';
import { recordTables, type RowPage, type RowTarget, type TableShape } from '#world/store/copy';
import { RecordCheck, type RecordSummary } from '#world/store/record-check';

/** Told now and then how far a long work is. */
export type Progress = (what: string) => void;

/** What was written into a target, by table. */
export type Counts = Record<string, number>;

/** Refuses tables of a source that are not exactly those of the target. `where` is the file or database they come from. */
export function refuseOtherTables(source: readonly TableShape[], target: readonly TableShape[], where: string): void {
  const listed = (tables: readonly TableShape[]): string[] => tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`));
  const [there, here] = [new Set(listed(source)), new Set(listed(target))];
  const unknown = [...there].find((one) => !here.has(one));
  const missing = [...here].find((one) => !there.has(one));
  if (unknown === undefined && missing === undefined) return;
  const what = unknown === undefined ? `${String(missing)} is not in it` : `it holds ${unknown}, which this program does not know`;
  throw new InputError(`These are not the tables of this program: ${what}. Nothing was taken over.`, 'Use the program that it was made with, or a newer one.', where);
}

/** Writes all pages into a target, each changed by `change` first, and gives what it wrote. */
export async function carry(pages: AsyncIterable<RowPage>, target: RowTarget, change: (page: RowPage) => RowPage, progress: Progress): Promise<Counts> {
  const counts: Counts = Object.fromEntries(target.tables.map(({ name }) => [name, 0]));
  for await (const page of pages) {
    const changed = change(page);
    await target.write(changed);
    const count = (counts[page.table.name] ?? 0) + changed.rows.length;
    counts[page.table.name] = count;
    progress(`${page.table.name}: ${count.toLocaleString('en')} rows`);
  }
  return counts;
}

/** Reads the record of a target back, and counts the rest: it must hold as many rows of each table as were written. */
export async function readBack(target: RowTarget, counts: Counts, progress: Progress): Promise<RecordSummary> {
  const check = new RecordCheck();
  let seen = 0;
  for await (const page of target.pages(recordTables)) {
    check.see(page);
    seen += page.rows.length;
    progress(`checking ${page.table.name}: ${seen.toLocaleString('en')} rows of the record`);
  }
  const found = await target.counts();
  const other = Object.keys(counts).find((table) => found[table] !== counts[table]);
  if (other !== undefined) throw new Error(`${counts[other]} rows of ${other} were written and ${found[other]} are there`);
  return check.summary();
}

/** Refuses a copy whose record is not the one it was made from. */
export function refuseOtherRecord(original: RecordSummary, copy: RecordSummary, where: string): void {
  for (const what of ['digest', 'agreements', 'streams', 'events', 'files', 'bytes'] as const) {
    if (original[what] === copy[what]) continue;
    throw new InputError(`The copy of the record is not the original (${what}: ${String(copy[what])} instead of ${String(original[what])}). Nothing was taken over.`, 'Use another backup, and report this: SECURITY.md says where.', where);
  }
}
