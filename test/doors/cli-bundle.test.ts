import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { runProgram } from '#doors/cli/program';
import { sampleAnswers } from '../agreement/sample-answers';
import { filesOf } from '../format/lives';

/** Runs a command in this process. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
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

describe('a bundle on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entente-cli-bundle-'));
  const at = (name: string): string => join(folder, name);
  let id = '';
  beforeAll(async () => {
    writeFileSync(at('answers.yaml'), writeAnswers(sampleAnswers(2)));
    const { out } = await run('draft', at('answers.yaml'), '--out', at('out'), '--formats', 'md', '--data', at('here'), '--format', 'json');
    id = (JSON.parse(out) as { agreement: string }).agreement;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is written and found intact', async () => {
    expect(await run('export', id, '--data', at('here'), '--to', at('a.zip'))).toMatchObject({ code: 0, out: expect.stringContaining('a.zip'), err: '' });
    expect(await run('verify', at('a.zip'))).toMatchObject({ code: 0, out: expect.stringMatching(/^"Tidemark", agreement .*\n {2}archive +intact[^]*\nIntact\.\n$/) });
    expect(JSON.parse((await run('verify', at('a.zip'), '--format', 'json')).out)).toMatchObject({ verdict: 'intact', bundle: { agreement: id, party: 'local' } });
  });
  test('is compared with a checkpoint kept elsewhere', async () => {
    const [noted] = JSON.parse(new TextDecoder().decode(filesOf(readFileSync(at('a.zip')))['checkpoints.json'])) as unknown[];
    writeFileSync(at('checkpoint.json'), JSON.stringify(noted, null, 2));
    expect(await run('verify', at('a.zip'), '--against', at('checkpoint.json'))).toMatchObject({ code: 0, out: expect.stringMatching(/against +intact \(checkpoint 1 of/) });
    writeFileSync(at('checkpoint.json'), '{}');
    expect(await run('verify', at('a.zip'), '--against', at('checkpoint.json'))).toMatchObject({ code: 2, out: expect.stringMatching(/against +cannot tell: against \(this is not a checkpoint\)/) });
    writeFileSync(at('checkpoint.json'), 'words');
    expect(await run('verify', at('a.zip'), '--against', at('checkpoint.json'))).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is not JSON') });
  });
  test('that was damaged is told with code 1', async () => {
    const bytes = readFileSync(at('a.zip'));
    bytes[500]! ^= 1;
    writeFileSync(at('b.zip'), bytes);
    expect(await run('verify', at('b.zip'))).toMatchObject({ code: 1, out: expect.stringContaining('archive      broken: archive') });
    expect(await run('import', at('b.zip'), '--data', at('there'))).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Nothing was kept.') });
  });
  test('is taken in elsewhere, and goes on there', async () => {
    expect(await run('import', at('a.zip'), '--data', at('there'))).toMatchObject({ code: 0, out: expect.stringContaining(`is kept as ${id}: `), err: '' });
    expect(await run('list', '--data', at('there'))).toMatchObject({ code: 0, out: expect.stringContaining(id) });
    expect(await run('track', id, '--data', at('there'))).toMatchObject({ code: 0, out: expect.stringContaining('Alpha') });
    expect(await run('export', id, '--data', at('there'), '--to', at('c.zip'))).toMatchObject({ code: 0 });
    const [first, again] = [filesOf(readFileSync(at('a.zip'))), filesOf(readFileSync(at('c.zip')))];
    expect(again['events/party-local.jsonl']).toEqual(first['events/party-local.jsonl']);
    expect(await run('import', at('c.zip'), '--data', at('there'))).toMatchObject({ code: 2, err: expect.stringContaining('is here already') });
    expect(await run('audit', '--data', at('there'))).toMatchObject({ code: 0 });
  });
  test('is taken in for nobody whom this installation does not know', async () =>
    expect(await run('import', at('a.zip'), '--data', at('other'), '--for', 'ada@alpha.example')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Nobody with this mailbox has an account here.') }));
  test('of an agreement that is not there is not written', async () => expect(await run('export', 'none', '--data', at('here'), '--to', at('d.zip'))).toMatchObject({ code: 2, err: expect.stringContaining('There is no such agreement here.') }));
});
