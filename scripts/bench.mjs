// npm run bench [-- part …]: our figures, and peers beside them in the same run. A goal that is missed is said, not hidden.
//   documents [answers.yaml]  what is done to one agreement, beside peers
//   load                      fifty people on one server; reads of an agreement; a session check
//   backup                    only by name: a backup, a restore and a move of 10,000 agreements, and what others feel of a server meanwhile
//   lists                     lists, search and the home page of somebody in 10,000 agreements
//   processes                 reads on one app process and on two with one PostgreSQL
//   appends                   synced writes a second on both stores, and in a long history
//   audit                     checking 1,000,000 events, in a file and on a PostgreSQL server
//   live                      many who follow the changes of one agreement
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
const root = fileURLToPath(new URL('..', import.meta.url));
const names = ['documents', 'load', 'lists', 'appends', 'live', 'processes', 'audit', 'backup'];
/** Parts that take so long that they are run only where they are named. */
const long = ['backup'];
const given = process.argv.slice(2);
const example = given.find((name) => name.endsWith('.yaml'));
const unknown = given.find((name) => name !== example && !names.includes(name));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}". Parts: ${names.join(', ')}.`);
  process.exit(2);
}
const parts = names.filter((name) => given.includes(name) || (given.length === 0 && !long.includes(name)) || (name === 'documents' && example !== undefined));

const { build } = await import('vite');
const out = join(root, '.cache/bench');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true, ssr: true, rolldownOptions: { input: { ours: join(root, 'scripts/bench-ours.ts') }, output: { entryFileNames: '[name].js' } } } });
const ours = await import(join(out, 'ours.js'));
if (parts.includes('documents')) await (await import('../bench/documents.mjs')).documents(ours, example ?? 'bench/answers.yaml');
if (parts.includes('load')) await (await import('../bench/load.mjs')).load(ours);
if (parts.includes('lists')) spawnSync(process.execPath, [join(root, 'bench/lists.mjs')], { stdio: 'inherit' });
if (parts.includes('appends')) spawnSync(process.execPath, [join(root, 'bench/appends.mjs')], { stdio: 'inherit' });
if (parts.includes('live')) await (await import('../bench/live.mjs')).live(ours);
if (parts.includes('processes')) await (await import('../bench/processes.mjs')).processes();
if (parts.includes('audit')) spawnSync(process.execPath, [join(root, 'bench/audit.mjs')], { stdio: 'inherit' });
if (parts.includes('backup')) spawnSync(process.execPath, [join(root, 'bench/backup.mjs')], { stdio: 'inherit' });
