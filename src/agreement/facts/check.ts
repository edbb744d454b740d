import { z } from 'zod';
import { deceivingLetter } from '#agreement/facts/letters';
import { asWritten, nearest, show, type InputProblem } from '#agreement/facts/problem';
import { factAt, factRows, factTree, type FactNode, type FactRow } from '#agreement/facts/table';
import { idPattern, valueGuides, type ValueFormat } from '#agreement/facts/values';

/** Where a value stands: as people name it, and by the keys and indexes that lead to it in the file. */
export interface Place {
  path: string;
  keys: readonly (string | number)[];
}

/** Takes one problem with the place it was found at. */
export type Report = (problem: InputProblem, keys: readonly (string | number)[]) => void;

/** What a check of values gathers beside problems: every party that the values name. */
export interface Checking {
  report: Report;
  named: { party: string; place: Place }[];
}

const idExpected = 'an id of 1 to 30 small letters, digits and hyphens';

/** Checks a value against the facts tree; everything wrong in it is reported, each problem once. */
export function checkFact(node: FactNode, value: unknown, place: Place, checking: Checking): void {
  const { row } = node;
  if (value === null) return complain(checking, place, 'There is no value here. Leave the line out, or list the fact under answers with status unknown.', row);
  if (row.kind === 'list') return checkList(node, value, place, checking);
  if (row.kind === 'group' || row.kind === 'map') {
    if (!isRecord(value)) return complain(checking, place, `${show(value)} stands where ${row.label} has fields of its own.`, { expected: `fields: ${fieldsOf(node)}`, example: '' });
    for (const [key, inner] of Object.entries(value)) checkEntry(node, key, inner, place, checking);
    return undefined;
  }
  return checkLeaf(node, value, place, checking);
}

function complain(checking: Checking, place: Place, what: string, told: { expected?: string; example?: unknown; format?: ValueFormat }): void {
  const guide = told.format === undefined ? undefined : valueGuides[told.format];
  const example = told.example === undefined ? guide?.example : told.example;
  checking.report({ path: place.path, what, expected: told.expected ?? guide?.expected ?? '', example: typeof example === 'string' && example === '' ? '' : asWritten(example) }, place.keys);
}

/** True for what a mapping of the file becomes. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(node: FactNode): string {
  if (node.row.kind === 'map') return `one entry for each id under ${node.row.refers ?? 'its list'}`;
  const keys = [...node.children.keys()];
  return keys.length > 14 ? `${keys.slice(0, 14).join(', ')} …` : keys.join(', ');
}

function checkEntry(node: FactNode, key: string, inner: unknown, place: Place, checking: Checking): void {
  const at: Place = { path: place.path === '' ? key : `${place.path}.${key}`, keys: [...place.keys, key] };
  if (node.row.kind === 'map') {
    const entry = node.children.get('*');
    if (!/^[a-z0-9-]{1,40}$/.test(key)) checking.report({ path: at.path, what: `${show(key)} is not an id.`, expected: idExpected, example: 'wp1' }, at.keys);
    else if (entry !== undefined) checkFact(entry, inner, at, checking);
    return;
  }
  const child = node.children.get(key);
  if (key === 'id' && child !== undefined) return;
  if (child !== undefined) return checkFact(child, inner, at, checking);
  checking.report({ path: at.path, what: unknownField(node, key), expected: `one of ${fieldsOf(node)}`, example: '' }, at.keys);
}

function unknownField(node: FactNode, key: string): string {
  const labels = new Map([...node.children].map(([name, child]) => [child.row.label, name]));
  const close = nearest(key, node.children.keys()) ?? labels.get(nearest(key, labels.keys()) ?? '');
  const elsewhere = close !== undefined ? [] : factRows().flatMap((row) => (row.path.endsWith(`.${key}`) ? [row.path] : []));
  const where = node.row.path === '' ? 'a group of facts' : `a field of ${node.row.label}`;
  const hint = close !== undefined ? ` Did you mean ${close}?` : elsewhere.length > 0 ? ` Did you mean ${elsewhere.slice(0, 3).join(' or ')}?` : '';
  return `${show(key)} is not ${where}.${hint}`;
}

function checkList(node: FactNode, value: unknown, place: Place, checking: Checking): void {
  const item = node.children.get('*') as FactNode;
  if (!Array.isArray(value)) return complain(checking, place, `${show(value)} is not a list.`, { expected: 'a list of items, each with an id', example: [{ id: node.row.path === 'parties' ? 'alpha' : 'a1' }] });
  const most = node.row.path === 'parties' ? 500 : 1000;
  if (value.length > most) return complain(checking, place, `The list has ${value.length} items; the most is ${most}.`, { expected: '', example: '' });
  const seen = new Set<string>();
  value.forEach((entry: unknown, index) => {
    const keys = [...place.keys, index];
    const id = isRecord(entry) ? entry.id : undefined;
    const named = typeof id === 'string' && idPattern.test(id);
    const at: Place = { path: named ? `${place.path}.${id}` : `${place.path} (item ${index + 1})`, keys };
    if (!isRecord(entry)) return complain(checking, at, `${show(entry)} is not an item with fields.`, { expected: `fields: ${fieldsOf(item)}`, example: '' });
    const what = node.row.path === 'parties' ? 'party' : 'item';
    if (id === undefined) complain(checking, at, `This ${what} has no id.`, { expected: idExpected, example: { id: what === 'party' ? 'alpha' : 'a1' } });
    else if (!named) complain(checking, { path: at.path, keys: [...keys, 'id'] }, `${show(id)} is not an id.`, { expected: idExpected, example: what === 'party' ? 'alpha' : 'a1' });
    else if (seen.has(id)) complain(checking, { path: at.path, keys: [...keys, 'id'] }, `The id ${show(id)} is used by two ${what === 'party' ? 'parties' : 'items of this list'}.`, { expected: 'an id of its own for each', example: '' });
    else seen.add(id);
    checkFact(item, entry, at, checking);
    return undefined;
  });
  return undefined;
}

function checkLeaf(node: FactNode, value: unknown, place: Place, checking: Checking): void {
  const { row, schema } = node;
  if (schema instanceof z.ZodArray) {
    if (!Array.isArray(value)) return complain(checking, place, `${show(value)} is not a list.`, { expected: row.expected ?? 'a list', example: row.example });
    const entry = schema.element as z.ZodType;
    const format = row.of ?? 'text';
    value.forEach((one: unknown, index) => {
      const at: Place = { path: `${place.path} (entry ${index + 1})`, keys: [...place.keys, index] };
      checkValue(entry, format, one, at, row, Array.isArray(row.example) ? row.example[0] : row.example, checking);
    });
    if (value.length > 500) complain(checking, place, `The list has ${value.length} entries; the most is 500.`, { expected: '', example: '' });
    return undefined;
  }
  return checkValue(schema, row.format ?? 'text', value, place, row, row.example, checking);
}

function checkValue(schema: z.ZodType, format: ValueFormat, value: unknown, place: Place, row: FactRow, example: unknown, checking: Checking): void {
  const result = schema.safeParse(value);
  if (!result.success) {
    const plainList = row.of !== undefined && row.of === format && row.format === 'list-and';
    return complain(checking, place, whatIsWrong(result.error.issues, format, value, row), { expected: expectedOf(format, row, plainList), example: example ?? valueGuides[format].example });
  }
  const letter = deceivingLetterIn(value, row.name === true || format === 'party');
  if (letter !== undefined) return complain(checking, place, letter, { expected: 'a text without hidden characters', example: '' });
  if (format === 'party' || format === 'actor') for (const party of partiesIn(value)) checking.named.push({ party, place });
  return undefined;
}

function expectedOf(format: ValueFormat, row: FactRow, inList: boolean): string {
  if (row.options !== undefined && format === 'label') return `one of ${Object.keys(row.options).join(', ')}`;
  return (inList ? undefined : row.expected) ?? valueGuides[format].expected;
}

function whatIsWrong(issues: readonly z.core.$ZodIssue[], format: ValueFormat, value: unknown, row: FactRow): string {
  const told = valueGuides[format].explain?.(value);
  if (told !== undefined) return told;
  if (value === null) return 'There is no value here.';
  if (format === 'label' && row.options !== undefined) {
    const close = typeof value === 'string' ? (nearest(value, Object.keys(row.options)) ?? optionByLabel(value, row.options)) : undefined;
    return `${show(value)} is not one of the words that can be chosen.${close === undefined ? '' : ` Did you mean ${close}?`}`;
  }
  const issue = issues[0];
  if (typeof value === 'string') {
    if (value === '') return 'The text is empty.';
    if (issue?.code === 'too_big') return `The text has ${value.length} characters; the most is ${String(issue.maximum)}.`;
    if (issue?.code === 'invalid_format' && /\n/.test(value)) return 'The text must stand on one line.';
  }
  if ((format === 'text' || format === 'person') && (typeof value === 'number' || typeof value === 'boolean') && row.expected === undefined) return `A text stands in quotes: "${String(value)}".`;
  return `${show(value)} does not fit here.`;
}

function optionByLabel(value: string, options: Readonly<Record<string, string>>): string | undefined {
  const label = nearest(value, Object.values(options));
  return Object.keys(options).find((key) => options[key] === label);
}

/** The first sentence about a deceiving letter in a text or in any text of a composed value. */
export function deceivingLetterIn(value: unknown, name: boolean): string | undefined {
  if (typeof value === 'string') return deceivingLetter(value, name);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const letter = deceivingLetterIn(inner, name);
    if (letter !== undefined) return letter;
  }
  return undefined;
}

/** The parties that a party or actor value names. */
function partiesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value as string[];
  const { party } = value as { party?: string };
  return party === undefined ? [] : [party];
}

/** Reports every named party that is none of the parties of this agreement. */
export function checkNamedParties(known: ReadonlySet<string>, { named, report }: Checking): void {
  for (const { party, place } of named) {
    if (known.has(party)) continue;
    const close = nearest(party, known);
    const ids = [...known].slice(0, 12).join(', ');
    report({ path: place.path, what: `${show(party)} is not a party of this agreement.${close === undefined ? '' : ` Did you mean ${close}?`}`, expected: known.size === 0 ? 'a party that the file lists' : `one of ${ids}${known.size > 12 ? ' …' : ''}`, example: '' }, place.keys);
  }
}

/** Why a path cannot be answered, or undefined where it can. */
export function pathTrouble(path: string, parties: ReadonlySet<string>): string | undefined {
  const row = factAt(path);
  if (row?.derived === true) return `${path} follows from other answers and is not answered itself.`;
  if (row !== undefined && (path.includes('*') || path.startsWith('party.'))) return `${show(path)} does not name one fact; use an id in place of ${path.includes('*') ? 'the star' : '"party"'}.`;
  const segments = path.split('.');
  if (row !== undefined) return segments[0] === 'parties' && segments[1] !== undefined && !parties.has(segments[1]) ? `${show(segments[1])} is not a party of this agreement.` : undefined;
  let node: FactNode = factTree();
  for (const segment of segments) {
    const child = node.children.get(segment) ?? (idPattern.test(segment) ? node.children.get('*') : undefined);
    if (child === undefined) {
      const close = nearest(segment, [...node.children.keys()].filter((key) => key !== '*'));
      return `There is no fact ${show(path)}: ${show(segment)} is not part of ${node.row.path === '' ? 'the facts' : node.row.label}.${close === undefined ? '' : ` Did you mean ${close}?`}`;
    }
    node = child;
  }
  return `There is no fact ${show(path)}.`;
}
