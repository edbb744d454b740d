import { bundleNames, type BundleVerdict } from '#agreement/record/bundle';
import { readNoted } from '#agreement/record/checkpoint';
import { brokenArchive, checkBundle, type BundleReading } from '#world/bundles/check';
import { ArchiveFault, unpackBundle, unpackEntry, type PackedEntry } from '#world/bundles/unpack';

/** What is asked of a bundle: its bytes, perhaps a checkpoint to compare it with, and whether its content is wanted too. */
export interface BundleToRead {
  archive: Uint8Array;
  /** A checkpoint in the form of `NotedCheckpoint`. */
  against?: unknown;
  /** True to get what was read as well, if it is intact. */
  content?: boolean;
}

/** What a bundle holds; `entries` say where its files lie in the archive. */
export interface BundleContent extends Required<Omit<BundleReading, 'verdict'>> {
  entries: readonly PackedEntry[];
}

/** What was found. */
export interface ReadBundle {
  verdict: BundleVerdict;
  content?: BundleContent;
}

/** Reads and judges a bundle in this very process; the file may come from anyone, so this belongs into a child that can be killed. */
export async function readBundleHere({ archive, against, content = false }: BundleToRead): Promise<ReadBundle> {
  let entries: PackedEntry[];
  try {
    entries = await unpackBundle(archive);
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    return { verdict: brokenArchive(error) };
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const files = {
    names: entries.map(({ name }) => name).filter((name) => name !== bundleNames.list),
    read: (name: string): Uint8Array | undefined => {
      const entry = byName.get(name);
      return entry === undefined ? undefined : unpackEntry(archive, entry);
    },
  };
  const { verdict, list, ...rest } = checkBundle(files, against === undefined ? undefined : readNoted(against));
  const parts = verdict.parts[0]?.part === 'archive' ? verdict.parts : [{ part: 'archive' as const, word: 'intact' as const, note: `${entries.length} files` }, ...verdict.parts];
  const judged = { ...verdict, parts };
  return content && judged.verdict === 'intact' && list !== undefined ? { verdict: judged, content: { list, ...rest, entries } } : { verdict: judged };
}
