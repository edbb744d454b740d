import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '#library/compile';
import { faultLine } from '#library/fault';
import { clauseTemplate, type Library } from '#library/library';
import { figureOn, numberOn } from '#library/rules';
import { readPackFolder } from '#world/packs';
import { faultsOf, libraryFrom, packOf, type LittleClause } from './little-pack';

const x = (clause: LittleClause): ReturnType<typeof packOf> => packOf({ x: clause });
const yaml = (text: string, en?: string): ReturnType<typeof packOf> => x({ yaml: `required: all\n${text}`, ...(en !== undefined && { en }) });
const en = (text: string, more = ''): ReturnType<typeof packOf> => x({ yaml: `required: all\n${more}`, en: text });

const rule = (more = ''): string => `{ id: EU-01, title: T, means: M, ${more === '' ? '' : `${more}, `}source: S, confidence: high, attorneyMustConfirm: true }`;
const rules = (text: string): ReturnType<typeof packOf> => packOf({}, { extra: { 'rules.yaml': `${text}\n` } });

/** Each made-up pack with the one fault that it must have, in full. */
const faults: [string, ReturnType<typeof packOf>, string][] = [
  // pack.yaml and rules.yaml
  ['no pack.yaml', { folder: 'packs/base', files: {} }, 'pack.yaml:1 The file is missing.'],
  ['a bad version', packOf({}, { extra: { 'pack.yaml': 'id: base\ntitle: T\nversion: one\ndate: 2026-11-01\nlicence: CC0-1.0\n' } }), 'pack.yaml:3 version: expected a version such as 1.0.0.'],
  ['a bad date', packOf({}, { extra: { 'pack.yaml': 'id: base\ntitle: T\nversion: 1.0.0\ndate: November\nlicence: CC0-1.0\n' } }), 'pack.yaml:4 date: expected a date such as 2026-11-01.'],
  ['a bad id', packOf({}, { extra: { 'pack.yaml': 'id: The Base\ntitle: T\nversion: 1.0.0\ndate: 2026-11-01\nlicence: CC0-1.0\n' } }), 'pack.yaml:1 id: expected a pack id such as base, de or us-ny.'],
  ['a rule with a bad id', rules('- { id: one, title: T, means: M, source: S, confidence: high, attorneyMustConfirm: true }'), 'rules.yaml:1 0.id: expected a rule id such as EU-03.'],
  ['a rule without a source', rules('- id: EU-01\n  title: T\n  means: M\n  confidence: high\n  attorneyMustConfirm: true'), 'rules.yaml:1 0.source: expected where the law says so, such as "BGB §288(2)"; a rule without a source is not taken.'],
  ['a rule with an empty source', rules("- { id: EU-01, title: T, means: M, source: '', confidence: high, attorneyMustConfirm: true }"), 'rules.yaml:1 0.source: expected where the law says so, such as "BGB §288(2)"; a rule without a source is not taken.'],
  ['a rule that says nothing for the text', rules('- { id: EU-01, title: T, source: S, confidence: high, attorneyMustConfirm: true }'), 'rules.yaml:1 0.means: expected what the rule means for the text.'],
  ['a rule from no day', rules('- { id: EU-01, title: T, means: M, from: soon, source: S, confidence: high, attorneyMustConfirm: true }'), 'rules.yaml:1 0.from: expected a date such as 2026-11-01.'],
  ['a rule from a day that no calendar has', rules('- { id: EU-01, title: T, means: M, from: 2026-02-30, source: S, confidence: high, attorneyMustConfirm: true }'), 'rules.yaml:1 0.from: expected a date such as 2026-11-01.'],
  ['a rule that ends before it starts', rules(`- ${rule('from: 2026-05-01, until: 2026-04-30')}`), 'rules.yaml:1 The rule "EU-01" ends on 2026-04-30, before it starts on 2026-05-01.'],
  ['a rule twice', rules(`- ${rule()}\n- ${rule()}`), 'rules.yaml:2 The rule "EU-01" stands twice for every day.'],
  ['two versions on one day', rules(`- ${rule('until: 2026-04-30')}\n- ${rule('from: 2026-04-30')}`), 'rules.yaml:2 The rule "EU-01" stands twice for 2026-04-30.'],
  ['two versions for months', rules(`- ${rule('from: 2020-01-01')}\n- ${rule('from: 2026-04-30, until: 2026-12-31')}`), 'rules.yaml:2 The rule "EU-01" stands twice for the days 2026-04-30 to 2026-12-31.'],
  ['two figures on one day', rules(`- ${rule('values: [{ key: days, is: 30, until: 2026-12-31 }, { key: days, is: 60, from: 2026-06-01 }]')}`), 'rules.yaml:1 "days" of the rule "EU-01" has two values for the days 2026-06-01 to 2026-12-31.'],
  ['a figure that is not there', rules(`- ${rule('values: [{ key: days }]')}`), 'rules.yaml:1 0.values.0: expected either "is" with the figure or "lookUp" with what an attorney must look up.'],
  ['a figure of a strange unit', rules(`- ${rule('values: [{ key: days, is: 3, unit: moons }]')}`), 'rules.yaml:1 0.values.0.unit: expected one of the units day, month, year, hour, percent, points, EUR, GBP, USD.'],
  ['a figure without end', rules(`- ${rule('values: [{ key: days, is: .inf }]')}`), 'rules.yaml:1 This number has no end.'],

  // YAML of a clause
  ['YAML that does not close', yaml('slots: { a: b'), 'clauses/x/clause.yaml:5 Flow map in block collection must be sufficiently indented and end with a }.'],
  ['a tab', yaml('slots:\n\ta: scope.field'), 'clauses/x/clause.yaml:5 Tabs are not allowed as indentation.'],
  ['a field twice', yaml('needs: []\nneeds: []'), 'clauses/x/clause.yaml:5 Map keys must be unique.'],
  ['an anchor', yaml('slots: &a {}'), 'clauses/x/clause.yaml:4 The file repeats a part of itself by "&" and "*".'],
  ['a tag', yaml('review: !js "x"'), 'clauses/x/clause.yaml:4 The tag "!js" has no meaning here.'],
  ['half a letter', yaml('review: "\\uD800"'), 'clauses/x/clause.yaml:4 This text holds half a letter.'],
  ['a misspelt field', yaml('\nslotz: {}'), 'clauses/x/clause.yaml:5 "slotz" is not a field of this file.'],
  ['a misspelt field of a block', yaml('blocks:\n  a: { wen: { present: scope.field } }'), 'clauses/x/clause.yaml:5 "wen" is not a field of blocks.a.'],
  ['no id', x({ whole: 'version: 1\nrequired: all\n' }), 'clauses/x/clause.yaml:1 id: Invalid input: expected string, received undefined.'],
  ['a version that is no number', x({ whole: 'id: x\nversion: first\nrequired: all\n' }), 'clauses/x/clause.yaml:2 version: Invalid input: expected number, received string.'],
  ['a text in the place of the file', x({ whole: 'words' }), 'clauses/x/clause.yaml:1 the file: Invalid input: expected object, received string.'],
  ['an empty file', x({ whole: '' }), 'clauses/x/clause.yaml:1 the file: Invalid input: expected object, received null.'],
  ['nested without end', x({ whole: `id: x\nreview: ${'['.repeat(20_000)}` }), 'clauses/x/clause.yaml:1 The file is nested too deeply to be read.'],
  ['another name than its folder', x({ whole: 'id: y\nversion: 1\nrequired: all\n' }), 'clauses/x/clause.yaml:1 The clause is called "y" and its folder "x".'],
  ['an unknown condition', yaml('blocks:\n  a: { when: { equals: [scope.field, a] } }'), 'clauses/x/clause.yaml:5 blocks.a.when: expected one condition of is, in, over, under, before, after, present, count, all, any, not, such as { is: [dispute.final.kind, court] }.'],
  ['a condition with two tests', yaml('blocks:\n  a: { when: { present: scope.field, is: [scope.field, a] } }'), 'clauses/x/clause.yaml:5 blocks.a.when: expected one condition of is, in, over, under, before, after, present, count, all, any, not, such as { is: [dispute.final.kind, court] }.'],
  ['an unknown type', x({ yaml: 'required: [XX]' }), 'clauses/x/clause.yaml:3 required: expected "all", a list of types (BC, CJV, IJV, RD, CONS, PUB, COM, DATA, OSS), or { types: …, when: … }.'],
  ['an unknown action', yaml('obligations:\n  - { id: a, debtor: each party, creditor: each other party, action: hope, object: it }'), 'clauses/x/clause.yaml:5 obligations.0.action: Invalid option'],
  ['an unknown due', yaml('obligations:\n  - { id: a, debtor: each party, creditor: each other party, action: pay, object: it, due: { within: days } }'), 'clauses/x/clause.yaml:5 obligations.0.due: expected a slot that holds a date, or { after: event, period: slot }, or { before: event, period: slot }.'],
  ['positions that are no list', yaml('positions: creator'), 'clauses/x/clause.yaml:4 positions: expected a list of positions, or { by: fact path, of: list of positions }.'],

  // Facts, slots, blocks
  ['no type', x({ yaml: '' }), 'clauses/x/clause.yaml:1 The clause belongs to no type of agreement.'],
  ['a slot for no fact', yaml('slots: { f: scope.feild }', '# X\n\n{#a} Words {f}.'), 'clauses/x/clause.yaml:4 "scope.feild" is not a fact.'],
  ['a condition on no fact', yaml('blocks: { a: { when: { present: no.such } } }'), 'clauses/x/clause.yaml:4 "no.such" is not a fact.'],
  ['a block that asks for no clause', yaml('blocks: { a: { when: { is: [sections, nowhere] } } }'), 'clauses/x/clause.yaml:4 The condition asks for the clause "nowhere", which does not exist.'],
  ['a choice of clauses by clauses', x({ yaml: 'required: { types: all, when: { is: [sections, x] } }' }), 'clauses/x/clause.yaml:3 "sections" is not a fact.'],
  ['a slot that is not used', yaml('slots: { f: scope.field }'), 'clauses/x/clause.yaml:4 The slot "f" is never used.'],
  ['a block without words', yaml('blocks: { b: {} }'), 'clauses/x/clause.yaml:4 The block "b" has no words in en.md.'],
  ['a block after none', yaml('blocks: { a: { after: z } }'), 'clauses/x/clause.yaml:4 "a" stands after "z", which does not exist.'],
  ['a block of no position', yaml('blocks: { a: { position: creator } }'), 'clauses/x/clause.yaml:4 "creator" is not a position of this clause.'],
  ['a position without a block', yaml('positions: [balanced, creator]'), 'clauses/x/clause.yaml:4 No block belongs to the position "creator".'],
  ['no English words', { folder: 'packs/base', files: Object.fromEntries(Object.entries(packOf({ x: {} }).files).filter(([name]) => !name.endsWith('en.md'))) }, 'clauses/x/en.md:1 The clause has no English words.'],
  ['a block that another language lacks', x({ en: '# X\n\n{#a} Words.\n\n{#b} More.', fr: '# X\n\n{#a} Mots.' }), 'clauses/x/fr.md:1 The block "b" has no words in fr.md.'],

  // Other clauses
  ['following none', yaml('follows: y'), 'clauses/x/clause.yaml:4 The clause follows "y", which does not exist.'],
  ['following itself', yaml('follows: x'), 'clauses/x/clause.yaml:4 "x" follows itself through other clauses.'],
  ['a circle', packOf({ x: { yaml: 'required: all\nfollows: y' }, y: { yaml: 'required: all\nfollows: x' }, z: {} }), 'clauses/x/clause.yaml:4 "x" follows itself through other clauses.'],
  ['needing none', yaml('needs: [y]'), 'clauses/x/clause.yaml:4 The clause needs "y", which does not exist.'],
  ['in conflict with none', yaml('conflicts: [y]'), 'clauses/x/clause.yaml:4 The clause conflicts with "y", which does not exist.'],
  ['a term that two clauses define', packOf({ x: { yaml: 'required: all\nterms: { t: { en: Thing } }' }, y: { yaml: 'required: all\nterms:\n  t: { en: Thing }' } }), 'clauses/y/clause.yaml:5 The term "t" is defined by the clause x too.'],
  ['a reference to no clause', en('# X\n\n{#a} See section\n{ref:y}.'), 'clauses/x/en.md:4 "y" refers to a clause that does not exist.'],
  ['a reference to no block', en('# X\n\n{#a} See section {ref:x#b}.'), 'clauses/x/en.md:3 "x.b" refers to a block that does not exist.'],
  ['a reference to no schedule', en('# X\n\n{#a} See Schedule {ref:schedule-y}.'), 'clauses/x/en.md:3 "schedule-y" refers to a schedule that no clause has.'],
  ['a reference to a clause that may be absent', packOf({ x: { en: '# X\n\n{#a} See section {ref:y}.' }, y: { yaml: 'optional: all' } }), 'clauses/x/en.md:3 "y" refers to a clause that may be absent.'],

  // Obligations
  ['an obligation of no block', yaml('obligations: [{ id: b, debtor: each party, creditor: each other party, action: pay, object: it }]'), 'clauses/x/clause.yaml:4 The obligation "b" is stated by the block "b", which does not exist.'],
  ['an obligation twice', yaml('obligations:\n  - { id: a, debtor: each party, creditor: each other party, action: pay, object: it }\n  - { id: a, debtor: each party, creditor: each other party, action: pay, object: it }'), 'clauses/x/clause.yaml:6 The obligation "a" stands twice.'],
  ['an item without a list', yaml('obligations: [{ id: a, debtor: item.lead, creditor: each other party, action: pay, object: it }]'), 'clauses/x/clause.yaml:4 "item.lead" needs a list to repeat over.'],
  ['an item without the field', yaml('blocks: { a: { repeat: work.items } }\nobligations:\n  - { id: a, debtor: item.boss, creditor: each other party, action: pay, object: it }'), 'clauses/x/clause.yaml:6 An item of work.items has no field "boss".'],
  ['a due date on no slot', yaml('obligations: [{ id: a, debtor: each party, creditor: each other party, action: pay, object: it, due: { after: receipt, period: days } }]'), 'clauses/x/clause.yaml:4 "days" is neither a slot of this clause nor a field of an item.'],

  // Words
  ['no heading', en('{#a} Words.'), 'clauses/x/en.md:1 The clause has no heading.'],
  ['two headings', en('# X\n\n{#a} Words.\n\n# Y'), 'clauses/x/en.md:5 A second heading.'],
  ['words before the first block', en('# X\n\nWords.\n\n{#a} Words.'), 'clauses/x/en.md:3 These words stand before the first block.'],
  ['a block twice', en('# X\n\n{#a} Words.\n\n{#a} More.'), 'clauses/x/en.md:5 The block "a" stands twice.'],
  ['a block without a word', en('# X\n\n{#a}\n\n{#b} Words.'), 'clauses/x/en.md:3 The block "a" has no words.'],
  ['a summary of no kind', en('# X\n\n> gain: much\n\n{#a} Words.'), 'clauses/x/en.md:3 This summary line has no known kind: "> gain: much".'],
  ['a summary of no block', en('# X\n\n> give: {#b} much\n\n{#a} Words.'), 'clauses/x/en.md:3 The summary names the block "b", which does not exist.'],
  ['a brace that does not close', en('# X\n\n{#a} Words {parties.'), 'clauses/x/en.md:3 A brace is not closed.'],
  ['bold that does not close', en('# X\n\n{#a} **Words.'), 'clauses/x/en.md:3 A "**" is not closed.'],
  ['a list mark that is not ours', en('# X\n\n{#a} Words:\n* one'), 'clauses/x/en.md:4 A line cannot start with "*".'],
  ['a heading inside a clause', en('# X\n\n{#a} Words.\n### Part'), 'clauses/x/en.md:4 A line cannot start with "###".'],
  ['rows of different length', en('# X\n\n{#schedule-x} ## List\n\n| A | B |\n|---|---|\n| a |'), 'clauses/x/en.md:7 This row has 1 cells and the first row has 2.'],
  ['a figure', en('# X\n\n{#a} Within 30 days.'), 'clauses/x/en.md:3 "Within 30 days." holds a figure.'],
  ['a figure in a heading', en('# X2\n\n{#a} Words.'), 'clauses/x/en.md:1 "X2" holds a figure.'],
  ['a slot that is not declared', en('# X\n\n{#a} Words {field}.'), 'clauses/x/en.md:3 {field} is not declared.'],
  ['a slot called like a part of the language', en('# X\n\n{#a} Words {constructor} and {term:constructor}.'), 'clauses/x/en.md:3 {constructor} is not declared.'],
  ['a format that is none', en('# X\n\n{#a} Words {f|shout}.', 'slots: { f: scope.field }'), 'clauses/x/en.md:3 "shout" is not a format.'],
  ['two formats', en('# X\n\n{#a} Words {f|text|text}.', 'slots: { f: scope.field }'), 'clauses/x/en.md:3 {f|text|text} has two formats.'],
  ['a helper with a format', en('# X\n\n{#a} To {each-other|money}.'), 'clauses/x/en.md:3 {each-other} takes no format but possessive.'],
  ['a name of parties with a format', en('# X\n\n{#a} To {parties|money}.'), 'clauses/x/en.md:3 {parties} takes no format.'],
  ['an item outside a list', en('# X\n\n{#a} To {item.title}.'), 'clauses/x/en.md:3 {item.title} stands in a block that does not repeat.'],
  ['an item without that field', en('# X\n\n{#a} To {item.boss}.', 'blocks: { a: { repeat: work.items } }'), 'clauses/x/en.md:3 An item of work.items has no field "boss".'],
  ['a row number outside a table', en('# X\n\n{#a} To {n}.'), 'clauses/x/en.md:3 {n} counts rows of a table or opens a list item.'],
  ['a term that nobody defines', en('# X\n\n{#a} The {term:t}.'), 'clauses/x/en.md:3 The term "t" is not defined.'],
  ['a definition of another clause’s term', packOf({ x: { en: '# X\n\n{#a} The {def:t}.' }, y: { yaml: 'required: all\nterms: { t: { en: Thing } }' } }), 'clauses/x/en.md:3 "t" is defined by the clause y.'],
  ['a term without words in the language', x({ yaml: 'required: all\nterms: { t: { fr: Chose } }', en: '# X\n\n{#a} The {def:t}.' }), 'clauses/x/en.md:3 The term "t" has no words in en.'],
  ['"mine" outside a summary', en('# X\n\n{#a} To {f|mine}.', 'slots: { f: scope.field }'), 'clauses/x/en.md:3 The format "mine" picks what concerns the reader, which only a summary does.'],
];

describe('a fault names file, line and what is wrong', () => {
  test.each(faults)('%s', (_, pack, fault) => expect(faultsOf(pack)[0]).toMatch(fault));
  test.each(faults)('%s: says what to do next', (_, pack) => {
    const compiled = compile([pack]);
    for (const fault of compiled.ok ? [] : compiled.faults) expect(fault.next).toMatch(/\.$/);
  });
});

test('all faults are told at once', () => expect(faultsOf(packOf({ x: { en: '# X\n\n{#a} {f} 3.' }, y: { en: 'no heading' } })).length).toBeGreaterThan(3));
test('a fault is one line', () => expect(faultLine({ file: 'packs/base/x/en.md', line: 7, what: 'Wrong.', next: 'Mend it.' })).toBe('packs/base/x/en.md:7 Wrong. Mend it.'));

describe('the order of clauses', () => {
  const orderOf = (clauses: Record<string, string>): string[] => libraryFrom(packOf(Object.fromEntries(Object.entries(clauses).map(([id, more]) => [id, { yaml: `required: all\n${more}` }])))).clauses.map((clause) => clause.id);
  test('is what each follows', () => expect(orderOf({ a: 'follows: b', b: 'follows: c', c: '' })).toEqual(['c', 'b', 'a']));
  test('by id where two follow the same', () => expect(orderOf({ z: 'follows: a', m: 'follows: a', a: '' })).toEqual(['a', 'm', 'z']));
  test('a clause beside a longer chain comes before it', () => expect(orderOf({ a: '', b: 'follows: a', c: 'follows: b', d: 'follows: a' })).toEqual(['a', 'd', 'b', 'c']));
  test('a follower comes before the next chain of the same length', () => expect(orderOf({ a: '', b: 'follows: a', c: 'follows: b', d: 'follows: a', e: 'follows: d' })).toEqual(['a', 'b', 'c', 'd', 'e']));
  test('front stands first and back last', () => expect(orderOf({ a: 'part: back', b: 'follows: a', c: 'follows: b\npart: front' })).toEqual(['c', 'b', 'a']));
});

describe('a pack laid over another', () => {
  const base = packOf({
    x: {
      yaml: 'required: all\nslots: { f: scope.field }\nblocks: { b: { when: { present: scope.field } } }\nobligations: [{ id: b, debtor: each party, creditor: each other party, action: pay, object: it }]',
      en: '# X\n\n> give: {#b} You pay.\n\n{#a} First.\n\n{#b} Second {f}.\n\n{#c} Third.',
    },
    y: { yaml: 'optional: all\nfollows: x' },
  });
  const over = (clause: LittleClause, more: Record<string, LittleClause> = {}): Library => libraryFrom(base, packOf({ x: clause, ...more }, { id: 'de', over: true }));
  const blocks = (library: Library): string[] => clauseTemplate(library, 'x')!.blocks.map((block) => block.id);
  const wordsOf = (library: Library, block: string): string => JSON.stringify(clauseTemplate(library, 'x')!.blocks.find((one) => one.id === block)?.words);

  test('replaces a block of the same name', () => expect(wordsOf(over({ en: '{#a} Other.' }), 'a')).toContain('Other.'));
  test('keeps the other blocks in their order', () => expect(blocks(over({ en: '{#a} Other.' }))).toEqual(['a', 'b', 'c']));
  test('keeps the heading unless it has its own', () => {
    expect(clauseTemplate(over({ en: '{#a} Other.' }), 'x')!.heading.en).toEqual([{ text: 'X' }]);
    expect(clauseTemplate(over({ en: '# Z\n\n{#a} Other.' }), 'x')!.heading.en).toEqual([{ text: 'Z' }]);
  });
  test('keeps the condition of a block whose words it replaces', () => expect(clauseTemplate(over({ en: '{#b} Other.' }), 'x')!.blocks[1]?.when).toEqual({ present: 'scope.field' }));
  test('replaces the condition where it gives one', () => expect(clauseTemplate(over({ yaml: 'blocks: { b: { when: { is: [scope.field, a] } } }', en: '{#b} Other.' }), 'x')!.blocks[1]?.when).toEqual({ is: ['scope.field', 'a'] }));
  test('adds a block after another', () => expect(blocks(over({ yaml: 'blocks: { n: { after: a } }', en: '{#n} New.' }))).toEqual(['a', 'n', 'b', 'c']));
  test('adds a block at the end', () => expect(blocks(over({ en: '{#n} New.' }))).toEqual(['a', 'b', 'c', 'n']));
  test('removes a block by an empty text', () => expect(blocks(over({ en: '{#c}' }))).toEqual(['a', 'b']));
  test('with a block go its obligations, its summary and the slot that only it used', () => {
    const clause = clauseTemplate(over({ en: '{#b}' }), 'x')!;
    expect([clause.obligations, clause.summaries, clause.slots]).toEqual([[], [], {}]);
  });
  test('can remove only what is there', () => expect(faultsOf(base, packOf({ x: { en: '{#z}' } }, { id: 'de', over: true }))).toEqual(['packs/de/clauses/x/en.md:1 The block "z" has no words.']));
  test('replaces an obligation of the same id', () => expect(clauseTemplate(over({ yaml: 'obligations: [{ id: b, debtor: each party, creditor: each other party, action: report, object: it }]' }), 'x')!.obligations.map((one) => one.action)).toEqual(['report']));
  test('may need no words at all', () => expect(clauseTemplate(over({ yaml: 'source: [ "BGB § 288" ]' }), 'x')!.source).toEqual(['BGB § 288']));
  test('makes an optional clause required', () => expect(clauseTemplate(over({}, { y: { yaml: 'required: all' } }), 'y')!.required.types).toEqual(['all']));
  test('brings clauses of its own', () => expect(over({}, { n: { yaml: 'required: all\nfollows: x', en: '# N\n\n{#a} New.' } }).clauses.map((clause) => clause.id)).toEqual(['x', 'n', 'y']));
  test('cannot move a clause', () => expect(faultsOf(base, packOf({ y: { yaml: 'follows: y' } }, { id: 'de', over: true }))).toEqual(['packs/de/clauses/y/clause.yaml:3 A pack that lays over a clause cannot move it.']));
  test('says which pack wrote the last word', () => expect(clauseTemplate(over({}), 'x')!.pack).toBe('de'));
  test('a fault of the base is told where it stands', () => expect(faultsOf(packOf({ x: { yaml: 'required: all\nneeds: [gone]' } }), packOf({ x: {} }, { id: 'de', over: true }))).toEqual(['clauses/x/clause.yaml:4 The clause needs "gone", which does not exist.']));
  test('comes after the pack that it extends', () => expect(faultsOf(packOf({}, { id: 'de', over: true }), packOf({}))).toEqual(['packs/de/pack.yaml:1 This pack extends "base", which was not read before it.']));
  test('has a name of its own', () => expect(faultsOf(packOf({}), packOf({}))).toEqual(['pack.yaml:1 There are two packs called "base".']));
});

describe('rules', () => {
  const two = rules(`- ${rule('from: 2013-03-16, until: 2029-12-31, values: [{ key: points, is: 8, unit: points }, { key: rate, lookUp: the rate of the bank }]')}\n- ${rule('from: 2030-01-01, values: [{ key: points, is: 9, until: 2030-12-31 }, { key: points, is: 10, from: 2031-01-01 }]')}`);
  const library = libraryFrom(two);
  test('carry their pack, dates and figures', () =>
    expect(library.rules[0]).toEqual({
      id: 'EU-01', pack: 'base', title: 'T', means: 'M', from: '2013-03-16', until: '2029-12-31', watch: null, source: 'S', confidence: 'high', attorneyMustConfirm: true,
      values: [{ key: 'points', is: 8, unit: 'points', lookUp: null, from: null, until: null }, { key: 'rate', is: null, unit: null, lookUp: 'the rate of the bank', from: null, until: null }],
    }));
  test('may follow one another in time under one id', () => expect(library.rules.map((one) => one.from)).toEqual(['2013-03-16', '2030-01-01']));
  test.each([['2013-03-16', 8], ['2029-12-31', 8], ['2030-01-01', 9], ['2030-12-31', 9], ['2031-01-01', 10], ['2099-01-01', 10]])('on %s the figure is %i', (day, is) => expect(numberOn(library, 'EU-01', 'points', day)?.is).toBe(is));
  test('before its first day there is no figure, and it says so', () => expect(numberOn(library, 'EU-01', 'points', '2013-03-15')).toMatchObject({ is: null, why: 'The rule EU-01 (T) is dated 2013-03-16 to 2029-12-31, 2030-01-01 to an open end, and the day asked about is 2013-03-15. An attorney must look up what counts on that day.' }));
  test('a figure between two others is never the nearest one', () => {
    const gap = libraryFrom(rules(`- ${rule('values: [{ key: days, is: 30, until: 2026-06-30 }, { key: days, is: 60, from: 2027-01-01 }]')}`));
    expect(figureOn(gap, 'EU-01', 'days', '2026-09-01')).toMatchObject({ known: false, why: 'The figure "days" of the rule EU-01 (T) is dated up to 2026-06-30, 2027-01-01 to an open end, and the day asked about is 2026-09-01. An attorney must look up what counts on that day.' });
  });
  test('what must be looked up is said', () => expect(figureOn(library, 'EU-01', 'rate', '2026-01-01')).toMatchObject({ known: false, why: 'An attorney must look up the rate of the bank (rule EU-01).' }));
  test('a rule that no pack here has is absent', () => expect(figureOn(library, 'DE-07', 'points', '2026-01-01')).toBeUndefined());
  test('a figure that a rule never had is a fault of ours', () => expect(() => figureOn(library, 'EU-01', 'moons', '2026-01-01')).toThrow('no figure "moons"'));
  test('stand in one pack only', () => expect(faultsOf(two, packOf({}, { id: 'de', over: true, extra: { 'rules.yaml': `- ${rule()}\n` } }))).toEqual(['packs/de/rules.yaml:1 The rule "EU-01" stands in packs/base, too.']));
  test('of packs that are only looked at change no clause and no digest', () => {
    const base = packOf({ x: {} });
    const beside = packOf({ x: { en: '{#a} Other words.' } }, { id: 'de', over: true, extra: { 'rules.yaml': `- ${rule()}\n` } });
    const both = compile([base], [beside]);
    const alone = libraryFrom(base);
    if (!both.ok) throw new Error('it does not compile');
    expect([both.library.digest, both.library.clauses, both.library.packs]).toEqual([alone.digest, alone.clauses, alone.packs]);
    expect([both.library.lookedAt.map((pack) => pack.id), both.library.rules.map((one) => one.id)]).toEqual([['de'], ['EU-01']]);
  });
  test('a language that a pack does not speak goes from the clauses that it changes', () => {
    const base = packOf({ x: { fr: '# X\n\n{#a} Mots.' }, y: { fr: '# Y\n\n{#a} Mots.' } });
    const library = libraryFrom(base, packOf({ x: { en: '{#a} Other words.' } }, { id: 'de', over: true }));
    expect(library.clauses.map((clause) => [clause.id, Object.keys(clause.heading)])).toEqual([['x', ['en']], ['y', ['en', 'fr']]]);
  });
});

describe('the digest', () => {
  const pack = (): ReturnType<typeof packOf> => packOf({ x: { en: '# X\n\n> give: Much.\n\n{#a} Words.', fr: '# X\n\n> give: Beaucoup.\n\n{#a} Mots.' }, y: {} });
  const reversed = { folder: 'elsewhere', files: Object.fromEntries(Object.entries(pack().files).toReversed()) };
  test('is a SHA-256', () => expect(libraryFrom(pack()).digest).toMatch(/^sha256:[0-9a-f]{64}$/));
  test('does not depend on the order in which a disk lists files, nor on the folder', () => expect(libraryFrom(reversed).digest).toBe(libraryFrom(pack()).digest));
  test('does not depend on line ends', () => expect(libraryFrom(packOf({ x: { en: '# X\r\n\r\n{#a} Words.\r\n' } })).digest).toBe(libraryFrom(packOf({ x: { en: '# X\n\n{#a} Words.\n' } })).digest));
  test('changes with a word', () => expect(libraryFrom(packOf({ x: { en: '# X\n\n{#a} Other words.' } })).digest).not.toBe(libraryFrom(packOf({ x: { en: '# X\n\n{#a} Words.' } })).digest));
});

describe('whatever stands in a pack, it compiles or its faults are told', () => {
  const whole = readPackFolder(new URL('../../packs/base', import.meta.url).pathname, 'packs/base');
  const some = ['confidentiality', 'work-plan-raci', 'title-and-parties', 'interpretation-and-time'];
  const files = Object.fromEntries(Object.entries(whole.files).filter(([name]) => name === 'pack.yaml' || some.some((id) => name.startsWith(`clauses/${id}/`))));
  const names = Object.keys(files);
  const told = (changed: Record<string, string>): void => {
    const compiled = compile([{ folder: 'packs/base', files: changed }]);
    if (compiled.ok) return;
    expect(compiled.faults.length).toBeGreaterThan(0);
    for (const fault of compiled.faults) {
      expect(fault.line).toBeGreaterThan(0);
      expect(fault.file).toMatch(/^packs\/base\//);
    }
  };
  const bits = ['{', '}', '|', '**', '{#', '{ref:', '{def:', '{item.', '{n}', '- ', '# ', '> give: ', '&a ', '*a', '!!x ', '.inf', '\t', '\n', '"', "'", ':', '[', ']', '__proto__', 'constructor', 'item', 'parties', '\u0000', '\ud800', '[]', '{}', 'when: ', 'null', '٣', '9'];
  const cut = fc.record({ name: fc.constantFrom(...names), at: fc.nat(), length: fc.nat({ max: 40 }), bit: fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'binary', maxLength: 6 })) });
  test('with a few bits cut out and put in', () =>
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 3 }), (cuts) => {
        const changed = { ...files };
        for (const { name, at, length, bit } of cuts) {
          const text = changed[name] as string;
          const start = at % (text.length + 1);
          changed[name] = text.slice(0, start) + bit + text.slice(start + length);
        }
        told(changed);
      }),
      { numRuns: 200 },
    ));
  test('with a file gone or swapped for another', () => {
    for (const name of names) {
      told(Object.fromEntries(Object.entries(files).filter(([other]) => other !== name)));
      for (const other of names.slice(0, 6)) told({ ...files, [name]: files[other] as string });
    }
  });
  test('with a term of any words', () =>
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }), (words) => told(packOf({ x: { whole: JSON.stringify({ id: 'x', version: 1, required: 'all', terms: { t: { en: words } } }), en: '# X\n\n{#a} Words of {def:t} ]x ^y \\z.' } }).files))));
});
