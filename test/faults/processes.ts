import { type ChildProcess, spawn, type SpawnOptionsWithoutStdio, type ChildProcessWithoutNullStreams } from 'node:child_process';

/* What this run has started: all of it ends with the run, however the run ends. */

const running = new Set<ChildProcess>();

/** Starts a process that ends with this run. */
export function startTracked(command: string, args: readonly string[], options: SpawnOptionsWithoutStdio = {}): ChildProcessWithoutNullStreams {
  const child = spawn(command, args, { ...options, stdio: 'pipe' });
  running.add(child);
  child.on('close', () => running.delete(child)).on('error', () => running.delete(child));
  return child;
}

/** Ends all that is still there. Only for the end of a run: what goes on beside would lose its servers. */
export async function endAll(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  await Promise.all([...running].map((child) => new Promise((resolve) => void child.on('close', resolve).kill(signal))));
}
