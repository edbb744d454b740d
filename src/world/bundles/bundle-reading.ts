import { InputError } from '#agreement/input-error';
import { ChildPool } from '#world/children/child-pool';
import { bundleLimits } from '#world/bundles/unpack';
import type { BundleToRead, ReadBundle } from '#world/bundles/read-bundle-here';

/** Reads bundles from anyone, each in a fresh child process that is killed at 10 seconds or 300 MB above idle. */
export interface BundleReadings {
  /** What a bundle is worth, and on demand what it holds; rejects with an InputError for a file over 50 MB, or with a ChildError. */
  read(bundle: BundleToRead): Promise<ReadBundle>;
  /** Ends the children. */
  close(): Promise<void>;
}

/** Starts reading bundles, two at the same time; no process runs until the first file comes. */
export function openBundleReading(): BundleReadings {
  const pool = new ChildPool<BundleToRead, ReadBundle>({ entry: 'read-bundle', what: 'Reading the bundle' });
  return {
    async read(bundle) {
      if (bundle.archive.length > bundleLimits.bytes) throw new InputError('This file is larger than 50 MB and was not read.', 'Unpack it and check the folder with the verify.mjs in it.');
      return pool.run(bundle);
    },
    close: () => pool.close(),
  };
}
