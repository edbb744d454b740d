import { describe, expect, test } from 'vitest';
import { printDocument, type Printed } from '#agreement/document/print';
import type { Document } from '#agreement/document/schema';
import { bookmarkName } from '#formats/docx/bookmark-name';
import { writeDocx } from '#formats/docx/write';
import { all, Opened, textOf } from './docx-open';
import { large, lists } from './docx-sample';
import { agreement, clause, letter, longAgreement, p, ref, schedule, tidemark } from './sample';

const meta = { title: 'T', lang: 'en', created: '2026-11-01T10:00:00Z', draft: false };
const write = (printed: Printed): Opened => new Opened(writeDocx(printed, meta));

/** The label that is printed for each node: of a schedule with its word. */
function printedLabels(printed: Printed): Map<string, string> {
  const labels = new Map<string, string>();
  for (const section of printed.sections) {
    const label = section.kind === 'schedule' ? `Schedule ${section.number}` : section.number;
    if (!labels.has(section.id)) labels.set(section.id, label);
    for (const block of section.blocks) if (!labels.has(block.id)) labels.set(block.id, block.kind === 'table' ? '' : block.label);
  }
  return labels;
}

const documents: [string, Document][] = [['a small agreement', tidemark], ['a long agreement', longAgreement()], ['lists of every kind', lists], ['more items and schedules than letters', large]];

describe.each(documents)('the numbers that Word counts in %s', (_, document) => {
  const printed = printDocument(document);
  const opened = write(printed);
  const paragraphs = opened.paragraphs();
  const byName = new Map(paragraphs.flatMap((paragraph) => paragraph.names.map((name) => [name, paragraph] as const)));

  test('are those that are printed', () => {
    const counted = new Map([...printedLabels(printed).keys()].map((id) => [id, byName.get(bookmarkName(id))?.label]));
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(printedLabels(printed)));
  });

  test('are those that its references show', () => {
    for (const field of all(opened.body, 'w:fldSimple')) {
      const [, name = '', flag] = /^ REF (_e_\w+) \\([wn]) \\h $/.exec(field.attributes['w:instr'] as string) ?? [];
      const target = byName.get(name);
      expect(flag === 'w' ? target?.full : target?.label, name).toBe(textOf(field));
    }
  });
});

const references = (...children: Parameters<typeof agreement>): string[] => all(write(printDocument(agreement(...children))).body, 'w:fldSimple').map((field) => `${field.attributes['w:instr']!.trim()} = ${textOf(field)}`);

describe('a reference', () => {
  test('to a section', () => expect(references('T', clause('a', 'body', 'A', p('a.1', ref('a'))))).toEqual(['REF _e_a \\w \\h = 1']));
  test('to a paragraph', () => expect(references('T', clause('a', 'body', 'A', p('a.1', ref('a.2')), p('a.2', 'x')))).toEqual(['REF _e_a__2 \\w \\h = 1.2']));
  test('to the only paragraph of a section is one to the section', () => expect(references('T', clause('a', 'body', 'A', p('a.1', ref('a.1'))))).toEqual(['REF _e_a \\w \\h = 1']));
  test('to an item is one field in full context', () => expect(references('T', clause('a', 'body', 'A', p('a.1', ref('a.3')), p('a.2', 'x:'), letter('a.3', 'y')))).toEqual(['REF _e_a__3 \\w \\h = 1.2(a)']));
  test('to an item of an only paragraph is two fields', () => expect(references('T', clause('a', 'body', 'A', p('a.1', ref('a.2')), letter('a.2', 'y')))).toEqual(['REF _e_a \\n \\h = 1', 'REF _e_a__2 \\n \\h = (a)']));
  test('to a schedule takes in the word before it', () => {
    const document = agreement('T', clause('a', 'body', 'A', p('a.1', 'See Schedule ', ref('s'), '.')), schedule('s', 'a', 'S'));
    expect(textOf(write(printDocument(document)).body)).toContain('See Schedule A.');
    expect(all(write(printDocument(document)).body, 'w:fldSimple').map((field) => textOf(field))).toEqual(['Schedule A']);
  });
  test('to a schedule without its word is a link', () => {
    const opened = write(printDocument(agreement('T', clause('a', 'body', 'A', p('a.1', 'Schedules ', ref('s'))), schedule('s', 'a', 'S'))));
    expect(all(opened.body, 'w:fldSimple')).toEqual([]);
    expect(all(opened.body, 'w:hyperlink').filter((link) => textOf(link) === 'A').map((link) => link.attributes['w:anchor'])).toEqual(['_e_s']);
  });
  test('to nothing is plain text in the look of a blank', () => {
    const [paragraph] = write(printDocument(agreement('T', clause('a', 'body', 'A', p('a.1', ref('b')))))).paragraphs().filter((one) => one.names.includes('_e_a__1'));
    expect(paragraph?.text).toBe('[missing: b]');
    expect(all(paragraph!.element, 'w:rStyle')[0]?.attributes['w:val']).toBe('Blank');
  });
});

describe('the bookmark of an id', () => {
  test('spells hyphens and dots as underscores', () => expect(bookmarkName('work-plan.warn.wp1')).toBe('_e_work_plan__warn__wp1'));
  test('of 37 characters is whole', () => expect(bookmarkName('a'.repeat(37))).toBe(`_e_${'a'.repeat(37)}`));
  test('of 38 characters is cut, and the same each time', () => expect(bookmarkName('a'.repeat(38))).toBe('_e_aaaaaaaaaaaaaaaaaaaa___365a9c3e2c2af0'));
  test.each([['a-b', 'a_b'], ['a.b', 'a--b'], ['a.b', 'a_-b'], ['Budget', 'budget'], [`${'x'.repeat(40)}1`, `${'x'.repeat(40)}2`], ['a.-b', 'a-.b'], ['é', 'è'], ['', 'a']])('%j and %j differ', (one, other) => {
    expect(bookmarkName(one).toLowerCase()).not.toBe(bookmarkName(other).toLowerCase());
  });
  test.each(['', 'a', 'ü', 'A B', 'x'.repeat(300), 'a.b-c', '#$%'])('%j is a name that Word takes', (id) => expect(bookmarkName(id)).toMatch(/^_e_\w{0,37}$/));
});
