import { compile } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Library } from '#library/library';
import type { World } from '#world/world';

const compiled = new WeakMap<ReturnType<World['packs']>, Library>();

/** The library of this installation, compiled once for the same packs; a pack that does not compile throws with every fault and its place. */
export function libraryOf(world: World): Library {
  const packs = world.packs();
  let library = compiled.get(packs);
  if (library === undefined) {
    const result = compile(packs);
    if (!result.ok) throw new Error(`the packs do not compile:\n${result.faults.map(faultLine).join('\n')}`);
    library = result.library;
    compiled.set(packs, library);
  }
  return library;
}
