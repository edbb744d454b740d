import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { writeKeptMail } from '#formats/mail/write';
import { say } from '#doors/cli/session';
import type { ServeSettings } from '#doors/cli/settings';
import { askedToStop, leaveSoon, within } from '#doors/cli/stopping';
import { version } from '#doors/cli/version';
import { createApp } from '#doors/http/app';
import { createLog, type Log } from '#doors/http/log';
import { readiness } from '#doors/http/ready';
import { openDoor, type Door } from '#doors/http/serve';
import { tellNotes } from '#operations/tell-notes';
import { watchClock } from '#world/clock-watch';
import { startMailer } from '#world/mail/mailer';
import { openWorld } from '#world/open-world';
import { projectFolder } from '#world/project-folder';
import type { World } from '#world/world';

/** How long a stop waits for what is under way, and after that for the database to let go; milliseconds. */
const patience = { underWay: 10_000, closing: 3_000 };

/** How often the database is asked whether it answers, so that its loss is written down when it happens; milliseconds. */
const lookEvery = 5_000;

/** How often it is looked whether agreements must still be told of somebody who was erased; milliseconds. */
const tellEvery = 30_000;

/** Serves the product as it is set, until the program is asked to stop; whatever is under way then has ten seconds. */
export async function serve(set: ServeSettings): Promise<void> {
  const begun = performance.now();
  const stop = askedToStop();
  const door = await openDoor(set);
  try {
    const setUpCode = door.local ? null : newSetUpCode();
    const world = await openWorld({ data: set.data, database: set.database, served: { address: door.address, mailServer: set.mail !== null, signUp: set.signUp, setUpCode } });
    try {
      await answer(set, door, world, stop, begun);
    } finally {
      await within(patience.closing, world.close());
    }
  } finally {
    if (!door.ending()) await door.close(0);
  }
  leaveSoon();
}

/** Serves until the program is asked to stop; then what is under way finishes, mails included. */
async function answer(set: ServeSettings, door: Door, world: World, stop: Promise<string>, begun: number): Promise<void> {
  const log = createLog((line) => process.stderr.write(`${line}\n`), world.now, { requests: set.logRequests });
  // In a terminal the words on standard output say it.
  const event: Log['event'] = process.stderr.isTTY ? () => undefined : log.event;
  const contact = set.securityContact ?? `mailto:security@${door.local ? 'localhost' : new URL(door.address).hostname}`;
  door.serve(createApp({ world, reach: door.reach, web: join(projectFolder(), 'dist', 'web'), version, log, contact, rate: set.rate, ending: door.ending, stopping: door.stopping }));
  const mailer = startMailer({
    outbox: world.outbox,
    write: writeKeptMail,
    addressOf: (person) => world.directory.addressOf(person),
    settings: set.mail,
    address: door.address,
    secrets: world.mail.secrets,
    now: world.now,
    trouble: (error) => log.trouble({ route: 'mail', error }),
    server: (works) => log.event(works ? 'mail-back' : 'mail-failing'),
  });
  say(`Entente is ready: ${door.address}`);
  if (world.upgradedFrom !== null) event('migrated', { from: world.upgradedFrom });
  event('started', { version, node: process.versions.node, pid: process.pid, milliseconds: since(begun) });
  if (!(await world.directory.hasPeople())) {
    say('Nobody has an account yet: whoever opens this address first becomes its administrator.');
    if (world.setUpCode !== null) say(`They will be asked for this set-up code: ${world.setUpCode}`);
  }
  say(`${set.database === null ? `Everything is kept in ${set.data}.` : `Everything is kept on the database server, but for the keys in ${set.data}.`} Press Ctrl+C to stop.`);
  const warm = world.accounts.warm().catch((error: unknown) => log.trouble({ route: 'accounts', error }));
  const watches = [watchClock((milliseconds) => log.event('clock-step', { milliseconds })), watchDatabase(world, log), tellOfPeople(world, log)];
  try {
    const signal = await stop;
    const asked = performance.now();
    event('stopping', { signal, requests: door.underWay() });
    for (const end of watches) end();
    const [requests, mails] = await Promise.all([door.close(patience.underWay), within(patience.underWay, mailer.close()), within(patience.underWay, warm)]);
    if (requests > 0 || !mails) log.event('cut-off', { requests, mails: mails ? 'none' : 'some, tried again at the next start' });
    event('stopped', { milliseconds: since(asked) });
  } finally {
    for (const end of watches) end();
    if (!door.ending()) await Promise.all([door.close(0), mailer.close()]);
  }
}

/** Asks the database now and then and writes down when it is lost and when it is back, once each. */
function watchDatabase(world: World, log: Log): () => void {
  const ready = readiness(() => world.directory.hasPeople());
  let lost = false;
  const timer = setInterval(() => {
    void ready().then((missing) => {
      if (lost === (missing !== null)) return;
      lost = missing !== null;
      log.event(lost ? 'database-lost' : 'database-back');
    });
  }, lookEvery);
  timer.unref();
  return () => clearInterval(timer);
}

/** Has agreements told, at the start and now and then, what is left to tell of people who were erased or left: a process may have ended half-way. */
function tellOfPeople(world: World, log: Log): () => void {
  let under = false;
  const go = (): void => {
    if (under) return;
    under = true;
    void tellNotes(world)
      .catch((error: unknown) => log.trouble({ route: 'notes', error }))
      .finally(() => (under = false));
  };
  go();
  const timer = setInterval(go, tellEvery);
  timer.unref();
  return () => clearInterval(timer);
}

function since(moment: number): number {
  return Math.round(performance.now() - moment);
}

/** Three groups of four letters and digits that cannot be mistaken for each other: 58 bits. */
function newSetUpCode(): string {
  const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  return Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join('-');
}
