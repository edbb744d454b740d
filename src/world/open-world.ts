import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import type { LinkToSend } from '#world/accounts/accounts';
import { openAccounts } from '#world/accounts/open-accounts';
import type { PasswordCost } from '#world/accounts/password';
import { accountsSecret, newSecret } from '#world/accounts/secret';
import { openDataFolder } from '#world/data-folder';
import { holidayTable } from '#world/holidays';
import { openMailSecrets } from '#world/mail/secrets';
import { readPackFolder } from '#world/packs';
import { createPdfWriter, type PdfWriter } from '#world/pdf-writer';
import { projectFolder } from '#world/project-folder';
import { openAuthority, type Authority } from '#world/signing/authority';
import { openPdfReading, type PdfReading } from '#world/signing/pdf-reading';
import { createSigner } from '#world/signing/signer';
import { newId, systemClock } from '#world/store/ids';
import { openDatabase, type Database } from '#world/store/sqlite/open-database';
import type { Clock } from '#world/store/store';
import type { World } from '#world/world';

/** Where a world keeps things: a data folder, or only the memory of this process. */
export interface WorldOptions {
  /** Path of the data folder; without one nothing is kept. */
  data?: string | undefined;
  /** Path of a data folder of which only the keys are used, so that a file can be signed while a server has the folder open. */
  keys?: string | undefined;
  /** How an installation that is served is reached; without it nobody signs in and nobody is mailed. */
  served?: Served | undefined;
  /** Tells the time; that of the machine unless given. */
  clock?: Clock | undefined;
  /** What hashing a password takes; a quarter of a second unless given. */
  passwordCost?: PasswordCost | undefined;
}

/** How people reach an installation, and how it reaches them. */
export interface Served {
  /** Such as `https://entente.example`, without a slash at its end. */
  address: string;
  /** Whether a mail server is set up. */
  mailServer: boolean;
  signUp: 'open' | 'invited';
  /** What whoever sets it up must know; null where only this machine can reach it. */
  setUpCode: string | null;
}

const unserved: Served = { address: 'http://127.0.0.1:4321', mailServer: false, signUp: 'invited', setUpCode: null };

/** Opens the real world: the store, the clock, child processes for PDFs, and the authority of the data folder. */
export async function openWorld({ data, keys, served = unserved, clock = systemClock, passwordCost }: WorldOptions = {}): Promise<World> {
  const folder = data === undefined ? undefined : await openDataFolder(data, clock);
  const database = folder?.database ?? (await openDatabase(':memory:', clock));
  const close = (): Promise<void> => (folder ?? database).close();
  try {
    return assemble(database, folder?.keys ?? (keys === undefined ? undefined : join(keys, 'keys')), openPeople(database, folder?.keys, served, clock, passwordCost), clock, close);
  } catch (error) {
    await close();
    throw error;
  }
}

type People = Pick<World, 'accounts' | 'mail' | 'signUp' | 'setUpCode'>;

/** Accounts and mail; without a folder for keys their secrets last as long as the program. */
function openPeople({ kysely, outbox }: Database, keys: string | undefined, { address, mailServer, signUp, setUpCode }: Served, clock: Clock, passwordCost: PasswordCost | undefined): People {
  const secrets = openMailSecrets(keys);
  const sendLink = async ({ kind, person, token, expiresAt }: LinkToSend): Promise<void> => {
    const id = newId();
    const minutes = Math.max(1, Math.round((Date.parse(expiresAt) - Date.parse(clock())) / 60_000));
    await outbox.put([{ id, dedupe: `${kind}:${id}`, kind, to: { person }, agreement: null, data: { minutes }, secret: secrets.seal(token, id) }]);
  };
  const accounts = openAccounts({ kysely, clock, secret: keys === undefined ? newSecret() : accountsSecret(keys), address: () => address, sendLink, passwordCost });
  return { accounts, mail: { address, server: mailServer, secrets }, signUp, setUpCode };
}

function assemble({ store, directory, outbox }: Database, keys: string | undefined, people: People, clock: Clock, closeData: () => Promise<void>): World {
  let writer: PdfWriter | undefined;
  let reading: PdfReading | undefined;
  let examples: ReturnType<World['examples']> | undefined;
  let authority: Promise<Authority> | undefined;
  // A failure (a full disk) is not kept: the next try starts anew.
  const open = (folder: string): Promise<Authority> =>
    (authority ??= openAuthority(folder, new Date(clock())).catch((error: unknown) => {
      authority = undefined;
      throw error;
    }));
  // Reading a file must not make keys: an authority that does not exist yet has issued nothing.
  const known = async (): Promise<string | undefined> => (keys !== undefined && existsSync(join(keys, 'authority.pem')) ? (await open(keys)).fingerprint : undefined);
  return {
    store,
    directory,
    outbox,
    ...people,
    now: clock,
    newId: () => newId(),
    newSalt: () => randomBytes(32).toString('hex'),
    newToken: () => randomBytes(32).toString('base64url'),
    holidays: holidayTable,
    packs: bundledPacks,
    examples: () => (examples ??= readExamples(join(projectFolder(), 'examples'))),
    writePdf: (input) => (writer ??= createPdfWriter()).write(input),
    readPdf: async (pdf) => (reading ??= openPdfReading()).read(pdf, { authority: await known() }),
    signer: () => {
      if (keys === undefined) throw new InputError('Signing needs a data folder, where the key of this installation is kept.', 'Name one with --data DIR.');
      return open(keys).then(createSigner);
    },
    close: async () => {
      writer?.close();
      try {
        await reading?.close();
      } finally {
        await closeData();
      }
    },
  };
}

let packs: ReturnType<World['packs']> | undefined;

/** Read once in a program: they are part of it. */
function bundledPacks(): ReturnType<World['packs']> {
  return (packs ??= [readPackFolder(join(projectFolder(), 'packs', 'base'), 'packs/base')]);
}

/** Examples are folders with an answers.yaml; the first line of its README is the title. */
function readExamples(folder: string): { name: string; title: string; answers: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'answers.yaml')))
    .map(({ name }) => {
      const readme = join(folder, name, 'README.md');
      const title = existsSync(readme) ? (readFileSync(readme, 'utf8').split('\n')[0] ?? '').replace(/^#\s*/, '') : name;
      return { name, title: title || name, answers: readFileSync(join(folder, name, 'answers.yaml'), 'utf8') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
