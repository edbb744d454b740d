import fc from 'fast-check';
import type { Node } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { clauseHash } from '#agreement/document/clause-hash';
import { printDocument, type PrintedBlock } from '#agreement/document/print';
import { clausesOf, schema, schedulesOf, type Document } from '#agreement/document/schema';
import { setAnswer } from '#agreement/facts/answers';
import { showHidden } from '#agreement/words/visible';
import { draft } from '#stages/draft/draft';
import { changesBetween, type BlockChange, type Changes, type SectionChange, type TextChange } from '#stages/negotiate/changes';
import { bilingual, blank, bold, clause, def, documentOf, fact, item, p, parties, person, ref, rowNumber, schedule, signature, table, term, type Content } from '../agreement/little-document';
import { sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';
import { processorTime } from '../timed';

const days = (n: number): Node => fact('term.exits.cure', { n, unit: 'day' }, 'period');
const one = (...content: Content[]): Document => documentOf([clause('x', [p('x.a', content)])]);
const between = (before: Document, after: Document, people?: (id: string) => string | undefined): Changes => changesBetween({ document: before, people }, { document: after, people });
const compare = (before: readonly Content[], after: readonly Content[]): SectionChange => between(one(...before), one(...after)).sections[0]!;

/** Runs in one line: [-went-] and {+came+}, {#counted number#}. */
const line = ({ runs }: TextChange): string =>
  runs.map(({ text, change, number, mark }) => (number === true ? (change === 'deleted' ? `[#${text}#]` : `{#${text}#}`) : change === 'deleted' ? `[-${text}-]` : change === 'inserted' ? `{+${text}+}` : mark === true ? `<${text}>` : text)).join('');
const lines = (change: SectionChange): string[] => [change.heading, ...change.blocks].flatMap((block) => (block.form === 'table' ? block.rows.flatMap((row) => row.cells.map(line)) : [line(block)]));
const words = (before: readonly Content[], after: readonly Content[]): string => lines(compare(before, after))[1]!;

describe('words', () => {
  test.each<[string, string, string, string]>([
    ['one word replaced', 'A party must pay.', 'A party shall pay.', 'A party [-must-]{+shall+} pay.'],
    ['a word put in', 'A party must pay.', 'A party must now pay.', 'A party must {+now +}pay.'],
    ['a word taken out', 'A party must now pay.', 'A party must pay.', 'A party must [-now -]pay.'],
    ['a number keeps its figures together', 'EUR 500,000 at most', 'EUR 500,900 at most', 'EUR [-500,000-]{+500,900+} at most'],
    ['so does a date', 'until 2027-03-01 only', 'until 2027-04-01 only', 'until [-2027-03-01-]{+2027-04-01+} only'],
    ['and a word with a hyphen', 'a non-profit body', 'a for-profit body', 'a [-non-profit-]{+for-profit+} body'],
    ['and an apostrophe', 'the party’s house', 'the parties’ house', 'the [-party’s-]{+parties’+} house'],
    ['a sign at the end', 'It ends.', 'It ends;', 'It ends[-.-]{+;+}'],
    ['two spaces for one', 'It ends.', 'It  ends.', 'It[- -]{+  +}ends.'],
    ['a hard space for a space', 'It ends.', 'It\u00a0ends.', 'It[- -]{+\u00a0+}ends.'],
    ['capitals', 'the results', 'the Results', 'the [-results-]{+Results+}'],
    ['a composed letter for a plain one with a mark', 'caf\u0065\u0301', 'caf\u00e9', '[-caf\u0065\u0301-]{+caf\u00e9+}'],
    ['a letter that looks the same', 'Alpha', '\u0410lpha', '[-Alpha-]{+\u0410lpha+}'],
    ['a sentence at the end', 'A pays.', 'A pays. B works.', 'A pays.{+ B works.+}'],
    ['a sentence in front', 'B works.', 'A pays. B works.', '{+A pays. +}B works.'],
    ['a sentence between two that begin alike', 'Section 3 applies. Section 4 applies.', 'Section 3 applies. Section 5 applies. Section 4 applies.', 'Section 3 applies. {+Section 5 applies. +}Section 4 applies.'],
    ['a sentence between two is taken out', 'The first ends. The second ends. The third ends.', 'The first ends. The third ends.', 'The first ends. [-The second ends. -]The third ends.'],
    ['words said once more', 'the other party', 'the other other party', 'the other {+other +}party'],
    ['a list item', 'Alpha, Beta and Gamma', 'Alpha and Gamma', 'Alpha[-, Beta-] and Gamma'],
    ['all gone', 'It ends.', '', '[-It ends.-]'],
    ['all new', '', 'It ends.', '{+It ends.+}'],
    ['signs between two words that change go with them', 'cats, dogs', 'birds, cows', '[-cats, dogs-]{+birds, cows+}'],
    ['a scrap between two long changes goes with them', 'liability for intent and negligence', 'responsibility for carelessness and recklessness', '[-liability for intent and negligence-]{+responsibility for carelessness and recklessness+}'],
    ['a scrap between two words put in stays', 'of the party', 'of each and every one of the most important party', 'of {+each and every one of +}the{+ most important+} party'],
    ['Chinese by the letter', '甲方应付款', '甲方必须付款', '甲方[-应-]{+必须+}付款'],
    ['Arabic by the word', 'يدفع الطرف المبلغ', 'يدفع الشريك المبلغ', 'يدفع [-الطرف-]{+الشريك+} المبلغ'],
    ['letters beyond the first plane', 'the 𝐀 end', 'the 𝐁 end', 'the [-𝐀-]{+𝐁+} end'],
    ['line breaks', 'one\ntwo', 'one two', 'one[-\n-]{+ +}two'],
    ['text that looks like our marks', 'a [-b-] c', 'a [-d-] c', 'a [-[-b-]{+d+}-] c'],
  ])('%s', (_, before, after, expected) => {
    expect(words([before], [after])).toBe(expected);
  });

  test('a text of which nothing stayed is one that went and one that came', () =>
    expect(words(['The courts of Munich decide any dispute about this agreement.'], ['An arbitral tribunal of three people sits in the city of Geneva.'])).toBe('[-The courts of Munich decide any dispute about this agreement-]{+An arbitral tribunal of three people sits in the city of Geneva+}.'));
  test('a bound value as it prints', () => expect(words(['within ', days(30), '.'], ['within ', days(60), '.'])).toBe('within [-30-]{+60+} days.'));
  test('a blank that was filled in', () => expect(words(['within ', blank('term.exits.cure'), '.'], ['within ', days(60), '.'])).toBe('within [-[cure period: open]-]{+60 days+}.'));
  test('the name of a person, given or not', () => {
    const before = one('Signed by ', person('parties.alpha.signatories.s1.name'));
    expect(line(between(before, one('Signed by nobody'), () => 'Ada Winter').sections[0]!.blocks[0] as TextChange)).toBe('Signed by [-Ada Winter-]{+nobody+}');
  });
  test('the title', () => expect(line(between(one('a'), documentOf([]).type.create({ title: 'Other agreement' })).title)).toBe('[-Test-]{+Other+} agreement'));
  test('no clauses at all', () => expect(between(documentOf([]), documentOf([])).sections).toEqual([]));
});

describe('hidden characters', () => {
  test('are shown where they came', () => expect(words(['pay 100'], ['pay \u202e100'])).toBe('pay {+[U+202E]+}100'));
  test('are shown where they went', () => expect(words(['pay\u200b 100'], ['pay 100'])).toBe('pay[-[U+200B]-] 100'));
  test('are shown where they stayed', () => expect(words(['pay \u2066100\u2069'], ['pay \u2066100\u2069'])).toBe('pay <[U+2066]>100<[U+2069]>'));
  test('carry a flag of their own', () => expect((compare(['a'], ['\u202ea']).blocks[0] as TextChange).runs[0]).toEqual({ text: '[U+202E]', change: 'inserted', mark: true }));
  test('stay apart from words that only look like their mark', () => expect(compare(['[U+202E]'], ['\u202e']).kind).toBe('changed'));
  test('inside a word', () => expect(words(['liable'], ['li\u00adable'])).toMatch(/U\+00AD/));
  test('joiners that the script needs are letters', () => expect(words(['می\u200cخواهم'], ['می\u200cخواهند'])).toBe('[-می\u200cخواهم-]{+می\u200cخواهند+}'));
  test('in values', () => expect(words([fact('agreement.title', 'Tide')], [fact('agreement.title', 'T\u202eide')])).toMatch(/U\+202E/));
  test('in what is told of a value', () => expect(compare([fact('agreement.title', 'Tide')], [fact('agreement.title', 'T\u202eide')]).summary).toBe('Title of the cooperation Tide → T[U+202E]ide'));
});

describe('numbers that are counted', () => {
  const before = documentOf([clause('x', [p('x.a', ['See ', ref('y'), ' and go.'])]), clause('y', [p('y.a', ['Words.'])])]);
  const after = documentOf([clause('x', [p('x.a', ['See ', ref('y'), ' and go.'])]), clause('n', [p('n.a', ['New.'])]), clause('y', [p('y.a', ['Words.'])])]);
  const [x, n, y] = between(before, after).sections as [SectionChange, SectionChange, SectionChange];
  test('a reference that only moved is the same', () => expect([x.kind, x.renumbered, x.summary]).toEqual(['same', true, 'Only numbers changed']));
  test('and shows both numbers', () => expect(line(x.blocks[0] as TextChange)).toBe('See [#2#]{#3#} and go.'));
  test('no words are counted for it', () => expect(x.counts.changed).toBe(0));
  test('the clause put in is new', () => expect([n.kind, n.number, n.was, n.summary]).toEqual(['added', '2', null, 'New clause']));
  test('the clause behind it is the same under another number', () => expect([y.kind, y.number, y.was, y.renumbered]).toEqual(['same', '3', '2', false]));
  test('a reference to a clause that is gone is a change', () => expect(between(after, documentOf([after.child(0), after.child(1)])).sections[0]!.kind).toBe('changed'));
  test('a reference to another clause with the same number is a change behind the words', () => {
    const other = documentOf([clause('x', [p('x.a', ['See ', ref('z'), ' and go.'])]), clause('z', [p('z.a', ['Words.'])])]);
    const change = between(before, other).sections[0]!;
    expect([change.kind, change.blocks[0], change.summary]).toMatchObject(['changed', { also: ['binding'], kind: 'changed' }, 'The words are the same, the answers or references behind them changed']);
  });
  test('in a table the number of a row', () => {
    const rows = (...names: string[]): Document => documentOf([clause('x', [schema.nodes.table!.create({ id: 'x.t' }, names.map((name) => schema.nodes.row!.create({ id: `x.t.${name}` }, [schema.nodes.cell!.create(null, rowNumber()), schema.nodes.cell!.create(null, schema.text(name))])))])]);
    const change = between(rows('a', 'b'), rows('n', 'a', 'b')).sections[0]!;
    expect(lines(change).slice(1)).toEqual(['{+1+}', '{+n+}', '[#1#]{#2#}', 'a', '[#2#]{#3#}', 'b']);
    expect(change.counts.changed).toBe(1);
  });
});

describe('blocks', () => {
  const of = (...blocks: Node[]): Document => documentOf([clause('x', blocks)]);
  const kinds = (before: Document, after: Document): string[] => between(before, after).sections[0]!.blocks.map((block) => `${block.id} ${block.kind}`);
  const a = p('x.a', ['The first paragraph stands.']);
  const b = p('x.b', ['Another one follows it here.']);
  const c = p('x.c', ['And this is the last of all.']);
  test('put in', () => expect(kinds(of(a, c), of(a, b, c))).toEqual(['x.a same', 'x.b added', 'x.c same']));
  test('taken out, shown behind what it followed', () => expect(kinds(of(a, b, c), of(a, c))).toEqual(['x.a same', 'x.b removed', 'x.c same']));
  test('taken out in front', () => expect(kinds(of(a, b), of(b))).toEqual(['x.a removed', 'x.b same']));
  test('moved', () => expect(kinds(of(a, b, c), of(c, a, b))).toEqual(['x.c moved', 'x.a same', 'x.b same']));
  test('moved makes the clause a changed one', () => expect(between(of(a, b), of(b, a)).sections[0]).toMatchObject({ kind: 'changed', summary: 'Paragraphs moved' }));
  test('under a new id with the same words', () => expect(kinds(of(a), of(p('x.z', ['The first paragraph stands.'])))).toEqual(['x.z same']));
  test('under a new id with most words', () => expect(kinds(of(a), of(p('x.z', ['The first paragraph falls.'])))).toEqual(['x.z changed']));
  test('under a new id with other words', () => expect(kinds(of(a), of(p('x.z', ['Nothing like before.'])))).toEqual(['x.a removed', 'x.z added']));
  test('ids that shifted with the numbers', () => expect(kinds(of(p('1', ['One is here.']), p('2', ['Two comes now.']), p('3', ['Three ends it all.'])), of(p('1', ['Two comes now.']), p('2', ['Three ends it all.'])))).toEqual(['1 removed', '1 same', '2 same']));
  test('a paragraph that became an item', () => expect(between(of(a), of(item('x.a', ['The first paragraph stands.']))).sections[0]).toMatchObject({ kind: 'changed', blocks: [{ also: ['form'], form: 'item' }], summary: 'Only the form of paragraphs changed' }));
  test('a list that counts otherwise', () => expect(between(of(item('x.i', ['One'])), of(item('x.i', ['One'], 'number'))).sections[0]).toMatchObject({ kind: 'changed', blocks: [{ label: '(1)', was: '(a)' }] }));
  test('a line to sign on for another party', () => expect(between(of(signature('x.s', ['Name:'])), of(schema.nodes.signature!.create({ id: 'x.s', party: 'beta' }, schema.text('Name:')))).sections[0]!.kind).toBe('changed'));
  test('words that became bold', () => expect(between(of(p('x.a', ['A ', 'word'])), of(p('x.a', ['A ', bold('word')]))).sections[0]).toMatchObject({ kind: 'changed', summary: 'Only bold words changed' }));
  test('the same word bold at another place', () => expect(between(of(p('x.a', [bold('so'), ' and so'])), of(p('x.a', ['so and ', bold('so')]))).sections[0]!.kind).toBe('changed'));
  test('words typed over a value', () => expect(compare(['in ', days(30)], ['in 30 days'])).toMatchObject({ kind: 'changed', blocks: [{ also: ['binding'] }] }));
  test('another value that prints the same', () => expect(compare([fact('money.cap', { amount: '10', currency: 'EUR' }, 'money')], [fact('money.cap', { amount: '10.00', currency: 'EUR' }, 'money')]).kind).toBe('changed'));
  test('a table in place of a paragraph of the same id', () => expect(kinds(of(p('x.a', ['Words'])), of(table('x.a', [['Words']])))).toEqual(['x.a removed', 'x.a added']));
  test('the heading', () => expect(lines(between(documentOf([clause('x', [])]), documentOf([schema.nodes.clause!.create({ id: 'x' }, schema.nodes.wording!.create(null, schema.nodes.heading!.create(null, schema.text('xy'))))])).sections[0]!)).toEqual(['[-x-]{+xy+}']));
});

describe('tables', () => {
  const of = (...rows: string[][]): Document => documentOf([clause('x', [table('x.t', rows)])]);
  const told = (before: Document, after: Document): string[] => lines(between(before, after).sections[0]!).slice(1);
  test('a cell', () => expect(told(of(['No', 'Name'], ['1', 'Robot']), of(['No', 'Name'], ['1', 'Machine']))).toEqual(['No', 'Name', '1', '[-Robot-]{+Machine+}']));
  test('a row put in', () => expect(told(of(['Name'], ['a']), of(['Name'], ['a'], ['b']))).toEqual(['Name', 'a', '{+b+}']));
  test('a column put in', () => expect(told(of(['Name', 'Day'], ['a', '1']), of(['Name', 'Cost', 'Day'], ['a', '9', '1']))).toEqual(['Name', '{+Cost+}', 'Day', 'a', '{+9+}', '1']));
  test('a column taken out', () => expect(told(of(['Name', 'Cost', 'Day'], ['a', '9', '1']), of(['Name', 'Day'], ['a', '1']))).toEqual(['Name', '[-Cost-]', 'Day', 'a', '[-9-]', '1']));
  test('in a schedule', () => {
    const with_ = (words: string): Document => documentOf([clause('x', []), schedule('plan', 'x', [table('plan.t', [[words]])])]);
    expect(between(with_('a'), with_('b')).sections).toMatchObject([{ kind: 'same', id: 'x', schedules: ['plan'], summary: 'Schedule A changed' }, { kind: 'changed', id: 'plan', what: 'schedule', clause: 'x', number: 'A' }]);
  });
});

describe('clauses', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => clause(id, [p(`${id}.p`, [`Words of ${id}.`])])) as [Node, Node, Node];
  const kinds = (before: Node[], after: Node[]): string[] => between(documentOf(before), documentOf(after)).sections.map((section) => `${section.id} ${section.kind}`);
  test('the same', () => expect(kinds([a, b], [a, b])).toEqual(['a same', 'b same']));
  test('put in', () => expect(kinds([a], [a, b])).toEqual(['a same', 'b added']));
  test('taken out', () => expect(kinds([a, b, c], [a, c])).toEqual(['a same', 'b removed', 'c same']));
  test('moved', () => expect(kinds([a, b, c], [b, c, a])).toEqual(['b same', 'c same', 'a moved']));
  test('what moved is told with both numbers', () => expect(between(documentOf([a, b, c]), documentOf([b, c, a])).sections[2]!.summary).toBe('Moved from 1 to 3, the words are the same'));
  test('moved and changed', () => {
    const changed = clause('a', [p('a.p', ['Words about a.'])]);
    expect(between(documentOf([a, b, c]), documentOf([b, c, changed])).sections[2]).toMatchObject({ kind: 'changed', moved: true, summary: '1 word changed, moved from 1 to 3' });
  });
  test('a schedule that changed hands', () => expect(between(documentOf([a, b, schedule('s', 'a', [])]), documentOf([a, b, schedule('s', 'b', [])])).sections[2]!.kind).toBe('changed'));
  test('two of one id', () => expect(kinds([a, a], [a, clause('a', [p('a.p', ['Words of other.'])])])).toEqual(['a same', 'a changed']));
  test('counts', () => expect(between(documentOf([a, b]), documentOf([b, c])).counts).toEqual({ same: 1, changed: 0, added: 1, removed: 1, moved: 0, words: 8 }));
  test('a meaning that changed elsewhere', () => {
    const uses = clause('b', [p('b.p', ['All ', term('results', 'Results'), ' are shared.'])]);
    const defines = (words: string): Node => clause('a', [p('a.p', [def('results', 'Results'), ` means ${words}.`])]);
    expect(between(documentOf([defines('what is made'), uses]), documentOf([defines('what is found'), uses])).sections[1]).toMatchObject({ kind: 'same', definitions: ['Results'], summary: 'The meaning of “Results” changed' });
  });
  test('another paragraph of the defining clause changes no meaning', () => {
    const uses = clause('b', [p('b.p', ['All ', term('results', 'Results'), ' are shared.'])]);
    const defines = (words: string): Node => clause('a', [p('a.p', [def('results', 'Results'), ' means all.']), p('a.q', [words])]);
    expect(between(documentOf([defines('This.'), uses]), documentOf([defines('That.'), uses])).sections[1]!.definitions).toEqual([]);
  });
  test('a party that is called otherwise', () => expect(between(documentOf([clause('x', [p('x.a', [fact('parties', 'alpha', 'party'), ' pays.'])])]), documentOf([clause('x', [p('x.a', [fact('parties', 'alpha', 'party'), ' pays.'])])], parties('Alfa', 'Beta'))).sections[0]).toMatchObject({ kind: 'changed' }));
});

describe('languages', () => {
  const of = (en: string, fr: string): Document => documentOf([bilingual('x', [p('x.a', [en])], [p('x.a', [fr])])]);
  test('a change in the second language is shown', () => expect(between(of('Pay.', 'Payer.'), of('Pay.', 'Ne pas payer.')).sections.map((section) => [section.lang, section.kind])).toEqual([['en', 'same'], ['fr', 'changed']]));
  test('a language that came', () => expect(between(documentOf([clause('x', [])]), of('', '')).sections.map((section) => [section.lang, section.kind])).toEqual([['en', 'changed'], ['fr', 'added']]));
  test('a language that went', () => expect(between(of('', ''), documentOf([clause('x', [p('x.a', [''])])])).sections.map((section) => [section.lang, section.kind])).toEqual([['en', 'same'], ['fr', 'removed']]));
});

describe('in one sentence', () => {
  const cap = (amount: string): Node => fact('risk.liability.cap', { amount, currency: 'EUR' }, 'money');
  test.each<[string, Content[], Content[], string | null]>([
    ['nothing', ['A.'], ['A.'], null],
    ['one word', ['A b.'], ['A c.'], '1 word changed'],
    ['words put in', ['A b.'], ['A b c d.'], '2 words added'],
    ['words taken out', ['A b c d.'], ['A b.'], '2 words taken out'],
    ['a value', ['within ', days(30)], ['within ', days(60)], 'Cure period 30 days → 60 days'],
    ['a value and words', ['paid within ', days(30)], ['settled within ', days(60)], 'Cure period 30 days → 60 days, 1 word changed'],
    ['a value that was open', ['within ', blank('term.exits.cure')], ['within ', days(60)], 'Cure period open → 60 days'],
    ['a value that became open', ['within ', days(60)], ['within ', blank('term.exits.cure')], 'Cure period 60 days → open'],
    ['a value twice', ['within ', days(30), ' or ', days(30)], ['within ', days(60), ' or ', days(60)], 'Cure period 30 days → 60 days'],
    ['what a party says of itself', [fact('parties.beta.seat', 'DE', 'place')], [fact('parties.beta.seat', 'FR', 'place')], 'Seat of Beta Germany → France'],
    ['a value that is new here', ['within'], ['within ', days(60)], '2 words added'],
    ['signs alone', ['A, b.'], ['A; b.'], 'Only spaces or signs changed'],
    ['a fact we do not know', [fact('zz.top', 'a')], [fact('zz.top', 'b')], 'Zz.top a → b'],
    ['a long value', [fact('agreement.title', 'a '.repeat(60).trim())], [fact('agreement.title', 'b')], `Title of the cooperation ${'a '.repeat(30).trim()} … → b`],
  ])('%s', (_, before, after, expected) => expect(compare(before, after).summary).toBe(expected));
  test('an amount', () => expect(compare([cap('500000')], [cap('750000')]).summary).toMatch(/EUR 500,000 → EUR 750,000$/));
});

/** The printed text of one version, read off the changes: every block in its place, hidden characters as marks. */
function readOff(changes: Changes, version: 'before' | 'after'): string[] {
  const left = version === 'after' ? 'deleted' : 'inserted';
  const text = (change: TextChange): string => change.runs.flatMap((run) => (run.change === left ? [] : [run.text])).join('');
  const inPlace = <T extends { before: number | null; after: number | null }>(all: readonly T[]): T[] => all.filter((each) => each[version] !== null).sort((x, y) => x[version]! - y[version]!);
  const block = (change: BlockChange): string => (change.form === 'table' ? inPlace(change.rows).map((row) => inPlace(row.cells).map(text).join(' | ')).join('\n') : text(change));
  return changes.sections
    .filter((section) => section.kind !== (version === 'after' ? 'removed' : 'added'))
    .map((section) => [`${section.what} ${section.id} ${section.lang}`, text(section.heading), ...inPlace(section.blocks).map(block)].join('\n'))
    .sort();
}

function printedOff(document: Document): string[] {
  const block = (one: PrintedBlock): string => (one.kind === 'table' ? one.rows.map((row) => row.cells.map((cell) => cell.text).join(' | ')).join('\n') : one.text);
  const nodes = [...clausesOf(document), ...schedulesOf(document)];
  const langs = new Set(nodes.flatMap((node) => node.children.map((wording) => wording.attrs.lang as string)));
  return [...langs].flatMap((lang) => printDocument(document, undefined, lang).sections.flatMap((section, index) => (nodes[index]!.children.some((wording) => wording.attrs.lang === lang) ? [[`${section.kind} ${section.id} ${lang}`, section.heading.text, ...section.blocks.map(block)].map((text) => showHidden(text)).join('\n')] : []))).sort();
}

/** Two versions read off their changes as they print. */
function holds(before: Document, after: Document): void {
  const changes = between(before, after);
  expect(readOff(changes, 'before')).toEqual(printedOff(before));
  expect(readOff(changes, 'after')).toEqual(printedOff(after));
  // What moves an approval never looks untouched.
  for (const node of clausesOf(after)) {
    const id = node.attrs.id as string;
    const was = clauseHash(before, id);
    if (was === null || was === clauseHash(after, id)) continue;
    expect(changes.sections.some((section) => section.what === 'clause' && section.id === id && ((section.kind !== 'same' && section.kind !== 'moved') || section.definitions.length + section.schedules.length > 0)), id).toBe(true);
  }
}

const vocabulary = ['the', 'party', 'must', 'pay', 'within', 'Results', '30', '500,000', ' ', '  ', ', ', '. ', '; ', 'non-profit', '\u202e', '\u200b', '甲', 'é', 'e\u0301', '\n', '“', '[', 'Alpha', 'a', 'b', '😀'];
const text = fc.array(fc.constantFrom(...vocabulary), { maxLength: 14 }).map((all) => all.join(' ').replace(/ {3}/g, ' '));
const inline: fc.Arbitrary<Content> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(30, 60).map((n) => days(n)) },
  { weight: 1, arbitrary: fc.constantFrom('c0', 'c1', 'c2', 'gone').map((id) => ref(id)) },
  { weight: 1, arbitrary: fc.constantFrom(term('results', 'Results'), def('results', 'Results'), blank('law.governing'), bold('bold words'), fact('agreement.title', 'Tide.')) },
);
const content = fc.array(inline, { maxLength: 5 });
const blockId = fc.integer({ min: 0, max: 5 });
const block = (of: string): fc.Arbitrary<Node> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(blockId, content).map(([id, inside]) => p(`${of}.${id}`, inside)) },
    { weight: 1, arbitrary: fc.tuple(blockId, content).map(([id, inside]) => item(`${of}.${id}`, inside)) },
    { weight: 1, arbitrary: fc.tuple(blockId, fc.array(fc.tuple(inline, inline), { minLength: 1, maxLength: 3 })).map(([id, rows]) => table(`${of}.${id}`, rows)) },
    { weight: 1, arbitrary: fc.tuple(blockId, fc.array(fc.tuple(inline, inline, inline), { minLength: 1, maxLength: 3 })).map(([id, rows]) => table(`${of}.${id}`, rows)) },
  );
const anyClause = fc.integer({ min: 0, max: 4 }).chain((n) => fc.array(block(`c${n}`), { maxLength: 5 }).map((blocks) => clause(`c${n}`, blocks)));
const anyDocument = fc.tuple(fc.uniqueArray(anyClause, { selector: (node) => node.attrs.id as string, maxLength: 4 }), fc.array(block('s'), { maxLength: 2 }), fc.boolean()).map(([clauses, blocks, attached]) => documentOf(attached && clauses.length > 0 ? [...clauses, schedule('s', clauses[0]!.attrs.id as string, blocks)] : clauses));

describe('nothing that differs in print is missed', () => {
  test('any two texts', () => fc.assert(fc.property(anyDocument, anyDocument, holds), { numRuns: 400 }));
  test('a text and itself', () => fc.assert(fc.property(anyDocument, (document) => void expect(between(document, document).sections.every((section) => section.kind === 'same' && section.summary === null)).toBe(true)), { numRuns: 60 }));
  test('one paragraph and any other', () => fc.assert(fc.property(content, content, (a, b) => holds(one(...a), one(...b))), { numRuns: 800 }));
  test('edits of a few words', () => {
    const sentence = 'A party must pay within 30 days. It may not set off claims; the courts of Munich decide, and nobody else does. Nothing here limits liability for intent.';
    const edits = fc.array(fc.tuple(fc.nat(sentence.length), fc.nat(12), fc.constantFrom('', ' not', 'or ', '. ', 'Another sentence. ')), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(edits, (list) => holds(one(sentence), one(list.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), sentence)))), { numRuns: 800 });
  });

  const library = baseLibrary();
  test.each([2, 3, 5, 7])('whole agreements of %i parties, answer by answer', (count) => {
    const answers = sampleAnswers(count);
    const before = draft(library, answers).document;
    holds(before, draft(library, sampleAnswers(count === 2 ? 3 : 2)).document);
    for (const [path, value] of [['term.exits.cure', { n: 31, unit: 'day' }], ['law.governing', 'de'], ['parties.beta.shortName', 'Betty'], ['work.items.wp1', undefined], ['ip.resultsOwnership.rule', 'joint']] as const) {
      const set = setAnswer(answers, path, value);
      if (set.ok) holds(before, draft(library, set.answers).document);
    }
  });
  test('the same text read from a file again has no changes', () => {
    const document = draft(library, sampleAnswers(3)).document;
    expect(between(document, schema.nodeFromJSON(document.toJSON())).counts).toMatchObject({ changed: 0, added: 0, removed: 0, moved: 0, words: 0 });
  });
});

describe('texts made to be slow', () => {
  const paragraph = (count: number, seed: number, step = ' '): string => Array.from({ length: count }, (_, index) => `w${(index * seed) % 20_011}`).join(step);
  const took = (before: Document, after: Document): Promise<number> => processorTime(() => holds(before, after));
  test('20,000 words in another order', async () => expect(await took(one(paragraph(20_000, 7)), one(paragraph(20_000, 11)))).toBeLessThan(10_000));
  test('20,000 sentences in another order', async () => expect(await took(one(paragraph(20_000, 7, '. ')), one(paragraph(20_000, 11, '. ')))).toBeLessThan(10_000));
  test('10,000 paragraphs under new ids', async () => {
    const of = (seed: number): Document => documentOf([clause('x', Array.from({ length: 10_000 }, (_, index) => p(`x.${seed}-${index}`, [`w${seed * index} and more`])))]);
    expect(await took(of(3), of(5))).toBeLessThan(10_000);
  });
});
