import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import { dataFolder } from '#doors/cli/data-folder';
import { say } from '#doors/cli/session';
import { gather } from '#doors/cli/settings-given';
import type { RecordSummary } from '#world/store/record-check';

/** Options of the commands that copy a whole installation. */
export interface CopyOptions {
  data?: string;
  database?: string;
  databaseFile?: string;
  format?: 'text' | 'json';
}

/** Gives a command the options that say which installation it is about. */
export function addInstallation(command: Command): Command {
  return command
    .option('--data <dir>', 'data folder; with a database server it has the keys (default: entente-data, or $ENTENTE_DATA)')
    .option('--database <url>', 'postgres://… of the database server, where there is one (or $ENTENTE_DATABASE)')
    .option('--database-file <file>', 'file that holds what --database would say')
    .option('--format <form>', 'text or json', 'text');
}

/** The installation that options, environment and settings file name. */
export function installationOf({ data, database, databaseFile: file }: CopyOptions): { data: string; database: string | null } {
  const { given } = gather({ ...(data !== undefined && { data }), ...(database !== undefined && { database }), ...(file !== undefined && { 'database-file': file }) }, process.env);
  return { data: dataFolder(given.get('data')?.text ?? data), database: given.get('database')?.text ?? null };
}

/** Says now and then on standard error how far a long work is: nothing for one of under three seconds, then a line every five. */
export function slowProgress(): (what: string) => void {
  let next = performance.now() + 3000;
  return (what) => {
    const now = performance.now();
    if (now < next) return;
    next = now + 5000;
    process.stderr.write(`… ${what}\n`);
  };
}

/** What a record holds, in a few lines. */
export function sayRecord({ agreements, streams, events, files, bytes, digest, faulty, faults }: RecordSummary): void {
  const count = (number: number): string => number.toLocaleString('en');
  say(`Agreements: ${count(agreements)}, events: ${count(events)} in ${count(streams)} ${streams === 1 ? 'stream' : 'streams'}, files: ${count(files)} (${size(bytes)})`);
  say(`Record digest: ${digest}`);
  if (faulty === 0) return;
  say(`${faulty === 1 ? 'One part' : `${count(faulty)} parts`} of the data ${faulty === 1 ? 'is' : 'are'} not what was written:`);
  for (const { where, why } of faults) say(`  ${where}: ${why}`);
  if (faulty > faults.length) say(`  and ${count(faulty - faults.length)} more`);
}

/** Bytes as people say them. */
export function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000).toLocaleString('en')} kB` : `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}

/** Refuses a passphrase that whoever has the file could guess. */
export function refuseShort(passphrase: string, least: number): string {
  if ([...passphrase].length < least) throw new InputError(`This passphrase has fewer than ${least} characters: whoever finds the backup could try them all. Nothing was written.`, 'Take five words that have nothing to do with each other.', 'passphrase');
  return passphrase;
}
