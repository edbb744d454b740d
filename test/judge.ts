import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** An outside program that judges our files: its path, or why the test that wants it is skipped. */
export type Judge = { path: string; missing: undefined } | { path: undefined; missing: string };

/** Looks for an outside program on the search path; with `JUDGES=required` its absence is an error instead of a reason to skip. */
export function judge(program: string): Judge {
  const path = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program)).find((file) => existsSync(file));
  if (path !== undefined) return { path, missing: undefined };
  const missing = `${program} is not installed`;
  if (process.env['JUDGES'] === 'required') throw new Error(`${missing}, but JUDGES=required asks for it.`);
  return { path: undefined, missing };
}
