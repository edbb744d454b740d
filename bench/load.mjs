// Fifty people at once, against the built program in a process of its own.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startServer } from './server.mjs';

/** The mixed load: what was answered, how fast, and what the server used meanwhile. */
export async function mixedLoad({ warmSeconds = 10, seconds = 20, server: options = {} } = {}) {
  const server = await startServer({ ...options, options: ['--sign-up', 'open', '--trust-proxy', '127.0.0.1', ...(options.options ?? [])] });
  try {
    const client = fork(fileURLToPath(new URL('load-client.mjs', import.meta.url)), [server.address, String(warmSeconds), String(seconds)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    // Nothing waits for ever: making the installation, the warm-up and the load have an end.
    const tooLong = setTimeout(() => client.kill('SIGKILL'), (warmSeconds + seconds + 180) * 1000);
    const used = {};
    client.on('message', (phase) => (used[phase] = server.used()));
    let text = '';
    client.stdout.on('data', (part) => (text += part));
    const code = await new Promise((resolve) => client.once('close', resolve));
    clearTimeout(tooLong);
    if (code !== 0) throw new Error(`the people of the load ended with ${code}`);
    const { times, bytes, late, errors } = JSON.parse(text);
    const all = Object.values(times).flat();
    return {
      requests: all.length,
      perSecond: all.length / seconds,
      ...spread(all),
      errors,
      late,
      megabytes: bytes / 1e6 / seconds,
      memory: used.done.most,
      cpuMs: (used.done.cpuMs - used.measured.cpuMs) / all.length,
      busy: (used.done.cpuMs - used.measured.cpuMs) / 1000 / seconds,
      each: Object.entries(times).map(([name, list]) => ({ name, count: list.length, ...spread(list) })),
    };
  } finally {
    await server.stop();
    server.clear();
  }
}

/** Median and 99th percentile of times, and the longest. */
export function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0 };
}
