// Counts in how many cooperation contracts of CUAD v1 each category is marked, and compares with scripts/real-agreements.yaml.
//   node scripts/count-categories.mjs FOLDER     with contracts.train.jsonl.gz and contracts.dev.jsonl.gz
// Nothing else needs that folder: the counts are kept in the file, and the page is written by node scripts/docs.mjs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';

const folder = process.argv[2];
const files = ['train', 'dev'].map((part) => join(folder ?? '', `contracts.${part}.jsonl.gz`));
if (folder === undefined || !files.every((file) => existsSync(file))) {
  console.error('Give the folder that holds contracts.train.jsonl.gz and contracts.dev.jsonl.gz of CUAD v1: node scripts/count-categories.mjs FOLDER');
  process.exit(2);
}
const kept = parse(readFileSync(fileURLToPath(new URL('real-agreements.yaml', import.meta.url)), 'utf8'));
const contracts = files.flatMap((file) => gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))).filter((one) => one.family);
const marked = new Map(contracts.map(({ id, spans }) => [id, new Set(spans.map(([category]) => category))]));
const wrong = [];
if (contracts.length !== kept.family) wrong.push(`family: ${contracts.length}, the file says ${kept.family}`);
for (const { name, contracts: count } of kept.categories) {
  const found = [...marked.values()].filter((categories) => categories.has(name)).length;
  console.log(`${String(found).padStart(3)}  ${name}`);
  if (found !== count) wrong.push(`${name}: ${found}, the file says ${count}`);
}
const known = new Set(kept.categories.map(({ name }) => name));
for (const categories of marked.values()) for (const name of categories) if (!known.has(name)) wrong.push(`${name} is marked and not in the file`);
for (const [name, { contract, marked: said }] of Object.entries(kept.examples)) {
  const found = [...(marked.get(contract) ?? [])].sort().join(', ');
  if (found !== [...said].sort().join(', ')) wrong.push(`${name}: marked are ${found}`);
}
const ours = kept.categories.filter((one) => one.clauses !== undefined);
const whole = [...marked.values()].filter((categories) => [...categories].every((name) => ours.some((one) => one.name === name))).length;
console.log(`${contracts.length} contracts. ${ours.length} of ${kept.categories.length} categories have a clause; in ${whole} contracts every marked category has one.`);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
