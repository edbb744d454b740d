import { describe, expect, test } from 'vitest';
import { Faults } from '#library/fault';
import { readWords, typographic, type WrittenWords } from '#library/words';

function read(text: string): WrittenWords {
  const faults = new Faults();
  const words = readWords(text, 'en.md', faults);
  expect(faults.list).toEqual([]);
  return words;
}

const kinds = (text: string): string[] => read(`# X\n\n${text}`).blocks.flatMap((block) => block.paragraphs.map((paragraph) => `${block.id}:${paragraph.kind}`));

describe('a language file', () => {
  test('has a heading', () => expect(read('# Notices\n\n{#a} Words.').heading).toEqual([{ text: 'Notices' }]));
  test('may leave the heading to the pack below', () => expect(read('{#a} Words.').heading).toEqual([]));
  test.each<[string, string, string[]]>([
    ['a paragraph', '{#a} Words.', ['a:paragraph']],
    ['a paragraph on the line after its name', '{#a}\nWords.', ['a:paragraph']],
    ['a second paragraph goes on', '{#a} One.\n\nTwo.', ['a:paragraph', 'a:continued']],
    ['list items', '{#a} These:\n- one;\n- two.', ['a:paragraph', 'a:item', 'a:item']],
    ['a block that opens with an item', '{#a} - one;', ['a:item']],
    ['numbered items', '{#a} {n}. one;', ['a:item']],
    ['a schedule with a table', '{#schedule-a} ## List\n\n| A | B |\n|---|---|\n| a | b |', ['schedule-a:heading', 'schedule-a:table']],
    ['two tables, apart', '{#a} Words:\n\n| A |\n|---|\n| a |\n\n| B |\n|---|\n| b |', ['a:paragraph', 'a:table', 'a:table']],
    ['lines to sign on', '{#signature} Name:\n\nOffice:', ['signature:signature', 'signature:signature']],
    ['several blocks', '{#a} One.\n\n{#b} Two.', ['a:paragraph', 'b:paragraph']],
    ['lines that end as on Windows', '{#a} One.\r\n\r\n{#b} Two.\r\n', ['a:paragraph', 'b:paragraph']],
    ['an empty block, which removes one', '{#a}', []],
  ])('%s', (_, text, expected) => expect(kinds(text)).toEqual(expected));
  test('says on which line each thing stands', () => expect(read('# X\n\n> give: Much.\n\n{#a} One.\n- two;').blocks[0]?.paragraphs.map((paragraph) => paragraph.line)).toEqual([5, 6]));
  test('tells letters from numbers in lists', () => expect(read('{#a} - one;\n{n}. two;').blocks[0]?.paragraphs).toMatchObject([{ style: 'letter' }, { style: 'number' }]));
  test('keeps bars inside braces', () => expect(read('{#a} Words:\n\n| A | B |\n|---|---|\n| {f|money} | b |').blocks[0]?.paragraphs[1]).toMatchObject({ rows: [[[{ braces: 'f|money' }], [{ text: 'b' }]]] }));
  test('marks bold words and slots', () => expect(read('{#a} **Now {f}** then').blocks[0]?.paragraphs[0]).toMatchObject({ tokens: [{ text: 'Now ', strong: true }, { braces: 'f', strong: true }, { text: ' then' }] }));
});

test.each(['give', 'get', 'wrong', 'out'])('a summary of what you %s', (kind) => expect(read(`> ${kind}: You pay.`).summaries).toMatchObject([{ kind, block: null }]));
test('a summary that goes with a block', () => expect(read('> give: {#b} You pay.\n\n{#b} Words.').summaries).toMatchObject([{ block: 'b' }]));

describe('printed quotes', () => {
  test.each([
    ['"Word" means', '“Word” means'],
    ['the "Word"', 'the “Word”'],
    ['("Word")', '(“Word”)'],
    ['"{def:x}" means', '“{def:x}” means'],
    ['he said "yes."', 'he said “yes.”'],
    ["the party's part", 'the party’s part'],
    ["the parties' part", 'the parties’ part'],
    ["a 'word' here", 'a ‘word’ here'],
    ['—"word"', '—“word”'],
    ['plain', 'plain'],
  ])('%s → %s', (typed, printed) => expect(typographic(typed)).toBe(printed));
});
