import type { Engine } from '#world/store/sql/engine';

/** What is noted of the installation that a database belongs to, by name. */
export function installationNotes({ run }: Engine): Promise<ReadonlyMap<string, string>> {
  return run(async (db) => new Map((await db.selectFrom('installation').selectAll().execute()).map(({ name, value }) => [name, value])));
}

/** Notes what is not noted yet, and gives all that is: of several programs at once the first decides. */
export async function noteInstallation(engine: Engine, notes: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const known = await installationNotes(engine);
  const missing = Object.entries(notes).filter(([name]) => !known.has(name));
  if (missing.length === 0) return known;
  await engine.write(async (db) => {
    for (const [name, value] of missing) await db.insertInto('installation').values({ name, value }).onConflict((conflict) => conflict.doNothing()).execute();
  });
  return installationNotes(engine);
}
