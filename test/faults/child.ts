import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '#agreement/input-error';
import { writeKeptMail } from '#formats/mail/write';
import { backUp } from '#world/backup/backup';
import { move } from '#world/backup/move';
import { restore } from '#world/backup/restore';
import { type Mailer, startMailer } from '#world/mail/mailer';
import { readMailSettings } from '#world/mail/settings';
import { projectFolder } from '#world/project-folder';
import { quickDigest } from '#world/store/digest';
import { systemClock } from '#world/store/ids';
import { StoreError } from '#world/store/store';
import type { World } from '#world/world';

import { unpackFolder } from '../fixtures/unpack';
import { actsOf } from './acts';
import { chance, oneOf } from './chance';
import { agreeAll, type Carry, type Cookies, mailboxes, type Name, names, openTable, type People, settle, signedIn } from './people';
import { movedClock, openAt, type Place, telling } from './place';
import { operationOf, tokenOf, Visitor } from './visitor';
import { type ActName, type Asked, isKeyed, type Job, type Said, type WriteJob } from './words';

/* A process that opens the real world and works in it as fast as it can, telling what it is about to write and what was
   acknowledged, until it is killed. It is told what to do on its standard input, a job as JSON. */

const job = JSON.parse(readFileSync(0, 'utf8')) as Job;

switch (job.job) {
  case 'settle': {
    const world = await openAt(job.place, movedClock(0));
    writeFileSync(job.cookies, JSON.stringify(await settle(world)));
    await world.close();
    break;
  }
  case 'write':
    await write(job);
    break;
  case 'prepare':
    await prepare(job);
    break;
  case 'act':
    await act(job);
    break;
  case 'send': {
    const world = await openAt(job.place, movedClock(job.ahead));
    const mailer = mailerOf(world, job.mail);
    while ((await world.outbox.nextDue()) !== null) {
      await mailer.settled();
      await wait(20);
    }
    await mailer.close();
    await world.close();
    break;
  }
}

async function write({ place, cookies, seed, ahead, table, again, mail, alone }: WriteJob): Promise<void> {
  const began = performance.now();
  const opened = await openAt(place, movedClock(ahead));
  say({ say: 'open', milliseconds: performance.now() - began });
  const world = tellingWorld(opened);
  const people = signedIn(world, JSON.parse(readFileSync(cookies, 'utf8')) as Cookies);
  if (mail !== null) mailerOf(world, mail);
  for (const asked of again) {
    const result = await attempt(asked.key, () => ask(people, world, asked));
    if (result !== undefined) say({ say: 'again', key: asked.key, result: result.value });
  }
  let agreement = table;
  for (let tries = 0; agreement === null; tries += 1) agreement = (await attempt(`table-${seed}-${tries}`, () => opening(world, people, `${seed}-${tries}`)))?.value ?? null;
  say({ say: 'table', agreement });
  const at = agreement;
  if (alone === undefined) await Promise.all(names.map((name, index) => work(world, people, name, at, seed * 10 + index, Infinity)));
  else for (const [index, name] of names.entries()) await work(world, people, name, at, seed * 10 + index, alone / names.length);
  await world.close();
}

/** Brings an agreement to where an act begins. */
async function prepare({ place, act: name, prepared, mail }: Extract<Job, { job: 'prepare' }>): Promise<void> {
  if (name === 'migrate') {
    unpackFolder('data-version-2', place.data, join(projectFolder(), 'test', 'fixtures'));
    return writeFileSync(prepared, '{}');
  }
  const world = await openAt(place, movedClock(0));
  const cookies = await settle(world);
  const people = signedIn(world, cookies);
  const carry: Carry = async (who, operation, input) => (await ask(people, world, { key: world.newId(), who, operation, input })) as never;
  const agreement = await openTable(carry);
  const asked: Asked = { key: 'the-act', ...(await acting(carry, name, agreement)) };
  // Nothing waits in the outbox but what the act is about.
  const mailer = mailerOf(world, mail);
  await mailer.settled();
  await mailer.close();
  if (name === 'send') await carry('anna', 'invite-person', { agreement, email: 'one@readers.example', role: 'reader' });
  await world.close();
  if (name === 'restore') await backUpBeside(place);
  writeFileSync(prepared, JSON.stringify({ cookies, asked }));
}

/** What is asked for in an act, after what must be so before it. */
async function acting(carry: Carry, name: ActName, agreement: string): Promise<Omit<Asked, 'key'>> {
  const invited = async (): Promise<string> => tokenOf((await carry<{ link: string | null }>('anna', 'invite-person', { agreement, email: 'reader@readers.example', role: 'reader' })).link);
  const cure = { agreement, answers: [{ path: 'conf.terms.period', value: { n: 9, unit: 'year' } }] };
  switch (name) {
    case 'erase':
      return { who: 'anna', operation: 'erase-person', input: { person: (await carry<{ people: { person: string; role: string }[] }>('anna', 'list-people', { agreement })).people.find((one) => one.role === 'counsel')?.person, confirm: mailboxes.cy } };
    case 'comment':
      return { who: 'anna', operation: 'make-comment', input: { agreement, clause: 'confidentiality', scope: 'everyone', text: 'Comment m1-1.' } };
    case 'answer':
      return { who: 'anna', operation: 'answer-questions', input: cure };
    case 'turn':
      await carry('anna', 'answer-questions', cure);
      return { who: 'anna', operation: 'send-turn', input: { agreement, answering: 1, note: 'Turn m1-1.' } };
    case 'invite':
      return { who: 'anna', operation: 'invite-person', input: { agreement, email: 'reader@readers.example', role: 'reader' } };
    case 'accept':
      return { who: 'guest', operation: 'accept-invitation', input: { token: await invited(), name: 'Reader One' } };
    case 'remove':
      await carry('guest', 'accept-invitation', { token: await invited(), name: 'Reader One' });
      return { who: 'anna', operation: 'remove-person', input: { agreement, person: (await carry<{ people: { person: string; role: string }[] }>('anna', 'list-people', { agreement })).people.find((one) => one.role === 'reader')?.person } };
    case 'seal':
      await agreeAll(carry, agreement);
      return { who: 'anna', operation: 'seal-agreement', input: { agreement } };
    case 'sign': {
      await agreeAll(carry, agreement);
      await carry('anna', 'seal-agreement', { agreement });
      const { seal } = await carry<{ seal: { sealed: string; fields: { id: string; party: string }[] } }>('anna', 'read-agreement', { agreement });
      return { who: 'anna', operation: 'sign-agreement', input: { agreement, field: seal.fields.find((one) => one.party === 'alpha')?.id, name: 'Ada Winter', consent: seal.sealed } };
    }
    default:
      return { who: 'anna', operation: 'read-me', input: {} };
  }
}

async function act({ place, act: name, prepared, mark, mail, target }: Extract<Job, { job: 'act' }>): Promise<void> {
  const { cookies, asked } = JSON.parse(readFileSync(prepared, 'utf8')) as { cookies: Cookies; asked: Asked };
  const beside = dirname(place.data);
  const begin = (): void => void (mark !== null && readFileSync(mark));
  switch (name) {
    case 'backup':
      begin();
      await backUpBeside(place);
      break;
    case 'restore':
      begin();
      await restore({ file: join(beside, 'backup.entente'), passphrase: () => Promise.reject(new Error('it is not encrypted')), data: join(beside, 'restored'), database: null, sendMails: false, signOut: false, faultsToo: false, now: systemClock, progress: () => undefined });
      break;
    case 'move':
      begin();
      await move({ data: place.data, database: null, to: { url: target ?? '' }, faultsToo: false, now: systemClock, progress: () => undefined });
      break;
    case 'open':
    case 'migrate': {
      begin();
      const world = await openAt(place, movedClock(0));
      say({ say: 'done' });
      return world.close();
    }
    default: {
      const world = tellingWorld(await openAt(place, movedClock(0)));
      begin();
      if (name === 'send') {
        const mailer = mailerOf(world, mail);
        await mailer.settled();
        await mailer.close();
      } else await told(signedIn(world, cookies), world, asked);
      if (name === 'erase' || name === 'send') say({ say: 'done' });
      return world.close();
    }
  }
  say({ say: 'done' });
}

/** Writes a backup beside the data folder. */
async function backUpBeside({ data }: Place): Promise<void> {
  await backUp({ data, database: null, to: join(dirname(data), 'backup.entente'), force: false, passphrase: null, now: systemClock, product: 'faults', progress: () => undefined });
}

function opening(world: World, people: People, seed: string): Promise<string> {
  let count = 0;
  const carry: Carry = (who, operation, input) => told(people, world, { key: `table-${seed}-${++count}`, who, operation, input });
  return openTable(carry);
}

function tellingWorld(world: World): World {
  return { ...world, store: telling(world.store, quickDigest, (parts) => say({ say: 'begun', parts, at: now() }), (key, events) => say({ say: 'kept', key, events, at: now() })) };
}

/** One after another of what somebody may do. */
async function work(world: World, people: People, name: Name, agreement: string, seed: number, rounds: number): Promise<void> {
  const random = chance(seed);
  const earlier: Asked[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const mark = `m${seed}-${round}`;
    let count = 0;
    const carry: Carry = (who, operation, input) => {
      const asked = { key: `${mark}.${++count}`, who, operation, input };
      if (operationOf(operation).kind === 'write' && isKeyed(asked)) earlier.push(asked);
      return told(people, world, asked);
    };
    const come = (token: string): Promise<unknown> => told(people, world, { key: `${mark}.guest`, who: 'guest', operation: 'accept-invitation', input: { token, name: `Reader ${mark}` } });
    if (random() < 0.15 && earlier.length > 0) {
      const asked = oneOf(random, earlier);
      const result = await attempt(asked.key, () => ask(people, world, asked));
      if (result !== undefined) say({ say: 'again', key: asked.key, result: result.value });
    }
    if (random() < 0.1) await attempt(mark, () => put(world, mark));
    await attempt(`${mark}.act`, () => oneOf(random, actsOf(name, come))(carry, agreement, random, mark));
  }
}

/** A mail that belongs to no append. */
async function put(world: World, mark: string): Promise<void> {
  const mail = { id: world.newId(), dedupe: `put-${mark}` };
  say({ say: 'begun', parts: { key: `put-${mark}`, agreement: '', drafts: [], blobs: [], mails: [mail], invitations: [], used: null, grants: [], ends: [] }, at: now() });
  await world.outbox.put([{ ...mail, kind: 'sealed', to: { email: `put-${mark}@readers.example` }, agreement: null, data: { title: 'Tidemark', party: 'Alpha', by: 'Beta', version: 1, file: 'sha256:0' } }]);
  say({ say: 'kept', key: `put-${mark}`, events: [], at: now() });
}

async function told<T>(people: People, world: World, asked: Asked): Promise<T> {
  if (operationOf(asked.operation).kind !== 'write') return (await ask(people, world, asked)) as T;
  say({ say: 'asked', asked });
  const result = await ask(people, world, asked);
  say({ say: 'answered', key: asked.key, result });
  return result as T;
}

function ask(people: People, world: World, { key, who, operation, input }: Asked): Promise<unknown> {
  return (who === 'guest' ? new Visitor(world) : people[who]).do(operation, input, key);
}

/** Carries something out; what is refused is told, and any other trouble ends the process. */
async function attempt<T>(key: string, work: () => Promise<T>): Promise<{ value: T } | undefined> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof InputError || error instanceof StoreError) {
      say({ say: 'refused', key, what: error.message, outside: error instanceof StoreError });
      if (error instanceof StoreError) await wait(50);
      return undefined;
    }
    say({ say: 'failed', what: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return process.exit(4);
  }
}

function mailerOf(world: World, port: number): Mailer {
  return startMailer({
    outbox: world.outbox,
    write: writeKeptMail,
    addressOf: (person) => world.directory.addressOf(person),
    settings: readMailSettings(`smtp://127.0.0.1:${port}?from=entente@alpha.example`),
    address: world.mail.address,
    secrets: world.mail.secrets,
    now: world.now,
    trouble: (error) => say({ say: 'refused', key: 'mail', what: String(error), outside: true }),
  });
}

/** The time as strace tells it. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** One line, whole before anything else happens. */
function say(said: Said): void {
  let bytes = Buffer.from(`${JSON.stringify(said)}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      // The reader is behind.
      if ((error as { code?: string }).code !== 'EAGAIN') throw error;
    }
  }
}
