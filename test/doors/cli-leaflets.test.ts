import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { runProgram } from '#doors/cli/program';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';

const folder = mkdtempSync(join(tmpdir(), 'entente-cli-leaflets-'));
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
  writeFileSync(at('five.yaml'), writeAnswers(sampleAnswers(5)));
  writeFileSync(at('bare.yaml'), writeAnswers(bareAnswers(2, { 'agreement.type': 'RD' })));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a page for the party that is named', async () => {
  const { code, out } = await run('page', at('five.yaml'), '--party', 'gamma');
  expect(code).toBe(0);
  expect(out).toContain('Gamma: what this agreement means for you');
  for (const heading of ['What you give', 'What you do, and by when', 'What you get', 'If things go wrong', 'How you get out']) expect(out).toContain(`\n${heading}\n`);
  expect(out).toMatch(/\(section\u00A0\d/);
});
test('without a party it is that of the first', async () => expect((await run('page', at('five.yaml'))).out).toContain('Alpha: what this agreement means for you'));
test('the whole page is longer', async () => expect((await run('page', at('five.yaml'), '--whole')).out.length).toBeGreaterThan((await run('page', at('five.yaml'))).out.length));
test('a page as data', async () => expect(JSON.parse((await run('page', at('five.yaml'), '--party', 'beta', '--format', 'json')).out)).toMatchObject({ party: 'beta', parts: { give: expect.any(Array) as unknown } }));
test('pages as files', async () => {
  const { code, out } = await run('page', at('five.yaml'), '--party', 'beta', '--out', at('out'), '--formats', 'md,html');
  expect(code).toBe(0);
  expect(readdirSync(at('out')).map((name) => name.replace(/^.*-page-/, '')).sort()).toEqual(['beta.html', 'beta.md']);
  for (const name of readdirSync(at('out'))) expect(out).toContain(name);
});
test('a party that is none is refused, with those that are', async () => {
  const { code, out, err } = await run('page', at('five.yaml'), '--party', 'omega');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Parties: alpha, beta, gamma, delta, epsilon.');
});
test('a format that is none is refused', async () => expect(await run('heads', at('five.yaml'), '--out', at('out'), '--formats', 'xls')).toMatchObject({ code: 2, out: '' }));
test('heads of terms of answers that are hardly begun', async () => {
  const { code, out } = await run('heads', at('bare.yaml'));
  expect(code).toBe(0);
  expect(out).toContain('They bind nobody');
  expect(out).toContain('[goal: open]');
  expect(out).toContain('11 Still open');
});
test('heads of terms as files', async () => {
  await run('heads', at('five.yaml'), '--out', at('heads'), '--formats', 'md');
  expect(readFileSync(at('heads', readdirSync(at('heads'))[0] as string), 'utf8')).toContain('## 12 Where the parties differ');
});
test('the balance in words and as data', async () => {
  const { code, out } = await run('balance', at('five.yaml'));
  expect(code).toBe(0);
  expect(out).toMatch(/even\.\n/);
  expect(out).toMatch(/Epsilon: \d+ duties of its own/);
  expect(JSON.parse((await run('balance', at('five.yaml'), '--format', 'json')).out)).toMatchObject({ clauses: expect.any(Array) as unknown, parties: [{ party: 'alpha' }, {}, {}, {}, {}] });
});
