import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { InputError } from '#agreement/input-error';
import { projectFolder } from '#world/project-folder';

/** The text files of one pack, by path from its folder. */
export interface PackFolder {
  folder: string;
  files: Record<string, string>;
}

const limit = 1_000_000;

/** Reads the `.yaml` and `.md` files of a pack's folder, at most 1 MB each; `name` is how faults call the folder. */
export function readPackFolder(path: string, name: string): PackFolder {
  const files: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = join(folder, entry.name);
      if (entry.isDirectory()) visit(full);
      else if (/\.(yaml|md)$/.test(entry.name)) {
        if (statSync(full).size > limit) throw new InputError(`${full} is larger than 1 MB.`, 'A clause is a few kilobytes; remove what does not belong there.', full);
        files[relative(path, full).split(sep).join('/')] = readFileSync(full, 'utf8');
      }
    }
  };
  try {
    visit(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The pack folder ${path} cannot be read.`, 'Check that it exists and that you may read it.', path);
  }
  return { folder: name, files };
}

/** The bundled packs, each after the one that it extends. */
const packNames = ['base', 'eu', 'gb-eaw', 'de', 'fr', 'us', 'us-ny', 'us-de', 'us-ca'];

let packs: readonly PackFolder[] | undefined;

/** The packs that are part of the program, base first; read once. */
export function bundledPacks(): readonly PackFolder[] {
  return (packs ??= packNames.map((name) => readPackFolder(join(projectFolder(), 'packs', name), `packs/${name}`)));
}
