import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { runProgram } from '#doors/cli/program';
import { sampleAnswers } from '../agreement/sample-answers';

const example = new URL('../../docs/own-pack/harbour', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'entente-cli-pack-'));
const at = (...names: string[]): string => join(folder, ...names);

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const streams = [
    vi.spyOn(process.stdout, 'write').mockImplementation((part) => Boolean((out += String(part)))),
    vi.spyOn(process.stderr, 'write').mockImplementation((part) => Boolean((err += String(part)))),
  ];
  try {
    return { code: await runProgram(args), out, err };
  } finally {
    for (const stream of streams) stream.mockRestore();
  }
}

beforeAll(() => {
  writeFileSync(at('answers.yaml'), writeAnswers(sampleAnswers(3)));
  cpSync(example, at('broken'), { recursive: true });
  writeFileSync(at('broken/clauses/remote-access/en.md'), '# Remote access\n\n{#record} Each party {parties.\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a pack that fits', async () => {
  const { code, out } = await run('pack', 'check', example);
  expect([code, out]).toEqual([0, expect.stringMatching(/^Harbour Robotics 1\.0\.0 of 2026-11-20 \(sha256:[0-9a-f]{64}\) adds remote-access; changes notices; its playbook speaks of 5 clauses and facts\. It fits the words of every law\.\n$/)]);
});
test('a pack that does not, with file, line and what to do', async () => {
  const { code, err } = await run('pack', 'check', at('broken'));
  expect(code).toBe(2);
  expect(err).toContain(`${at('broken')}/clauses/remote-access/en.md:3 A brace is not closed. Write a slot as {name} or {name|format}.`);
});
test('no pack at all', async () => expect((await run('pack', 'check', at('none'))).err).toContain('The pack cannot be read (there is no such file or folder).'));
test('a draft from a pack', async () => {
  const { code, err } = await run('draft', at('answers.yaml'), '--out', at('out'), '--formats', 'md', '--pack', example);
  expect([code === 2 || code === 3, err]).toEqual([false, '']);
  const { out } = await run('draft', at('answers.yaml'), '--out', at('plain'), '--formats', 'md');
  const file = out.split('\n')[0]?.split('/').at(-1) ?? '';
  expect(readFileSync(at('out', file), 'utf8')).toContain('name the person who answers questions');
  expect(readFileSync(at('plain', file), 'utf8')).not.toContain('name the person who answers questions');
});
test('a pack that is kept is what later drafts are made from', async () => {
  expect((await run('pack', 'add', example, '--data', at('data'))).out).toContain('It is kept.');
  expect((await run('pack', 'add', example, '--data', at('data'))).out).toContain('It was kept before.');
  expect((await run('pack', 'add', at('broken'), '--data', at('data'))).code).toBe(2);
  expect((await run('pack', 'list', '--data', at('data'))).out.trim().split('\n')).toEqual([expect.stringMatching(/^Harbour Robotics 1\.0\.0 of 2026-11-20, sha256:/)]);
  const { out } = await run('draft', at('answers.yaml'), '--out', at('kept'), '--formats', 'md', '--data', at('data'));
  expect(readFileSync(out.split('\n')[0] ?? '', 'utf8')).toContain('name the person who answers questions');
  expect((await run('draft', at('answers.yaml'), '--out', at('both'), '--data', at('data'), '--pack', example)).err).toContain('drafted from the packs that are kept with it');
});
