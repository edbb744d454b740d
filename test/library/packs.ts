import { compile, packInfo, type PackFiles } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Library } from '#library/library';
import { readPackFolder } from '#world/packs';

const folder = (name: string): string => (name === 'base' && process.env.PACK) || new URL(`../../packs/${name}`, import.meta.url).pathname;

const files = new Map<string, PackFiles>();
const libraries = new Map<string, Library>();

/** The files of a bundled pack, read once per test process. */
export function packFiles(name: string): PackFiles {
  let pack = files.get(name);
  if (pack === undefined) files.set(name, (pack = readPackFolder(folder(name), `packs/${name}`)));
  return pack;
}

/** A bundled pack after those that it extends. */
export function packChain(name: string): string[] {
  const above = packInfo(packFiles(name))?.extends ?? null;
  return above === null ? [name] : [...packChain(above), name];
}

/** The bundled base library, compiled once per test process; throws with every fault where it does not compile. */
export function baseLibrary(): Library {
  return libraryOf('base');
}

/** The library of a bundled pack with those that it extends, such as `de`; compiled once per test process. */
export function libraryOf(name: string): Library {
  let library = libraries.get(name);
  if (library === undefined) {
    const compiled = compile(packChain(name).map(packFiles));
    if (!compiled.ok) throw new Error(`packs/${name} does not compile:\n${compiled.faults.map(faultLine).join('\n')}`);
    libraries.set(name, (library = compiled.library));
  }
  return library;
}
