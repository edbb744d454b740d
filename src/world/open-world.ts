import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import type { LinkToSend } from '#world/accounts/accounts';
import { openAccounts } from '#world/accounts/open-accounts';
import type { PasswordCost } from '#world/accounts/password';
import { accountsSecret, newSecret } from '#world/accounts/secret';
import { openBundleReading, type BundleReadings } from '#world/bundles/bundle-reading';
import { openDataFolder, openKeysFolder } from '#world/data-folder';
import { holidayTable } from '#world/holidays';
import { openMailSecrets } from '#world/mail/secrets';
import { bundledPacks } from '#world/packs';
import { openPeopleKeys } from '#world/people-keys';
import { createPdfWriter, type PdfWriter } from '#world/pdf-writer';
import { projectFolder } from '#world/project-folder';
import { agreeOnKeys } from '#world/shared-keys';
import { openAuthority, type Authority } from '#world/signing/authority';
import { openCheckpointer, type Checkpointer } from '#world/signing/checkpoint-key';
import { carriedCheckpoint } from '#world/signing/checkpoint-signature';
import { openPdfReading, type PdfReading } from '#world/signing/pdf-reading';
import { createSigner } from '#world/signing/signer';
import { newId, systemClock } from '#world/store/ids';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { noteInstallation } from '#world/store/sql/installation';
import type { Clock } from '#world/store/store';
import type { World } from '#world/world';

/** Where a world keeps things: a data folder, a database server with a folder for keys, or only the memory of this process. */
export interface WorldOptions {
  /** Path of the data folder; without one nothing is kept. */
  data?: string | undefined;
  /** Address of a database server ("postgres://…"), which then keeps everything but the keys. */
  database?: string | null | undefined;
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
export async function openWorld({ data, database: server, keys, served = unserved, clock = systemClock, passwordCost }: WorldOptions = {}): Promise<World> {
  const folder = await openPlace(data, server ?? undefined, clock);
  const { database } = folder;
  const close = (): Promise<void> => folder.close();
  try {
    return assemble(database, folder.keys ?? (keys === undefined ? undefined : join(keys, 'keys')), openPeople(database, folder.keys, await agreed(database, served), clock, passwordCost), clock, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Several processes on one database ask for one set-up code, whichever of them the first visitor comes to. */
async function agreed({ kind, engine }: Database, served: Served): Promise<Served> {
  if (kind === 'sqlite' || served.setUpCode === null) return served;
  return { ...served, setUpCode: (await noteInstallation(engine, { 'set-up-code': served.setUpCode })).get('set-up-code') ?? served.setUpCode };
}

/** Where everything is kept, and the folder for keys, undefined where the keys end with the program. */
interface WorldPlace {
  database: Database;
  keys: string | undefined;
  close(): Promise<void>;
}

async function openPlace(data: string | undefined, server: string | undefined, clock: Clock): Promise<WorldPlace> {
  if (server === undefined && data !== undefined) return openDataFolder(data, clock);
  const keys = data === undefined ? undefined : openKeysFolder(data);
  const database = await openDatabase(server ?? ':memory:', clock, { ...(keys !== undefined && { peopleKeys: openPeopleKeys(keys) }) });
  try {
    if (keys !== undefined) await agreeOnKeys(database.engine, keys, new Date(clock()));
  } catch (error) {
    await database.close();
    throw error;
  }
  return { database, keys, close: () => database.close() };
}

type People = Pick<World, 'accounts' | 'mail' | 'signUp' | 'setUpCode'>;

/** Accounts and mail; without a folder for keys their secrets last as long as the program. */
function openPeople({ engine, outbox }: Database, keys: string | undefined, { address, mailServer, signUp, setUpCode }: Served, clock: Clock, passwordCost: PasswordCost | undefined): People {
  const secrets = openMailSecrets(keys);
  const sendLink = async ({ kind, person, token, expiresAt }: LinkToSend): Promise<void> => {
    const id = newId();
    const minutes = Math.max(1, Math.round((Date.parse(expiresAt) - Date.parse(clock())) / 60_000));
    await outbox.put([{ id, dedupe: `${kind}:${id}`, kind, to: { person }, agreement: null, data: { minutes }, secret: secrets.seal(token, id) }]);
  };
  const accounts = openAccounts({ engine, clock, secret: keys === undefined ? newSecret() : accountsSecret(keys), address: () => address, sendLink, passwordCost });
  return { accounts, mail: { address, server: mailServer, secrets }, signUp, setUpCode };
}

function assemble({ store, directory, outbox, erasures, changes, engine }: Database, keys: string | undefined, people: People, clock: Clock, closeData: () => Promise<void>): World {
  let writer: PdfWriter | undefined;
  let reading: PdfReading | undefined;
  let bundles: BundleReadings | undefined;
  let examples: ReturnType<World['examples']> | undefined;
  let authority: Promise<Authority> | undefined;
  // A failure (a full disk) is not kept: the next try starts anew.
  const open = (folder: string): Promise<Authority> =>
    (authority ??= openAuthority(folder, new Date(clock())).catch((error: unknown) => {
      authority = undefined;
      throw error;
    }));
  // Reading a file must not make keys: an authority that does not exist yet has issued nothing.
  const known = async (): Promise<Authority | undefined> => (keys !== undefined && existsSync(join(keys, 'authority.pem')) ? open(keys) : undefined);
  const keysFor = (what: string): string => {
    if (keys === undefined) throw new InputError(`${what} needs a data folder, where the key of this installation is kept.`, 'Name one with --data DIR.');
    return keys;
  };
  let checkpointer: Promise<Checkpointer> | undefined;
  return {
    store,
    directory,
    outbox,
    erasures,
    changes,
    ...people,
    upgradedFrom: engine.upgradedFrom,
    now: clock,
    newId: () => newId(),
    newSalt: () => randomBytes(32).toString('hex'),
    newToken: () => randomBytes(32).toString('base64url'),
    holidays: holidayTable,
    packs: bundledPacks,
    examples: () => (examples ??= readExamples(join(projectFolder(), 'examples'))),
    writePdf: (input) => (writer ??= createPdfWriter()).write(input),
    readPdf: async (pdf) => {
      const authority = await known();
      const content = await (reading ??= openPdfReading()).read(pdf, { authority: authority?.fingerprint });
      return { ...content, checkpoint: carriedCheckpoint(content.attachments, authority?.certificate) };
    },
    readBundle: (bundle) => (bundles ??= openBundleReading()).read(bundle),
    signer: async () => createSigner(await open(keysFor('Signing'))),
    checkpointer: async () => {
      const folder = keysFor('Signing');
      return (checkpointer ??= open(folder)
        .then((authority) => openCheckpointer(folder, authority, new Date(clock())))
        .catch((error: unknown) => {
          checkpointer = undefined;
          throw error;
        }));
    },
    close: async () => {
      writer?.close();
      try {
        await Promise.all([reading?.close(), bundles?.close()]);
      } finally {
        await closeData();
      }
    },
  };
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
