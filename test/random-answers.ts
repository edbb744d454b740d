import fc from 'fast-check';
import { z } from 'zod';
import type { Answers } from '#agreement/facts/answers';
import { agreementTypes } from '#agreement/facts/schema/purpose';
import { factTree, type FactNode, type FactRow } from '#agreement/facts/table';
import { valueGuides, type ValueFormat } from '#agreement/facts/values';
import { isAllowed, type Library } from '#library/library';

/** What random answers are made from. */
export interface RandomAnswers {
  /** The library whose clauses are chosen, left out and taken in. */
  library: Library;
  /** Laws to choose from; null for none. */
  laws: readonly (string | null)[];
}

/** How much is answered: everything, or each fact with a chance of `freq` to one; a case shrinks towards fewer answers. */
type Density = { complete: true } | { complete: false; freq: number };

/** Words of ordinary length for facts that hold a phrase of people; each is tried against the form of its fact. */
const phrases = ['river water samples', 'tests of the new pump'];
const dates = ['2026-12-31', '2027-02-28', '2027-04-01', '2028-02-29', '2028-06-30', '2029-03-31', '2030-12-31'];
const places = ['DE', 'DE-BY', 'FR', 'GB-ENG', 'GB-SCT', 'US-NY', 'US-CA', 'US-DE', 'NL', 'CH', 'IT', 'JP'];
const parties = [
  ['alpha', 'Alpha', 'Alpha Robotics GmbH'], ['beta', 'Beta', 'Université Beta'], ['gamma', 'Gamma', 'Gamma Sensors B.V.'], ['delta', 'Delta', 'Fondazione Delta'],
  ['epsilon', 'Epsilon', 'Epsilon Clínicas S.L.'], ['zeta', 'Zeta', 'Zeta Software OG'], ['eta', 'Eta', 'Eta Precision AG'],
] as const;

/** Ids of items are the same in every list, so that references can be made before the list is: i1, i2, i3. */
const itemIds = ['i1', 'i2', 'i3'] as const;

/**
 * Random answers that the forms take: every type, modules, two to seven parties, every kind of value at every fact, choices
 * of positions, sections left out and taken in, and facts that are not agreed. What refers to an item of a list names one
 * that is there. `complete` answers every fact; a list may then be empty, which says that there is none.
 */
export function randomAnswers(options: RandomAnswers, complete: boolean): fc.Arbitrary<Answers> {
  const density: fc.Arbitrary<Density> = complete ? fc.constant({ complete: true }) : fc.constantFrom(1, 3, 12).map((freq) => ({ complete: false, freq }));
  return fc
    .record({ type: fc.constantFrom(...(Object.keys(agreementTypes) as NonNullable<Answers['type']>[])), count: fc.integer({ min: 2, max: 7 }), density })
    .chain(({ type, count, density: how }) =>
      fc.record({
        party: fc.array(objectOf(partyNode(), how, ['legalName', 'shortName']), { minLength: count, maxLength: count }),
        names: how.complete ? fc.constant(true) : fc.boolean(),
        facts: objectOf(factTree(), how, ['parties', 'drafting', 'law']),
        law: objectOf(factTree().children.get('law') as FactNode, how, ['governing']),
        governing: fc.constantFrom(...options.laws),
        drafting: draftingOf(options.library, type),
        modules: fc.option(fc.subarray(Object.keys(agreementTypes), { maxLength: 2 }), { nil: [], freq: 1 }),
        binding: fc.constantFrom('binding', 'binding', 'binding', 'mixed', 'non-binding', undefined),
        sections: fc.subarray(free(options.library, type).map((clause) => clause.id), { maxLength: 4 }),
        open: fc.subarray(openAnswers, { maxLength: 2 }),
      }).map((drawn): Answers => {
        const facts = structuredClone(drawn.facts) as Record<string, Record<string, unknown>>;
        const law = { ...drawn.law, ...(drawn.governing === null ? {} : { governing: drawn.governing }) };
        if (Object.keys(law).length > 0) facts.law = law;
        if (drawn.drafting !== undefined) facts.drafting = drawn.drafting;
        facts.agreement = { ...facts.agreement };
        delete facts.agreement.type;
        if (drawn.modules.length > 0 || how.complete) facts.agreement.modules = drawn.modules.filter((module) => module !== type);
        else delete facts.agreement.modules;
        // Own costs beside shared costs are a contradiction of the answers, not of the text.
        if (Array.isArray(facts.money?.model) && facts.money.model.includes('cost-share')) facts.money.model = facts.money.model.filter((model) => model !== 'own-costs');
        if (drawn.binding === undefined && !how.complete) delete facts.agreement.bindingness;
        else facts.agreement.bindingness = { status: drawn.binding ?? 'binding', ...(drawn.binding === 'mixed' ? { bindingClauses: drawn.sections.map((id) => ({ id: id.slice(0, 30), text: 'Section' })) } : how.complete ? { bindingClauses: [] } : {}) };
        const made = {
          entente: 1,
          type,
          parties: drawn.party.map((party, index) => {
            const [id, shortName, legalName] = parties[index] as (typeof parties)[number];
            return { id, ...(drawn.names ? { shortName, legalName } : { shortName }), ...structuredClone(party) };
          }),
          facts,
          answers: [],
        } as unknown as Answers;
        settle(made as unknown as Record<string, unknown>, made);
        const answers = drawn.open.filter(({ path }) => path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], made.facts) === undefined);
        return { ...made, answers } as Answers;
      }),
    );
}

/** Answers that are not agreed; each is used where the fact itself is not answered. */
const openAnswers: Answers['answers'] = [
  { path: 'term.exits.cure', status: 'unknown' },
  { path: 'term.core.end', value: '2029-03-31', onBehalfOf: 'alpha', status: 'proposed' },
  { path: 'conf.terms.period', value: { n: 5, unit: 'year' }, onBehalfOf: 'beta', status: 'disputed' },
];

function partyNode(): FactNode {
  return factTree().children.get('parties')?.children.get('*') as FactNode;
}

/** The fields of a group but those that are named; where not everything is answered, each with its chance. */
function objectOf(node: FactNode, how: Density, without: readonly string[] = []): fc.Arbitrary<Record<string, unknown>> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, child] of node.children) if (key !== 'id' && !without.includes(key)) fields[key] = maybe(valueOf(child, how), how);
  return fc.record(fields).map((value) => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)));
}

function maybe(value: fc.Arbitrary<unknown>, how: Density): fc.Arbitrary<unknown> {
  return how.complete ? value : fc.option(value, { nil: undefined, freq: how.freq });
}

function valueOf(node: FactNode, how: Density): fc.Arbitrary<unknown> {
  const { row, schema } = node;
  const entry = node.children.get('*');
  switch (row.kind) {
    case 'group':
      return objectOf(node, how);
    case 'map':
      return fc.record(Object.fromEntries(itemIds.map((id) => [id, maybe(objectOf(entry as FactNode, how), how)]))).map((value) => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)));
    case 'list':
      return fc.array(objectOf(entry as FactNode, how), { minLength: how.complete && row.eachParty === true ? 1 : 0, maxLength: itemIds.length, size: 'max' }).map((items) => items.map((item, index) => ({ id: itemIds[index], ...item })));
    case 'value':
      if (schema instanceof z.ZodArray) return listOf(schema.element as z.ZodType, row);
      return leafOf(schema, row.format ?? 'text', row, row.example);
  }
}

function listOf(schema: z.ZodType, row: FactRow): fc.Arbitrary<unknown> {
  const examples: unknown[] = Array.isArray(row.example) ? row.example : [row.example];
  const most = row.of === 'text' && row.refers === undefined ? 2 : 3;
  return fc.uniqueArray(leafOf(schema, row.of ?? 'text', row, examples[0]), { minLength: 0, maxLength: most, comparator: 'SameValueZero', selector: (one) => JSON.stringify(one) });
}

/** A value of one format. References and parties are drawn as numbers (`#0`) and settled when the lists are known. */
function leafOf(schema: z.ZodType, format: ValueFormat, row: FactRow, given: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (row.options !== undefined && format === 'label') return fc.constantFrom(...Object.keys(row.options));
  const index = fc.nat({ max: 6 }).map((n) => `#${n}`);
  const example = given ?? valueGuides[format].example;
  switch (format) {
    case 'party':
      return schema instanceof z.ZodUnion ? fc.oneof({ weight: 5, arbitrary: index }, { weight: 1, arbitrary: fc.uniqueArray(index, { minLength: 1, maxLength: 2 }) }) : index;
    case 'actor':
      return fc.oneof(index, index.map((body) => ({ body })), fc.constant({ role: 'project manager' }), index.map((party) => ({ role: 'managing director', party })), fc.constant({ other: 'an expert named by the chamber of commerce' }));
    case 'number':
      return fc.constantFrom(0, 1, 2, 3, 5, 12).filter((n) => schema.safeParse(n).success);
    case 'percent':
      return fc.constantFrom('0', '5', '12.5', '33.3333', '50', '100');
    case 'money':
      return fc.record({ amount: fc.constantFrom('0', '1', '950.5', '40000.00', '1234567.89'), currency: fc.constantFrom('EUR', 'GBP', 'USD') });
    case 'date':
      return fc.constantFrom(...dates);
    case 'period':
      return fc.record({ n: fc.constantFrom(1, 2, 10, 30, 48), unit: fc.constantFrom('hour', 'day', 'business-day', 'week', 'month', 'year') });
    case 'deadline':
      return fc.oneof(fc.constantFrom<unknown>(...dates), fc.record({ after: fc.constant('the end of this agreement'), period: fc.constantFrom({ n: 1, unit: 'month' }, { n: 30, unit: 'day' }) }), fc.constant({ before: 'the first delivery', period: { n: 10, unit: 'business-day' } }));
    case 'place':
      return fc.constantFrom(...places);
    case 'zone':
      return fc.constantFrom('Europe/Berlin', 'UTC', 'America/New_York');
    case 'law':
      return fc.constantFrom('de', 'fr', 'gb-eaw', 'us-ny', 'ch');
    case 'language':
      return fc.constantFrom('en', 'de', 'fr');
    case 'time':
      return fc.constantFrom('00:00', '08:30', '17:00', '23:59');
    case 'person':
      return fc.constantFrom('Ada Winter', 'Bruno Marchand');
    case 'address':
      return fc.constantFrom({ street: '1 Quay Street', postcode: '10115', city: 'Berlin', country: 'DE' }, { street: '4 rue du Port', postcode: '69002', city: 'Lyon', country: 'FR' }, { city: 'Delft' });
    default: {
      if (row.refers !== undefined) return index;
      const fitting = [example, ...(row.name === true ? ['North Quay'] : phrases)].filter((one) => schema.safeParse(one).success);
      return fc.constantFrom(...(fitting.length === 0 ? [example] : fitting));
    }
  }
}

/** The clauses that a type may have and that exclude no other one, so that taking several in is no contradiction. */
function free(library: Library, type: string): Library['clauses'] {
  const rivals = new Set(library.clauses.flatMap((clause) => (clause.conflicts.length === 0 ? [] : [clause.id, ...clause.conflicts])));
  return library.clauses.filter((clause) => isAllowed(clause, type) && !rivals.has(clause.id) && !clause.needs.some((need) => rivals.has(need.clause)));
}

/** Choices about the text: positions with the party they protect, sections left out with a reason, and sections taken in that contradict none. */
function draftingOf(library: Library, type: string): fc.Arbitrary<Record<string, unknown> | undefined> {
  const here = library.clauses.filter((clause) => isAllowed(clause, type));
  const positions = fc.subarray(here.filter((clause) => clause.positions.by === null && clause.positions.of.length > 0), { minLength: 0 }).chain((chosen) =>
    fc.tuple(...chosen.map((clause) => fc.record({ position: fc.constantFrom(...clause.positions.of), favoured: fc.nat({ max: 6 }).map((n) => `#${n}`) }))).map((all) => Object.fromEntries(all.map((one, index) => [(chosen[index] as { id: string }).id, one]))),
  );
  const optOut = fc.option(fc.subarray(here.map((clause) => clause.id), { maxLength: 3 }).map((ids) => Object.fromEntries(ids.map((id) => [id, 'The parties want no such section.']))), { nil: undefined, freq: 1 });
  const include = fc.option(fc.subarray(free(library, type).map((clause) => clause.id)), { nil: undefined, freq: 2 });
  return fc.record({ positions, optOut, include }).map(({ positions: chosen, optOut: out, include: taken }) => {
    const left = out ?? {};
    const drafting = { ...(Object.keys(chosen).length > 0 && { positions: chosen }), ...(Object.keys(left).length > 0 && { optOut: left }), ...(taken !== undefined && { include: taken.filter((id) => !Object.hasOwn(left, id)) }) };
    return Object.keys(drafting).length === 0 ? undefined : drafting;
  });
}

/** Puts parties and ids of items that are there in the place of numbers; what refers to an empty list is taken away. */
function settle(file: Record<string, unknown>, answers: Answers): void {
  const ids = answers.parties.map((party) => party.id);
  const tree = factTree();
  const listAt = (path: string): string[] => {
    let value: unknown = answers.facts;
    for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
    return Array.isArray(value) ? value.map((item: { id: string }) => item.id) : [];
  };
  const bodies = listAt('gov.bodies');
  const pick = (number: unknown, among: readonly string[]): string | undefined => among[Number(String(number).slice(1)) % Math.max(1, among.length)];
  const isNumber = (value: unknown): boolean => typeof value === 'string' && /^#\d$/.test(value);
  const one = (value: unknown, among: readonly string[]): unknown => {
    if (isNumber(value)) return pick(value, among);
    if (typeof value !== 'object' || value === null) return value;
    const { body, party } = value as { body?: unknown; party?: unknown };
    if (isNumber(body)) return bodies.length === 0 ? pick(body, ids) : { body: pick(body, bodies) };
    return isNumber(party) ? { ...value, party: pick(party, ids) } : value;
  };
  const visit = (node: FactNode, value: unknown): unknown => {
    const { row } = node;
    if (row.kind === 'group') {
      const record = value as Record<string, unknown>;
      for (const [key, child] of node.children) {
        if (record[key] === undefined) continue;
        const settled = visit(child, record[key]);
        if (settled === undefined) delete record[key];
        else record[key] = settled;
      }
      return record;
    }
    if (row.kind === 'list') {
      for (const item of value as Record<string, unknown>[]) visit(node.children.get('*') as FactNode, item);
      return value;
    }
    if (row.kind === 'map') {
      const known = listAt(row.refers as string);
      for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
        if (known.includes(key)) visit(node.children.get('*') as FactNode, item);
        else delete (value as Record<string, unknown>)[key];
      }
      return value;
    }
    const among = row.refers === undefined || row.refers === 'parties' ? ids : listAt(row.refers);
    if (Array.isArray(value)) {
      const all = value.map((entry) => one(entry, among)).filter((entry) => entry !== undefined);
      return [...new Map(all.map((entry) => [JSON.stringify(entry), entry])).values()];
    }
    return one(value, among);
  };
  for (const party of file.parties as Record<string, unknown>[]) visit(partyNode(), party);
  const facts = file.facts as Record<string, Record<string, unknown>>;
  for (const [key, child] of tree.children) if (key !== 'parties' && key !== 'drafting' && facts[key] !== undefined) visit(child, facts[key]);
  for (const choice of Object.values((facts.drafting?.positions ?? {}) as Record<string, { favoured: unknown }>)) choice.favoured = pick(choice.favoured, ids);
}
