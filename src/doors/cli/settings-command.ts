import type { Command } from 'commander';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson } from '#doors/cli/session';
import { readGathered } from '#doors/cli/settings';
import { gather, type Gathered } from '#doors/cli/settings-given';
import { addSettings, settingsAmong } from '#doors/cli/settings-options';
import { isSecret, settings, shown, type SettingName } from '#doors/cli/settings-table';

/** A setting as it is in force; passwords are left out. */
export interface InForce {
  name: SettingName;
  /** What was given, or in words what holds without. */
  value: string;
  /** Where it was given, such as `--port` or `/etc/entente.yaml, port`; null where it was not. */
  from: string | null;
}

/** `entente settings` */
export function settingsCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program.command('settings').summary('show the settings in force').description('Shows every setting that "entente serve" would start with and where its value comes from; passwords stay hidden. Starts nothing.');
  addSettings(command)
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente settings --data /srv/entente\n  entente settings --settings /etc/entente.yaml --format json\n\nAn option outranks the environment, which outranks the settings file.\n')
    .action((options: Record<string, string>) => {
      const gathered = gather(settingsAmong(options), process.env);
      readGathered(gathered);
      const rows = inForce(gathered);
      if (options['format'] === 'json') sayJson({ file: gathered.file, settings: rows });
      else {
        const width = Math.max(...rows.map(({ value }) => Math.min(value.length, 50)));
        for (const { name, value, from } of rows) say(`${name.padEnd(18)}  ${value.padEnd(width)}  ${from ?? ''}`.trimEnd());
        say(`\nSettings file: ${gathered.file ?? 'none'}`);
      }
      finish(0);
    });
}

/** Every setting with what was given, or what holds without it; files of secrets stand with the secret they give. */
export function inForce({ given }: Gathered): InForce[] {
  return settings
    .filter(({ name }) => !(name.endsWith('-file') && isSecret(name.slice(0, -'-file'.length) as SettingName)))
    .map(({ name, otherwise }) => {
      const found = given.get(name);
      return { name, value: found === undefined ? otherwise : shown(name, found.text), from: found?.from ?? null };
    });
}
