import { InputError } from '#agreement/input-error';
import type { RowPage } from '#world/store/copy';
import type { Engine } from '#world/store/sql/engine';
import type { Connection } from '#world/store/sql/rows';

/** Where an installation's data went, and since when (RFC 3339) it has not been written here. */
export interface Moved {
  /** The other database as people know it: a folder, or a server and its database, without a password. */
  to: string;
  at: string;
}

const mark = 'moved-to';

/** The mark that a move has put on a database, null for none. */
export async function movedTo(db: Connection): Promise<Moved | null> {
  const row = await db.selectFrom('installation').select('value').where('name', '=', mark).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.value) as Moved);
}

/** Marks a database as moved, so that nobody writes to two; null takes the mark off. */
export async function markMoved({ write }: Engine, moved: Moved | null): Promise<void> {
  await write(async (db) => {
    await db.deleteFrom('installation').where('name', '=', mark).execute();
    if (moved !== null) await db.insertInto('installation').values({ name: mark, value: JSON.stringify(moved) }).execute();
  });
}

/** Refuses a database whose data went elsewhere. `shown` is the database as people know it. */
export async function refuseMoved(db: Connection, shown: string): Promise<void> {
  const moved = await movedTo(db);
  if (moved === null) return;
  throw new InputError(
    `This data was moved to ${moved.to} (begun ${moved.at}); nothing was changed here.`,
    `Use ${moved.to}. If the move did not finish, run entente move again. To go on here instead, take the mark off with: entente move --undo`,
    shown,
  );
}

/** Rows of `installation` without that mark: a copy has not been moved. */
export function withoutMark({ table, rows }: RowPage): RowPage {
  const name = table.columns.indexOf('name');
  return { table, rows: rows.filter((row) => row[name] !== mark) };
}
