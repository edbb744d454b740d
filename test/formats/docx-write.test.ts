import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { printDocument, type Printed } from '#agreement/document/print';
import { writeDocx, type DocxMeta } from '#formats/docx/write';
import { showHidden } from '#formats/visible';
import { all, child, Opened, textOf, valueOf, type Element } from './docx-open';
import { large, lists, nasty } from './docx-sample';
import { agreement, blank, clause, define, fact, longAgreement, p, people, signature, strong, table, term, tidemark, type Piece } from './sample';

const notice = 'This draft was built from answers and rules; it gives no legal advice.';
const final: DocxMeta = { title: 'Tidemark collaboration agreement', lang: 'en', created: '2026-11-01T10:20:30.456+02:00', draft: false };
const draft: DocxMeta = { ...final, draft: true, notice, subtitle: 'Nitrate in tidal rivers', version: 'Draft of 1 November 2026', author: 'Northwind' };
const write = (printed: Printed, meta = final): Opened => new Opened(writeDocx(printed, meta));
const one = (...pieces: Piece[]): Element => {
  const opened = write(printDocument(agreement('One', clause('a', 'body', 'Heading', p('a.1', ...pieces)))));
  return opened.paragraphs().find((paragraph) => paragraph.names.includes('_e_a__1'))!.element;
};
const runs = (paragraph: Element): [string, string | undefined][] => all(paragraph, 'w:r').map((run) => [textOf(run), valueOf(child(run, 'w:rPr'), 'w:rStyle') ?? (child(child(run, 'w:rPr'), 'w:b') === undefined ? undefined : 'bold')]);

const documents = { tidemark, long: longAgreement(), lists, large };
const samples = Object.entries(documents).map(([name, document]) => {
  const printed = printDocument(document, { people });
  return [name, printed, write(printed, draft)] as const;
});

/** The order of children that ECMA-376 prescribes, as far as we use them; Word refuses a file that breaks it. */
const orders: Record<string, string[]> = {
  'w:pPr': ['pStyle', 'keepNext', 'keepLines', 'pageBreakBefore', 'widowControl', 'numPr', 'pBdr', 'shd', 'tabs', 'bidi', 'spacing', 'ind', 'jc', 'outlineLvl', 'rPr', 'sectPr'],
  'w:rPr': ['rStyle', 'rFonts', 'b', 'bCs', 'i', 'color', 'spacing', 'sz', 'szCs', 'u', 'bdr', 'shd', 'rtl', 'lang'],
  'w:tblPr': ['tblStyle', 'bidiVisual', 'tblW', 'jc', 'tblInd', 'tblBorders', 'tblLayout', 'tblCellMar', 'tblLook'],
  'w:trPr': ['cantSplit', 'trHeight', 'tblHeader'],
  'w:tcPr': ['tcW', 'gridSpan', 'vMerge', 'tcBorders', 'shd', 'tcMar', 'vAlign'],
  'w:tblCellMar': ['top', 'left', 'bottom', 'right'],
  'w:tcMar': ['top', 'left', 'bottom', 'right'],
  'w:sectPr': ['headerReference', 'footerReference', 'pgSz', 'pgMar', 'cols', 'titlePg', 'bidi'],
  'w:lvl': ['start', 'numFmt', 'pStyle', 'suff', 'lvlText', 'lvlJc', 'pPr', 'rPr'],
  'w:abstractNum': ['nsid', 'multiLevelType', 'tmpl', 'lvl'],
  'w:num': ['abstractNumId', 'lvlOverride'],
  'w:style': ['name', 'basedOn', 'next', 'uiPriority', 'semiHidden', 'qFormat', 'pPr', 'rPr', 'tblPr'],
  'w:styles': ['docDefaults', 'style'],
  'w:numbering': ['abstractNum', 'num'],
  'w:settings': ['zoom', 'defaultTabStop', 'characterSpacingControl', 'compat', 'themeFontLang', 'decimalSymbol', 'listSeparator'],
  'w:font': ['altName', 'panose1', 'charset', 'family', 'pitch'],
};

function disorder(element: Element, path: string): string[] {
  const order = orders[element.name];
  const inside = element.children.filter((one): one is Element => typeof one !== 'string');
  const places = order === undefined ? [] : inside.map((one) => order.indexOf(one.name.replace(/^w:/, '')));
  const wrong = places.some((place, index) => place === -1 || place < (places[index - 1] ?? 0)) ? [`${path}/${element.name}: ${inside.map((one) => one.name).join(' ')}`] : [];
  return [...wrong, ...inside.flatMap((one) => disorder(one, `${path}/${element.name}`))];
}

describe.each(samples)('the file of %s', (_, printed, opened) => {
  test('has parts of well-formed XML in the order of the schema', () => {
    for (const path of opened.parts.keys()) expect(disorder(opened.xml(path), path)).toEqual([]);
  });

  test('declares every part, and its relations lead to parts', () => {
    const types = opened.xml('[Content_Types].xml');
    const declared = new Set(all(types, 'Override').map((override) => (override.attributes['PartName'] as string).slice(1)));
    const byDefault = /^(?:\[Content_Types\]\.xml|.*\.rels|customXml\/item\d\.xml)$/;
    expect([...opened.parts.keys()].filter((path) => !declared.has(path) && !byDefault.test(path))).toEqual([]);
    expect([...declared].filter((path) => !opened.parts.has(path))).toEqual([]);
    for (const path of [...opened.parts.keys()].filter((name) => name.endsWith('.rels'))) {
      const base = path.replace(/_rels\/[^/]*$/, '');
      for (const relation of all(opened.xml(path), 'Relationship')) {
        expect(relation.attributes['TargetMode']).toBeUndefined();
        expect(opened.parts.has(new URL(relation.attributes['Target'] as string, `file:///${base}`).pathname.slice(1)), relation.attributes['Target']).toBe(true);
      }
    }
  });

  test('has hidden bookmarks of one name each, and ids of one use each', () => {
    const starts = all(opened.body, 'w:bookmarkStart');
    const names = starts.map((start) => start.attributes['w:name'] as string);
    const ids = starts.map((start) => start.attributes['w:id'] as string);
    expect(names.filter((name) => !/^_e_\w{0,37}$/.test(name))).toEqual([]);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(opened.body, 'w:bookmarkEnd').map((end) => end.attributes['w:id']).sort()).toEqual([...ids].sort());
    expect(names.length).toBe(printed.sections.reduce((sum, section) => sum + 1 + section.blocks.length, 0));
  });

  test('has no reference, link or entry that leads nowhere', () => {
    const names = new Set(all(opened.body, 'w:bookmarkStart').map((start) => start.attributes['w:name']));
    const codes = [...all(opened.body, 'w:fldSimple').map((field) => field.attributes['w:instr'] as string), ...all(opened.body, 'w:instrText').map((code) => code.children.join(''))];
    for (const code of codes) expect(code).toMatch(/^ (?:REF _e_\w+ \\[nw] \\h|PAGEREF _e_\w+ \\h|TOC \\o "1-1" \\h \\z \\u) $/);
    const targets = [...codes.flatMap((code) => /REF (_e_\w+)/.exec(code)?.[1] ?? []), ...all(opened.body, 'w:hyperlink').map((link) => link.attributes['w:anchor'])];
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !names.has(target))).toEqual([]);
  });

  test('closes the fields that it opens', () => {
    let open = 0;
    for (const mark of all(opened.body, 'w:fldChar')) {
      open += mark.attributes['w:fldCharType'] === 'begin' ? 1 : mark.attributes['w:fldCharType'] === 'end' ? -1 : 0;
      expect(open).toBeGreaterThanOrEqual(0);
      expect(mark.attributes['w:dirty']).toBeUndefined();
    }
    expect(open).toBe(0);
    expect(all(opened.xml('word/settings.xml'), 'w:updateFields')).toEqual([]);
  });

  test('uses only styles and lists that it declares', () => {
    const styles = new Set(all(opened.xml('word/styles.xml'), 'w:style').map((style) => style.attributes['w:styleId']));
    const used = [...opened.parts.keys()].filter((path) => path.startsWith('word/') && path.endsWith('.xml')).flatMap((path) => ['w:pStyle', 'w:rStyle', 'w:basedOn', 'w:next'].flatMap((name) => all(opened.xml(path), name).map((style) => style.attributes['w:val'])));
    expect(used.filter((style) => !styles.has(style))).toEqual([]);
    const numbering = opened.xml('word/numbering.xml');
    const nums = all(numbering, 'w:num').map((num) => num.attributes['w:numId']);
    const abstracts = new Set(all(numbering, 'w:abstractNum').map((list) => list.attributes['w:abstractNumId']));
    expect(new Set(nums).size).toBe(nums.length);
    expect(all(numbering, 'w:num').filter((num) => !abstracts.has(valueOf(num, 'w:abstractNumId')))).toEqual([]);
    const lists = [...all(opened.body, 'w:numId'), ...all(opened.xml('word/styles.xml'), 'w:numId')].map((num) => num.attributes['w:val']);
    expect(lists.filter((num) => !nums.includes(num))).toEqual([]);
  });

  test('keeps every word of every block', () => {
    const paragraphs = opened.paragraphs();
    const tables = all(opened.body, 'w:tbl');
    const planned = new Map(all(opened.xml('customXml/item1.xml'), 'node').map((node) => [node.attributes['bookmark'], node.attributes]));
    const blocks = printed.sections.flatMap((section) => section.blocks);
    expect([...planned.values()].map((node) => node['id'])).toEqual(blocks.map((block) => block.id));
    [...planned.keys()].forEach((name, index) => {
      const block = blocks[index]!;
      if (block.kind === 'table' || block.kind === 'signature') {
        const written = tables.find((found) => all(found, 'w:bookmarkStart').some((start) => start.attributes['w:name'] === name))!;
        const cells = all(written, 'w:tc').map(textOf);
        if (block.kind === 'table') expect(cells).toEqual(block.rows.flatMap((row) => row.cells.map((cell) => showHidden(cell.text))));
        else for (const word of showHidden(block.text).split(/[\s_:.]+/)) expect(cells.join(' ')).toContain(word);
      } else expect(paragraphs.find((paragraph) => paragraph.names.includes(name as string))?.text).toBe(showHidden(block.text).replace(/[\uFFFE\uFFFF]/g, ''));
    });
  });

  test('says which bookmark is which node, with the hash of its text', () => {
    const names = new Set(all(opened.body, 'w:bookmarkStart').map((start) => start.attributes['w:name']));
    const map = opened.xml('customXml/item1.xml');
    const listed = [...all(map, 'clause'), ...all(map, 'schedule'), ...all(map, 'node')];
    expect(listed.length).toBe(names.size);
    expect(listed.filter((entry) => !names.has(entry.attributes['bookmark']))).toEqual([]);
    const hash = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
    const texts = printed.sections.flatMap((section) => section.blocks).map((block) => (block.kind === 'table' ? block.rows.map((row) => row.cells.map((cell) => cell.text).join('\t')).join('\n') : block.text));
    expect(all(map, 'node').map((node) => node.attributes['hash'])).toEqual(texts.map(hash));
    expect([...all(map, 'clause'), ...all(map, 'schedule')].map((entry) => [entry.attributes['id'], entry.attributes['hash']])).toEqual(printed.sections.map((section) => [section.id, hash(section.heading.text)]));
  });

  test('lists its sections and schedules with links and pages', () => {
    const entries = opened.paragraphs().filter((paragraph) => paragraph.style === 'TOC1').map((paragraph) => textOf(paragraph.element).split('\t'));
    const numbered = printed.sections.filter((section) => section.number !== '');
    expect(entries.map(([number, heading]) => [number, heading])).toEqual(numbered.map((section) => [section.kind === 'schedule' ? `Schedule ${section.number}` : section.number, section.heading.text.replace(/\s+/g, ' ')]));
    const pages = entries.map((entry) => Number(entry[2]));
    expect(pages.every((page, index) => page >= (pages[index - 1] ?? 2))).toBe(true);
  });
});

describe('text', () => {
  test.each(nasty)('%j comes back as it was', (text) => expect(textOf(one(text))).toBe(showHidden(text)));
  test('of a user never becomes a field', () => expect(all(one(nasty[5]), 'w:fldSimple')).toEqual([]));
  test('with characters that hide or reverse shows them', () => expect(textOf(one('a\u202Eb\u200Bc\u0000d'))).toBe('a[U+202E]b[U+200B]c[U+0000]d'));
  test('with tabs and line breaks keeps them', () => expect(textOf(one('a\tb\nc'))).toBe('a\tb\nc'));
  test('with a character that is none drops it', () => expect(textOf(one('a\uFFFEb\uFFFFc'))).toBe('abc'));
  test('plain and of facts and terms is one run', () => expect(runs(one('a ', fact('x', 'b'), ' ', term('t', 'c')))).toEqual([['a b c', undefined]]));
  test('of a definition is bold, its quotes not', () => expect(runs(one(define('t', 'Term'), ' means'))).toEqual([['“', undefined], ['Term', 'Definition'], ['” means', undefined]]));
  test('of a blank stands in a box', () => expect(runs(one('a ', blank('x.y'), '.'))).toEqual([['a ', undefined], ['[x.y: open]', 'Blank'], ['.', undefined]]));
  test('that is strong is bold', () => expect(runs(one(strong('a'), ' b'))).toEqual([['a', 'bold'], [' b', undefined]]));
  test('from right to left is a run of its own', () => {
    const marked = all(one('before شركة النيل after'), 'w:r').map((run) => [textOf(run), child(child(run, 'w:rPr'), 'w:rtl') !== undefined]);
    expect(marked).toEqual([['before ', false], ['شركة النيل', true], [' after', false]]);
  });
  test('keeps the joiners that shape it', () => expect(all(one('x می‌خواهم y'), 'w:r').map(textOf)).toEqual(['x ', 'می‌خواهم', ' y']));
});

describe('a signature line', () => {
  const cells = (...pieces: Piece[]): string[][] => all(write(printDocument(agreement('S', clause('s', 'back', 'Signatures', signature('s.1', 'x', ...pieces))))).body, 'w:tr').map((row) => all(row, 'w:tc').map((cell) => all(cell, 'w:p').map(textOf).join(' / ')));
  test('becomes a panel: who signs, and a rule for each place to fill in', () => {
    expect(cells('For ', strong('A: B Ltd'), ': Ann Lee, director. Signature: ____ Date: ____ Place: ____')).toEqual([['For A: B Ltd: / Ann Lee, director.', 'Signature', ''], ['', 'Date', ''], ['', 'Place', '']]);
  });
  test('of a witness keeps its own labels', () => expect(cells('Witness: Name: ____ Address: ____').map((row) => row[1])).toEqual(['Name', 'Address']));
  test('that names no place gets one rule', () => expect(cells('Ann Lee')).toEqual([['Ann Lee', '', '']]));
});

describe('a table', () => {
  const opened = write(printDocument(agreement('T', clause('a', 'body', 'A', table('a.t', [[['No.'], ['Item'], ['Amount'], ['Due']], [['1'], ['x'], ['EUR 40,000'], ['31 March 2027']], [['2'], ['y'], [blank('m')], ['1 May 2027']]])))));
  const rows = all(opened.body, 'w:tr');
  test('repeats its heading and splits no row', () => {
    expect(rows.map((row) => all(row, 'w:tblHeader').length)).toEqual([1, 0, 0]);
    expect(rows.every((row) => all(row, 'w:cantSplit').length === 1)).toBe(true);
  });
  test('has three rules', () => expect(rows.map((row) => all(row, 'w:tcBorders').map((borders) => child(borders, 'w:bottom')?.attributes['w:sz']).join())).toEqual(['6,6,6,6', '4,4,4,4', '6,6,6,6']));
  test('sets amounts, and dates at its edge, to the right', () => expect(all(rows[1]!, 'w:p').map((cell) => valueOf(child(cell, 'w:pPr'), 'w:jc'))).toEqual(['right', undefined, 'right', 'right']));
  test('fills the width of the text', () => expect(all(opened.body, 'w:gridCol').reduce((sum, column) => sum + Number(column.attributes['w:w']), 0)).toBe(11906 - 2 * 1417));
});

describe('the pages', () => {
  const printed = printDocument(tidemark, { people });
  const shown = (meta: DocxMeta, part: string): string => textOf(write(printed, meta).xml(`word/${part}.xml`));
  test('of a draft say so, and carry the notice on the first', () => {
    expect([shown(draft, 'header1'), shown(draft, 'header2')]).toEqual(['Tidemark collaboration agreement\tDraft', '\tDraft']);
    expect(write(printed, draft).paragraphs().slice(0, 4).map((paragraph) => [paragraph.style, paragraph.text])).toEqual([['Title', draft.title], ['Subtitle', draft.subtitle], ['Notice', notice], ['ContentsHeading', 'Contents']]);
  });
  test('of a final text carry neither', () => {
    expect([shown({ ...final, notice }, 'header1'), shown({ ...final, notice }, 'header2')]).toEqual(['Tidemark collaboration agreement', '']);
    expect(write(printed, { ...final, notice }).parts.get('word/document.xml')).not.toContain(notice);
  });
  test('count themselves by fields', () => {
    expect(all(write(printed, draft).xml('word/footer1.xml'), 'w:fldSimple').map((field) => field.attributes['w:instr'])).toEqual([' PAGE ', ' NUMPAGES ']);
    expect(shown(draft, 'footer2')).toMatch(/^Draft of 1 November 2026\tPage 1 of \d+$/);
  });
  test('are A4, or letter on request', () => {
    const size = (meta: DocxMeta): Record<string, string> | undefined => all(write(printed, meta).body, 'w:pgSz')[0]?.attributes;
    expect(size(final)).toEqual({ 'w:w': '11906', 'w:h': '16838' });
    expect(size({ ...final, paper: 'letter' })).toEqual({ 'w:w': '12240', 'w:h': '15840' });
  });
  test('cut a long title at their head', () => expect(shown({ ...final, title: 'Very '.repeat(30) }, 'header1')).toBe(`${'Very '.repeat(11)}Very…`));
  test('of one section have no contents', () => expect(write(printDocument(agreement('T', clause('a', 'body', 'A', p('a.1', 'x'))))).paragraphs().map((paragraph) => paragraph.style)).toEqual(['Title', 'Heading1', 'ClauseText']));
});

describe('the properties', () => {
  const printed = printDocument(tidemark, { people });
  test('name title, language and time', () => {
    const core = write(printed).xml('docProps/core.xml');
    expect(['dc:title', 'dc:language', 'dcterms:created'].map((name) => child(core, name)?.children.join(''))).toEqual(['Tidemark collaboration agreement', 'en-GB', '2026-11-01T08:20:30Z']);
  });
  test('name an author only where one is given', () => {
    expect(child(write(printed).xml('docProps/core.xml'), 'dc:creator')).toBeUndefined();
    expect(child(write(printed, draft).xml('docProps/core.xml'), 'dc:creator')?.children).toEqual(['Northwind']);
  });
  test('carry the agreement as JSON, to the character', () => {
    const json = JSON.stringify({ text: `${nasty.join('')}\u0000\u0007\uD800\r\n` });
    const item = write(printed, { ...final, agreementJson: json }).xml('customXml/item2.xml');
    expect(item.attributes['xmlns']).toBe('urn:entente:agreement:1');
    expect(JSON.parse(item.children.join(''))).toEqual(JSON.parse(json));
  });
  test('keep a character in JSON that XML cannot hold', () => {
    const json = JSON.stringify(['\uFFFE\uFFFF']);
    expect(JSON.parse(write(printed, { ...final, agreementJson: json }).xml('customXml/item2.xml').children.join(''))).toEqual(['\uFFFE\uFFFF']);
  });
  test.each([['de', 'de-DE', undefined], ['ar', 'ar-SA', 'w:bidi']])('of language %s set the proofing language', (lang, tag, direction) => {
    const opened = write(printed, { ...final, lang });
    expect(all(opened.xml('word/styles.xml'), 'w:lang')[0]?.attributes['w:val']).toBe(tag);
    expect(all(opened.xml('word/styles.xml'), 'w:bidi')[0]?.name).toBe(direction);
    expect(all(opened.body, 'w:bidiVisual').length > 0).toBe(direction !== undefined);
  });
});

test('the same input gives the same bytes', () => expect(Buffer.compare(writeDocx(samples[0]![1], draft), writeDocx(samples[0]![1], draft))).toBe(0));
test('a time that is none is refused', () => expect(() => writeDocx(samples[0]![1], { ...final, created: 'soon' })).toThrow('"soon" is not a time in ISO 8601'));
test('a language that is none is refused', () => expect(() => writeDocx(samples[0]![1], { ...final, lang: '"/>' })).toThrow('is not a language tag'));
test('an agreement with nothing in it is a file', () => expect(write(printDocument(agreement(null))).paragraphs().map((paragraph) => paragraph.text)).toEqual(['Tidemark collaboration agreement']));
