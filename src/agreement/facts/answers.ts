import { stringify } from 'yaml';
import { checkFact, checkNamedParties, deceivingLetterIn, isRecord, pathTrouble, type Checking, type Place } from '#agreement/facts/check';
import { nearest, problemLimit, show, type InputProblem } from '#agreement/facts/problem';
import { valueAt } from '#agreement/facts/read';
import { answersSchema, answerSchema, answerStates, type Answers } from '#agreement/facts/schema/answers-file';
import { factTree, resolvePath, type FactNode } from '#agreement/facts/table';
import { readYaml } from '#agreement/facts/yaml-tree';

export { sentence, sentences, type InputProblem } from '#agreement/facts/problem';
export type { Answer, Answers, AgreementType, Party } from '#agreement/facts/schema/answers-file';
export { setAnswer, setUnknown, type SetResult } from '#agreement/facts/set-answer';

/** The largest answers file in bytes. */
export const answersLimit = 4 * 1024 * 1024;

/** Answers read from a file, or everything that is wrong with it; `more` counts problems beyond those that are listed. */
export type AnswersResult = { ok: true; answers: Answers } | { ok: false; problems: InputProblem[]; more: number };

const expectedFile = 'a file that starts with "entente: 1"';
const keysOfFile = ['entente', 'type', 'parties', 'facts', 'answers'] as const;

/** Length in bytes of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7ff) bytes += code >= 0xd800 && code <= 0xdfff ? 1 : 2;
    else if (code > 0x7f) bytes += 1;
  }
  return bytes;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Reads an answers file in YAML or JSON. Values are kept exactly as written but for Unicode normalisation (NFC); nothing is guessed. */
export function readAnswers(text: string, options: { limit?: number } = {}): AnswersResult {
  const limit = options.limit ?? answersLimit;
  const refuse = (what: string): AnswersResult => ({ ok: false, problems: [{ path: '', what, expected: expectedFile, example: '' }], more: 0 });
  const size = text.length > limit ? text.length : bytesOf(text);
  if (size > limit) return refuse(`The file is too large: ${megabytes(size)}; the most is ${megabytes(limit)}.`);
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (body.includes('\u0000') || body.startsWith('%PDF-') || body.startsWith('PK\u0003\u0004')) return refuse('The file is not a text file.');
  const read = readYaml(body, answersSchema);
  if (!read.ok) return limited(read.problems);
  const problems = [...read.problems];
  const checking: Checking = {
    named: [],
    report: (problem, keys) => {
      const line = read.lineOf(keys);
      problems.push(line === undefined ? problem : { ...problem, line });
    },
  };
  checkFile(read.value as Record<string, unknown>, checking);
  if (problems.length > 0) return limited(problems);
  return { ok: true, answers: answersSchema.parse(read.value) };
}

function limited(problems: InputProblem[]): AnswersResult {
  const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { ok: false, problems: sorted.slice(0, problemLimit), more: Math.max(0, sorted.length - problemLimit) };
}

function checkFile(file: Readonly<Record<string, unknown>>, checking: Checking): void {
  const { report } = checking;
  if (file.entente === undefined) report({ path: 'entente', what: 'The version of the file format is missing.', expected: '"entente: 1" at the top', example: '' }, []);
  else if (file.entente !== 1) report({ path: 'entente', what: `This program reads version 1 of the file format, not ${show(file.entente)}.`, expected: '1', example: '' }, ['entente']);
  for (const key of Object.keys(file)) {
    if ((keysOfFile as readonly string[]).includes(key)) continue;
    const close = nearest(key, keysOfFile);
    const group = factTree().children.has(key) ? ` Did you mean facts.${key}?` : '';
    report({ path: key, what: `${show(key)} is not a part of an answers file.${close === undefined ? group : ` Did you mean ${close}?`}`, expected: `one of ${keysOfFile.join(', ')}`, example: '' }, [key]);
  }
  const tree = factTree();
  if (file.type !== undefined) checkFact(resolvePath('agreement.type')?.node as FactNode, file.type, { path: 'type', keys: ['type'] }, checking);
  if (file.parties !== undefined) checkFact(tree.children.get('parties') as FactNode, file.parties, { path: 'parties', keys: ['parties'] }, checking);
  if (file.facts !== undefined) checkFact(factsNode(), file.facts, { path: '', keys: ['facts'] }, checking);
  const parties = new Set((Array.isArray(file.parties) ? file.parties : []).flatMap((party: unknown) => (isRecord(party) && typeof party.id === 'string' ? [party.id] : [])));
  checkNamedParties(parties, checking);
  checking.named.length = 0;
  if (file.answers !== undefined) checkAnswers(file, parties, checking);
}

let facts: FactNode | undefined;

/** The tree without what the file keeps beside the facts: the parties and the type. */
function factsNode(): FactNode {
  if (facts !== undefined) return facts;
  const tree = factTree();
  const children = new Map(tree.children);
  children.delete('parties');
  const agreement = children.get('agreement') as FactNode;
  const fields = new Map(agreement.children);
  fields.delete('type');
  children.set('agreement', { ...agreement, children: fields });
  facts = { ...tree, children };
  return facts;
}

function checkAnswers(file: Readonly<Record<string, unknown>>, parties: ReadonlySet<string>, checking: Checking): void {
  const list = file.answers;
  if (!Array.isArray(list)) return checking.report({ path: 'answers', what: `${show(list)} is not a list.`, expected: 'a list of answers that are not agreed', example: '[{ path: term.exits.cure, status: unknown }]' }, ['answers']);
  if (list.length > 10_000) return checking.report({ path: 'answers', what: `The list has ${list.length} answers; the most is 10000.`, expected: '', example: '' }, ['answers']);
  const agreed = plainAnswers(file);
  list.forEach((entry: unknown, index) => checkAnswer(entry, { path: `answers (item ${index + 1})`, keys: ['answers', index] }, { parties, agreed, checking }));
  return undefined;
}

/** The file as answers if its parties and facts can be read at all, to see what is already agreed. */
function plainAnswers(file: Readonly<Record<string, unknown>>): Answers | undefined {
  const result = answersSchema.safeParse({ ...file, answers: [] });
  return result.success ? result.data : undefined;
}

interface AnswerContext {
  parties: ReadonlySet<string>;
  agreed: Answers | undefined;
  checking: Checking;
}

function checkAnswer(entry: unknown, place: Place, { parties, agreed, checking }: AnswerContext): void {
  const report = (what: string, expected: string, example = '', key?: string): void => checking.report({ path: place.path, what, expected, example }, key === undefined ? place.keys : [...place.keys, key]);
  if (!isRecord(entry)) return report(`${show(entry)} is not an answer.`, 'path, value, by, onBehalfOf, at, status, evidence', '{ path: term.exits.cure, status: unknown }');
  const fields = Object.keys(answerSchema.shape);
  for (const key of Object.keys(entry)) {
    if (fields.includes(key)) continue;
    const close = nearest(key, fields);
    report(`${show(key)} is not a field of an answer.${close === undefined ? '' : ` Did you mean ${close}?`}`, `one of ${fields.join(', ')}`, '', key);
  }
  const { path, status, value } = entry;
  if (status === 'agreed') report('An agreed value stands under facts or with its party, not under answers.', `one of ${Object.keys(answerStates).join(', ')}`, '', 'status');
  else if (typeof status !== 'string' || !Object.hasOwn(answerStates, status)) report(status === undefined ? 'The status is missing.' : `${show(status)} is not a status of an open answer.`, `one of ${Object.keys(answerStates).join(', ')}`, 'unknown', status === undefined ? undefined : 'status');
  for (const [key, expected, example] of [['by', 'the name of a person', 'Ada Winter'], ['at', 'a time with zone', '2027-02-03T10:15:00Z'], ['evidence', 'a list of texts', '[minutes of 2 February 2027]']] as const) {
    const result = entry[key] === undefined ? undefined : answerSchema.shape[key].safeParse(entry[key]);
    if (result?.success === false) report(`${show(entry[key])} is not ${expected}.`, expected, example, key);
    const letter = result?.success === true ? deceivingLetterIn(entry[key], key !== 'evidence') : undefined;
    if (letter !== undefined) report(letter, 'a text without hidden characters', '', key);
  }
  if (entry.onBehalfOf !== undefined && !(typeof entry.onBehalfOf === 'string' && parties.has(entry.onBehalfOf))) report(`${show(entry.onBehalfOf)} is not a party of this agreement.`, 'the id of a party', '', 'onBehalfOf');
  if (typeof path !== 'string') return report('The path is missing.', 'the path of a fact', 'term.exits.cure', 'path');
  const trouble = pathTrouble(path, parties);
  if (trouble !== undefined) return report(trouble, 'the path of a fact', 'term.exits.cure', 'path');
  if (status === 'unknown' && value !== undefined) report('An unknown answer has no value.', 'status proposed or disputed, or no value', '', 'value');
  if ((status === 'proposed' || status === 'disputed') && value === undefined) report('The value that is put forward is missing.', 'a value', '', 'status');
  if (status === 'unknown' && agreed !== undefined && valueAt(agreed, path) !== undefined) report(`${path} is unknown here and answered above.`, 'one of the two', '', 'path');
  if (value === undefined) return undefined;
  const node = resolvePath(path)?.node as FactNode;
  const own: Checking = { named: [], report: checking.report };
  checkFact(node, value, { path, keys: [...place.keys, 'value'] }, own);
  checkNamedParties(parties, own);
  return undefined;
}

/** Writes answers as a YAML file that `readAnswers` reads back to the same answers; empty parts are left out. */
export function writeAnswers(answers: Answers): string {
  const { entente, type, parties, facts: agreed, answers: open } = answers;
  const file = { entente, ...(type === undefined ? {} : { type }), parties, facts: agreed, ...(open.length === 0 ? {} : { answers: open }) };
  return stringify(withoutUndefined(file), { schema: 'core', compat: 'yaml-1.1', aliasDuplicateObjects: false, lineWidth: 0, indentSeq: true });
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutUndefined(inner)]])));
}
