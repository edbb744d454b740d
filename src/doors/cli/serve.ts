import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeKeptMail } from '#formats/mail/write';
import type { ExitCode } from '#doors/cli/main';
import { say } from '#doors/cli/session';
import { readSettings, settings, type ServeSettings, type SettingName } from '#doors/cli/settings';
import { version } from '#doors/cli/version';
import { createApp } from '#doors/http/app';
import { createLog } from '#doors/http/log';
import { openDoor, type Door } from '#doors/http/serve';
import { startMailer } from '#world/mail/mailer';
import { openWorld } from '#world/open-world';
import { projectFolder } from '#world/project-folder';
import type { World } from '#world/world';

/** `entente serve` */
export function serveCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program.command('serve').summary('run the product in the browser').description('Serves the product: on this machine only, or with a certificate or behind a trusted proxy for everybody. Everything is kept in one data folder.');
  for (const { name, env, value, otherwise, meaning } of settings) command.option(`--${name} ${value}`, `${meaning} (default: ${otherwise}; or $${env})`);
  command
    .addHelpText('after', '\nExamples:\n  entente serve --port 8080 --data /srv/entente\n  entente serve --listen 0.0.0.0:443 --address https://entente.example --tls-cert chain.pem --tls-key key.pem\n  entente serve --listen 0.0.0.0:4321 --address https://entente.example --trust-proxy 10.0.0.5\n')
    .action(async (options: Record<string, string>) => {
      // Commander names options in camel case.
      const given = Object.fromEntries(settings.map(({ name }) => [name, options[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]])) as Partial<Record<SettingName, string>>;
      await run(readSettings(given, process.env));
      finish(0);
    });
}

async function run(set: ServeSettings): Promise<void> {
  const stop = stopped();
  const door = await openDoor(set);
  try {
    const setUpCode = door.local ? null : newSetUpCode();
    const world = await openWorld({ data: set.data, served: { address: door.address, mailServer: set.mail !== null, signUp: set.signUp, setUpCode } });
    try {
      await answer(set, door, world, stop);
    } finally {
      await world.close();
    }
  } finally {
    if (!door.ending()) await door.close(0);
  }
}

/** Serves until the program is asked to stop; then what is under way finishes, mails included. */
async function answer(set: ServeSettings, door: Door, world: World, stop: Promise<void>): Promise<void> {
  const log = createLog((line) => process.stderr.write(`${line}\n`), world.now, { requests: set.logRequests });
  const contact = set.securityContact ?? `mailto:security@${door.local ? 'localhost' : new URL(door.address).hostname}`;
  door.serve(createApp({ world, reach: door.reach, web: join(projectFolder(), 'dist', 'web'), version, log, contact, rate: set.rate, ending: door.ending }));
  const mailer = startMailer({
    outbox: world.outbox,
    write: writeKeptMail,
    addressOf: (person) => world.directory.addressOf(person),
    settings: set.mail,
    address: door.address,
    secrets: world.mail.secrets,
    now: world.now,
    trouble: (error) => log.trouble({ route: 'mail', error }),
  });
  say(`Entente is ready: ${door.address}`);
  if (!(await world.directory.hasPeople())) {
    say('Nobody has an account yet: whoever opens this address first becomes its administrator.');
    if (world.setUpCode !== null) say(`They will be asked for this set-up code: ${world.setUpCode}`);
  }
  say(`Everything is kept in ${set.data}. Press Ctrl+C to stop.`);
  const warm = world.accounts.warm().catch((error: unknown) => log.trouble({ route: 'accounts', error }));
  try {
    await stop;
  } finally {
    await Promise.all([door.close(), mailer.close(), warm]);
  }
}

/** Three groups of four letters and digits that cannot be mistaken for each other: 58 bits. */
function newSetUpCode(): string {
  const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  return Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join('-');
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
