import type { Command } from 'commander';
import type { AuditFault, AuditReport } from '#world/audit/report';
import { addInstallation, installationOf, slowProgress, type CopyOptions } from '#doors/cli/copying';
import { readInput } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson } from '#doors/cli/session';

/** `entente audit` */
export function auditCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('audit')
    .summary('check everything that is kept')
    .description('Goes through everything that is kept and names what is not as it was written: of every stream its first broken event, files, records of people, checkpoints, and the rows of all other tables. Reads only, beside a running server.')
    .option('--against <file>', 'a checkpoint, a signed PDF or a bundle that left the server earlier; may be given several times', (file: string, list: string[]) => [...list, file], []);
  addInstallation(command)
    .addHelpText('after', '\nExamples:\n  entente audit --data entente-data\n  entente audit --against signed.pdf --against checkpoint-3.json\n  entente audit --format json > audit.json\n\nExit code 0 if everything is as it was written, 1 if not, 2 if it cannot be checked.\ndocs/audit.md says what to do when it finds something.\n')
    .action(async (options: CopyOptions & { against: string[] }) => {
      const { auditPlace } = await import('#world/audit/open-audit');
      const text = options.format !== 'json';
      const slowly = slowProgress();
      const files = options.against.map((path) => ({ path, bytes: readInput(path).bytes }));
      const report = await auditPlace({ ...installationOf(options), against: files }, { progress: ({ events, files }, now) => slowly(`${number(events)} events, ${number(files)} files; now ${now}`), ...(text && { fault: (fault) => say(faultInWords(fault)) }) });
      if (text) for (const line of ending(report)) say(line);
      else sayJson(report);
      finish(report.ok ? 0 : 1);
    });
}

function faultInWords({ table, place, words, against }: AuditFault): string {
  const where = [table === null ? '' : `table ${table}`, place].filter((part) => part !== '').join(', ');
  return `${where === '' ? 'The database' : `${where.charAt(0).toUpperCase()}${where.slice(1)}`}: ${words}${against === undefined ? '' : ` (${against})`}`;
}

function ending({ ok, faulty, counts, unchecked }: AuditReport): string[] {
  const { agreements, streams, events, files, people, checkpoints, compared } = counts;
  return [
    `Checked ${number(events)} events in ${number(streams)} streams of ${number(agreements)} agreements, ${number(files)} files, ${number(people)} records of people, ${number(checkpoints)} checkpoints${compared === 0 ? '' : `, and ${number(compared)} from outside`}.`,
    ...unchecked.map((words) => `Not checked: ${words}.`),
    ok ? 'Everything is as it was written.' : `${number(faulty)} ${faulty === 1 ? 'fault' : 'faults'}. Nothing was changed; docs/audit.md says what to do.`,
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}
