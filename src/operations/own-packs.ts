import type { PackPin } from '#agreement/record/event';
import type { Seat } from '#agreement/record/seat';
import type { State } from '#agreement/record/state';
import type { PackFiles } from '#library/compile';
import { faultLine, type Fault } from '#library/fault';
import { checkOwnPack, type CheckedPack, type OwnPack } from '#library/own-pack';
import { InputError } from '#agreement/input-error';
import { Kept } from '#operations/kept';
import { packChains } from '#operations/library-of';
import { packFromBytes } from '#world/own-packs';
import type { HeldPack } from '#world/store/directory';
import type { World } from '#world/world';

/** The organisation's pack from which a party drafts. */
export interface OwnWords {
  /** The pack, ready to be laid over the library; none where there is none or it does not fit. */
  packs: readonly PackFiles[];
  pin: PackPin | null;
  pack: OwnPack | null;
  title: string | null;
  /** Why the pack that the record names is not used, in words; null where it is, or where the record names none. */
  trouble: string | null;
}

/** No pack of an organisation. */
export const noOwnWords: OwnWords = { packs: [], pin: null, pack: null, title: null, trouble: null };

interface OpenPack {
  files: PackFiles;
  checked: CheckedPack;
}

/** How many packs are kept open: each holds a few megabytes of clauses. */
const mostOpen = 40;

const opened = new WeakMap<ReturnType<World['packs']>, Kept<OpenPack>>();

/** A pack of the store, opened once and checked against the packs of this program: a newer program may have other clauses. */
export function openPack(world: World, held: HeldPack): OpenPack {
  const packs = world.packs();
  let kept = opened.get(packs);
  if (kept === undefined) opened.set(packs, (kept = new Kept(mostOpen)));
  let pack = kept.get(held.digest);
  if (pack === undefined) {
    const files = packFromBytes(held.files, held.id);
    kept.set(held.digest, (pack = { files, checked: checkOwnPack(files, packChains(world)) }), 1);
  }
  return pack;
}

/** A pack of the store as words to draft from. */
export function ownWordsOf(world: World, held: HeldPack | null): OwnWords {
  if (held === null) return noOwnWords;
  const { files, checked } = openPack(world, held);
  const pin: PackPin = { id: held.id, version: held.version, date: held.dated, digest: held.digest };
  if (checked.ok) return { packs: [files], pin, pack: checked.pack, title: held.title, trouble: null };
  return { packs: [], pin, pack: null, title: held.title, trouble: `Your pack ${held.title} ${held.version} does not fit this version of Entente: ${faultLine(checked.faults[0] as Fault)} The text keeps its words; what is drafted anew comes from Entente's own.` };
}

/** The pack that a party drafts an agreement from, as its record names it. */
export async function ownWordsFor(world: World, seat: Seat, agreement: string, { pack }: Pick<State, 'pack'>): Promise<OwnWords> {
  if (pack === null) return noOwnWords;
  const held = await world.directory.packOfParty(seat, agreement, pack.digest);
  if (held !== null) return ownWordsOf(world, held);
  return { ...noOwnWords, pin: pack, trouble: `The pack ${pack.id} ${pack.version} of ${pack.date}, from which this text was drafted, is not here. The text keeps its words; what is drafted anew comes from Entente's own.` };
}

/** Refuses a pack with all its faults, each with its place and what to do. */
export function refusePack(faults: readonly Fault[], path?: string): InputError {
  return new InputError(`This pack cannot be used; ${faults.length === 1 ? 'one thing is' : `${faults.length} things are`} in the way:\n${faults.map((fault) => `  ${faultLine(fault)}`).join('\n')}\n`, 'Nothing was kept; mend them and try again.', path);
}
