import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { writeKeptMail } from '#formats/mail/write';
import { say } from '#doors/cli/session';
import type { ServeSettings } from '#doors/cli/settings';
import { version } from '#doors/cli/version';
import { createApp } from '#doors/http/app';
import { createLog } from '#doors/http/log';
import { openDoor, type Door } from '#doors/http/serve';
import { startMailer } from '#world/mail/mailer';
import { openWorld } from '#world/open-world';
import { projectFolder } from '#world/project-folder';
import type { World } from '#world/world';

/** Serves the product as it is set, until the program is asked to stop. */
export async function serve(set: ServeSettings): Promise<void> {
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
