import { accessSync, constants, readFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { childrenAreOffline } from '#world/children/child-command';
import { bytesInWords, codeOf, Looks, type Look } from '#world/doctor/look';

/** Looks at what the program runs on: Node, memory, files, the place for child processes, time zones. */
export function lookAtMachine(): Look[] {
  const on = new Looks('machine');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) on.wrong(`Node ${process.versions.node}.`, 'Install Node 20.19 or newer.');
  else on.fine(`Node ${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} ${availableParallelism() === 1 ? 'core' : 'cores'}.`);
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  if (memory < 1e9) on.look(`${bytesInWords(memory)} of memory.`, 'Give it 1 GB: the server takes up to 200 MB, and two child processes that read or write PDF files up to 400 MB each.');
  else on.fine(`${bytesInWords(memory)} of memory.`);
  const files = openFiles();
  if (files !== null && files < 4096) on.look(`The program may have ${files} files and connections open.`, 'Raise the limit to 65536 (LimitNOFILE= of systemd, ulimits of a container): every open page is a connection.');
  lookAtChildren(on);
  lookAtZones(on);
  return on.items;
}

function lookAtChildren(on: Looks): void {
  try {
    accessSync(tmpdir(), constants.W_OK | constants.X_OK);
  } catch (error) {
    on.wrong(`The folder for temporary files, ${tmpdir()}, cannot be written (${codeOf(error)}), so PDF files can neither be written nor read.`, 'Make it writable, or name another one with TMPDIR.');
  }
  let offline: boolean;
  try {
    offline = childrenAreOffline('read-pdf');
  } catch (error) {
    on.wrong(`The program that reads PDF files is not there (${codeOf(error)}).`, 'Run "npm run build".');
    return;
  }
  if (offline) on.fine('PDF files from outside are read by a process without network.');
  else if (process.platform === 'linux') on.look('PDF files from outside are read by a process of their own, with limits, but not without network.', 'Allow this user network namespaces: sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces above 0, kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu, and no RestrictNamespaces= for the service.');
  else on.fine('PDF files from outside are read by a process of their own, with limits; only Linux can take the network away from it.');
}

function lookAtZones(on: Looks): void {
  try {
    const words = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kathmandu', hour: '2-digit', minute: '2-digit' }).format(new Date('2026-01-01T00:00:00Z'));
    if (words === '05:45') on.fine(`Time zones as of ${process.versions['tz'] ?? 'this system'}.`);
    else on.wrong('This Node counts time zones wrongly.', 'Install Node with full ICU data, as nodejs.org gives it.');
  } catch {
    on.wrong('This Node has no time zones.', 'Install Node with full ICU data, as nodejs.org gives it.');
  }
}

function openFiles(): number | null {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? NaN) || null;
  } catch {
    return null;
  }
}
