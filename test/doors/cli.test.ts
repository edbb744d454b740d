import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { runProgram } from '#doors/cli/program';
import { formats } from '#formats/index';
import { openDataFolder } from '#world/data-folder';
import { systemClock } from '#world/store/ids';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';

const program = fileURLToPath(new URL('../../bin/entente.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entente-cli-'));
const at = (...names: string[]): string => join(folder, ...names);

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command in this process, which takes a tenth of starting a program; that the program does the same is tested below. */
async function run(...args: string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const streams = [
    vi.spyOn(process.stdout, 'write').mockImplementation((part) => Boolean((out += String(part)))),
    vi.spyOn(process.stderr, 'write').mockImplementation((part) => Boolean((err += String(part)))),
  ];
  try {
    const code = await runProgram(args);
    return { code, out, err };
  } finally {
    for (const stream of streams) stream.mockRestore();
  }
}

/** Runs the program as a person would, in the folder of these tests. */
function runAlone(...args: string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return name;
};

/** What every refusal must be: code 2, a place, a next step, no stack, nothing on standard output. */
function expectRefusal(ran: Ran, what: RegExp): void {
  expect(ran.err).toMatch(what);
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err.trimEnd()).toMatch(/[.)]$/);
  expect(ran.err.trim().split('\n').length, 'what happened and what to do').toBeGreaterThan(1);
  expect(ran.err).not.toMatch(/\n\s+at |node_modules|Error:/);
}

const pdf = (name: string): Buffer => readFileSync(at(name));

beforeAll(async () => {
  process.chdir(folder);
  // Without settings of whoever runs the tests.
  for (const name of Object.keys(process.env)) if (name.startsWith('ENTENTE_')) delete process.env[name];
  process.env['NO_COLOR'] = '1';
  write('answers.yaml', writeAnswers(sampleAnswers(2)));
  const drafted = await runAlone('draft', 'answers.yaml', '--out', 'out', '--formats', 'pdf,json');
  if (drafted.code !== 0) throw new Error(drafted.out + drafted.err);
  for (const name of readdirSync(at('out'))) copyFileSync(at('out', name), at(`draft.${name.split('.').at(-1)}`));
  const first = await runAlone('sign', 'draft.pdf', '--as', 'Ada Winter', '--for', 'Alpha', '--out', 'signed-1.pdf', '--data', 'keys');
  if (first.code !== 0) throw new Error(JSON.stringify(first));
  const second = await runAlone('sign', 'signed-1.pdf', '--as', 'Bruno Marchand', '--for', 'beta', '--out', 'signed-2.pdf', '--data', 'keys');
  if (second.code !== 0) throw new Error(JSON.stringify(second));
});
afterAll(() => {
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true, force: true });
});

describe.concurrent('as a program of its own', () => {
  test('tells its version', async () => expect(await runAlone('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' }));
  test('knows no such command: 2', async () => expect(await runAlone('dance')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--help') }));
  test('inspects', async () => expect(await runAlone('inspect', 'draft.pdf')).toMatchObject({ code: 0, err: '' }));
  test('finds problems: 1', async () => {
    write('alone.yaml', writeAnswers(bareAnswers(2)));
    expect(await runAlone('inspect', 'alone.yaml')).toMatchObject({ code: 1, out: expect.stringMatching(/\d+ problems?: /), err: '' });
  });
  test('verifies', async () => expect(await runAlone('verify', 'signed-2.pdf')).toMatchObject({ code: 0, out: expect.stringMatching(/^Intact, 2 of 2 signed/), err: '' }));
  test('tracks', async () => expect(await runAlone('track', 'signed-2.pdf')).toMatchObject({ code: 0, out: expect.stringMatching(/Alpha[\s\S]+Beta/), err: '' }));
  test('keeps and lists', async () => {
    expect(await runAlone('draft', 'answers.yaml', '--out', 'kept-alone', '--formats', 'md', '--data', 'data-alone')).toMatchObject({ code: 0, out: expect.stringContaining('Kept as '), err: '' });
    expect(await runAlone('list', '--data', 'data-alone')).toMatchObject({ code: 0, out: expect.stringContaining('Tidemark'), err: '' });
  });
  test('makes a file of answers', async () => expect(await runAlone('new', '--type', 'RD', '--parties', 'Northwind,Aldermoor', '--out', 'alone-new.yaml')).toMatchObject({ code: 0, err: '' }));
  test('lists its addresses', async () => expect(await runAlone('routes')).toMatchObject({ code: 0, out: expect.stringContaining('/api/health'), err: '' }));
  test('refuses a file that is not there', async () => expectRefusal(await runAlone('inspect', 'nowhere.yaml'), /nowhere\.yaml: The file cannot be read/));
  test('ends quietly when its reader does', async () => {
    const child = spawn(process.execPath, [program, 'routes'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, err]).toEqual([0, '']);
  });
});

describe('help', () => {
  test.each(['new', 'draft', 'inspect', 'sign', 'verify', 'track', 'list', 'serve', 'routes'])('of %s shows an example', async (command) => {
    const { code, out } = await run(command, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Examples?:\n\\s+entente ${command}`));
  });
  test('lists the commands', async () => expect((await run('--help')).out).toMatch(/new[\s\S]+draft[\s\S]+inspect[\s\S]+sign[\s\S]+verify[\s\S]+track[\s\S]+serve/));
  test.each([[[]], [['dance']], [['draft']], [['draft', 'answers.yaml']], [['verify', 'a', 'b']], [['draft', 'answers.yaml', '--out', 'x', '--colour', 'red']]])('%j is no command: 2', async (args) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toMatch(/--help/);
  });
});

describe('new', () => {
  test('writes a file that can be drafted', async () => {
    expect(await run('new', '--type', 'RD', '--parties', 'Northwind,Aldermoor', '--out', 'mine.yaml')).toMatchObject({ code: 0, out: expect.stringContaining('gives no legal advice') });
    expect((await run('draft', 'mine.yaml', '--out', 'mine', '--formats', 'md')).code).toBe(1);
  });
  test('leaves a file that is there as it is', async () => {
    write('kept.yaml', 'mine');
    expectRefusal(await run('new', '--out', 'kept.yaml'), /kept\.yaml: There is a file of that name already/);
    expect(readFileSync(at('kept.yaml'), 'utf8')).toBe('mine');
  });
  test('knows the types', async () => expectRefusal(await run('new', '--type', 'XX', '--out', 'x.yaml'), /"XX" is not a type/));
  test('gives the schema for editors', async () => expect(JSON.parse((await run('new', '--schema')).out)).toMatchObject({ type: 'object' }));
});

describe('draft', () => {
  test('writes every format', async () => {
    const { code, out } = await run('draft', 'answers.yaml', '--out', 'all');
    expect(code).toBe(0);
    expect(readdirSync(at('all')).map((name) => name.split('.').at(-1)).sort()).toEqual(formats.map((format) => format.extension).sort());
    for (const name of readdirSync(at('all'))) expect(out).toContain(join('all', name));
  });
  test('says it as JSON', async () => expect(JSON.parse((await run('draft', 'answers.yaml', '--out', 'json', '--formats', 'md', '--format', 'json')).out)).toMatchObject({ files: [expect.stringMatching(/^json\/.+\.md$/)], findings: [{ code: 'ENF-005' }, { code: 'ENF-015' }] }));
  test('keeps it where that is asked', async () => {
    expect((await run('draft', 'answers.yaml', '--out', 'kept', '--formats', 'md', '--data', 'data')).out).toMatch(/Kept as [a-z0-9-]+\./);
    const listed = JSON.parse((await run('list', '--data', 'data', '--format', 'json')).out) as { items: { id: string }[] };
    expect(listed.items).toMatchObject([{ title: 'Tidemark', status: 'drafted' }]);
    const id = listed.items[0]!.id;
    expect((await run('inspect', id, '--data', 'data')).code).toBe(0);
    expect((await run('track', id, '--data', 'data')).out).toMatch(/Alpha/);
  });
  test('knows its formats', async () => expectRefusal(await run('draft', 'answers.yaml', '--out', 'none', '--formats', 'md,doc'), /"doc" is not a format/));
  test.each([0, 1])('of %i parties is a draft with problems: 1', async (n) => {
    write(`parties-${n}.yaml`, writeAnswers(bareAnswers(n)));
    const { code, out } = await run('draft', `parties-${n}.yaml`, '--out', `parties-${n}`, '--formats', 'md,docx');
    expect(code).toBe(1);
    expect(out).toMatch(/block signing/);
    expect(readdirSync(at(`parties-${n}`))).toHaveLength(2);
  });
  test('with blanks is a draft with problems: 1', async () => {
    write('blanks.yaml', writeAnswers(bareAnswers(3)));
    expect((await run('draft', 'blanks.yaml', '--out', 'blanks', '--formats', 'md')).code).toBe(1);
    expect(readFileSync(at('blanks', readdirSync(at('blanks'))[0]!), 'utf8')).toMatch(/\[governing law: open\]/);
  });
  test('of 60 parties is written', async () => {
    write('sixty.yaml', writeAnswers(sampleAnswers(60)));
    const { code } = await run('draft', 'sixty.yaml', '--out', 'sixty');
    expect([0, 1]).toContain(code);
    expect(readdirSync(at('sixty'))).toHaveLength(formats.length);
  });
});

describe('inspect', () => {
  test.each(['answers.yaml', 'draft.json', 'draft.pdf'])('%s', async (file) => expect(await run('inspect', file)).toMatchObject({ code: 0 }));
  test('problems: where, which, what to do; 1', async () => {
    write('open.yaml', writeAnswers(sampleAnswers(2)).replace(/^ {2}law:\n {4}governing: .*\n/m, '  law:\n'));
    const { code, out } = await run('inspect', 'open.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/^\d+(\.\d+)? {2}STR-002 {2}blocks signing: /m);
    expect(out).toMatch(/\^{5,}/);
    expect(out).toMatch(/\d+ problems?: /);
    const told = JSON.parse((await run('inspect', 'open.yaml', '--format', 'json')).out) as { findings: { code: string; message: string }[] };
    expect(told.findings.length).toBeGreaterThan(0);
    for (const finding of told.findings) expect(finding.message).toMatch(/\.$/);
  });
  test('a text of somebody else', async () => {
    write('foreign.md', '# Agreement\n\n## 1 Payment\n\n1.1 Beta must pay Alpha [amount] as set out in section 7.\n');
    const { code, out } = await run('inspect', 'foreign.md');
    expect([0, 1]).toContain(code);
    expect(out).toMatch(/Not run/);
  });
});

describe('sign and verify', () => {
  test('two signatures: intact', async () => {
    const { code, out } = await run('verify', 'signed-2.pdf');
    expect(code).toBe(0);
    expect(out).toMatch(/^Intact, 2 of 2 signed/);
    expect(out).toMatch(/Ada Winter for Alpha Robotics GmbH/);
    expect(out).toMatch(/identity was not checked/);
  });
  test('one of two: intact, and who is waited for', async () => expect(await run('verify', 'signed-1.pdf')).toMatchObject({ code: 0, out: expect.stringMatching(/^Intact, 1 of 2 signed[\s\S]+Waiting for Bruno Marchand/) }));
  test('none: 1', async () => expect((await run('verify', 'draft.pdf')).code).toBe(1));
  test('as JSON', async () => expect(JSON.parse((await run('verify', 'signed-2.pdf', '--format', 'json')).out)).toMatchObject({ verdict: 'intact', signed: 2, expected: 2, level: 'simple' }));
  test('a byte changed: 1, with words', async () => {
    const bytes = pdf('signed-2.pdf');
    const middle = Math.floor(bytes.length / 3);
    bytes[middle]! ^= 1;
    write('byte.pdf', bytes);
    const { code, out, err } = await run('verify', 'byte.pdf');
    expect(code).toBe(1);
    expect(out).toMatch(/changed|broken|hold/i);
    expect(err).toBe('');
  });
  test('words added after the last signature: 1', async () => {
    write('more.pdf', Buffer.concat([pdf('signed-2.pdf'), Buffer.from('\n% and one more thing\n')]));
    expect((await run('verify', 'more.pdf')).code).toBe(1);
  });
  test('signing again is refused', async () => {
    expectRefusal(await run('sign', 'signed-2.pdf', '--as', 'Ada Winter', '--for', 'Alpha', '--out', 'signed-3.pdf', '--data', 'keys'), /signed already/);
    expect(existsSync(at('signed-3.pdf'))).toBe(false);
  });
  test('a stranger is refused', async () => expectRefusal(await run('sign', 'draft.pdf', '--as', 'Eve', '--for', 'Omega', '--out', 'x.pdf', '--data', 'keys'), /"Omega" is not a party/));
  test('a changed file is not signed', async () => {
    const bytes = pdf('signed-1.pdf');
    bytes[Math.floor(bytes.length / 3)]! ^= 1;
    write('byte-1.pdf', bytes);
    expectRefusal(await run('sign', 'byte-1.pdf', '--as', 'Bruno Marchand', '--for', 'Beta', '--out', 'x.pdf', '--data', 'keys'), /must not be signed/);
  });
  test('a draft with blanks is signed only with a reason', async () => {
    write('gaps.yaml', writeAnswers(bareAnswers(2)));
    await run('draft', 'gaps.yaml', '--out', 'gaps', '--formats', 'pdf');
    const file = join('gaps', readdirSync(at('gaps'))[0]!);
    const sign = (...more: string[]) => run('sign', file, '--as', 'Ada', '--for', 'Alpha', '--out', 'gaps.pdf', '--data', 'keys', ...more);
    expectRefusal(await sign(), /problems block signing/);
    expect(existsSync(at('gaps.pdf'))).toBe(false);
    expect((await sign('--despite', 'A trial of the tool.')).code).toBe(0);
    expect((await run('verify', 'gaps.pdf', '--format', 'json')).out).toContain('A trial of the tool.');
  });
  test('keys are readable by their owner only', () => {
    expect(statSync(at('keys', 'keys')).mode & 0o077).toBe(0);
    expect(statSync(at('keys', 'keys', 'authority.pem')).mode & 0o077).toBe(0);
  });
});

describe('track', () => {
  test.each(['answers.yaml', 'draft.json', 'signed-2.pdf'])('%s', async (file) => expect(await run('track', file)).toMatchObject({ code: 0, out: expect.stringMatching(/Alpha[\s\S]+Beta/) }));
  test('of one party, with its calendar', async () => {
    const { out } = await run('track', 'signed-2.pdf', '--party', 'beta', '--out', 'calendar', '--format', 'json');
    expect((JSON.parse(out) as { obligations: unknown[] }).obligations.length).toBeGreaterThan(0);
    expect(readdirSync(at('calendar')).every((name) => name.endsWith('.ics'))).toBe(true);
  });
});

describe('bad input', () => {
  const good = writeAnswers(sampleAnswers(2));
  const changed = (from: string | RegExp, to: string): string => {
    const text = good.replace(from, to);
    if (text === good) throw new Error(`nothing matches ${String(from)}`);
    return text;
  };
  const cases: [string, string | Uint8Array, RegExp][] = [
    ['a misspelt field', changed(/^ {4}field: /m, '    feild: '), /feild.+Did you mean scope\.field\?|Did you mean field\?/],
    ['a wrong type', changed(/governing: ch/, 'governing: [ch]'), /law\.governing.+Expected: .+Example: /],
    ['an impossible date', changed(/effective: "2027-04-01"/, 'effective: "2027-02-30"'), /term\.core\.effective.+calendar has no such day/],
    ['a party id twice', changed(/- id: beta\n/, '- id: alpha\n'), /alpha.+(twice|two|same|once)/i],
    ['a party that is none', changed(/lead: beta/, 'lead: omega'), /omega/],
    ['10 MB of YAML', `entente: 1\nparties: []\nfacts:\n  scope:\n    field: "${'x'.repeat(10_000_000)}"\n`, /too large|larger than/],
    ['10 MB of small pieces', `entente: 1\nparties:\n${'  - id: alpha\n'.repeat(800_000)}`, /too large|larger than/],
    ['anchors that explode', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((one, index) => `${one}: &${one} [${Array.from({ length: 9 }, () => `*${'abcdefg'[index] as string}`).join(',')}]`).join('\n')}\nentente: 1\n`, /repeat/],
    ['what is not YAML', 'entente: 1\n  facts: [\n}', /line \d/],
    ['an empty file', '', /The file is empty/],
    ['a list', '- one\n- two\n', /a list and not answers/],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe]), /not a text file/],
    ['another version', 'entente: 2\nparties: []\nfacts: {}\n', /version 1/],
    ['two documents', `${good}\n---\n${good}`, /more than one YAML document/],
  ];
  test.each(cases)('%s', async (name, content, what) => {
    const file = write(`bad-${name.replaceAll(' ', '-')}.yaml`, content);
    const ran = await run('draft', file, '--out', `bad-${name}`);
    expectRefusal(ran, what);
    expect(ran.err).toContain(file);
    expect(ran.err.length).toBeLessThan(20_000);
    expect(existsSync(at(`bad-${name}`))).toBe(false);
  });
  test.each(cases.slice(0, 4))('%s, inspected and tracked', async (name, content, what) => {
    const file = write('bad.yaml', content);
    for (const command of ['inspect', 'track']) {
      const ran = await run(command, file);
      expectRefusal(ran, what);
      expect(ran.err, name).toContain(file);
    }
  });
  test('all problems are told at once, with their lines', async () => {
    write('many.yaml', changed(/governing: ch/, 'governing: CH').replace('effective: "2027-04-01"', 'effective: "2027-02-30"'));
    const { err } = await run('draft', 'many.yaml', '--out', 'many');
    expect(err).toMatch(/2 things/);
    expect(err.match(/\(line \d+\)/g)).toHaveLength(2);
  });
  test.each(['draft', 'inspect', 'verify', 'track'])('%s of a file that is not there', async (command) => expectRefusal(await run(command, 'nowhere.yaml', ...(command === 'draft' ? ['--out', 'x'] : [])), /nowhere\.yaml: The file cannot be read \(there is no such file or folder\)/));
  test('a folder in the place of a file', async () => expectRefusal(await run('inspect', '.'), /\.: The file cannot be read \(it is a folder\)/));
});

describe('bad PDFs', () => {
  test.each(['verify', 'inspect', 'track'])('%s of a file that is no PDF', async (command) => {
    write('words.pdf', 'These are words.');
    const ran = await run(command, 'words.pdf');
    expect(ran.code).toBe(2);
    expect(ran.err + ran.out).not.toMatch(/\n\s+at /);
  });
  test.each([0.1, 0.5, 0.9, 0.999])('a PDF cut at %f', async (part) => {
    const bytes = pdf('signed-2.pdf');
    write('cut.pdf', bytes.subarray(0, Math.floor(bytes.length * part)));
    const verified = await run('verify', 'cut.pdf');
    expect([1, 2]).toContain(verified.code);
    expect(verified.out + verified.err).not.toMatch(/\n\s+at |^Intact/);
    expect((await run('sign', 'cut.pdf', '--as', 'Ada', '--for', 'Alpha', '--out', 'cut-signed.pdf', '--data', 'keys')).code).toBe(2);
    expect(existsSync(at('cut-signed.pdf'))).toBe(false);
  });
  test('a PDF of somebody else', async () => {
    write('other.pdf', '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n');
    expect((await run('verify', 'other.pdf')).code).toBe(1);
    expectRefusal(await run('inspect', 'other.pdf'), /other\.pdf: This PDF carries no agreement of ours/);
    expectRefusal(await run('sign', 'other.pdf', '--as', 'Ada', '--for', 'Alpha', '--out', 'x.pdf', '--data', 'keys'), /carries no agreement of ours/);
  });
});

describe('bad places', () => {
  test('an output folder under a file', async () => {
    write('a-file', '');
    expectRefusal(await run('draft', 'answers.yaml', '--out', 'a-file/out', '--formats', 'md'), /a-file\/out.*cannot be written/);
  });
  test('an output folder that nobody can write', async () => {
    const ran = await run('draft', 'answers.yaml', '--out', '/proc/entente', '--formats', 'md');
    expectRefusal(ran, /\/proc\/entente.*cannot be written/);
  });
  test('one file that is in the way leaves none half-written', async () => {
    await run('draft', 'answers.yaml', '--out', 'way', '--formats', 'md');
    const name = readdirSync(at('way'))[0]!;
    rmSync(at('way', name));
    mkdirSync(at('way', name));
    expectRefusal(await run('draft', 'answers.yaml', '--out', 'way', '--formats', 'md'), /way/);
    expect(readdirSync(at('way'))).toEqual([name]);
  });
  test.each([['a-file/data'], ['/proc/entente/data'], ['answers.yaml']])('the data folder %s', async (data) => {
    write('a-file', '');
    expectRefusal(await run('list', '--data', data), new RegExp(data.replaceAll('/', '\\/')));
    expectRefusal(await runAlone('serve', '--port', '0', '--data', data), new RegExp(data.replaceAll('/', '\\/')));
  });
  test.skipIf(process.getuid?.() === 0)('a data folder without permission', async () => {
    mkdirSync(at('shut'), { mode: 0o500 });
    expectRefusal(await run('list', '--data', 'shut'), /shut.*cannot be written/s);
    chmodSync(at('shut'), 0o700);
  });
  test('a folder with other files', async () => {
    mkdirSync(at('photos'));
    writeFileSync(at('photos', 'beach.jpg'), '');
    expectRefusal(await run('list', '--data', 'photos'), /photos: This folder holds other files \(beach\.jpg\)/);
    expect(readdirSync(at('photos'))).toEqual(['beach.jpg']);
  });
  test('a data folder that is open already', async () => {
    const held = await openDataFolder(at('held'), systemClock);
    try {
      expectRefusal(await run('list', '--data', 'held'), /held: This data folder is open in another program \(pid \d+/);
      expectRefusal(await runAlone('serve', '--port', '0', '--data', 'held'), /open in another program/);
    } finally {
      await held.close();
    }
  });
  test('an agreement that is not there', async () => expectRefusal(await run('inspect', 'none', '--data', 'empty'), /no such agreement/));
});

describe('serve', () => {
  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expectRefusal(await runAlone('serve', '--port', String(port), '--data', 'served'), new RegExp(`Port ${port} is used by another program`));
    other.close();
  });
  test.each(['x', '-1', '70000', '80.5'])('the port %s', async (port) => expectRefusal(await run('serve', '--port', port, '--data', 'served'), /is not a port/));
  test.each<[string, string[], RegExp]>([
    ['plain http beyond this machine', ['--listen', '0.0.0.0:0'], /--listen: Beyond this machine .+ without encryption/],
    ['an address that nothing speaks for', ['--port', '0', '--address', 'https://entente.example'], /--address: Nothing here speaks https/],
    ['a certificate without its key', ['--tls-cert', 'c.pem'], /--tls-cert: A certificate needs its key/],
    ['a mail server that cannot be meant', ['--mail', 'mail.example'], /--mail: The setting for the mail server/],
    ['a rule that is none', ['--sign-up', 'all'], /--sign-up: "all" is no rule/],
  ])('refuses %s and makes nothing', async (_, args, what) => {
    expectRefusal(await run('serve', '--data', 'never-made', ...args), what);
    expect(existsSync(at('never-made'))).toBe(false);
  });

  /** A server of the program, once it has said that it is ready. */
  async function start(...args: string[]): Promise<{ said: () => string; stop: (signal?: NodeJS.Signals) => Promise<number | null> }> {
    const child = spawn(process.execPath, [program, 'serve', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString();
        if (said.includes('Press Ctrl+C')) resolve();
      });
      child.stderr.on('data', (part: Buffer) => (said += part.toString()));
      child.once('exit', () => reject(new Error(said)));
    });
    return {
      said: () => said,
      stop: async (signal = 'SIGTERM') => {
        const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
        child.kill(signal);
        return ended;
      },
    };
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('starts, answers and stops cleanly on %s', async (signal) => {
    const { said, stop } = await start('--port', '0', '--data', 'served');
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said())?.[0] ?? '';
    expect((await fetch(`${address}/api/health`)).status).toBe(200);
    expect(said()).toContain('Nobody has an account yet: whoever opens this address first becomes its administrator.');
    expect(said()).not.toContain('set-up code');
    expect(await stop(signal)).toBe(0);
    expect(existsSync(at('served', 'entente.pid'))).toBe(false);
  });
  test('beyond this machine it prints a code for setting up', async () => {
    const { said, stop } = await start('--listen', '0.0.0.0:0', '--address', 'https://entente.example', '--trust-proxy', '10.0.0.5', '--data', 'reached');
    expect(said()).toMatch(/set-up code: [A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}\n/);
    expect(said()).toContain('Entente is ready: https://entente.example\n');
    expect(await stop()).toBe(0);
  });
});

describe('routes', () => {
  test('as text: each address with who may', async () => {
    const { code, out } = await run('routes');
    expect(code).toBe(0);
    expect(out).toMatch(/^GET {3}\/api\/health\n {6}anyone: /m);
    expect(out).toMatch(/^POST {2}\/api\/agreements\/\{agreement\}\/seal-agreement\n {6}lead: /m);
  });
  test('as JSON', async () => {
    const routes = JSON.parse((await run('routes', '--format', 'json')).out) as { method: string; path: string; may: unknown; summary: string; operation?: string }[];
    expect(routes.length).toBeGreaterThan(100);
    expect(routes).toContainEqual({ method: 'GET', path: '/api/agreements/{agreement}/read-agreement', may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'], summary: expect.any(String), operation: 'read-agreement' });
    for (const route of routes) expect(route.may, route.path).toBeTruthy();
  });
});
