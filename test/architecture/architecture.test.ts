import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkSource, type Rule } from './check-source.ts';
import { rings } from './import-map.ts';

const root = join(import.meta.dirname, '..', '..');
const src = join(root, 'src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .sort();

describe('the import map', () => {
  test('src/ keeps to it', () => {
    const faults = files.flatMap((file) => checkSource(file, readFileSync(join(src, file), 'utf8')));
    expect(faults.map((fault) => `src/${fault.file}:${fault.line} ${fault.rule}: ${fault.message}`)).toEqual([]);
  });

  const broken = (file: string, source: string): Rule[] => checkSource(file, source).map((fault) => fault.rule);

  const faulty: [string, string, string, Rule][] = [
    ['a stage importing a stage', 'stages/draft/draft.ts', "import { inspect } from '#stages/inspect/inspect';", 'sibling'],
    ['a stage importing a stage by its place', 'stages/draft/draft.ts', "import { inspect } from '../inspect/inspect';", 'sibling'],
    ['a stage importing a type of a stage', 'stages/draft/draft.ts', "import type { Inspection } from '#stages/inspect/inspect';", 'sibling'],
    ['a stage naming a type of a stage', 'stages/draft/draft.ts', "export type X = import('#stages/inspect/inspect').Inspection;", 'sibling'],
    ['a stage passing a stage on', 'stages/draft/draft.ts', "export * from '#stages/inspect/inspect';", 'sibling'],
    ['a stage loading a stage later', 'stages/draft/draft.ts', "const x = await import('#stages/inspect/inspect');", 'sibling'],
    ['a bridge beside the stages', 'stages/both.ts', "export { inspect } from '#stages/inspect/inspect';", 'sibling'],
    ['a format importing a format', 'formats/pdf/write.ts', "import { write } from '#formats/docx/write';", 'sibling'],
    ['a format importing the list of formats', 'formats/pdf/write.ts', "import { formats } from '#formats/index';", 'sibling'],
    ['the nouns importing the library', 'agreement/finding.ts', "import { compile } from '#library/compile';", 'ring'],
    ['the library importing a stage', 'library/compile.ts', "import { draft } from '#stages/draft/draft';", 'ring'],
    ['a stage importing world', 'stages/sign/seal.ts', "import { sign } from '#world/signing/sign';", 'ring'],
    ['world importing a format', 'world/world.ts', "import { write } from '#formats/pdf/write';", 'ring'],
    ['a format importing the library', 'formats/pdf/write.ts', "import type { Library } from '#library/library';", 'ring'],
    ['an operation importing a door', 'operations/draft-agreement.ts', "import { app } from '../doors/http/app';", 'ring'],
    ['a screen importing an operation', 'doors/web/main.tsx', "import { operations } from '#operations/index';", 'ring'],
    ['a screen importing world', 'doors/web/main.tsx', "const w = new Worker(new URL('../../world/x.ts', import.meta.url));", 'ring'],
    ['the server importing a screen', 'doors/http/app.ts', "import { routes } from '../web/routes';", 'ring'],
    ['a file beside the rings', 'helpers/text.ts', '', 'no-ring'],
    ['a file outside src/', 'doors/cli/main.ts', "import { x } from '../../../scripts/x.mjs';", 'outside'],
    ['packs taken in by pattern', 'library/packs.ts', "const all = import.meta.glob('../../packs/**');", 'outside'],
    ['an import made up while running', 'world/world.ts', 'const x = await import(name);', 'computed-import'],
    ['a process imported', 'world/pdf-writer.ts', "import '#world/children/write-pdf';", 'process'],
    ['disk in the nouns', 'agreement/x.ts', "import { readFileSync } from 'node:fs';", 'node'],
    ['disk in an operation', 'operations/x.ts', "import { readFileSync } from 'node:fs';", 'node'],
    ['a package of another ring', 'library/x.ts', "import { Hono } from 'hono';", 'package'],
    ['a package nobody chose', 'world/x.ts', "import _ from 'lodash/merge';", 'package'],
    ['a database beside its store', 'world/packs.ts', "import Database from 'libsql';", 'package-home'],
    ['the time of now', 'stages/track/x.ts', 'export const at = Date.now();', 'clock'],
    ['today', 'stages/track/x.ts', 'export const at = new Date();', 'clock'],
    ['a date of the machine at all', 'stages/track/x.ts', "export const at = new Date('2026-01-01');", 'clock'],
    ['the time of now by Temporal', 'agreement/x.ts', "import { Temporal } from 'temporal-polyfill'; export const at = Temporal.Now.plainDateISO();", 'clock'],
    ['chance', 'agreement/x.ts', 'export const id = Math.random();', 'chance'],
    ['chance by another spelling', 'agreement/x.ts', "export const id = Math['random']();", 'chance'],
    ['chance of the machine', 'agreement/x.ts', 'export const id = crypto.randomUUID();', 'chance'],
    ['network', 'stages/ask/x.ts', "void fetch('https://example.org');", 'network'],
    ['the environment', 'library/x.ts', "export const where = process.env['HOME'];", 'process'],
    ['the console', 'library/x.ts', "console.log('x');", 'screen'],
    ['a locale', 'stages/draft/x.ts', 'export const f = new Intl.NumberFormat();', 'locale of the machine'],
    ['a number by locale', 'stages/draft/x.ts', 'export const f = (n: number) => n.toLocaleString();', 'locale of the machine'],
    ['an order by locale', 'stages/draft/x.ts', 'export const f = (a: string, b: string) => a.localeCompare(b);', 'locale of the machine'],
    ['SQL in an operation', 'operations/x.ts', "export const q = 'SELECT * FROM events WHERE stream = ?';", 'sql'],
    ['SQL in small letters', 'world/x.ts', 'export const q = (t: string) => `select * from ${t} where a = 1`;', 'sql'],
    ['a file that cannot be read', 'library/x.ts', 'export const = 1;', 'unreadable'],
  ];
  test.each(faulty)('finds %s', (_, file, source, rule) => expect(broken(file, source)).toEqual([rule]));

  const fine: [string, string, string][] = [
    ['a stage importing itself, the nouns and the library', 'stages/draft/draft.ts', "import '#stages/draft/x'; import '#agreement/x'; import '#library/x'; import text from './x.md';"],
    ['a format importing what all formats share', 'formats/pdf/write.ts', "import { furniture } from '#formats/furniture';"],
    ['the list of formats importing each', 'formats/index.ts', "import { write } from '#formats/pdf/write';"],
    ['a part of a package', 'agreement/x.ts', "import { sha256 } from '@noble/hashes/sha2.js';"],
    ['a database in its store', 'world/store/sqlite/open.ts', "import Database from 'libsql'; export const q = 'SELECT 1 FROM a WHERE b';"],
    ['a process joining world and a format', 'world/children/write-pdf.ts', "import { compilePdf } from '#formats/pdf/compile';"],
    ['an own thing called process', 'stages/draft/x.ts', 'export const f = (process: { env: string }) => process.env;'],
    ['a member called Date', 'stages/draft/x.ts', 'export const f = (a: { Date: string }) => a.Date + ({ Date: 1 }).Date;'],
    ['a clock outside the pure rings', 'world/clock.ts', 'export const now = () => new Date().toLocaleString();'],
    ['a sentence that begins like SQL', 'operations/x.ts', "export const what = 'Select one from the list, or delete from it.';"],
  ];
  test.each(fine)('allows %s', (_, file, source) => expect(broken(file, source)).toEqual([]));
});

describe('the folders', () => {
  test.each(Object.values(rings).map((ring) => ring.folder))('src/%s lists its nouns in a README', (folder) => {
    if (!files.some((file) => file.startsWith(`${folder}/`))) return;
    const file = join(src, folder, 'README.md');
    expect(existsSync(file), `src/${folder}/README.md lists what the folder holds, in reading order`).toBe(true);
    expect(readFileSync(file, 'utf8').length).toBeGreaterThan(200);
  });

  test('ARCHITECTURE.md draws the tree that exists', () => {
    const { lines, words } = treeIn(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'));
    expect(lines.filter((folder) => !existsSync(join(root, folder))), 'folders that are drawn but do not exist').toEqual([]);
    const inside = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => `src/${entry.name}`);
    expect(inside.filter((folder) => !lines.includes(folder)), 'folders that exist but have no line').toEqual([]);
    expect(['packs', 'examples', 'test', 'bench', 'decisions'].filter((folder) => existsSync(join(root, folder)) && !words.includes(`${folder}/`)), 'folders that exist but are not named').toEqual([]);
  });

  test('the tree is read by its indents', () => {
    const { lines } = treeIn('text\n```\nsrc/   all\n  doors/   http · cli\n    web/  screens\n  world/  outside\ntest/   x    docs/  y\n```\n');
    expect(lines).toEqual(['src', 'src/doors', 'src/doors/web', 'src/world', 'test']);
  });
});

/** The first drawn block of a page: the folders that open its lines, two spaces further in than their parent, and all its words. */
function treeIn(page: string): { lines: string[]; words: string[] } {
  const block = /```\w*\n([^]*?)```/.exec(page)?.[1] ?? '';
  const above: string[] = [];
  const lines = block.split('\n').flatMap((line) => {
    const found = /^( *)([\w.-]+)\/(\s|$)/.exec(line);
    if (found === null) return [];
    above.splice((found[1] ?? '').length / 2, above.length, found[2] ?? '');
    return [above.join('/')];
  });
  return { lines, words: block.split(/\s+/) };
}
