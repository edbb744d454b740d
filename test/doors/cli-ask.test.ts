import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readAnswers, type Answers } from '#agreement/facts/answers';
import { statusAt, valueAt } from '#agreement/facts/read';

const program = fileURLToPath(new URL('../../bin/entente.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entente-ask-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program with lines in a pipe, as a script would, and as another user where one is given. */
function pipe(args: readonly string[], lines: readonly string[], somebody: { uid?: number; gid?: number } = {}): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], ...somebody });
    let out = '';
    let err = '';
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  });
}

/** Answers what is asked, by the words of the prompt, as a program behind the pipe would; Enter where nothing fits, and quits after so many lines. `meanwhile` is done right before a prompt is answered. */
function reply(args: readonly string[], replies: readonly (readonly [RegExp, string])[], meanwhile?: { before: RegExp; do: () => void }, most = 400): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let lines = 0;
    const left = [...replies];
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
      const prompt = out.slice(out.lastIndexOf('\n') + 1);
      if (!/(?:: |\(yes\/no\) )$/.test(prompt)) return;
      lines += 1;
      if (meanwhile?.before.test(prompt) === true) meanwhile.do();
      const at = left.findIndex(([asked]) => asked.test(prompt));
      const said = at < 0 ? (prompt.includes('(yes/no)') ? 'no' : '') : (left.splice(at, 1)[0]?.[1] ?? '');
      child.stdin.write(`${lines > most ? 'quit' : said}\n`);
    });
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => undefined);
  });
}

function answersIn(name: string): Answers {
  const read = readAnswers(readFileSync(at(name), 'utf8'));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.answers;
}

/** Yes to research, no to all else. */
const research = ['no', 'no', 'no', 'yes', 'no', 'no', 'no', 'no'];
const start = (name: string): string => {
  writeFileSync(at(name), 'entente: 1\ntype: RD\nparties:\n  - { id: alpha, shortName: Alpha, legalName: Alpha GmbH, kind: company, legalForm: GmbH, seat: DE }\n  - { id: beta, shortName: Beta, legalName: Beta Ltd, kind: company, legalForm: Ltd, seat: IE }\nfacts: {}\n');
  return name;
};

describe('entente ask', () => {
  test('finds the kind by plain questions, tells the reason, and asks on', async () => {
    const ran = await pipe(['ask', 'kind.yaml'], [...research, 'Alpha', 'Alpha GmbH', 'Beta', 'Beta Ltd', '', 'company']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('Research and development agreement, because research or development creates rights that somebody must own.');
    expect(ran.out).toMatch(/\d+ questions are open; run the same command to go on/);
    expect(answersIn('kind.yaml')).toMatchObject({ type: 'RD', parties: [{ id: 'alpha', shortName: 'Alpha', legalName: 'Alpha GmbH', kind: 'company' }, { id: 'beta', shortName: 'Beta', legalName: 'Beta Ltd' }] });
  });
  test('offers the other kinds that fit as modules', async () => {
    await pipe(['ask', 'mixed.yaml'], ['no', 'no', 'no', 'yes', 'no', 'yes', 'no', 'no', 'yes', 'quit']);
    expect(answersIn('mixed.yaml')).toMatchObject({ type: 'RD', facts: { agreement: { modules: ['DATA'] } } });
  });
  test('goes on where it stopped, and asks nothing twice', async () => {
    const file = start('resume.yaml');
    const first = await reply(['ask', file, '--only', 'needed'], [[/title of the cooperation/, 'Tidemark'], [/goal 1: goal/, 'Three clinics use the robot'], [/who benefits/, 'the clinics'], [/date of the goal/, '2028-06-30'], [/goal 2/, 'quit']]);
    expect(first).toMatchObject({ code: 0, err: '' });
    const second = await reply(['ask', file, '--only', 'needed'], [[/covered activity/, 'quit']]);
    expect(second.out).not.toContain('What is the cooperation called?');
    expect(second.out).not.toContain('What shall the cooperation achieve');
    expect(second.out).toContain('Which activities and results does the cooperation cover?');
    expect(answersIn(file).facts).toMatchObject({ agreement: { title: 'Tidemark' }, goal: { statement: [{ id: 'three-clinics-use', text: 'Three clinics use the robot', by: '2028-06-30' }] } });
  });
  test('? explains, - leaves open, back asks again, quotes are taken by the letter', async () => {
    const file = start('signs.yaml');
    const ran = await pipe(['ask', file, '--only', 'needed'], ['?', 'Tide', 'back', '"back"', '-', 'quit']);
    expect(ran.out).toContain('Why: A short name');
    expect(ran.out).toContain('Who answers: all parties together.');
    expect(ran.out).toContain('[now: Tide]');
    const answers = answersIn(file);
    expect(valueAt(answers, 'agreement.title')).toBe('back');
    expect(statusAt(answers, 'goal.statement')).toBe('unknown');
  });
  test('says what does not fit and how to type it, and keeps asking', async () => {
    const file = start('wrong.yaml');
    const ran = await pipe(['ask', file, '--only', 'needed'], ['Tidemark', 'Pilot', 'soon', '31.12.2028', '2028-12-31']);
    expect(ran.out).toContain('That is no answer yet:');
    expect(ran.out).toContain('A date is written year-month-day. Form: 2027-03-01.');
    expect(valueAt(answersIn(file), 'goal.statement.pilot.by')).toBe('2028-12-31');
  });
  test('shows with the help what is worth knowing', async () => {
    const ran = await reply(['ask', start('traps.yaml'), '--only', 'needed'], [[/money model/, '?'], [/money model/, 'quit']]);
    expect(ran.out).toContain('Worth knowing (partnership by accident): Whoever runs a common business');
  });
  test('takes a usual answer only where it is told to', async () => {
    const file = start('usual.yaml');
    const ran = await reply(['ask', file, '--only', 'needed'], [[/excluded activity 1/, '='], [/title of the work item/, 'quit']]);
    expect(ran.out).toContain('[= we looked and found nothing to exclude]');
    expect(answersIn(file).facts).toEqual({ scope: { out: [] } });
  });
  test('writes nothing before an answer', async () => {
    const ran = await pipe(['ask', 'none.yaml'], ['no', 'quit']);
    expect(ran.out).toContain('Nothing was answered, so no file was made.');
    expect(existsSync(at('none.yaml'))).toBe(false);
  });
  test('keeps a file with notes as it was', async () => {
    expect((await pipe(['new', '--is', 'research', '--parties', 'Alpha,Beta', '--out', 'notes.yaml'], [])).out).toContain('Research and development agreement, because');
    const before = readFileSync(at('notes.yaml'), 'utf8');
    const ran = await pipe(['ask', 'notes.yaml'], ['Alpha GmbH', 'quit']);
    expect(ran.out).toContain('kept as notes.yaml.before');
    expect(readFileSync(at('notes.yaml.before'), 'utf8')).toBe(before);
    expect(answersIn('notes.yaml').parties[0]).toMatchObject({ legalName: 'Alpha GmbH' });
  });
  test('leaves a file alone that somebody else changed meanwhile, and says what is kept', async () => {
    const file = start('meanwhile.yaml');
    const theirs = readFileSync(at(file), 'utf8').replace('facts: {}', 'facts: { agreement: { title: Theirs } }');
    const ran = await reply(['ask', file, '--only', 'needed'], [[/title of the cooperation/, 'Ours'], [/goal 1: goal/, 'Three clinics']], { before: /goal 1: goal/, do: () => writeFileSync(at(file), theirs) });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('Somebody else changed this file while you were asked');
    expect(readFileSync(at(file), 'utf8')).toBe(theirs);
  });
  test.runIf(process.platform !== 'win32')('keeps who may read the file, also of the copy with its notes, and overwrites no earlier copy', async () => {
    const file = start('private.yaml');
    writeFileSync(at(file), `# mine alone\n${readFileSync(at(file), 'utf8')}`);
    writeFileSync(at('private.yaml.before'), 'earlier');
    chmodSync(at(file), 0o600);
    const ran = await pipe(['ask', file, '--only', 'needed'], ['Tidemark', 'quit']);
    expect(ran.out).toContain('kept as private.yaml.before-2');
    expect(readFileSync(at('private.yaml.before'), 'utf8')).toBe('earlier');
    expect([file, 'private.yaml.before-2'].map((name) => statSync(at(name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });
  test.runIf(process.platform !== 'win32')('writes through a link, and not over a file that may not be written', async () => {
    const file = start('locked.yaml');
    const before = readFileSync(at(file), 'utf8');
    symlinkSync(at(file), at('link.yaml'));
    expect((await pipe(['ask', 'link.yaml', '--only', 'needed'], ['Tidemark', 'quit'])).code).toBe(0);
    expect(valueAt(answersIn(file), 'agreement.title')).toBe('Tidemark');
    writeFileSync(at(file), before);
    chmodSync(at(file), 0o444);
    // Whoever may do everything is asked as somebody who may not.
    const somebody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    chmodSync(folder, 0o777);
    const ran = await pipe(['ask', file, '--only', 'needed'], ['Tidemark', 'quit'], somebody);
    expect(ran.err).toContain('cannot be written (you have no permission)');
    expect(ran.code).toBe(2);
    expect(readFileSync(at(file), 'utf8')).toBe(before);
  });
  test.each<[string, string[], RegExp]>([
    ['a file that cannot be used', ['ask', 'bad.yaml'], /bad\.yaml: .*cannot be used/s],
    ['an unknown choice of questions', ['ask', 'x.yaml', '--only', 'some'], /--only: "some" cannot be asked for alone/],
  ])('refuses %s and changes nothing', async (_, args, what) => {
    writeFileSync(at('bad.yaml'), 'entente: 1\nparties: nobody\n');
    const ran = await pipe(args, ['x']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(what);
    expect(readFileSync(at('bad.yaml'), 'utf8')).toBe('entente: 1\nparties: nobody\n');
  });
});

/** What a newcomer types, by what is asked. */
const newcomer: readonly (readonly [RegExp, string])[] = [
  [/research or develop/, 'yes'], [/party 1: short name/, 'Alpha'], [/party 2: short name/, 'Beta'], [/Alpha, legal name/, 'Alpha Robotics GmbH'], [/Beta, legal name/, 'Université Beta'],
  [/Alpha, kind of organisation/, 'company'], [/Beta, kind of organisation/, 'university'], [/Alpha, legal form/, 'GmbH'], [/Beta, legal form/, 'public university'], [/Alpha, seat/, 'Germany'], [/Beta, seat/, 'France'],
  [/title of the cooperation/, 'Tidemark'], [/goal 1: goal/, 'Three clinics use the robot'], [/who benefits/, 'the clinics'], [/date of the goal/, '2028-06-30'],
  [/covered activity 1/, 'Development of the robot'], [/excluded activity 1/, '='],
  [/work item 1: title/, 'Robot'], [/description of the work item/, 'build and test the robot'], [/place of the work item/, 'Germany'], [/Robot, who does the work/, 'Alpha'], [/Robot, party that answers/, 'Alpha'], [/work items of the activity/, 'robot'], [/start of the work item/, '2027-04-01'], [/end of the work item/, '2028-06-30'],
  [/contribution 1: party/, 'Alpha'], [/kind of contribution/, 'staff'], [/description of the contribution/, 'two engineers'], [/quantity of/, '2'], [/unit of/, 'full-time staff for 12 months'], [/value of the contribution/, '180000.00 EUR'], [/how the contribution is valued/, 'day rate of EUR 600'], [/date of the contribution/, '2027-04-01'], [/who owns the contribution/, 'stays'],
  [/money model/, 'each party bears its own costs'], [/owner of the Results/, 'creator'], [/sign to look at/, 'none'], [/Alpha, competitors/, 'none'], [/Beta, competitors/, 'none'],
  [/export-controlled items/, 'no'], [/sanctions exposure/, 'no'], [/supply-chain rules/, 'no'], [/withholding/, 'none'], [/exchange of services/, 'none'],
  [/effective date/, '2027-04-01'], [/end date/, '2028-12-31'], [/governing law/, 'Germany'], [/court or arbitration/, 'court'], [/^ {2}court: /, 'the courts of Munich'], [/place of the court/, 'Bavaria'], [/time zone/, 'Europe/Berlin'], [/last day for signing/, '2027-03-31'],
  [/Use all \d+/, 'yes'], [/Use all \d+/, 'yes'], [/Use all \d+/, 'yes'],
];

test('the short way leads from nothing to a draft in which only the parties’ own details are blank', async () => {
  const first = await reply(['ask', 'short.yaml', '--only', 'needed'], newcomer);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toContain('none stands in your agreement unless you choose it');
  expect(first.out).toMatch(/cure period: 30 days/);
  expect(first.out).not.toContain('undefined');
  const answers = answersIn('short.yaml');
  expect(answers.parties.map((party) => party.seat)).toEqual(['DE', 'FR']);
  expect(valueAt(answers, 'scope.out')).toEqual([]);
  expect(valueAt(answers, 'term.exits.cure')).toEqual({ n: 30, unit: 'day' });
  // What was passed over is asked again, and nothing else.
  const again = await reply(['ask', 'short.yaml', '--only', 'needed'], []);
  expect(again.out).not.toContain('How does money flow');
  expect(again.out).toContain('No question is open.');
  const drafted = await pipe(['draft', 'short.yaml', '--out', 'short', '--formats', 'md'], []);
  expect(drafted.err).toBe('');
  expect(drafted.out).toMatch(/\.md/);
});
