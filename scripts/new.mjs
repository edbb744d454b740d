// Starts a clause or a check: the files, in the form the rest has, with words to replace.
//   npm run new clause <name> [-- --pack base --follows <clause>]
//   npm run new check <subject>/<name> [-- --code STR-012]
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { root } from './sources.mjs';

class Refusal extends Error {}

const usage = `Usage:
  npm run new clause <name> [-- --pack base --follows <clause>]
  npm run new check <subject>/<name> [-- --code STR-012]`;
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

try {
  const { values, positionals } = readArguments();
  const [kind, name, ...rest] = positionals;
  if (name === undefined || rest.length > 0 || !['clause', 'check'].includes(kind)) throw new Refusal(usage);
  console.log(kind === 'clause' ? newClause(name, values) : newCheck(name, values));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { pack: { type: 'string', default: 'base' }, follows: { type: 'string' }, code: { type: 'string' } } });
  } catch (error) {
    throw new Refusal(`${error.message}\n${usage}`);
  }
}

function newClause(name, { pack, follows }) {
  if (!kebab.test(name) || name.length > 30) throw new Refusal(`"${name}" is not a name for a clause: small letters, digits and single hyphens, 30 at most, such as "joint-results".`);
  const clauses = join(root, 'packs', pack, 'clauses');
  if (!existsSync(clauses)) throw new Refusal(`There is no pack "${pack}": ${shown(clauses)} does not exist.`);
  const taken = readdirSync(join(root, 'packs')).find((other) => existsSync(join(root, 'packs', other, 'clauses', name)));
  if (taken !== undefined) throw new Refusal(`There is a clause "${name}" already, in packs/${taken}/clauses. Choose another name, or change that one.`);
  const after = follows ?? lastOfBody(clauses);
  if (after !== undefined && !existsSync(join(clauses, after, 'clause.yaml')) && pack === 'base') throw new Refusal(`There is no clause "${after}" to follow in packs/${pack}/clauses.`);
  const title = name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
  const files = write(join(clauses, name), {
    'clause.yaml': `id: ${name}
version: 1
part: body
${after === undefined ? '' : `follows: ${after}\n`}optional: all
slots: { period: conf.terms.period }
obligations:
  - { id: duty, debtor: each party, creditor: each other party, action: notify, object: what must be told, until: { after: end, period: period } }
source: []
review: null
`,
    'en.md': `# ${title}

> give: You do what this clause asks of you for {period} after the end.
> get: {other-parties} must do the same for you.

{#duty} Each party must tell {other-parties} what they need to know. This duty lasts for {period} after this agreement ends.
`,
    'cases.yaml': `- name: five years, tracked
  facts: { conf.terms.period: { n: 5, unit: year } }
  text: for 5 years after this agreement ends
  obligations: [{ id: duty, debtor: each party }]
- name: period unknown is a blank
  facts: {}
  blank: conf.terms.period
`,
  });
  return `Written:
${files}
Next:
  1. Write the words in en.md; CONTRIBUTING.md says what slots, blocks and summary lines there are.
  2. In clause.yaml say in which types it stands (required, optional, when), which clause it follows, its slots and its obligations, and name sources.
  3. In cases.yaml give the facts that matter and what must come of them.
  4. npx vitest run test/packs`;
}

/** The clause of the body at the end of the longest chain of clauses that follow each other. */
function lastOfBody(clauses) {
  const files = new Map();
  for (const id of readdirSync(clauses)) {
    const file = join(clauses, id, 'clause.yaml');
    if (existsSync(file)) files.set(id, parse(readFileSync(file, 'utf8')));
  }
  const depth = (id, seen = new Set()) => (files.has(id) && !seen.has(id) ? 1 + depth(files.get(id).follows, seen.add(id)) : 0);
  return [...files.keys()].filter((id) => (files.get(id).part ?? 'body') === 'body').sort((a, b) => depth(b) - depth(a))[0];
}

function newCheck(name, { code: asked }) {
  const [subject, rule, ...rest] = name.split('/');
  if (rule === undefined || rest.length > 0 || !kebab.test(subject) || !kebab.test(rule)) throw new Refusal(`"${name}" is not a name for a check: <subject>/<fault> in small letters with hyphens, such as "structure/duplicate-clause".`);
  const checks = join(root, 'src', 'stages', 'inspect', 'checks');
  const codes = codesOf(checks);
  const taken = codes.find((one) => one.rule === rule);
  if (taken !== undefined) throw new Refusal(`There is a check "${rule}" already, in ${shown(taken.file)}. Choose another name, or change that one.`);
  const code = asked ?? nextCode(subject, codes);
  if (!/^[A-Z]{3}-\d{3}$/.test(code)) throw new Refusal(`"${code}" is not a code: three capitals, a hyphen, three digits, such as "STR-012".`);
  const owner = codes.find((one) => one.code === code);
  if (owner !== undefined) throw new Refusal(`The code ${code} is taken by ${shown(owner.file)}. Choose another with --code.`);
  const constant = rule.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const files = write(join(checks, subject), {
    [`${rule}.ts`]: `import { placeIn, type Check } from '#stages/inspect/check';
import page from './${rule}.md';

/** Words that show the fault. */
const signs = ['as the case may be'];

/** ${code}: the words “as the case may be” are in the text. */
export const ${constant}: Check = {
  code: '${code}',
  rule: '${rule}',
  severity: 'advice',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    if (!subject.english) return;
    for (const hit of subject.find(signs)) yield { place: placeIn(hit.in, hit.from, hit.to), params: { words: hit.phrase } };
  },
};
`,
    [`${rule}.md`]: `# ${code} ${rule}

“{words}” leaves open which case is meant.

## What is wrong
The words “as the case may be” are in the text.

## Why it matters
Readers must guess which of the things before them is meant.

## What to do
Say which thing is meant in which case.

## Source
House style. An attorney must confirm the meaning where it is disputed.

## Examples
Not ok: which of two
    Alpha or Beta, as the case may be, must pay the fee.
                   ^^^^^^^^^^^^^^^^^^ ${rule}

Ok: one party
    Alpha must pay the fee.
`,
  });
  return `Written:
${files}
Next:
  1. In src/stages/inspect/checks/index.ts import { ${constant} } from '#stages/inspect/checks/${subject}/${rule}' and add it to the list.
  2. Write the page: what people see, why it matters, what to do, a source, and examples that fail and that pass; they are the tests.
  3. Write the check, with a fix as steps where one is possible.
  4. npx vitest run test/stages/inspect-examples.test.ts`;
}

/** Code, rule and file of every check there is. */
function codesOf(checks) {
  if (!existsSync(checks)) throw new Refusal(`${shown(checks)} does not exist, so there is no place for a check.`);
  return readdirSync(checks, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    if (!name.endsWith('.ts') || name === 'index.ts') return [];
    const file = join(checks, name);
    const text = readFileSync(file, 'utf8');
    const code = /\bcode: '([A-Z]{3}-\d{3})'/.exec(text)?.[1];
    const rule = /\brule: '([a-z0-9-]+)'/.exec(text)?.[1];
    return code === undefined || rule === undefined ? [] : [{ code, rule, file, subject: dirname(name) }];
  });
}

/** The number after the highest of the subject. */
function nextCode(subject, codes) {
  const ours = codes.filter((one) => one.subject === subject).map((one) => one.code).sort();
  const last = ours.at(-1);
  if (last === undefined) throw new Refusal(`"${subject}" has no checks yet, so its letters are not known. Give the first code, such as --code ${subject.slice(0, 3).toUpperCase()}-001. Subjects: ${[...new Set(codes.map((one) => one.subject))].sort().join(', ')}.`);
  return `${last.slice(0, 4)}${String(Number(last.slice(4)) + 1).padStart(3, '0')}`;
}

/** Writes new files only, and lists them. */
function write(folder, files) {
  mkdirSync(folder, { recursive: true });
  return Object.entries(files)
    .map(([name, text]) => {
      writeFileSync(join(folder, name), text, { flag: 'wx' });
      return `  ${shown(join(folder, name))}`;
    })
    .join('\n');
}

function shown(path) {
  return relative(root, path);
}
