import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes sure that the names in a folder survive a power cut. */
export function syncFolder(folder: string): void {
  // Windows opens no folders and writes names through on its own.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
