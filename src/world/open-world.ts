import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { openDataFolder } from '#world/data-folder';
import { holidayTable } from '#world/holidays';
import { readPackFolder } from '#world/packs';
import { createPdfWriter, type PdfWriter } from '#world/pdf-writer';
import { projectFolder } from '#world/project-folder';
import { openAuthority, type Authority } from '#world/signing/authority';
import { openPdfReading, type PdfReading } from '#world/signing/pdf-reading';
import { createSigner } from '#world/signing/signer';
import { newId, systemClock } from '#world/store/ids';
import { openMemoryStore } from '#world/store/memory';
import type { Store } from '#world/store/store';
import type { World } from '#world/world';

/** Where a world keeps things: a data folder, or only the memory of this process. */
export interface WorldOptions {
  /** Path of the data folder; without one nothing is kept. */
  data?: string | undefined;
  /** Path of a data folder of which only the keys are used, so that a file can be signed while a server has the folder open. */
  keys?: string | undefined;
}

/** Opens the real world: the store, the clock, child processes for PDFs, and the authority of the data folder. */
export async function openWorld({ data, keys }: WorldOptions = {}): Promise<World> {
  const folder = data === undefined ? undefined : await openDataFolder(data, systemClock);
  return assemble(folder?.store ?? openMemoryStore(systemClock), folder?.keys ?? (keys === undefined ? undefined : join(keys, 'keys')), async () => folder?.close());
}

function assemble(store: Store, keys: string | undefined, closeFolder: () => Promise<void>): World {
  let writer: PdfWriter | undefined;
  let reading: PdfReading | undefined;
  let packs: ReturnType<World['packs']> | undefined;
  let examples: ReturnType<World['examples']> | undefined;
  let authority: Promise<Authority> | undefined;
  // A failure (a full disk) is not kept: the next try starts anew.
  const open = (folder: string): Promise<Authority> =>
    (authority ??= openAuthority(folder, new Date(systemClock())).catch((error: unknown) => {
      authority = undefined;
      throw error;
    }));
  // Reading a file must not make keys: an authority that does not exist yet has issued nothing.
  const known = async (): Promise<string | undefined> => (keys !== undefined && existsSync(join(keys, 'authority.pem')) ? (await open(keys)).fingerprint : undefined);
  return {
    store,
    now: systemClock,
    newId: () => newId(),
    newSalt: () => randomBytes(32).toString('hex'),
    holidays: holidayTable,
    packs: () => (packs ??= [readPackFolder(join(projectFolder(), 'packs', 'base'), 'packs/base')]),
    examples: () => (examples ??= readExamples(join(projectFolder(), 'examples'))),
    writePdf: (input) => (writer ??= createPdfWriter()).write(input),
    readPdf: async (pdf) => (reading ??= openPdfReading()).read(pdf, { authority: await known() }),
    signer: () => {
      if (keys === undefined) throw new InputError('Signing needs a data folder, where the key of this installation is kept.', 'Name one with --data DIR.');
      return open(keys).then(createSigner);
    },
    close: async () => {
      writer?.close();
      try {
        await reading?.close();
      } finally {
        await closeFolder();
      }
    },
  };
}

/** Examples are folders with an answers.yaml; the first line of its README is the title. */
function readExamples(folder: string): { name: string; title: string; answers: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'answers.yaml')))
    .map(({ name }) => {
      const readme = join(folder, name, 'README.md');
      const title = existsSync(readme) ? (readFileSync(readme, 'utf8').split('\n')[0] ?? '').replace(/^#\s*/, '') : name;
      return { name, title: title || name, answers: readFileSync(join(folder, name, 'answers.yaml'), 'utf8') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
