import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { printLeaflet, runsOf } from '#agreement/document/leaflet';
import type { Printed } from '#agreement/document/print';
import { writeDocx } from '#formats/docx/write';
import { writeHtml } from '#formats/html/write';
import { writeMarkdown } from '#formats/markdown/write';
import type { PrintMeta } from '#formats/meta';
import { compilePdf } from '#formats/pdf/compile';
import { pdfRequest } from '#formats/pdf/request';
import { balance, printBalance } from '#stages/draft/balance';
import { headsOfTerms } from '#stages/draft/heads';
import { partyPage, printPartyPage } from '#stages/draft/party-page';
import { judge } from '../judge';
import { toldExample } from '../stages/told';

const folder = mkdtempSync(join(tmpdir(), 'entente-leaflets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const meta = (leaflet: NonNullable<PrintMeta['leaflet']>): PrintMeta => ({ state: 'final', version: 'Draft 1', date: '2026-11-24', subtitle: 'between Alpha and Beta', leaflet });
const pdfinfo = judge('pdfinfo');
const pdftotext = judge('pdftotext');
const soffice = judge('soffice');

const blank = { kind: 'blank' as const, text: '[cure period: open]', target: 'term.exits.cure', from: 0, at: 0 };
const little = printLeaflet('Alpha: what this means', 'en', [
  { id: 'one', heading: 'What you give', blocks: [{ line: runsOf('You have ', [blank], ' to mend it (section 7).') }, { line: 'Second line.' }] },
  { id: 'two', number: '2', heading: 'A table', blocks: [{ text: 'Before it.' }, { table: [['What', 'When'], ['Survey', '30 June 2027']] }] },
]);

const { library, document, answers, obligations } = toldExample('seven-labs');
const texts: Readonly<Record<string, { printed: Printed; leaflet: NonNullable<PrintMeta['leaflet']>; pages: number }>> = {
  ...Object.fromEntries(answers.parties.map(({ id }) => [`page-${id}`, { printed: printPartyPage(partyPage(library, document, answers, id, obligations)), leaflet: 'two-columns' as const, pages: 1 }])),
  heads: { printed: headsOfTerms(library, answers, 'Salina').printed, leaflet: 'one-column', pages: 2 },
  balance: { printed: printBalance(balance(library, document, answers), 'Salina'), leaflet: 'one-column', pages: 2 },
};

function pdfOf(name: string, printed: Printed, leaflet: NonNullable<PrintMeta['leaflet']>): string {
  const file = join(folder, `${name}.pdf`);
  writeFileSync(file, compilePdf(pdfRequest(printed, meta(leaflet), null)));
  return file;
}

describe('a leaflet', () => {
  test('in Markdown', () => expect(writeMarkdown(little, meta('one-column'))).toBe('# Alpha: what this means\n\n> between Alpha and Beta\n>\n> Draft 1\n\n## What you give\n\n   – You have [cure period: open] to mend it (section 7).\n\n   – Second line.\n\n## 2 A table\n\nBefore it.\n\n| What | When |\n| --- | --- |\n| Survey | 30 June 2027 |\n'));
  test('in HTML has its list and its blank', () => {
    const html = writeHtml(little, meta('one-column'));
    expect(html.match(/<li/g)).toHaveLength(2);
    expect(html).toContain('aria-label="Blank: cure period: open"');
  });
  test.each(['one-column', 'two-columns'] as const)('in PDF, %s, keeps all its words', { skip: pdftotext.missing !== undefined }, (leaflet) => {
    const words = execFileSync(pdftotext.path as string, [pdfOf(leaflet, little, leaflet), '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
    for (const part of ['Alpha: what this means', 'What you give', 'You have', 'cure period: open', 'to mend it (section 7).', 'Second line.', 'Survey', '30 June 2027']) expect(words).toContain(part);
  });
});

describe('of seven parties', () => {
  test.each(Object.entries(texts))('%s fits its paper', { skip: pdfinfo.missing !== undefined, timeout: 60_000 }, (name, { printed, leaflet, pages }) => {
    const info = execFileSync(pdfinfo.path as string, [pdfOf(name, printed, leaflet)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(Number(/^Pages:\s+(\d+)/m.exec(info)?.[1])).toBeLessThanOrEqual(pages);
  });
  test('opens in a word processor', { skip: soffice.missing !== undefined || pdftotext.missing !== undefined, timeout: 120_000 }, () => {
    const { printed } = texts['page-halden']!;
    writeFileSync(join(folder, 'page.docx'), writeDocx(printed, { title: printed.title, lang: 'en', created: '2026-11-24T10:00:00Z', draft: false, version: 'Draft 1' }));
    execFileSync(soffice.path as string, [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'txt:Text', '--outdir', folder, join(folder, 'page.docx')], { stdio: 'ignore', timeout: 110_000 });
    const words = execFileSync('cat', [join(folder, 'page.txt')], { encoding: 'utf8' });
    for (const part of ['What you give', 'What you do, and by when', 'If things go wrong', 'How you get out', 'This page explains; the agreement decides.']) expect(words).toContain(part);
  });
});
