import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { printDocument } from '#agreement/document/print';
import { InputError } from '#agreement/input-error';
import type { PrintMeta } from '#formats/meta';
import { compilePdf, type PdfRequest } from '#formats/pdf/compile';
import { codePointsOf, fontFiles } from '#formats/pdf/fonts';
import { pdfRequest } from '#formats/pdf/request';
import { textWidth } from '#formats/text-width';
import { typstInput, type TypstBlock } from '#formats/pdf/typst-input';
import { judge } from '../judge';
import { agreement, blank, clause, define, fact, letter, longAgreement, p, people, plain, ref, rowNumber, schedule, signature, strong, table, tidemark, type Piece } from './sample';

const folder = mkdtempSync(join(tmpdir(), 'entente-pdf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const final: PrintMeta = { state: 'final', version: 'Version 3', date: '2026-11-01' };
const notice = 'This draft was built from answers and rules; it is no advice.';
const draft: PrintMeta = { state: 'draft', notice, version: 'Draft of 1 November 2026', date: '2026-11-01', subtitle: 'Nitrate in tidal rivers', authors: ['Northwind Instruments GmbH', 'University of Aldermoor'], keywords: ['RD', 'nitrate'] };
const data = '{"entente":1,"text":"ä € 😀"}';
const printed = printDocument(tidemark, { people });
const one = (...pieces: Piece[]) => printDocument(agreement('One', clause('a', 'body', 'Heading', p('a.1', ...pieces))));
const input = (document = tidemark, meta: PrintMeta = final) => typstInput(printDocument(document, { people }), meta);
const firstBlock = (document: typeof tidemark): TypstBlock => input(document).sections[0]!.blocks[0]!;

function saved(name: string, request: PdfRequest, options?: Parameters<typeof compilePdf>[1]): string {
  const file = join(folder, `${name}.pdf`);
  writeFileSync(file, compilePdf(request, options));
  return file;
}

function say(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('the input of the template', () => {
  test('merges plain runs and keeps the word before a reference with it', () => {
    const document = agreement('T', clause('a', 'body', 'A', p('a.1', 'Pay ', fact('x', 'now'), '. See section ', ref('a.1'), '.')));
    expect(firstBlock(document)).toMatchObject({ kind: 'paragraph', runs: ['Pay now. See ', ['l', '1', 'a.1', 'section '], '.'] });
  });
  test('sets a defined term in bold, its quotes not', () => expect(firstBlock(agreement('T', clause('a', 'body', 'A', p('a.1', define('d', 'Data'), ' means data.'))))).toMatchObject({ runs: ['“', ['b', 'Data'], '” means data.'] }));
  test('merges bold neighbours', () => expect(firstBlock(agreement('T', clause('a', 'body', 'A', p('a.1', strong('For '), strong('Data')))))).toMatchObject({ runs: [['b', 'For Data']] }));
  test('keeps dates and amounts whole, except in cells', () => {
    const due = fact('d', '2027-09-30', 'date');
    expect(firstBlock(agreement('T', clause('a', 'body', 'A', p('a.1', 'On ', due, '.'))))).toMatchObject({ runs: ['On ', ['k', '30 September 2027'], '.'] });
    expect(firstBlock(agreement('T', clause('a', 'body', 'A', table('t', [[[due]]]))))).toMatchObject({ cells: [['30 September 2027']] });
  });
  test('turns a schedule sideways where its columns do not fit an upright page', () => {
    const columns = (count: number) => agreement('T', clause('a', 'body', 'A'), schedule('s', 'a', 'S', table('t', [Array.from({ length: count }, () => ['responsibilities'])])));
    expect(input(columns(5)).sections.map((section) => section.wide)).toEqual([false, false]);
    const [, schedule8] = input(columns(8)).sections;
    expect(schedule8).toMatchObject({ wide: true, blocks: [{ dense: false, tight: false }] });
  });
  test('boxes a blank', () => expect(firstBlock(agreement('T', clause('a', 'body', 'A', p('a.1', blank('x.y')))))).toMatchObject({ runs: [['x', '[x.y: open]']] }));
  test('boxes a reference to nothing, with no link', () => expect(firstBlock(agreement('T', clause('a', 'body', 'A', p('a.1', ref('b')))))).toMatchObject({ runs: [['x', '[missing: b]']] }));
  test('anchors only what is referred to', () => {
    const { sections } = input(agreement('T', clause('a', 'body', 'A', p('a.1', ref('a.2')), p('a.2', 'Two'))));
    expect(sections[0]!.id).toBeNull();
    expect(sections[0]!.blocks).toMatchObject([{ id: null }, { id: 'a.2' }]);
  });
  test('anchors an id once only, even if a text holds it twice', () => {
    const { sections } = input(agreement('T', clause('a', 'body', 'A', p('a.1', ref('a.1')), p('a.1', 'Two'))));
    expect(sections[0]!.blocks).toMatchObject([{ id: 'a.1' }, { id: null }]);
  });
  test('lists where a schedule is used', () => expect(input().schedules.map((each) => [each.letter, each.used.map(([number]) => number).join(', ')])).toEqual([['A', '1.2'], ['B', '2.1(c), 3'], ['C', '4.1'], ['D', '2.1(a)']]));
  test('groups items and starts again at (a)', () => {
    const document = agreement('T', clause('a', 'body', 'A', p('a.1', 'One:'), letter('i', 'x;'), letter('j', 'y.'), p('a.2', 'Two:'), letter('k', 'z.')));
    expect(input(document).sections[0]!.blocks.map((block) => (block.kind === 'items' ? block.items.map((item) => item.number).join() : block.kind))).toEqual(['paragraph', '(a),(b)', 'paragraph', '(a)']);
  });
  test('turns the open places of a signature line into lines to write on', () => {
    const block = input(agreement('T', clause('a', 'back', 'A', signature('s', 'northwind', 'For Alpha: Ann, director. Signature: ____ Date: ____ Place: ______'))), draft).sections[0]!.blocks[0]!;
    expect(block).toMatchObject({ kind: 'signature', runs: ['For Alpha: Ann, director.'], lines: ['Signature', 'Date', 'Place'] });
  });
  test('says at a signature line of a final text that it is signed in the file', () => {
    const block = firstBlock(agreement('T', clause('a', 'back', 'A', signature('s', 'northwind', 'For Alpha: Ann. Signature: ____ Date: ____'))));
    expect(block).toMatchObject({ lines: [], inFile: expect.stringContaining('Signed electronically.') });
  });
  test('leaves a signature line without open places as it is', () => expect(firstBlock(agreement('T', clause('a', 'back', 'A', signature('s', null, 'For Alpha'))))).toMatchObject({ runs: ['For Alpha'], lines: [] }));
  test('sets amounts and a last column of dates to the right, words and row numbers to the left', () => {
    const rows = table('t', [[['No.'], ['Name'], ['Sum'], ['Due']], [[rowNumber()], ['A'], ['EUR 1,000'], ['31 May 2027']], [[rowNumber()], ['B'], [blank('x')], ['1 June 2027']]]);
    expect(firstBlock(agreement('T', clause('a', 'body', 'A', rows)))).toMatchObject({ right: [false, false, true, true], headers: 1, height: 3 });
  });
  test('fills the measure of the page with every table', () => {
    for (const cells of [['a'], ['No.', 'x'.repeat(300)], Array.from({ length: 12 }, () => 'Donaudampfschifffahrt')]) {
      const block = firstBlock(agreement('T', clause('a', 'body', 'A', table('t', [cells.map((cell) => [cell])]))));
      expect(block.kind === 'table' && block.widths.reduce((total, width) => total + width, 0)).toBeCloseTo(453.5, 1);
    }
  });
  test('gives short values their whole width', () => {
    const rows = table('t', [[['Due'], ['Text']], [[fact('d', '2027-09-30', 'date')], ['word '.repeat(200)]]]);
    const block = firstBlock(agreement('T', clause('a', 'body', 'A', rows)));
    expect(block.kind === 'table' && block.widths[0]).toBeGreaterThan(textWidth('30 September 2027') * 10);
  });
  test('takes small type for a crowded table, and hyphens only where words do not fit at all', () => {
    const block = (count: number, word: string) => firstBlock(agreement('T', clause('a', 'body', 'A', table('t', [Array.from({ length: count }, () => [word])]))));
    expect(block(3, 'responsibility')).toMatchObject({ dense: false, tight: false });
    expect(block(6, 'responsibilities')).toMatchObject({ dense: true, tight: false });
    expect(block(12, 'responsibility')).toMatchObject({ dense: true, tight: true });
  });
  test('shows hidden characters', () => expect(firstBlock(agreement('T', clause('a', 'body', 'A', p('x', 'a\u202Eb\u200Bc\u0007'))))).toMatchObject({ runs: ['a[U+202E]b[U+200B]c[U+0007]'] }));
  test('composes letters', () => expect(firstBlock(agreement('T', clause('a', 'body', 'A', p('x', 'e\u0301'))))).toMatchObject({ runs: ['\u00e9'] }));
  test('refuses a date that is none', () => expect(() => input(tidemark, { ...final, date: 'today' })).toThrow(/2027-03-01/));
  test('knows the widths of the typeface', () => {
    const advance = advances(fontFiles()[0]!);
    for (let point = 32; point < 127; point += 1) expect(Math.round(textWidth(String.fromCodePoint(point)) * 1000)).toBe(advance(point));
  });
});

describe('letters', () => {
  test.each(['Łódź', 'Αθήνα', 'Київ', 'Đặng', 'İstanbul', 'Reykjavík', '“quotes” – — … € ≤ ☐'])('prints %s', (text) => expect(() => pdfRequest(one(text), final, null)).not.toThrow());
  test.each([['東京', '東', 'U+6771'], ['شركة', 'ش', 'U+0634'], ['חברה', 'ח', 'U+05D7'], ['😀', '😀', 'U+1F600']])('refuses %s and says which letter', (text, letterOf, code) => {
    const attempt = () => pdfRequest(one('Made by ', fact('parties.a.legalName', text)), final, null);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(`parties.a.legalName: The character "${letterOf}" (${code}) cannot be printed`);
  });
  test('names the block of a letter that is in no fact', () => expect(() => pdfRequest(one('東'), final, null)).toThrow(/^a\.1: /));
  test('finds the characters of the typeface', () => expect(codePointsOf(fontFiles()[0]!).has(0x20ac)).toBe(true));
});

describe('the PDF', () => {
  const draftFile = saved('draft', pdfRequest(printed, draft, data));
  const text = (file: string, ...options: string[]) => say('pdftotext', ...options, file, '-');
  const outside = (program: string, name: string, run: () => void) => {
    const { missing } = judge(program);
    test.skipIf(missing !== undefined)(missing === undefined ? name : `${name} (${missing})`, run);
  };

  outside('qpdf', 'is in order for qpdf', () => expect(say('qpdf', '--check', draftFile)).toContain('No syntax or stream encoding errors'));
  outside('pdfinfo', 'says that it is PDF/A-3a and tagged', () => {
    const meta = say('pdfinfo', '-meta', draftFile);
    expect(meta).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(meta).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(say('pdfinfo', draftFile)).toMatch(/Tagged:\s+yes/);
  });
  outside('pdfinfo', 'carries title, authors, keywords, language and the date it was given', () => {
    const info = say('pdfinfo', '-isodates', draftFile);
    expect(info).toMatch(/Title:\s+Tidemark collaboration agreement/);
    expect(info).toMatch(/Author:\s+Northwind Instruments GmbH, University of Aldermoor/);
    expect(info).toMatch(/Keywords:\s+RD, nitrate/);
    expect(info).toMatch(/CreationDate:\s+2026-11-01T/);
    expect(info).toMatch(/JavaScript:\s+no/);
    expect(say('pdfinfo', '-meta', draftFile)).toContain('<rdf:li>en</rdf:li>');
  });
  outside('pdfdetach', 'carries the agreement as data, byte for byte', () => {
    expect(say('pdfdetach', '-list', draftFile)).toContain('agreement.json');
    const out = join(folder, 'agreement.json');
    say('pdfdetach', '-save', '1', '-o', out, draftFile);
    expect(readFileSync(out, 'utf8')).toBe(data);
  });
  outside('pdfdetach', 'carries no file where there is none', () => expect(say('pdfdetach', '-list', saved('bare', pdfRequest(printed, final, null)))).toContain('0 embedded files'));
  outside('pdftotext', 'prints the words and numbers of the agreement', () => {
    const words = text(draftFile, '-layout').replaceAll(/\s+/g, ' ');
    for (const section of printed.sections)
      for (const block of section.blocks) if (block.kind === 'paragraph') expect(words).toContain(`${block.label} ${block.text}`.trim().replaceAll(/\s+/g, ' ').slice(0, 60));
    for (const expected of ['1.2 The project has', '(c) “Work Plan” means Schedule B', '7 Law', '[governing law: open]', 'Schedule C: Budget', 'EUR 26,000.50', 'Page 1 of 5', 'For Vesterhav Vand A/S: Søren Østergård']) expect(words).toContain(expected);
  });
  outside('pdftotext', 'marks a draft on every page and prints its notice; a final text has neither', () => {
    const pages = text(draftFile).split('\f').slice(0, -1);
    expect(pages).toHaveLength(5);
    for (const page of pages) expect(page).toMatch(/^Draft$/m);
    expect(pages[0]).toContain(notice);
    expect(text(join(folder, 'bare.pdf'))).not.toMatch(/^Draft$|This draft/m);
  });
  outside('pdffonts', 'embeds Source Serif 4 and nothing else', () => {
    const names = say('pdffonts', draftFile).split('\n').slice(2).filter((line) => line !== '');
    expect(names.length).toBeGreaterThan(0);
    for (const line of names) expect(line).toMatch(/^[A-Z]{6}\+SourceSerif4-(?:Regular|SemiBold) .* yes yes yes /);
  });
  outside('pdfinfo', 'is tagged with headings, lists, tables with headings, and links', () => {
    const structure = say('pdfinfo', '-struct', draftFile);
    for (const tag of ['H1', 'L', 'LI', 'Lbl', 'Table', 'THead', 'TH', 'TD', 'Link']) expect(structure).toMatch(new RegExp(`^ *${tag}\\b`, 'm'));
  });
  outside('pdfinfo', 'takes A4 or Letter', () => {
    expect(say('pdfinfo', draftFile)).toContain('(A4)');
    expect(say('pdfinfo', saved('letter', pdfRequest(printed, { ...final, paper: 'letter' }, null)))).toContain('(letter)');
  });
  outside('pdftotext', 'repeats the heading of a table on each of its pages', () => {
    const pages = text(saved('long', pdfRequest(printDocument(longAgreement(), { people }), final, data)), '-layout').split('\f');
    expect(pages.filter((page) => /No\.\s+Work item\s+Leads/.test(page)).length).toBeGreaterThanOrEqual(4);
  });
  outside('pdftotext', 'keeps source in user text as text', () => {
    const hostile = '#panic("x") $x$ ] ) } @a <b> \\ // /* `r` #{1/0} *b* _c_ = h - l + e';
    const file = saved('hostile', pdfRequest(printDocument(agreement(hostile, clause('a', 'body', hostile, p('a.1', hostile, strong(hostile), ref('x"#y'), ref('x]#y')), letter('x]#y', hostile), table('t', [[[hostile]], [[hostile]]])), schedule('s', 'a', hostile, plain('x"#y', hostile), signature('q', null, `${hostile} ${hostile}: ____`)))), { ...draft, subtitle: hostile, version: hostile, notice: hostile, authors: [hostile], keywords: [hostile] }, null));
    expect(text(file).replaceAll(/\s+/g, ' ').split('#panic("x") $x$ ] ) } @a <b>').length).toBeGreaterThan(10);
  });
  test('also meets the rules of Typst for PDF/UA-1', () => expect(compilePdf(pdfRequest(printed, final, null), { standard: 'ua-1' }).length).toBeGreaterThan(10_000));
  test('is the same for the same input', () => expect(Buffer.from(compilePdf(pdfRequest(printed, draft, data))).equals(readFileSync(draftFile))).toBe(true));
  test('is never printed in another typeface', () => {
    const template = readFileSync('src/formats/pdf/agreement.typ', 'utf8').replace('"Source Serif 4"', '"Source Serif 5"');
    expect(() => compilePdf(pdfRequest(printed, final, null), { template })).toThrow(/unknown font family/);
  });
  test('is never printed with an empty box for a letter', () => expect(() => compilePdf({ page: typstInput(one('東'), final), agreement: null })).toThrow(/could not be set.*東/));
  test('is made of an agreement with nothing in it', () => expect(compilePdf(pdfRequest(printDocument(agreement(null)), draft, null)).length).toBeGreaterThan(1000));
});

function advances(font: Buffer): (point: number) => number {
  const at = new Map<string, number>();
  for (let index = 0; index < font.readUInt16BE(4); index += 1) at.set(font.toString('latin1', 12 + index * 16, 16 + index * 16), font.readUInt32BE(20 + index * 16));
  const units = font.readUInt16BE(at.get('head')! + 18);
  const full = font.readUInt16BE(at.get('hhea')! + 34);
  const cmap = at.get('cmap')!;
  const tables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) => cmap + font.readUInt32BE(cmap + 8 + index * 8));
  const groups = tables.find((table) => font.readUInt16BE(table) === 12)!;
  return (point) => {
    for (let index = 0; index < font.readUInt32BE(groups + 12); index += 1) {
      const group = groups + 16 + index * 12;
      const first = font.readUInt32BE(group);
      if (point < first || point > font.readUInt32BE(group + 4)) continue;
      const glyph = font.readUInt32BE(group + 8) + point - first;
      return Math.round((font.readUInt16BE(at.get('hmtx')! + 4 * Math.min(glyph, full - 1)) * 1000) / units);
    }
    return 0;
  };
}
