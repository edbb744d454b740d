import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printDocument, type Printed } from '#agreement/document/print';
import { writeDocx } from '#formats/docx/write';
import { showHidden } from '#formats/visible';
import { judge } from '../judge';
import { all, Opened } from './docx-open';
import { large, lists } from './docx-sample';
import { agreement, clause, letter, longAgreement, p, people, plain, ref, rowNumber, schedule, table, tidemark, type Piece } from './sample';

const soffice = judge('soffice');
const pdftotext = judge('pdftotext');
const xmllint = judge('xmllint');
const folder = mkdtempSync(join(tmpdir(), 'entente-docx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nine = (row: number): Piece[][] => [[rowNumber()], [`Deliverable ${row} in writing`], ['Northwind'], ['Aldermoor'], ['30 September 2027'], ['drift below 2% over thirty days'], ['Vesterhav'], ['20 business days'], ['2']];
/** Schedules on upright pages and on pages turned to the side, long enough to break. */
const wide = agreement('Wide', clause('a', 'body', 'Use', p('a.1', 'Schedules: ', ref('schedule-b'), '.'), letter('a.2', 'one.')),
  schedule('schedule-a', 'a', 'Upright', plain('schedule-a.0', 'Text.')),
  schedule('schedule-b', 'a', 'Turned', table('schedule-b.t', [[['No.'], ['Deliverable and form'], ['Author'], ['Recipient'], ['Due'], ['Criteria'], ['Reviewer'], ['Review period'], ['Corrections']], ...Array.from({ length: 40 }, (_, row) => nine(row))])),
  schedule('schedule-c', 'a', 'Upright again', plain('schedule-c.0', 'Text.')),
);

const documents = { tidemark, long: longAgreement(), lists, large, wide };
const names = Object.keys(documents) as (keyof typeof documents)[];
const printed = Object.fromEntries(names.map((name) => [name, printDocument(documents[name], { people })])) as Record<keyof typeof documents, Printed>;
const path = (name: string, ending: string): string => join(folder, `${name}.${ending}`);

/** LibreOffice with our typeface, which is not installed, in a profile of its own. */
function convert(to: string, out: string, files: string[]): void {
  const fonts = dirname(fileURLToPath(import.meta.resolve('@expo-google-fonts/source-serif-4/package.json')));
  const config = join(folder, 'fonts.conf');
  writeFileSync(config, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>${['400Regular', '700Bold'].map((face) => `<dir>${join(fonts, face)}</dir>`).join('')}</fontconfig>`);
  const args = [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', to, '--outdir', out, ...files];
  execFileSync(soffice.path as string, args, { env: { ...process.env, FONTCONFIG_FILE: config, HOME: folder }, stdio: 'ignore', timeout: 120_000 });
}

function pagesOf(name: string): string[] {
  return execFileSync(pdftotext.path as string, ['-layout', path(name, 'pdf'), '-'], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\f').slice(0, -1);
}

beforeAll(() => {
  for (const name of names) writeFileSync(path(name, 'docx'), writeDocx(printed[name], { title: printed[name].title, lang: 'en', created: '2026-11-01T10:00:00Z', draft: true, notice: 'A notice.', version: 'Draft of 1 November 2026' }));
});

describe.skipIf(xmllint.missing !== undefined)(`xmllint (${xmllint.missing ?? 'installed'})`, () => {
  test.each(names)('reads every part of %s', (name) => {
    for (const [part, xml] of new Opened(readFileSync(path(name, 'docx'))).parts) {
      const file = join(folder, 'parts', name, part);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, xml);
      execFileSync(xmllint.path as string, ['--noout', '--nonet', file], { stdio: 'pipe' });
    }
  });
});

describe.skipIf(soffice.missing !== undefined)(`LibreOffice (${soffice.missing ?? 'installed'})`, () => {
  describe('as text', () => {
    beforeAll(() => convert('txt:Text:UTF8', folder, names.map((name) => path(name, 'docx'))));

    test.each(names)('prints the numbers of %s', (name) => {
      const lines = readFileSync(path(name, 'txt'), 'utf8').split(/\r?\n/).map((line) => line.trim());
      const expected = printed[name].sections.flatMap((section) => {
        const label = section.kind === 'schedule' ? `Schedule ${section.number}` : section.number;
        const texts = section.blocks.flatMap((block) => (block.kind === 'table' || block.kind === 'signature' || /[\n\t\uFFFE]/.test(block.text) ? [] : [`${block.label} ${showHidden(block.text)}`.trim()]));
        return [`${label} ${section.heading.text}`.trim(), ...texts];
      });
      const there = new Set(lines);
      expect(expected.filter((line) => !there.has(line))).toEqual([]);
    });
  });

  describe.skipIf(pdftotext.missing !== undefined)(`as PDF (pdftotext: ${pdftotext.missing ?? 'installed'})`, () => {
    beforeAll(() => convert('pdf', folder, names.map((name) => path(name, 'docx'))));

    test('computes references as we print them', () => {
      const text = pagesOf('lists').join(' ').replace(/\s+/g, ' ');
      for (const block of printed.lists.sections.find((section) => section.id === 'eight')!.blocks) if (block.kind === 'paragraph') expect(text).toContain(block.text);
      expect(text).toContain('see 2(a), 2 and 2.');
      expect(text).toContain('see 5(a).');
    });

    test.each(['tidemark', 'long', 'lists', 'wide'])('starts each section of %s on the page that the contents name', (name) => {
      const pages = pagesOf(name);
      const entries = [...pages[0]!.matchAll(/^ *(\d+|Schedule [A-Z]+) +(.+?) ?\.{2,} *(\d+)$/gm)];
      expect(entries.length).toBe(printed[name as keyof typeof documents].sections.filter((section) => section.number !== '').length);
      const wrong = entries.filter(([, number, heading, page]) => !pages[Number(page) - 1]!.split('\n').some((line) => line.trim().replace(/\s+/g, ' ') === `${number} ${heading}`));
      expect(wrong.map((entry) => entry[0])).toEqual([]);
    });

    test.each(names)('counts the pages of %s at their foot', (name) => {
      const pages = pagesOf(name);
      expect(pages.filter((page, index) => !page.includes(`Page ${index + 1} of ${pages.length}`))).toEqual([]);
    });

    test('repeats the heading of a table on each page', () => {
      const pages = pagesOf('wide').filter((page) => /Deliverable \d/.test(page));
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.filter((page) => !page.includes('Recipient'))).toEqual([]);
    });
  });

  describe('saving the file itself', () => {
    const saved = join(folder, 'saved');
    beforeAll(() => convert('docx', saved, [path('tidemark', 'docx')]));

    test('keeps the hidden bookmarks and what says which is which', () => {
      const opened = new Opened(readFileSync(path('tidemark', 'docx')));
      const { parts } = new Opened(readFileSync(join(saved, 'tidemark.docx')));
      const kept = new Set([...parts.get('word/document.xml')!.matchAll(/<w:bookmarkStart [^>]*w:name="([^"]+)"/g)].map((found) => found[1]));
      const names = all(opened.body, 'w:bookmarkStart').map((start) => start.attributes['w:name']);
      expect(names.filter((name) => !kept.has(name))).toEqual([]);
      expect([...parts.entries()].some(([part, xml]) => part.startsWith('customXml/') && xml.includes('urn:entente:docx:1') && xml.includes('_e_purpose__goal'))).toBe(true);
    });
  });
});
