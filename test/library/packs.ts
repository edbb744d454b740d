import { compile } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Library } from '#library/library';
import { readPackFolder } from '#world/packs';

let base: Library | undefined;

/** The bundled base library, compiled once per test process; throws with every fault where it does not compile. */
export function baseLibrary(): Library {
  if (base === undefined) {
    const compiled = compile([readPackFolder(process.env.PACK ?? new URL('../../packs/base', import.meta.url).pathname, 'packs/base')]);
    if (!compiled.ok) throw new Error(`packs/base does not compile:\n${compiled.faults.map(faultLine).join('\n')}`);
    base = compiled.library;
  }
  return base;
}
