import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let folder: string | undefined;

/** The folder that holds `packs/` and `examples/`: the nearest one above this file, whether it runs from source or built. */
export function projectFolder(): string {
  if (folder === undefined) {
    let here = dirname(fileURLToPath(import.meta.url));
    while (!existsSync(join(here, 'packs', 'base', 'pack.yaml'))) {
      const above = dirname(here);
      if (above === here) throw new Error('the folder packs/base is missing from this installation');
      here = above;
    }
    folder = here;
  }
  return folder;
}
