import { z } from 'zod';
import { digestPattern, type Digest } from '#agreement/record/canonical';
import { InputError } from '#agreement/input-error';
import { checkOwnPack } from '#library/own-pack';
import { Archive } from '#formats/bundle/archive';
import { fileForm } from '#operations/forms';
import { packChains } from '#operations/library-of';
import { operation } from '#operations/operation';
import { refusePack } from '#operations/own-packs';
import { idForm, nothingForm } from '#operations/people-forms';
import { notFound } from '#operations/refused';
import { digestOfPack, isZip, localOrganisation, packBytes, packFromBytes, readOwnPackZip } from '#world/own-packs';
import type { PackFolder } from '#world/packs';
import type { World } from '#world/world';

/** The digest of a pack in an input. */
export const packDigest = z.string().regex(digestPattern, 'expected sha256: and 64 hexadecimal digits').transform((digest) => digest as Digest).meta({ description: 'Digest of the pack' });

/** What a pack is, once it is checked. */
export const checkedForm = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  date: z.string(),
  digest: z.string(),
  /** Clauses that Entente does not have, and those whose words the pack changes. */
  adds: z.array(z.string()),
  changes: z.array(z.string()),
  /** How many clauses and facts its playbook speaks of. */
  plays: z.number(),
});

/** A pack as it is given out. */
export type CheckedOut = z.infer<typeof checkedForm>;

/** Checks a pack on the words of every law; an InputError tells every fault with its file, its line and what to do. */
export function checkPack(world: World, folder: PackFolder): CheckedOut {
  const checked = checkOwnPack(folder, packChains(world));
  if (!checked.ok) throw refusePack(checked.faults);
  const { info, playbook, adds, changes } = checked.pack;
  return { id: info.id, title: info.title, version: info.version, date: info.date, digest: digestOfPack(folder), adds, changes, plays: playbook.clauses.length + playbook.facts.length };
}

/** Checks a pack and keeps it for an organisation; what the store has stays as it is where the pack is refused. */
export async function keepPack(world: World, person: string, organisation: string, folder: PackFolder): Promise<CheckedOut & { known: boolean }> {
  const pack = checkPack(world, folder);
  const outcome = await world.directory.addPack(person, organisation, { digest: pack.digest as Digest, id: pack.id, version: pack.version, title: pack.title, dated: pack.date, files: packBytes(folder) });
  switch (outcome.kind) {
    case 'absent':
      throw notFound();
    case 'taken':
      throw new InputError(`There is another pack ${pack.id} ${pack.version} already, and agreements may stand on it.`, 'Nothing was kept; give this one the next version in pack.yaml, such as 1.1.0 after 1.0.0.', 'pack.yaml');
    case 'full':
      throw new InputError('Your organisation keeps as many packs as there may be.', 'Nothing was kept; ask the administrator of this installation.');
    default:
      return { ...pack, known: outcome.kind === 'known' };
  }
}

/** Keeps a pack of an organisation, from a ZIP file. */
export const uploadPack = operation({
  name: 'upload-pack',
  summary: 'Upload a pack of clauses and a playbook for your organisation.',
  kind: 'write',
  direct: true,
  input: z.strictObject({ organisation: idForm, file: fileForm }),
  output: checkedForm.extend({ known: z.boolean().meta({ description: 'True if the very same pack was there already' }) }),
  may: 'manager',
  run: async ({ person }, { organisation, file }, world) => {
    if (!isZip(file.bytes)) throw new InputError('This file is not a ZIP archive.', 'Nothing was kept. Pack the folder with pack.yaml as a ZIP file and upload that.', file.name);
    return { result: await keepPack(world, person.person, organisation, await readOwnPackZip(file.bytes, 'pack')) };
  },
});

/** Keeps a pack from the command line, for its own agreements or for an organisation of this installation. */
export const addPack = operation({
  name: 'add-pack',
  summary: 'Keep a pack of clauses and a playbook in this data folder.',
  kind: 'write',
  input: z.strictObject({ organisation: idForm.default(localOrganisation), folder: z.custom<PackFolder>((value) => typeof value === 'object' && value !== null && 'files' in value) }),
  output: checkedForm.extend({ known: z.boolean() }),
  may: 'local',
  run: async ({ person }, { organisation, folder }, world) => ({ result: await keepPack(world, person?.person ?? '', organisation, folder) }),
});

/** The packs of an organisation, newest first. */
export const listOwnPacks = operation({
  name: 'list-own-packs',
  summary: 'List the packs of your organisation.',
  kind: 'read',
  input: z.strictObject({ organisation: idForm }),
  output: z.object({
    items: z.array(z.object({ digest: z.string(), id: z.string(), title: z.string(), version: z.string(), date: z.string(), addedAt: z.string(), addedBy: z.string(), retiredAt: z.string().nullable(), inUse: z.boolean().meta({ description: 'Whether new agreements are drafted from it' }) })),
  }),
  may: 'member',
  run: async ({ person }, { organisation }, world) => {
    const rows = await world.directory.packs(person.person, organisation);
    if (rows === null) throw notFound();
    const used = rows.find((row) => row.retiredAt === null);
    return { result: { items: rows.map(({ digest, id, title, version, dated, addedAt, addedBy, retiredAt }) => ({ digest, id, title, version, date: dated, addedAt, addedBy, retiredAt, inUse: digest === used?.digest })) } };
  },
});

/** A pack of an organisation as a ZIP file. */
export const downloadPack = operation({
  name: 'download-pack',
  summary: 'Download a pack of your organisation.',
  kind: 'read',
  input: z.strictObject({ organisation: idForm, digest: packDigest }),
  output: fileForm,
  may: 'member',
  run: async ({ person }, { organisation, digest }, world) => {
    const held = await world.directory.pack(person.person, organisation, digest);
    if (held === null) throw new InputError('Your organisation has no such pack.', 'Look at the list of its packs.', 'digest');
    const archive = new Archive();
    for (const [name, text] of Object.entries(packFromBytes(held.files, held.id).files)) await archive.add(name, new TextEncoder().encode(text));
    return { result: { name: `${held.id}-${held.version}.zip`, mediaType: 'application/zip', bytes: archive.end('') } };
  },
});

/** Takes a pack out of use for new texts, or back; agreements that were drafted from it stay on it. */
export const retirePack = operation({
  name: 'retire-pack',
  summary: 'Take a pack of your organisation out of use, or back into use.',
  kind: 'write',
  input: z.strictObject({ organisation: idForm, digest: packDigest, retired: z.boolean() }),
  output: nothingForm,
  may: 'manager',
  run: async ({ person }, { organisation, digest, retired }, world) => {
    if (!(await world.directory.retirePack(person.person, organisation, digest, retired))) throw new InputError('Your organisation has no such pack.', 'Nothing was changed; look at the list of its packs.', 'digest');
    return { result: {} };
  },
});
