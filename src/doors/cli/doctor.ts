import type { Command } from 'commander';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson } from '#doors/cli/session';
import { readGathered } from '#doors/cli/settings';
import { gather } from '#doors/cli/settings-given';
import { addSettings, settingsAmong } from '#doors/cli/settings-options';
import { InputError } from '#agreement/input-error';
import type { Look, State } from '#world/doctor/look';

/** `entente doctor` */
export function doctorCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('doctor')
    .summary('say what is wrong with an installation, and what to do')
    .description('Looks at the settings, the data folder, the store, disk, clock, mail, certificates, keys and the machine, beside a server or without one, and changes nothing. Give it the same settings as "entente serve".');
  addSettings(command)
    .option('--whole', 'read a record of more than 1 GB through as well')
    .option('--offline', 'connect to nothing but the database')
    .option('--mail-to <mailbox>', 'send one mail there')
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente doctor --data /srv/entente\n  entente doctor --settings /etc/entente.yaml --mail-to me@example.com\n  entente doctor --format json\n\nExit code: 0 all is fine, 1 something is worth a look, 2 something is wrong.\n')
    .action(async (options: Record<string, string | boolean>) => {
      const { examine } = await import('#doors/cli/examining');
      const looks = await examined(options, examine);
      const state = worst(looks);
      if (options['format'] === 'json') sayJson({ state, looks });
      else print(looks, state);
      finish(codes[state]);
    });
}

const codes: Readonly<Record<State, ExitCode>> = { fine: 0, look: 1, wrong: 2 };

/** Settings that cannot be read are what is wrong; nothing else can be looked at then. */
async function examined(options: Record<string, string | boolean>, examine: typeof import('#doors/cli/examining').examine): Promise<Look[]> {
  try {
    const gathered = gather(settingsAmong(options), process.env);
    const mailTo = options['mailTo'];
    return await examine(gathered, readGathered(gathered), { whole: options['whole'] === true, network: options['offline'] !== true, mailTo: typeof mailTo === 'string' ? mailTo : null });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [{ about: 'settings', state: 'wrong', found: `${error.path === undefined ? '' : `${error.path}: `}${error.what}`, next: error.next }];
  }
}

function worst(looks: readonly Look[]): State {
  return looks.some(({ state }) => state === 'wrong') ? 'wrong' : looks.some(({ state }) => state === 'look') ? 'look' : 'fine';
}

function print(looks: readonly Look[], state: State): void {
  for (const { about, state: one, found, next } of looks) {
    say(`${one.padEnd(5)}  ${about.padEnd(11)}  ${found}`);
    if (next !== undefined) say(`${' '.repeat(20)}${next}`);
  }
  const count = (wanted: State): number => looks.filter((look) => look.state === wanted).length;
  say(state === 'fine' ? '\nAll is fine.' : `\n${count('wrong')} wrong, ${count('look')} worth a look.`);
}
