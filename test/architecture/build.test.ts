import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
// Text and data come in the same way in tests as in what is built.
import page from '../../CONTRIBUTING.md';
import raw from '../../NOTICE?raw';
import settings from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');

/** A checkout with a program of a few lines and everything else as it is. */
let checkout: string;

const sources = {
  'src/doors/cli/main.ts': `import page from './page.md';
import template from './template.typ?raw';
import data from './data.json' with { type: 'json' };
import { greet } from '#agreement/greet';
process.stdout.write([page, template, data.word, greet(process.argv[2] ?? ''), (await import('#agreement/later')).later].join('|'));
`,
  'src/doors/cli/page.md': '# Page `${1}`',
  'src/doors/cli/template.typ': '#let x = 1',
  'src/doors/cli/data.json': '{ "word": "données" }',
  'src/doors/cli/page.d.ts': "declare module '*.md' {}",
  'src/agreement/greet.ts': 'export const greet = (name: string): string => `Hello ${name}`;\n',
  'src/agreement/later.ts': "export const later = 'later';\n",
  'src/world/children/answer-parent.ts': 'export function answerParent(answer: (n: number) => number): void { process.stdout.write(String(answer(1))); }\n',
  'src/world/children/add-one.ts': "import { answerParent } from '#world/children/answer-parent';\n\nanswerParent((n) => n + 1);\n",
  'src/doors/web/index.html': '<!doctype html><html lang="en"><head><title>x</title></head><body><script type="module" src="./main.tsx"></script></body></html>',
  'src/doors/web/main.tsx': "import './main.css';\nimport page from '../cli/page.md';\nimport { greet } from '#agreement/greet';\ndocument.title = greet(page);\n",
  'src/doors/web/main.css': '@import "tailwindcss";\nbody { color: #123456; }\n',
};

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'entente-build-'));
  for (const name of ['bin', 'scripts', 'package.json', 'tsconfig.base.json', 'vite.server.config.ts', 'vite.web.config.ts']) cpSync(join(root, name), join(checkout, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'), 'dir');
  for (const [name, text] of Object.entries(sources)) put(name, text);
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function put(name: string, text: string): void {
  mkdirSync(dirname(join(checkout, name)), { recursive: true });
  writeFileSync(join(checkout, name), text);
}

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: checkout, env: { ...process.env, NO_COLOR: '1' } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const entente = (name: string): ReturnType<typeof run> => run('bin/entente.mjs', name);

describe('the build', () => {
  test('happens at the first start, with a line of progress, and takes text and data in', async () => {
    const { code, out, err } = await entente('Ada');
    expect(err).toMatch(/^Building Entente for the first time …\nBuilt in [\d.]+ s\.\n$/);
    expect(out).toBe('# Page `${1}`|#let x = 1|données|Hello Ada|later');
    expect(code).toBe(0);
  });

  test('makes every child process, and no other file of that folder', async () => {
    expect(readdirSync(join(checkout, 'dist/children'))).toEqual(['add-one.js']);
    expect((await run('dist/children/add-one.js')).out).toBe('2');
  });

  test('makes the screens, with nothing inlined and the licences of what is in them', () => {
    const html = readFileSync(join(checkout, 'dist/web/index.html'), 'utf8');
    expect(html).toMatch(/<script type="module" crossorigin src="\/assets\/[^"]+\.js"><\/script>/);
    expect(html).not.toMatch(/<script>|<style|data:/);
    const assets = readdirSync(join(checkout, 'dist/web/assets'));
    expect(assets.map((name) => readFileSync(join(checkout, 'dist/web/assets', name), 'utf8')).join('\n')).toMatch(/#123456/);
    expect(existsSync(join(checkout, 'dist/web/licences.txt'))).toBe(true);
  });

  test('is silent and does nothing when nothing changed', async () => {
    const before = readFileSync(join(checkout, 'dist/stamp.json'), 'utf8');
    expect(await entente('Ada')).toMatchObject({ code: 0, err: '' });
    expect(await run('scripts/build.mjs', '--if-stale')).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(checkout, 'dist/stamp.json'), 'utf8')).toBe(before);
  });

  test('follows a change, a new file and a file taken away', async () => {
    put('src/agreement/greet.ts', "import { sign } from '#agreement/sign';\nexport const greet = (name: string): string => `Bonjour ${name}${sign}`;\n");
    put('src/agreement/sign.ts', "export const sign = '.';\n");
    expect((await entente('Ada')).out).toContain('Bonjour Ada.');
    rmSync(join(checkout, 'src/agreement/sign.ts'));
    const { code, err } = await entente('Ada');
    expect(err).toContain('#agreement/sign');
    expect(code).toBe(2);
    put('src/agreement/greet.ts', sources['src/agreement/greet.ts']);
    expect((await entente('Ada')).out).toContain('Hello Ada');
  });

  test('that fails names the file, shows no stack, and leaves the last one in place', async () => {
    const before = readFileSync(join(checkout, 'dist/entente.js'), 'utf8');
    put('src/agreement/greet.ts', 'export const greet = (;\n');
    const { code, err } = await entente('Ada');
    expect(err).toContain('src/agreement/greet.ts');
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(readFileSync(join(checkout, 'dist/entente.js'), 'utf8')).toBe(before);
    put('src/agreement/greet.ts', sources['src/agreement/greet.ts']);
  });

  test('by several starts at once is made once', async () => {
    put('src/agreement/later.ts', "export const later = 'much later';\n");
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => entente(name)));
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(all.map(({ out }) => out.split('|').slice(3))).toEqual(['a', 'b', 'c', 'd'].map((name) => [`Hello ${name}`, 'much later']));
    expect(all.filter(({ err }) => err.includes('Built in'))).toHaveLength(1);
  });

  test('keeps the parts of the build before, so that a running program finds them, and no older ones', async () => {
    const parts = (): string[] => readdirSync(join(checkout, 'dist/chunks'));
    const [first] = parts().filter((name) => name.startsWith('later') && readFileSync(join(checkout, 'dist/chunks', name), 'utf8').includes('much later'));
    put('src/agreement/later.ts', "export const later = 'next';\n");
    await entente('Ada');
    expect(parts()).toContain(first);
    put('src/agreement/later.ts', "export const later = 'after next';\n");
    await entente('Ada');
    expect(parts()).not.toContain(first);
  });
});

describe('text and data in tests', () => {
  test('Markdown is text', () => expect(page).toMatch(/^# Contributing/));
  test('any file is text with ?raw', () => expect(raw).toMatch(/^Entente\n/));
  test('JSON is data', () => expect(settings.name).toBe('entente-app'));
});
