import { describe, expect, test } from 'vitest';
import { printDocument, textsOf, type PrintedText } from '#agreement/document/print';
import { bilingual, blank, bold, clause, def, documentOf, fact, item, p, parties, person, ref, rowNumber, schedule, table, term, type Content } from './little-document';

const people = (id: string): string | undefined => (id.startsWith('known') ? 'Ada Winter' : undefined);

/** The printed words of one paragraph. */
function printed(content: readonly Content[], names = parties('Alpha', 'Beta', 'Gamma')): PrintedText {
  const document = documentOf([clause('x', [p('a', content)]), clause('y', [p('b', ['One.']), p('c', ['Two:']), item('i', ['more.'])]), clause('front', [p('f', ['Words.'])], { part: 'front' }), schedule('list', 'y', [])], names);
  return printDocument(document, { people }).sections[0]?.blocks[0] as PrintedText;
}

const says = (content: readonly Content[], names?: ReturnType<typeof parties>): string => printed(content, names).text;

describe('atoms', () => {
  test.each<[string, Content[], string]>([
    ['a fact', ['The field is ', fact('scope.field', 'inspection'), '.'], 'The field is inspection.'],
    ['a blank', ['The law is ', blank('law.governing'), '.'], 'The law is [governing law: open].'],
    ['a clause', ['See section ', ref('y'), '.'], 'See section 2.'],
    ['a paragraph', ['See section ', ref('c'), '.'], 'See section 2.2.'],
    ['an item', ['See section ', ref('i'), '.'], 'See section 2.2(a).'],
    ['a schedule', ['See Schedule ', ref('list'), '.'], 'See Schedule A.'],
    ['a clause that is not there', ['See section ', ref('gone'), '.'], 'See section [missing: gone].'],
    ['a clause without a number', ['See ', ref('front'), '.'], 'See [no number: front].'],
    ['a term in use', ['The ', term('results', 'Results'), ' stay.'], 'The Results stay.'],
    ['a term where it is defined', [def('results', 'Results'), ' means what comes of the work.'], '“Results” means what comes of the work.'],
    ['a person who is known', ['Signed by ', person('known.name'), '.'], 'Signed by Ada Winter.'],
    ['a person who is not', ['Signed by ', person('parties.alpha.signatories.s1.name'), '.'], 'Signed by [name of the signatory: open].'],
    ['nothing', [], ''],
  ])('%s', (_, content, text) => expect(says(content)).toBe(text));
});

describe('a capital at the start of a sentence', () => {
  const others = (id = 'alpha') => fact('parties', id, 'others');
  test.each<[string, Content[], string]>([
    ['at the start of a paragraph', [others(), ' must pay.'], 'Each party other than Alpha must pay.'],
    ['after a full stop', ['Alpha pays. ', others(), ' waits.'], 'Alpha pays. Each party other than Alpha waits.'],
    ['after a question mark and a quote', ['“Who?” ', others(), ' waits.'], '“Who?” Each party other than Alpha waits.'],
    ['inside an opening bracket', ['Alpha pays. (', others(), ' waits.)'], 'Alpha pays. (Each party other than Alpha waits.)'],
    ['after a bound value and a full stop', ['It is ', fact('scope.field', 'inspection'), '. ', others(), ' waits.'], 'It is inspection. Each party other than Alpha waits.'],
    ['after bold words', [bold('Payment.'), ' ', others(), ' pays.'], 'Payment. Each party other than Alpha pays.'],
    ['not inside a sentence', ['If ', others(), ' pays.'], 'If each party other than Alpha pays.'],
    ['not after a colon', ['Also: ', others(), '.'], 'Also: each party other than Alpha.'],
    ['not after a name that ends with a full stop', [fact('parties', 'alpha', 'party'), ' ', others('beta'), ' pays.'], 'Acme Inc. each party other than Beta pays.'],
  ])('%s', (name, content, text) => expect(says(content, name.includes('name') ? parties('Acme Inc.', 'Beta', 'Gamma') : undefined)).toBe(text));

  test.each<[string, Content[], string]>([
    ['a party', [fact('parties', 'alpha', 'party'), ' pays. ', fact('parties', 'beta', 'party'), ' waits.'], 'eBay pays. adesso waits.'],
    ['its possessive', [fact('parties', 'alpha', 'possessive'), ' part.'], 'eBay’s part.'],
    ['a text', [fact('scope.field', 'iOS apps'), ' only.'], 'iOS apps only.'],
    ['a title with a person', [person('known.name'), ' signs.'], 'Ada Winter signs.'],
  ])('never changes a name: %s', (_, content, text) => expect(says(content, parties('eBay', 'adesso'))).toBe(text));

  test('a cell of a table opens no sentence', () => {
    const document = documentOf([clause('x', []), schedule('s', 'x', [table('t', [['Who'], [others()]])])], parties('Alpha', 'Beta', 'Gamma'));
    expect([...textsOf(printDocument(document).sections[1]!)].at(-1)?.text).toBe('each party other than Alpha');
  });
});

describe('a full stop after a name that ends with one', () => {
  test('is not doubled', () => expect(says(['Between ', fact('parties', 'alpha', 'party'), '. Next.'], parties('Acme Inc.', 'Beta'))).toBe('Between Acme Inc. Next.'));
  test('stays before other words', () => expect(says([fact('parties', 'alpha', 'party'), ' pays.'], parties('Acme Inc.', 'Beta'))).toBe('Acme Inc. pays.'));
  test('stays before a comma', () => expect(says(['If ', fact('parties', 'alpha', 'party'), ', or Beta.'], parties('Acme Inc.', 'Beta'))).toBe('If Acme Inc., or Beta.'));
});

describe('runs', () => {
  test('say where they stand in the text and in the block', () =>
    expect(printed(['The ', fact('scope.field', 'robots'), ' of ', ref('y'), '.']).runs.map(({ kind, text, from, at, target }) => [kind, text, from, at, target])).toEqual([
      ['words', 'The ', 0, 0, undefined],
      ['fact', 'robots', 4, 4, 'scope.field'],
      ['words', ' of ', 10, 5, undefined],
      ['ref', '2', 14, 9, 'y'],
      ['words', '.', 15, 10, undefined],
    ]));
  test('of bold words are marked', () => expect(printed([bold('Now'), ' then']).runs.map((run) => run.strong === true)).toEqual([true, false]));
  test('lie where the document has them', () => {
    const document = documentOf([clause('x', [p('a', ['One ', ref('y'), '.']), table('t', [['Head'], ['Cell']])]), clause('y', [p('b', ['Two.'])]), schedule('s', 'y', [p('c', ['Three.'])])]);
    for (const section of printDocument(document).sections) {
      for (const text of textsOf(section)) for (const run of text.runs) expect(document.nodeAt(text.position + run.at)?.isText === true ? document.nodeAt(text.position + run.at)?.text : 'atom').toBe(run.kind === 'words' ? run.text : 'atom');
    }
  });
});

test('rows of a table count without their heading', () => {
  const document = documentOf([clause('x', []), schedule('s', 'x', [table('t', [['No.'], [rowNumber()], [rowNumber()]])])]);
  expect([...textsOf(printDocument(document).sections[1]!)].map((text) => text.text)).toEqual(['s', 'No.', '1', '2']);
});

describe('languages', () => {
  const document = documentOf([bilingual('x', [p('a', ['One.'])], [p('a', ['Un.'])])]);
  test('the first prevails', () => expect(printDocument(document).sections[0]?.blocks[0]).toMatchObject({ text: 'One.' }));
  test('another one is printed when asked for', () => expect(printDocument(document, undefined, 'fr').sections[0]?.blocks[0]).toMatchObject({ text: 'Un.' }));
  test('one that is not there falls back to the one that prevails', () => expect(printDocument(document, undefined, 'de').sections[0]?.blocks[0]).toMatchObject({ text: 'One.' }));
});
