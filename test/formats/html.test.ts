import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { printDocument, textsOf } from '#agreement/document/print';
import type { Document } from '#agreement/document/schema';
import { style } from '#formats/html/style';
import { writeHtml } from '#formats/html/write';
import type { PrintMeta } from '#formats/meta';
import { agreement, blank, clause, fact, letter, longAgreement, p, people, plain, ref, schedule, signature, strong, table, tidemark, type Piece } from './sample';

const final: PrintMeta = { state: 'final', version: 'Version 3', date: '2026-11-01' };
const draft: PrintMeta = { ...final, state: 'draft', notice: 'No advice.', subtitle: 'Nitrate', authors: ['Northwind'], keywords: ['RD', 'nitrate'] };
const write = (document: Document, meta: PrintMeta = final): string => writeHtml(printDocument(document, { people }), meta);
const one = (...pieces: Piece[]): string => /<p id="a\.1"[^>]*>(.*)<\/p>/s.exec(write(agreement('T', clause('a', 'front', 'A', plain('a.1', ...pieces)))))![1]!;
const whole = write(tidemark, draft);

/** The words of a page as a reader sees them. */
const seen = (html: string): string => html.replace(/<style>.*<\/style>/s, '').replace(/<br>/g, '\n').replace(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe('the page', () => {
  test.each([
    '<html lang="en">', '<meta charset="utf-8">', '<title>Tidemark collaboration agreement</title>', '<meta name="author" content="Northwind">', '<meta name="keywords" content="RD, nitrate">', '<meta name="date" content="2026-11-01">',
    '<p class="state">Draft, Version 3</p>', '<h1>Tidemark collaboration agreement</h1>', '<p class="sub">Nitrate</p>', '<p class="note" role="note">No advice.</p>',
    '<section id="purpose">\n<h2 class="h"><span class="n">1</span> Purpose</h2>', '<p id="purpose.aim" class="h"><span class="n">1.1</span> The parties wish', '<section id="title-and-parties">\n<h2>Parties</h2>',
    '<p id="work.care" class="in">Each party must do', '<ol class="in" role="list">\n<li id="meaning.background"><span class="n">(a)</span> “<dfn>Background</dfn>” means', 'lists in Schedule <a href="#schedule-background">D</a>;</li>',
    'Section <a href="#meaning.results">2.1(b)</a> says', '<span class="blank" role="img" aria-label="Blank: governing law: open">[governing law: open]</span>',
    '<section id="schedule-budget" class="schedule">\n<h2>Schedule C: Budget</h2>\n<p class="used">Section <a href="#money.pay">4.1</a></p>', '<p class="used">Sections <a href="#meaning.plan">2.1(c)</a> and <a href="#work.care">3</a></p>',
    '<th scope="col" class="r">Amount</th>', '<td class="r">EUR 26,000.50</td>', '<td>Laboratory | samples</td>', '<strong>Vesterhav Vand A/S</strong>: Søren Østergård, managing director.</p>\n<dl><div><dt>Signature</dt><dd></dd></div><div><dt>Date</dt>',
    '<li><a href="#purpose"><span class="n">1</span> Purpose</a></li>', '<li><a href="#schedule-work"><span>Schedule B: Work plan and responsibilities</span></a></li>',
  ])('holds %j', (part) => expect(whole).toContain(part));
  test('says nothing twice about a draft', () => expect(write(tidemark, { ...draft, version: 'Draft 2' })).toContain('<p class="state">Draft 2</p>'));
  test('has no notice and no "Draft" when it is final', () => expect(write(tidemark)).not.toMatch(/class="note"|Draft/));
  test('prints every word of the agreement', () => {
    const words = seen(write(longAgreement()));
    for (const section of printDocument(longAgreement(), { people }).sections) for (const text of textsOf(section)) expect(words).toContain(text.kind === 'signature' ? text.text.slice(0, 30) : text.text);
  });
  test('is the same each time', () => expect(write(tidemark, draft)).toBe(whole));
  test('closes what it opens', () => {
    const open: string[] = [];
    for (const [, slash, name] of whole.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (['meta', 'br'].includes(name!)) continue;
      if (slash === '') open.push(name!);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
  test('gives each id once, and links only to ids that are there', () => {
    const ids = [...whole.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of whole.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(decodeURIComponent(target!));
  });
  test('gives an id once even where a text holds it twice', () => expect([...write(agreement('T', clause('a', 'body', 'A', p('x', '1'), p('x', '2')))).matchAll(/id="x"/g)]).toHaveLength(1));
  test('boxes a reference to nothing', () => expect(one(ref('gone'))).toBe('<span class="blank" role="img" aria-label="Blank: missing: gone">[missing: gone]</span>'));
  test('opens and closes lists where they start and end', () => {
    const html = write(agreement('T', clause('a', 'body', 'A', letter('i', 'x'), letter('j', 'y'), p('k', 'z'), letter('l', 'w'))));
    expect(html.replace(/^.*<section/s, '').match(/<\/?ol|<li|<p/g)).toEqual(['<ol', '<li', '<li', '</ol', '<p', '<ol', '<li', '</ol']);
  });
  test('prints a table without a heading row', () => expect(write(agreement('T', clause('a', 'body', '', table('t', [[['x']]]).type.create({ id: 't' }, table('u', [[['h']], [['x']]]).child(1)))))).toContain('<div id="t" class="scroll" role="region" aria-label="Table" tabindex="0">\n<table>\n<tbody>\n<tr><td>x</td></tr>\n</tbody>'));
  test('is made of an agreement with nothing in it', () => expect(write(agreement(null))).toContain('<h1></h1>'));
});

describe('safety', () => {
  test('allows its own style by digest and nothing else', () => {
    const digest = createHash('sha256').update(style).digest('base64');
    expect(whole).toContain(`content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`);
    expect(whole).toContain(`<style>${style}</style>`);
  });
  test('runs nothing and calls nothing', () => expect(whole).not.toMatch(/<script|<img|<iframe|<link|javascript:|url\(|@import|\son\w+=|\sstyle=|https?:/i));
  test.each<[Piece, string]>([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'], ['a & b &lt;', 'a &amp; b &amp;lt;'], ['"x"', '"x"'], ['</style>', '&lt;/style&gt;'], ['a\nb', 'a<br>b'],
    ['a\u202Eb', 'a<span class="hidden">[U+202E]</span>b'], ['\u0000', '<span class="hidden">[U+0000]</span>'], ['می\u200Cخواهم', 'می\u200Cخواهم'], ['a\u200Cb', 'a<span class="hidden">[U+200C]</span>b'], ['東京 😀', '東京 😀'],
    [strong('<b>'), '<strong>&lt;b&gt;</strong>'], [fact('x', '<i>'), '&lt;i&gt;'],
  ])('writes %j as %j', (piece, expected) => expect(one(piece)).toBe(expected));
  test('keeps hostile words in attributes inside their quotes', () => {
    const hostile = '"><script>x</script>';
    const html = write(agreement(hostile, clause('a', 'body', hostile, table('t', [[[hostile]]]), p(hostile, blank(hostile), ref(hostile)), signature('s', null, `${hostile}: ____`)), schedule(hostile, 'a', hostile)), { ...draft, authors: [hostile], keywords: [hostile], version: hostile, subtitle: hostile, notice: hostile });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('">&gt;');
    expect([...html.matchAll(/<(?!\/?[a-z]|!doctype)/g)]).toEqual([]);
  });
});

describe('the tokens', () => {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, two: string): number => {
    const [light = 0, dark = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const themes = [...style.matchAll(/:root\{color-scheme:light dark;([^}]*)\}|:root\{(--canvas[^}]*)\}/g)].map((match) => Object.fromEntries([...(match[1] ?? match[2])!.matchAll(/--(\w+):(#\w+)/g)].map(([, name, value]) => [name!, value!])));
  test.each(['ink', 'quiet', 'accent', 'warning'])('%s can be read on paper, light and dark', (name) => {
    expect(themes).toHaveLength(2);
    for (const theme of themes) expect(contrast(theme[name]!, theme['paper']!)).toBeGreaterThanOrEqual(4.5);
  });
});
