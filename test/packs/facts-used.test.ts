import { describe, expect, test } from 'vitest';
import { pathsOf } from '#agreement/condition';
import { canonicalPath, factAt, factRows, type FactRow } from '#agreement/facts/table';
import { derivedFacts } from '#agreement/facts/derived';
import { inlinesOf } from '#library/check-library';
import type { BlockTemplate, ClauseTemplate } from '#library/library';
import { baseLibrary } from '../library/packs';

const library = baseLibrary();

/**
 * Facts that no clause prints or reads, and what reads them instead. A path stands for everything below it. Whatever is asked
 * and stands neither in a clause nor here is asked for nothing.
 */
const elsewhere: Readonly<Record<string, string>> = {
  'agreement.title': 'the cover and the names of files print it',
  'parties.*.kind': 'public bodies and rivals call for clauses through derived facts, and a unit without legal personality for a finding',
  'parties.*.sizeClass': 'rules on late payment, data access and funding look at the size; it stands in no text',
  'parties.*.signatories.*.authority': 'proof of authority is shown to who signs, and stands in no text',
  'parties.*.signatories.*.acts': 'joint power needs a second signature, which the signing table shows',
  'parties.*.signatories.*.limit': 'proof of authority, as above',
  'parties.*.signatories.*.evidence': 'proof of authority, as above',
  'parties.*.signatories.*.evidenceDate': 'proof of authority, as above',
  'parties.*.signatories.*.expiry': 'proof of authority, as above',
  'parties.*.marketPosition.markets.*.shareBand': 'competition law looks at the band; rivals should not read figures of each other in a contract',
  'parties.*.controlAndScreening': 'rules on sanctions, foreign investment and bribery look at it; it is personal and stands in no text',
  'parties.*.counsel': 'the seat of an attorney in a review',
  'compliance.signs': 'the traps of the interview and the findings act on it; it stands in no text',
  'context.risks.*.clause': 'ties a high risk to the section that deals with it, which checks look for',
  'term.exits.changeOfControl': 'says again what general.choices.changeOfControl says, which the text prints; kept because answers of earlier agreements hold it',
  'drafting': 'choices about the text itself, which are not asked',
};

function stands(path: string): string | undefined {
  return Object.keys(elsewhere).find((prefix) => path === prefix || path.startsWith(`${prefix}.`));
}

/** The path of a field of a repeated item; fields kept under the same id elsewhere count as its own. */
function fieldPath(repeat: string, field: string): string {
  const base = repeat === 'parties' ? 'parties.*' : repeat.startsWith('party.') ? `parties.*.${repeat.slice(6)}.*` : `${repeat}.*`;
  if (factAt(`${base}.${field}`) !== undefined) return canonicalPath(`${base}.${field}`);
  const [map = '', ...rest] = field.split('.');
  return canonicalPath([repeat.split('.').slice(0, -1).join('.'), map, '*', ...rest].join('.'));
}

const wide = (path: string): string => canonicalPath(path.startsWith('party.') ? path.replace('party.', 'parties.*.') : path);

function itemFields(words: unknown): string[] {
  if (typeof words !== 'object' || words === null) return [];
  const { item } = words as { item?: unknown };
  return [...(typeof item === 'string' && item !== '' ? [item] : []), ...Object.values(words).flatMap(itemFields)];
}

function printedFields(block: BlockTemplate): string[] {
  return block.repeat === null ? [] : itemFields(block.words).map((field) => fieldPath(block.repeat as string, field));
}

/** Every fact that a clause prints, decides by, or makes a duty of. */
function usedBy(clause: ClauseTemplate): string[] {
  const conditions = [clause.required.when, clause.optional.when, ...clause.blocks.map((block) => block.when), ...clause.needs.map((need) => need.when), ...clause.obligations.map((one) => one.when)];
  const read = conditions.flatMap((when) => (when === null ? [] : pathsOf(when)));
  const printed = [...inlinesOf(clause)].flatMap((inline) => ('slot' in inline ? [inline.path] : []));
  const slots = clause.obligations.flatMap((one) => [one.debtor, one.creditor, ...[one.due, one.until].flatMap((due) => (due === null ? [] : 'on' in due ? [due.on] : [due.period]))]).flatMap((word) => clause.slots[word] ?? []);
  const fields = clause.blocks.flatMap(printedFields);
  const duties = clause.obligations.flatMap((one) => {
    if (one.repeat === null) return [];
    const words = [one.debtor, one.creditor, one.object, one.trigger ?? '', one.recurs ?? '', ...[one.due, one.until].flatMap((due) => (due === null ? [] : 'on' in due ? [due.on] : [due.period]))];
    return words.flatMap((word) => [...word.matchAll(/\bitem\.([a-zA-Z]+(?:\.[a-zA-Z]+)*)/g)].map((found) => fieldPath(one.repeat as string, found[1] as string)));
  });
  return [...(clause.positions.by === null ? [] : [clause.positions.by]), ...read, ...printed, ...slots, ...fields, ...duties].map(wide);
}

const used = new Set(library.clauses.flatMap(usedBy));

/** A derived fact reads answers of the parties, so these are used where it is. */
const through: Readonly<Record<string, readonly string[]>> = {
  'party.dealRole.coordinator': ['parties.*.dealRole.roles'],
  'party.dealRole.agent': ['parties.*.dealRole.roles'],
  'party.dealRole.agentActs': ['parties.*.dealRole.agentActs.*.text'],
  'contribution.inKindValued': ['contribution.items.*.kind', 'contribution.items.*.value'],
  'party.competitors': ['parties.*.marketPosition.competesWith'],
  'party.publicBody': ['parties.*.kind'],
  'data.controllers': ['data.personal.*.roles.*.party', 'data.personal.*.roles.*.role'],
  'data.jointControllers': ['data.personal.*.roles.*.party', 'data.personal.*.roles.*.role'],
  'data.processors': ['data.personal.*.roles.*.party', 'data.personal.*.roles.*.role'],
  'agreement.types': ['agreement.modules'],
  'agreement.memorandum': ['agreement.bindingness.status'],
  'ip.exploitation.royalties': ['ip.exploitation.licences.*.royalty'],
};
for (const [derived, paths] of Object.entries(through)) if (library.clauses.some((clause) => clause.paths.includes(derived))) for (const path of paths) used.add(path);

/** A list that an item prints whole prints its parts: register entries, roles. */
const whole = new Set(library.clauses.flatMap((clause) => clause.blocks.flatMap(printedFields)).map(wide).filter((path) => factAt(path)?.kind === 'list'));

/** Fields that decide whether another field of the same item shows as a dash or as a blank. */
const deciding = new Set(factRows().flatMap((row) => (typeof row.optional === 'object' && used.has(row.path) ? [`${row.path.slice(0, row.path.lastIndexOf('.'))}.${row.optional.unless[0]}`] : [])));

function isUsed(path: string): boolean {
  return used.has(path) || deciding.has(path) || [...whole].some((list) => path.startsWith(`${list}.`));
}

function isAsked(row: FactRow): boolean {
  return row.kind === 'value' && row.derived !== true && !row.path.endsWith('.id') && row.path !== 'agreement.type';
}

test('every derived fact that a clause reads is listed with the answers behind it', () => {
  expect([...derivedFacts.keys()].filter((path) => !Object.hasOwn(through, path))).toEqual([]);
});

describe('what is asked is used', () => {
  test.each(factRows().filter(isAsked).map((row) => [row.path]))('%s', (path) => {
    if (stands(path) !== undefined) return;
    expect(isUsed(path), `${path} is asked, but no clause prints it or decides by it`).toBe(true);
  });

  test('what stands elsewhere is a fact, and no clause prints it', () => {
    expect(Object.keys(elsewhere).filter((path) => path !== 'drafting' && factAt(path) === undefined)).toEqual([]);
    expect(Object.keys(elsewhere).filter((path) => factRows().some((row) => isAsked(row) && stands(row.path) === path && isUsed(row.path)) && path !== 'parties.*.kind')).toEqual([]);
  });
});
