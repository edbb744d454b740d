import { readFileSync } from 'node:fs';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import { checkOwnPack } from '#library/own-pack';
import { digestOfPack, packBytes, packFromBytes, readOwnPackFolder, readOwnPackZip } from '#world/own-packs';
import type { PackFolder } from '#world/packs';
import { packChain, packFiles } from './packs';

const chains = ['base', 'eu', 'gb-eaw', 'de', 'fr', 'us', 'us-ny', 'us-de', 'us-ca'].map((name) => packChain(name).map(packFiles));
const example = (): PackFolder => readOwnPackFolder(new URL('../../docs/own-pack/harbour', import.meta.url).pathname);

/** The example with some files replaced, added or (undefined) left out. */
function packWith(files: Record<string, string | undefined>): PackFolder {
  return { folder: 'pack', files: Object.fromEntries(Object.entries({ ...example().files, ...files }).filter((one): one is [string, string] => one[1] !== undefined)) };
}

const faultsOf = (pack: PackFolder): string[] => {
  const checked = checkOwnPack(pack, chains);
  return checked.ok ? [] : checked.faults.map(({ file, line, what, next }) => `${file}:${line} ${what} ${next}`);
};

test('the example fits the words of every law', () => {
  const checked = checkOwnPack(example(), chains);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults, null, 1));
  expect(checked.pack).toMatchObject({ adds: ['remote-access'], changes: ['notices'], info: { id: 'harbour', version: '1.0.0' } });
  expect(checked.pack.playbook.clauses.map((one) => one.clause)).toEqual(['liability-cap', 'confidentiality']);
  expect(checked.pack.playbook.facts[1]).toMatchObject({ path: 'money.payment.days', acceptable: [{ least: null, most: { n: 45, unit: 'day' } }] });
});

const clause = (yaml: string): string => `id: remote-access\nversion: 1\nfollows: change-control\noptional: all\n${yaml}`;
const words = '# Remote access\n\n{#record} Each party must record it.\n';
const remote = (yaml: string, en = words): PackFolder => packWith({ 'clauses/remote-access/clause.yaml': clause(yaml), 'clauses/remote-access/en.md': en });
const rule = (more: string): string => `- id: HRB-01\n  title: T\n  means: M\n  confidence: high\n  attorneyMustConfirm: true\n${more}`;

describe('a pack that cannot be used is refused with file, line and what to do', () => {
  const cases: [string, PackFolder, string][] = [
    ['a circle of needs', packWith({ 'clauses/remote-access/clause.yaml': clause('needs:\n  - other-clause\n'), 'clauses/remote-access/en.md': words, 'clauses/other-clause/clause.yaml': 'id: other-clause\nversion: 1\nfollows: change-control\noptional: all\nneeds: [remote-access]\n', 'clauses/other-clause/en.md': '# Other\n\n{#a} Words.\n' }), 'pack/clauses/other-clause/clause.yaml:5 The clauses need each other in a circle: other-clause needs remote-access needs other-clause. Delete this need, or one of the others of the circle.'],
    ['an unknown fact', remote('slots: { f: scope.feild }\n', '# R\n\n{#record} For {f}.\n'), 'pack/clauses/remote-access/clause.yaml:5 "scope.feild" is not a fact. Use a path of the facts table; docs/facts.md lists them.'],
    ['a brace that is not closed', remote('', '# R\n\n{#record} Each party {parties.\n'), 'pack/clauses/remote-access/en.md:3 A brace is not closed.'],
    ['a translation without a slot', packWith({ 'clauses/remote-access/fr.md': '# Accès à distance\n\n{#consent} Une partie accède sous surveillance.\n\n{#record} Chaque partie tient un registre.\n' }), 'pack/clauses/remote-access/fr.md'],
    ['a rule without a source', packWith({ 'rules.yaml': rule('') }), 'pack/rules.yaml:1 0.source: expected where the law says so'],
    ['rules of overlapping dates', packWith({ 'rules.yaml': rule('  source: S\n  until: 2026-05-01\n') + rule('  source: S\n  from: 2026-04-30\n') }), 'pack/rules.yaml:8 The rule "HRB-01" stands twice for the days 2026-04-30 to 2026-05-01.'],
    ['an alias that repeats a part', packWith({ 'playbook.yaml': 'clauses: &a { x: 1 }\nfacts: *a\n' }), 'pack/playbook.yaml:1 The file repeats a part of itself by "&" and "*". Write the part out at each place.'],
    ['aliases that grow without end', packWith({ 'playbook.yaml': `${[...'abcdefghi'].map((letter, index) => `${letter}: &${letter} [${index === 0 ? 'x' : Array(9).fill(`*${'abcdefghi'[index - 1]}`).join(', ')}]`).join('\n')}\n` }), 'pack/playbook.yaml:1 The file repeats a part of itself'],
    ['a name of another alphabet', packWith({ 'clauses/remоte-access/en.md': words }), 'pack/clauses/remоte-access/en.md:1 This is not a file of a pack.'],
    ['a word of two alphabets', remote('', '# R\n\n{#record} Each pаrty must record it.\n'), 'pack/clauses/remote-access/en.md:3 The word "pаrty" mixes letters of different alphabets that look alike.'],
    ['a character that turns the direction', remote('', '# R\n\n{#record} Each \u202eparty must record it.\n'), 'pack/clauses/remote-access/en.md:3 This line can read differently from what it says. Character 16 is a character that turns the reading direction (U+202E).'],
    ['a character that cannot be seen', remote('', '# R\n\n{#record} Each\u200bparty must record it.\n'), 'pack/clauses/remote-access/en.md:3 This line can read differently'],
    ['a file that is none of a pack', packWith({ 'clauses/remote-access/notes.txt': 'x' }), 'pack/clauses/remote-access/notes.txt:1 This is not a file of a pack.'],
    ['words without a clause.yaml', packWith({ 'clauses/lost/en.md': words }), 'pack/clauses/lost/en.md:1 This clause has no clause.yaml.'],
    ['no pack.yaml', packWith({ 'pack.yaml': undefined }), 'pack/pack.yaml:1 The file is missing.'],
    ['the id of a pack of ours', packWith({ 'pack.yaml': (example().files['pack.yaml'] ?? '').replace('harbour', 'de') }), 'pack/pack.yaml:1 "de" is a pack of Entente.'],
    ['a pack that lies over nothing', packWith({ 'pack.yaml': (example().files['pack.yaml'] ?? '').replace('extends: base\n', '') }), "pack/pack.yaml:1 An organisation's pack lies over the words of Entente. Write \"extends: base\"."],
    ['a pack of a law', packWith({ 'pack.yaml': `${example().files['pack.yaml'] ?? ''}law: de\n` }), "pack/pack.yaml:7 An organisation's pack is of no law."],
    ['a misspelt field', packWith({ 'pack.yaml': `${example().files['pack.yaml'] ?? ''}autor: me\n` }), 'pack/pack.yaml:7 "autor" is not a field of this file. docs/own-pack.md lists the fields of this file.'],
    ['a play for no clause', packWith({ 'playbook.yaml': 'clauses:\n  liability:\n    preferred: balanced\n' }), 'pack/playbook.yaml:2 There is no clause "liability".'],
    ['a play for no position', packWith({ 'playbook.yaml': 'clauses:\n  liability-cap:\n    preferred: balanced\n    walk-away: uncapped\n' }), 'pack/playbook.yaml:4 "uncapped" is not a position of the clause liability-cap. Use one of: balanced, contributor, recipient, fallback, none.'],
    ['a position that is two things', packWith({ 'playbook.yaml': 'clauses:\n  liability-cap:\n    preferred: balanced\n    walk-away: balanced\n' }), 'pack/playbook.yaml:4 The position "balanced" of liability-cap is preferred and walk-away at once.'],
    ['a play for no fact', packWith({ 'playbook.yaml': 'facts:\n  conf.term:\n    preferred: 3\n' }), 'pack/playbook.yaml:2 "conf.term" is not a fact.'],
    ['a play for a list', packWith({ 'playbook.yaml': 'facts:\n  work.items:\n    preferred: x\n' }), 'pack/playbook.yaml:2 "work.items" has no single value for the whole agreement.'],
    ['a value that the fact cannot have', packWith({ 'playbook.yaml': 'facts:\n  conf.terms.period:\n    preferred: long\n' }), 'pack/playbook.yaml:3 '],
    ['ends of what has no order', packWith({ 'playbook.yaml': 'facts:\n  law.governing:\n    preferred: { least: de, most: fr }\n' }), 'pack/playbook.yaml:3 "law.governing" has no order'],
  ];
  test.each(cases)('%s', (_, pack, fault) => expect(faultsOf(pack).find((one) => one.startsWith(fault)) ?? faultsOf(pack)[0]).toContain(fault));
  test('thousands of wrong plays: the first are told, and the rest is not looked at', () => {
    const faults = faultsOf(packWith({ 'playbook.yaml': `facts:\n${Array.from({ length: 4000 }, (_one, n) => `  term.x${n}: { preferred: 1 }\n`).join('')}` }));
    expect(faults[0]).toContain('"term.x0" is not a fact');
    expect(faults.length).toBeLessThanOrEqual(50);
  });
  test('what only one law refuses names the law', () => {
    const own = packWith({ 'clauses/notices/clause.yaml': 'id: notices\nversion: 1\nslots: { email: conf.terms.purpose }\n' });
    expect(faultsOf(own)[0]).toMatch(/^pack\/clauses\/notices\/clause\.yaml:3 /);
  });
});

describe('files from anyone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entente-own-pack-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const zipOf = (more: Zippable = {}): Uint8Array => zipSync({ ...Object.fromEntries(Object.entries(example().files).map(([name, text]) => [name, new TextEncoder().encode(text)])), ...more });
  const refusal = async (work: () => unknown): Promise<string> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof InputError) return `${error.path}: ${error.what} ${error.next}`;
      throw error;
    }
    return 'nothing was refused';
  };
  /** A pack on the disk with one file more. */
  const folderWith = (name: string, write: (path: string) => void): string => {
    const at = mkdtempSync(join(folder, 'p-'));
    writeFileSync(join(at, 'pack.yaml'), example().files['pack.yaml'] ?? '');
    mkdirSync(join(at, 'clauses'));
    write(join(at, name));
    return at;
  };

  test('a ZIP is what its folder is, also with all of it in one folder', async () => {
    const digest = digestOfPack(example());
    expect(digestOfPack(await readOwnPackZip(zipOf()))).toBe(digest);
    const inOne = zipSync({ harbour: Object.fromEntries(Object.entries(example().files).map(([name, text]) => [name, new TextEncoder().encode(text)])), '__MACOSX': { '._harbour': new Uint8Array(3) } });
    expect(digestOfPack(await readOwnPackZip(inOne))).toBe(digest);
    expect(digestOfPack(packFromBytes(packBytes(example()), 'x'))).toBe(digest);
  });
  test('200 MB are refused before they are read', async () => {
    const at = folderWith('big.md', (path) => { writeFileSync(path, ''); truncateSync(path, 200_000_000); });
    expect(await refusal(() => readOwnPackFolder(at))).toMatch(/^pack\/big\.md: This file has more than 250 kB\. Nothing was kept\./);
    expect(await refusal(() => readOwnPackZip(new Uint8Array(200_000_000)))).toMatch(/This file has 200 MB, and a pack at most 5\. Nothing was kept\./);
  });
  test('many files that are large together', async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`clauses/c${index}/en.md`, new Uint8Array(200_000).fill(97)]));
    expect(await refusal(() => readOwnPackZip(zipOf(many)))).toMatch(/The files of this pack have more than 3 MB together\. Nothing was kept\./);
    const more = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`clauses/c${index}/en.md`, new Uint8Array(1)]));
    expect(await refusal(() => readOwnPackZip(zipOf(more)))).toMatch(/more than 600 files/);
  });
  test('an archive that unpacks to far more than it is', async () => {
    const bomb = zipOf({ 'clauses/bomb/en.md': new Uint8Array(50_000_000) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refusal(() => readOwnPackZip(bomb))).toMatch(/^pack\/clauses\/bomb\/en\.md: This file unpacks to more than 250 kB\. Nothing was kept\./);
  });
  test('an archive that says less than comes out', async () => {
    const bomb = Buffer.from(zipOf({ 'clauses/bomb/en.md': new Uint8Array(1_000_000) }));
    for (const at of Array(bomb.length - 4).keys()) if (bomb.readUInt32LE(at) === 1_000_000) bomb.writeUInt32LE(10, at);
    expect(await refusal(() => readOwnPackZip(bomb))).toMatch(/Nothing was kept\./);
  });
  test.each(['../../etc/cron.d/x', '/etc/passwd', 'C:/x.yaml', 'clauses\\x\\en.md', 'a/../../x'])('a path that leads out: %s', async (path) => {
    expect(await refusal(() => readOwnPackZip(zipOf({ [path]: new Uint8Array(1) })))).toMatch(/The name of this file leads out of the archive\. Nothing was kept\./);
  });
  test('a link in an archive and in a folder', async () => {
    expect(await refusal(() => readOwnPackZip(zipOf({ 'playbook2.yaml': [new TextEncoder().encode('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] })))).toMatch(/This is a link, not a file/);
    expect(await refusal(() => readOwnPackFolder(folderWith('playbook.yaml', (path) => symlinkSync('/etc/passwd', path))))).toMatch(/^pack\/playbook\.yaml: This is a link, not a file/);
  });
  test('a file that is not UTF-8', async () => {
    expect(await refusal(() => readOwnPackZip(zipOf({ 'playbook.yaml': Buffer.from('clauses: {}\n# caf\xe9\n', 'latin1') })))).toBe('pack/playbook.yaml:2: This file is not text in UTF-8. Nothing was kept. Save it as UTF-8; the first letter that cannot be read is in line 2.');
  });
  test('a clause twice', async () => {
    // The writer makes no such archive, so one name is changed in its bytes to that of another file.
    const twice = Buffer.from(zipSync({ 'pack.yaml': new Uint8Array(3), 'pack.yamk': new Uint8Array(3) }));
    for (let at = twice.indexOf('pack.yamk'); at >= 0; at = twice.indexOf('pack.yamk')) twice.write('pack.yaml', at);
    expect(await refusal(() => readOwnPackZip(twice))).toMatch(/^pack\/pack\.yaml: This file is in the archive twice\. Nothing was kept\./);
    expect(faultsOf(packWith({ 'clauses/access/clause.yaml': 'id: remote-access\nversion: 1\noptional: all\n', 'clauses/access/en.md': words }))[0]).toMatch(/^pack\/clauses\/access\/clause\.yaml:1 The clause is called "remote-access" and its folder "access"\. Give both the same name\./);
  });
  test('what is no archive', async () => expect(await refusal(() => readOwnPackZip(new TextEncoder().encode('PK but no archive')))).toMatch(/This file cannot be read as a ZIP archive/));
  test('the page for lawyers shows the files of the example as they are', () => {
    const page = readFileSync(new URL('../../docs/own-pack.md', import.meta.url), 'utf8');
    for (const [name, text] of Object.entries(example().files)) expect([name, page.includes(text.trimEnd())]).toEqual([name, true]);
  });
});
