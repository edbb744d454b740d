import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { restore } from '#world/backup/restore';
import { systemClock } from '#world/store/ids';
import { type MailServer, startMailServer } from '../world/mail-server';
import { chance } from './chance';
import type { Postgres } from './grounds';
import { holds } from './holds';
import { ended, type Run, start } from './kills';
import { Ledger } from './ledger';
import { auditOf, lookInto, type Place } from './place';
import { afterPowerCut, buildCut, noteAll, stepsIn, touch } from './power';
import { wordsOf } from './progress';
import { type ActName, actsOnServer, type Said } from './words';

/** What came of cutting one act off at its steps. */
export interface Cut {
  store: 'SQLite' | 'PostgreSQL';
  act: ActName;
  /** Steps of the whole act: writes, synchronisations, names made and taken away; towards servers also each sending and each answer. */
  steps: number;
  /** Steps at which it is to be cut off, and those at which it was. */
  asked: number;
  cuts: number;
  /** States that were opened and looked through: the process killed, and three of each power cut. */
  states: number;
  /** How often the act was there afterwards although it had not been acknowledged. */
  ahead: number;
  /** Acts asked for again afterwards under the same key. */
  again: number;
  lost: string[];
  half: string[];
  doubled: string[];
}

/** Of many equal steps in a row, or of very many steps, the first and the last are cut off, and some between. */
const inARow = 6;
const mostTalk = 60;

/** Cuts every act off at its steps: the process killed, the power gone, the power gone with some of what was not synchronised written all the same. Fills the list act by act; gives a reason where it cannot be done here. */
export async function cutActs(run: Run, source: string, abreast: number, server: Postgres | null, chosen: readonly ActName[], cuts: Cut[]): Promise<string | null> {
  const built = buildCut(source, run.folder);
  if ('missing' in built) return built.missing;
  const all = [
    ...chosen.filter((act) => act !== 'move' || server !== null).map((act) => ({ act, onServer: false })),
    ...(server === null ? [] : chosen.filter((act) => actsOnServer.includes(act)).map((act) => ({ act, onServer: true }))),
  ];
  for (const { act, onServer } of all) {
    const total: Cut = { store: onServer ? 'PostgreSQL' : 'SQLite', act, steps: 0, asked: 0, cuts: 0, states: 0, ahead: 0, again: 0, lost: [], half: [], doubled: [] };
    cuts.push(total);
    try {
      await new Cutting(run, built.library, act, server, onServer).through(abreast, total);
    } catch (error) {
      total.lost.push(`${act}: it could not be tried: ${wordsOf(error)}`);
    }
  }
  return null;
}

type Trouble = 'lost' | 'half' | 'doubled';
type Add = (kind: Trouble, list: readonly string[]) => void;

/** A folder with all that an act is about: the data folder, and what lies beside it. */
interface Scene {
  root: string;
  place: Place;
  /** Where an act moves data to. */
  target?: string;
}

/** One act, again and again from the same beginning. */
class Cutting {
  readonly #folder: string;
  readonly #template: string;
  readonly #prepared: string;
  #mail!: MailServer;
  /** Events that were there before the act. */
  #before = new Map<string, string>();
  #name: string;
  #steps: string[] = [];

  constructor(readonly run: Run, readonly library: string, readonly act: ActName, readonly server: Postgres | null, readonly onServer: boolean) {
    this.#folder = realpathSync(run.folder);
    this.#name = `${act}_${onServer ? 'server' : 'folder'}`;
    this.#template = join(this.#folder, `act-${this.#name}`);
    this.#prepared = join(this.#folder, `act-${this.#name}.json`);
  }

  async through(abreast: number, total: Cut): Promise<void> {
    await this.#prepare();
    const { act } = this;
    const gather = async (at: number, again: boolean): Promise<void> => {
      const found = await this.#cutAt(at, again).catch((error: unknown) => ({ states: 0, ahead: 0, again: 0, lost: [error instanceof Error ? error.message : String(error)], half: [], doubled: [] }));
      for (const kind of ['states', 'ahead', 'again'] as const) total[kind] += found[kind];
      for (const kind of ['lost', 'half', 'doubled'] as const) total[kind].push(...found[kind].map((what) => `${act}, ${at === 0 ? 'whole' : `cut off at step ${at} (${(this.#steps[at - 1] ?? '').replace(/ .*\//, ' ')})`}: ${what}`));
    };
    await gather(0, true);
    total.steps = this.#steps.length;
    const places = chosenOf(this.#steps, chance(this.run.seed));
    total.asked = places.length;
    this.run.progress.far(`${total.store}, ${act}, cut off`, 0, places.length);
    let next = 0;
    const walk = async (): Promise<void> => {
      for (let index = next++; index < places.length; index = next++) {
        const at = places[index] ?? 0;
        await gather(at, index % 5 === 0 || (this.#steps[at - 1] ?? '').includes('/keys/'));
        total.cuts += 1;
        this.run.progress.far(`${total.store}, ${act}, cut off`, total.cuts, places.length);
      }
    };
    await Promise.all(Array.from({ length: abreast }, walk));
    await this.#mail.close();
    if (total.lost.length + total.half.length + total.doubled.length === 0) rmSync(this.#template, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    this.#mail = await startMailServer({ disabledCommands: ['STARTTLS'] });
    mkdirSync(this.#template);
    const place = { data: join(this.#template, 'data'), ...(this.onServer && { database: await this.server?.create(`act_${this.#name}`) }) };
    await ended(start(this.run.child, { job: 'prepare', place, act: this.act, prepared: this.#prepared, mail: this.#mail.port }));
    const { root, place: copy, target } = await this.#scene('before');
    const { kysely, close } = await lookInto(copy);
    for (const { agreement, stream, seq, hash } of await kysely.selectFrom('events').select(['agreement', 'stream', 'seq', 'hash']).execute()) this.#before.set(`${agreement}/${stream} ${seq}`, hash);
    await close();
    await this.#clear({ root, place: copy, ...(target !== undefined && { target }) });
  }

  /** A copy of where the act begins. */
  async #scene(name: string): Promise<Scene> {
    const home = join(this.#folder, `cut-${this.#name}-${name}`);
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    const root = join(home, 'work');
    cpSync(this.#template, root, { recursive: true });
    const database = `cut_${this.#name}_${name}`;
    return {
      root,
      place: { data: join(root, 'data'), ...(this.onServer && { database: await this.server?.create(database, `act_${this.#name}`) }) },
      ...(this.act === 'move' && { target: await this.server?.create(database) }),
    };
  }

  async #clear({ root, place, target }: Scene): Promise<void> {
    rmSync(dirname(root), { recursive: true, force: true });
    for (const url of [place.database, target]) if (url !== undefined) await this.server?.query(`drop database "${new URL(url).pathname.slice(1)}" with (force)`);
  }

  /** Runs the act, cut off at a step (0 for not at all), and looks at all that may be left of it. */
  async #cutAt(at: number, again: boolean): Promise<Pick<Cut, 'states' | 'ahead' | 'again' | Trouble>> {
    const { act, run, onServer } = this;
    const scene = await this.#scene(String(at));
    const { root, place, target } = scene;
    const home = dirname(root);
    const [kept, mark] = [join(home, 'kept'), join(home, 'mark')];
    touch(mark);
    noteAll(root, kept);
    const talks = act === 'send' || act === 'move' || onServer;
    const env = { LD_PRELOAD: this.library, CUT_FOLDER: root, CUT_KEPT: kept, CUT_AT: String(at), CUT_MARK: mark, CUT_TALK: talks ? '1' : '0' };
    const said = await listen(start(run.child, { job: 'act', place, act, prepared: this.#prepared, mark, mail: this.#mail.port, ...(target !== undefined && { target }) }, [], env), at > 0);
    if (at === 0) this.#steps = stepsIn(kept);
    const found = { states: 0, ahead: 0, again: 0, lost: [] as string[], half: [] as string[], doubled: [] as string[] };
    const random = chance(run.seed + at);
    // What a power cut leaves is made first: opening the folder of the killed process changes it. A database server has no part in this power cut.
    const scenes: [string, Scene][] = [['killed', scene]];
    if (!onServer && target === undefined) {
      for (const [index, state] of (['power cut', 'power cut, some of it written', 'power cut, some other of it written'] as const).entries()) {
        const after = join(home, `after-${index}`);
        afterPowerCut(root, kept, after, index === 0 ? undefined : random);
        scenes.push([state, { root: after, place: { data: join(after, 'data') } }]);
      }
    }
    for (const [index, [state, one]] of scenes.entries()) {
      const add: Add = (kind, list) => void found[kind].push(...list.map((what) => `${state}: ${what}`));
      try {
        const ledger = new Ledger();
        for (const [event, hash] of this.#before) ledger.events.set(event, hash);
        for (const line of said) ledger.hear(line);
        const done = said.some(({ say }) => say === 'done' || say === 'kept');
        await this.#look(one, ledger, done, add);
        found.states += 1;
        if (!done && ledger.kept.size > 0) found.ahead += 1;
        if (!again || index > 1) continue;
        await this.#repeat(one, ledger, done, add);
        found.again += 1;
      } catch (error) {
        add('lost', [`it does not open again: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]);
      }
    }
    if (found.lost.length + found.half.length + found.doubled.length === 0) await this.#clear(scene);
    return found;
  }

  /** Holds what is left against what was said. */
  async #look({ root, place, target }: Scene, ledger: Ledger, done: boolean, add: Add): Promise<void> {
    if (this.act === 'move' && target !== undefined) {
      const left = await refusal(place);
      const there = await this.#agreementsAt(target);
      if (done && left === null) add('half', ['it was said to be moved, and the old place is still served']);
      if (left === null && there > 0) add('doubled', ['both places are served']);
      if (left !== null && !/moved/.test(left)) add('lost', [left]);
      return;
    }
    await this.#holds(place, ledger, add);
    if (this.act === 'backup') {
      const file = join(root, 'backup.entente');
      if (existsSync(file)) add('lost', await notRestored(file, `${root}-restored`));
      else if (done) add('lost', ['the backup that was said to be written']);
    }
    if (this.act === 'restore') {
      const restored = { data: join(root, 'restored') };
      const refused = existsSync(join(restored.data, 'entente.db')) ? await refusal(restored) : 'has not finished';
      if (refused === null) await this.#holds(restored, ledger, add);
      else if (done || !/has not finished/.test(refused)) add('lost', [`what was restored: ${refused}`]);
    }
  }

  /** Asks again for the act, as somebody does who was not answered, and looks again. */
  async #repeat(scene: Scene, ledger: Ledger, done: boolean, add: Add): Promise<void> {
    const { act, run } = this;
    const { root, place, target } = scene;
    if (act === 'restore' && existsSync(join(root, 'restored', 'entente.db')) && (await refusal({ data: join(root, 'restored') })) === null) return;
    if (act === 'backup') rmSync(join(root, 'backup.entente'), { force: true });
    if (act === 'send') await ended(start(run.child, { job: 'send', place, ahead: 4 * 60_000, mail: this.#mail.port }));
    // Somebody who came in by a link finds it used; whoever was erased is not asked for again, but what is to be told of it is.
    else if (act === 'accept' && (done || ledger.kept.size > 0)) return;
    else {
      for (const line of await listen(start(run.child, { job: 'act', place, act, prepared: this.#prepared, mark: null, mail: this.#mail.port, ...(target !== undefined && { target }) }), false)) {
        if (line.say === 'answered') ledger.hear({ ...line, say: 'again' });
        else ledger.hear(line);
      }
    }
    if (act === 'move' && target !== undefined) {
      await this.#holds({ data: place.data, database: target }, ledger, add);
      add('half', (await refusal(place)) === null ? ['it was moved, and the old place is still served'] : []);
    } else await this.#look(scene, ledger, true, add);
    if (act === 'erase') add('lost', filesWith(place.data, 'Cy Dumas').map((file) => `the name of whoever was erased is in ${file}`));
    add('doubled', ledger.faults.splice(0));
    if (act === 'send') await this.#sentOnce(place, add);
  }

  async #holds(place: Place, ledger: Ledger, add: Add): Promise<void> {
    const { kysely, kind, close } = await lookInto(place);
    try {
      const found = await holds(kysely, kind === 'sqlite', ledger);
      for (const trouble of ['lost', 'half', 'doubled'] as const) add(trouble, found[trouble]);
    } finally {
      await close();
    }
    add('half', await auditOf(place));
  }

  /** The one mail that waited is sent, and the server has it. */
  async #sentOnce(place: Place, add: Add): Promise<void> {
    const { kysely, close } = await lookInto(place);
    try {
      const rows = await kysely.selectFrom('outbox').select(['id', 'state', 'dedupe']).execute();
      add('lost', rows.filter(({ id, state }) => state !== 'sent' || !this.#mail.got.some(({ raw }) => raw.includes(id))).map(({ dedupe, state }) => `mail ${dedupe} is ${state}`));
    } finally {
      await close();
    }
  }

  async #agreementsAt(url: string): Promise<number> {
    const name = new URL(url).pathname.slice(1);
    const [found] = (await this.server?.query(`select to_regclass('agreements') is not null as there`, name)) ?? [];
    if (found?.['there'] !== true) return 0;
    return Number((await this.server?.query('select count(*) as n from agreements', name))?.[0]?.['n'] ?? 0);
  }
}

/** Why a place cannot be opened, null where it can. */
async function refusal(place: Place): Promise<string | null> {
  try {
    await (await lookInto(place)).close();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What is wrong with a backup: nothing if it can be restored, since that reads all of it back. */
async function notRestored(file: string, into: string): Promise<string[]> {
  rmSync(into, { recursive: true, force: true });
  try {
    const { record } = await restore({ file, passphrase: () => Promise.reject(new Error('it is not encrypted')), data: into, database: null, sendMails: false, signOut: false, faultsToo: false, now: systemClock, progress: () => undefined });
    return record.faulty === 0 ? [] : [`the backup has ${record.faulty} faults`];
  } catch (error) {
    return [`the backup cannot be restored: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

function filesWith(folder: string, words: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(words));
}

/** What a child says until it ends: killed, or by itself when all is done. */
function listen(child: ReturnType<typeof start>, killed: boolean): Promise<Said[]> {
  return new Promise((resolve, reject) => {
    const said: Said[] = [];
    let words = '';
    child.stderr?.on('data', (part: Buffer) => (words += part.toString()));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => void (line.endsWith('}') && said.push(JSON.parse(line) as Said)));
    child.on('error', reject);
    child.on('close', (code, signal) => (signal === 'SIGKILL' || code === 0 ? resolve(said) : reject(new Error(`an act ended with ${String(code ?? signal)}${killed ? ' before it was cut off' : ''}: ${words.slice(-2000)}`))));
  });
}

/** Which steps are cut off: all, but of long rows of equal ones, and of very long talks with a server, only some. */
function chosenOf(steps: readonly string[], random: () => number): number[] {
  const chosen: number[] = [];
  for (let at = 0; at < steps.length; ) {
    let end = at;
    while (end < steps.length && steps[end] === steps[at]) end += 1;
    for (let index = at; index < end; index += 1) if (index - at < inARow / 2 || end - index <= inARow / 2 || random() < 0.05) chosen.push(index + 1);
    at = end;
  }
  const some = chosen.length <= mostTalk ? 1 : mostTalk / chosen.length;
  return chosen.filter((_, index) => some === 1 || index < 10 || chosen.length - index <= 20 || random() < some);
}
