import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync } from 'node:fs';
import { request as askPlain } from 'node:http';
import { request as askTls } from 'node:https';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { fontFiles } from '#formats/pdf/fonts';
import { lookAtBackups } from '#world/doctor/backups';
import { lookAtKeys, lookAtTls } from '#world/doctor/certificates';
import { lookAtDisk } from '#world/doctor/disk';
import { lookAtFolder } from '#world/doctor/folder';
import { codeOf, Looks, type Look } from '#world/doctor/look';
import { lookAtMachine } from '#world/doctor/machine';
import { lookAtMail } from '#world/doctor/mail';
import { lookAtFile, lookAtServer } from '#world/doctor/store';
import { projectFolder } from '#world/project-folder';
import { systemClock } from '#world/store/ids';
import type { ServeSettings } from '#doors/cli/settings';
import type { Gathered } from '#doors/cli/settings-given';
import { settings as table } from '#doors/cli/settings-table';
import { isLoopbackAddress } from '#doors/http/client';
import { checkDoor } from '#doors/http/serve';

/** How far to look. */
export interface Examination {
  /** Whether to read a large record through. */
  whole: boolean;
  /** Whether to connect to the mail server, the address and the name server. */
  network: boolean;
  /** Mailbox to send a mail to, null for none. */
  mailTo: string | null;
}

/** Looks at an installation with these settings, part by part; never throws for what it finds. */
export async function examine(gathered: Gathered, set: ServeSettings, { whole, network, mailTo }: Examination): Promise<Look[]> {
  const now = systemClock();
  const folder = lookAtFolder(set.data);
  const how = { now, mail: set.mail !== null, whole, keys: join(set.data, 'keys') };
  const store = set.database !== null ? await lookAtServer(set.database, how) : folder.readable ? await lookAtFile(join(set.data, 'entente.db'), how) : [];
  const address = set.address ?? null;
  return [
    ...lookAtSettings(gathered, process.env),
    ...folder.looks,
    ...store,
    ...(folder.readable ? lookAtDisk(set.data, set.database === null) : []),
    ...(folder.readable ? lookAtKeys(join(set.data, 'keys'), new Date(now)) : []),
    ...(set.tls === null ? [] : lookAtTls(set.tls, address, new Date(now))),
    ...(await lookAtAddress(set, folder.open, network)),
    ...(await lookAtMail({ settings: set.mail, network, address: address ?? '', to: mailTo })),
    ...(folder.readable ? lookAtBackups(set.data, now) : []),
    ...lookAtMachine(),
    ...lookAtParts(),
  ];
}

/** How many settings are given, and variables that look like settings and are none. */
export function lookAtSettings({ file, given }: Gathered, env: Readonly<Record<string, string | undefined>>): Look[] {
  const on = new Looks('settings');
  on.fine(`${given.size} given${file === null ? '' : `, some of them in ${file}`}; "entente settings" shows all.`);
  const unknown = Object.keys(env).filter((name) => name.startsWith('ENTENTE_') && !table.some((one) => one.env === name));
  if (unknown.length > 0) on.look(`${unknown.join(', ')}: no setting has this name.`, 'Correct the name or remove the variable; docs/settings.md has them all.');
  return on.items;
}

async function lookAtAddress(set: ServeSettings, open: boolean, network: boolean): Promise<Look[]> {
  const on = new Looks('address');
  try {
    checkDoor(set);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    on.wrong(error.what, error.next);
    return on.items;
  }
  const protocol = set.tls === null ? 'http' : 'https';
  const host = set.listen.host.includes(':') ? `[${set.listen.host}]` : set.listen.host;
  on.fine(`Listens on ${protocol}://${host}:${set.listen.port}${set.address === null ? '' : `, known as ${set.address}`}.`);
  if (set.proxies.some((entry) => entry.endsWith('/0'))) on.look('Every address is trusted as a proxy, so anybody can say that they come from anywhere, and limits by address hold nobody.', 'Name your proxies alone: --trust-proxy 10.0.0.5');
  if (open || set.database !== null) {
    const here = ['0.0.0.0', '::'].includes(set.listen.host) ? '127.0.0.1' : set.listen.host;
    // A server on any free port cannot be found.
    if (set.listen.port !== 0) {
      const answered = await ask(`${protocol}://${here.includes(':') ? `[${here}]` : here}:${set.listen.port}/api/ready`, false);
      if (answered.status === 200) on.fine('The server here is ready.');
      else if (answered.status === 503) on.wrong(`The server here is not ready: ${answered.what ?? 'it does not say why'}`, 'See what else is wrong below and above, and the log of the server.');
      else on[open ? 'wrong' : 'look'](`No server of ours answers on port ${set.listen.port} (${answered.what ?? answered.status}).`, 'Start "entente serve" with these settings, or give "entente doctor" those that it was started with.');
    }
  }
  if (!network || set.address === null) return on.items;
  const { hostname } = new URL(set.address);
  const addresses = await lookup(hostname, { all: true }).catch(() => []);
  if (addresses.length === 0) on.wrong(`The name ${hostname} leads nowhere from here.`, 'Enter it at your name server, pointing to this machine or to the proxy.');
  else if (open) {
    const answered = await ask(`${set.address}/api/health`, true);
    if (answered.status === 200) on.fine(`${set.address} leads to a server of ours.`);
    else if (!addresses.every(({ address }) => isLoopbackAddress(address))) on.look(`${set.address} does not lead to a server of ours from here (${answered.what ?? `status ${answered.status}`}).`, 'Check the proxy: it must pass the host on as it is. Some networks cannot reach their own outer address from inside; then look from outside.');
  }
  return on.items;
}

/** Asks an address of a server; certificates count only where people would come by it. */
function ask(address: string, strict: boolean): Promise<{ status: number; what?: string }> {
  return new Promise((resolve) => {
    const sent = (address.startsWith('https:') ? askTls : askPlain)(address, { agent: false, timeout: 5000, rejectUnauthorized: strict }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += text.length < 10_000 ? part.toString() : ''));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ...whatIn(text) }));
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in 5 seconds')));
    sent.on('error', (error) => resolve({ status: 0, what: codeOf(error) }));
    sent.end();
  });
}

function whatIn(text: string): { what?: string } {
  try {
    const { error } = JSON.parse(text) as { error?: { what?: unknown } };
    return typeof error?.what === 'string' ? { what: error.what.slice(0, 200) } : {};
  } catch {
    return {};
  }
}

/** The parts of the program that it reads while it runs. */
function lookAtParts(): Look[] {
  const on = new Looks('program');
  try {
    on.fine(`${fontFiles().length} faces of the fonts for PDF files are there.`);
  } catch (error) {
    on.wrong(`The fonts for PDF files are not there (${codeOf(error)}).`, 'Install the program again: npm ci');
  }
  const page = join(projectFolder(), 'dist', 'web', 'index.html');
  if (!existsSync(page) || readFileSync(page).length === 0) on.wrong('The screens are not built.', 'Run "npm run build".');
  else on.fine('The screens are there.');
  return on.items;
}
