import { compile } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Library } from '#library/library';
import type { World } from '#world/world';

const compiled = new WeakMap<World, Library>();

/** The library of this installation, compiled once; a pack that does not compile throws with every fault and its place. */
export function libraryOf(world: World): Library {
  let library = compiled.get(world);
  if (library === undefined) {
    const result = compile(world.packs());
    if (!result.ok) throw new Error(`the packs do not compile:\n${result.faults.map(faultLine).join('\n')}`);
    library = result.library;
    compiled.set(world, library);
  }
  return library;
}
