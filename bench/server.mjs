// The built program as a process of its own, on a folder that is thrown away.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
const program = fileURLToPath(new URL('../bin/entente.mjs', import.meta.url));

/**
 * Starts `entente serve` on a free port of 127.0.0.1 and gives its address, its data folder, what it has used so far, what ends it and
 * what throws the folder away. `data` is a folder `new` that an earlier one made. `node` are options of Node itself, such as --cpu-prof.
 */
export async function startServer({ data, options = [], node = [] } = {}) {
  const folder = data === undefined ? mkdtempSync(join(tmpdir(), 'entente-serve-')) : dirname(data);
  const child = spawn(process.execPath, [...node, program, 'serve', '--port', '0', '--data', data ?? join(folder, 'new'), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const hung = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(hung);
  };
  const clear = () => rmSync(folder, { recursive: true, force: true });
  try {
    const address = await new Promise((resolve, reject) => {
      let text = '';
      const slow = setTimeout(() => reject(new Error('the server did not start within two minutes')), 120_000);
      child.stdout.on('data', (chunk) => {
        text += chunk;
        const found = /http:\/\/[\d.:]+/.exec(text);
        if (found === null) return;
        clearTimeout(slow);
        resolve(found[0]);
      });
      child.once('exit', () => reject(new Error('the server stopped')));
    });
    return { address, data: data ?? join(folder, 'new'), used: () => usedBy(child.pid), stop, clear };
  } catch (error) {
    await stop();
    clear();
    throw error;
  }
}

/** What a process holds in memory now and at most (MB), and the CPU time that it has used (ms); from /proc, so on Linux only. */
function usedBy(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const megabytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
  // User and system time are in hundredths of a second.
  return { memory: megabytes('VmRSS'), most: megabytes('VmHWM'), cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
}
