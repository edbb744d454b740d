import type { Answers } from '#agreement/facts/answers';
import { compile, packInfo, withRulesOf, type Compiled, type PackFiles } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Library, PackInfo } from '#library/library';
import { packsFor, type PacksFor } from '#library/packs-for';
import type { World } from '#world/world';

/** Libraries of one installation, each compiled once: by the packs whose words it has, and by those whose rules it looks at beside them. */
interface CompiledPacks {
  words: Map<string, Library>;
  all: Map<string, Library>;
}

/** The same for libraries with an organisation's pack, for as long as its files are kept (`own-packs.ts`). */
const ownCompiled = new WeakMap<PackFiles, Map<string, Library>>();

const compiled = new WeakMap<ReturnType<World['packs']>, CompiledPacks>();

/** The base library, for a text without answers: no law is known for it. */
export function libraryOf(world: World): Library {
  return libraryFor(world, undefined);
}

/**
 * The library of an agreement: the base, the packs of its governing law, then `own` (an organisation's packs, in the order in which they lie
 * over it), with the rules of the packs of its seats and places. The same object for the same packs. A pack that does not compile throws
 * with every fault and its place.
 */
export function libraryFor(world: World, answers: Answers | undefined, own: readonly PackFiles[] = []): Library {
  const { uses } = choosePacks(world, answers);
  return libraryOfPacks(world, uses.filter((use) => use.words).map((use) => use.pack), uses.filter((use) => !use.words).map((use) => use.pack), own);
}

/** Which packs of this installation count for an agreement and why, and what has no pack. */
export function choosePacks(world: World, answers: Answers | undefined): PacksFor {
  return packsFor(answers, packInfos(world));
}

/** The bundled packs as words are laid: each after those that it extends, the base first. */
export function packChains(world: World): PackFiles[][] {
  const packs = world.packs();
  const chainOf = (pack: PackFiles): PackFiles[] => {
    const above = packs.find((one) => packInfo(one)?.id === packInfo(pack)?.extends);
    return above === undefined ? [pack] : [...chainOf(above), pack];
  };
  return packs.map(chainOf);
}

/** What each pack of this installation says of itself, base first. */
export function packInfos(world: World): PackInfo[] {
  return world.packs().flatMap((pack) => packInfo(pack) ?? []);
}

/** The library of packs by their ids: words of the first, rules of the second; `own` lie over all of them. An id that is not here throws. */
export function libraryOfPacks(world: World, words: readonly string[], rules: readonly string[], own: readonly PackFiles[] = []): Library {
  const packs = world.packs();
  let known = compiled.get(packs);
  if (known === undefined) compiled.set(packs, (known = { words: new Map(), all: new Map() }));
  const find = (id: string): PackFiles => {
    const pack = packs.find((one) => packInfo(one)?.id === id);
    if (pack === undefined) throw new Error(`there is no pack ${id}`);
    return pack;
  };
  const laid = [...words.map(find), ...own];
  const beside = rules.map(find);
  const name = words.join(' ');
  const first = own[0];
  if (first !== undefined) {
    let mine = ownCompiled.get(first);
    if (mine === undefined) ownCompiled.set(first, (mine = new Map()));
    const full = `${name} | ${rules.join(' ')} | ${own.map(serialOf).join(' ')}`;
    let library = mine.get(full);
    if (library === undefined) mine.set(full, (library = orThrow(compile(laid, beside))));
    return library;
  }
  let library = known.words.get(name);
  if (library === undefined) known.words.set(name, (library = orThrow(compile(laid))));
  if (beside.length === 0) return library;
  const full = `${name} | ${rules.join(' ')}`;
  let all = known.all.get(full);
  if (all === undefined) known.all.set(full, (all = orThrow(withRulesOf(library, laid, beside))));
  return all;
}

const serials = new WeakMap<PackFiles, number>();
let lastSerial = 0;

/** A number for a pack's files, the same for as long as they are kept. */
function serialOf(pack: PackFiles): number {
  let serial = serials.get(pack);
  if (serial === undefined) serials.set(pack, (serial = lastSerial += 1));
  return serial;
}

function orThrow(result: Compiled): Library {
  if (!result.ok) throw new Error(`the packs do not compile:\n${result.faults.map(faultLine).join('\n')}`);
  return result.library;
}
