import { beforeAll, describe, expect, test } from 'vitest';
import type { Authority } from '#world/signing/authority';
import type { PdfWriting } from '#world/signing/pdf/update';
import { fileDigest, seal } from '#world/signing/seal';
import type { PdfVerdict } from '#world/signing/verdict';
import { verifyPdf } from '#world/signing/verify';
import { freshAuthority, plainPdf, signAs, signedAt, signedPdf, slots } from './signing/sample.ts';
import { append, type Inside, look, signAndWrite, stream } from './signing/tamper.ts';

let authority: Authority;
let sealed: Uint8Array;
let one: Uint8Array;
let three: Uint8Array;

beforeAll(async () => {
  authority = await freshAuthority();
  sealed = seal(await plainPdf(), slots).pdf;
  one = signAs(sealed, slots[0], authority);
  three = slots.reduce((pdf, slot) => signAs(pdf, slot, authority), sealed);
});

/** The verdict in the short form the cases below are written in. */
function short({ verdict, changes, reasons }: PdfVerdict): string {
  return [verdict, ...changes, ...reasons].join(' | ');
}

/** Ada signs, someone appends something, Zoë signs over it. */
function between(write: (inside: Inside) => PdfWriting[]): string {
  return short(verifyPdf(signAs(append(one, write), slots[1], authority)));
}

/** Ada signs, someone appends something. */
function behind(write: (inside: Inside) => PdfWriting[]): string {
  return short(verifyPdf(append(one, write)));
}

describe('an honest file', () => {
  test.each([0, 1, 2, 3])('signed by %i of 3', async (count) => {
    const verdict = verifyPdf(await signedPdf(count, authority));
    expect(verdict).toMatchObject({ verdict: count === 0 ? 'unsigned' : 'intact', signed: count, expected: 3, changes: [], reasons: [], readable: true, level: 'simple' });
    expect(verdict.sentence).toBe(count === 0 ? 'Not signed yet, 0 of 3 signed.' : `Intact, ${count} of 3 signed.`);
    expect(verdict.empty).toEqual(slots.slice(count).map(({ name, person, party }) => ({ field: name, person, party })));
  });
  test('with cross-references in streams', async () => {
    expect(verifyPdf(await signedPdf(3, authority, true))).toMatchObject({ verdict: 'intact', sentence: 'Intact, 3 of 3 signed.' });
  });
  test('names the digests of the file and of what was sealed', () => {
    expect(verifyPdf(three)).toMatchObject({ digest: fileDigest(three), sealed: fileDigest(sealed) });
    expect(verifyPdf(one).sealed).toBe(fileDigest(sealed));
    expect(verifyPdf(sealed).sealed).toBeUndefined();
  });
  test('names no sealed digest when the first signature brought more than itself', () => {
    const hole = append(sealed, ({ content }) => [{ number: content, text: stream('') }]);
    const first = signAs(hole, slots[0], authority);
    expect(verifyPdf(first)).toMatchObject({ verdict: 'intact', sealed: fileDigest(hole) });
    const joined = signAndWrite(sealed, 'alpha-1', authority, ({ content }) => [{ number: content, text: stream('') }]);
    expect(verifyPdf(joined)).toMatchObject({ verdict: 'intact', sealed: undefined });
    expect(verifyPdf(signAndWrite(sealed, 'alpha-1', authority, () => [])).sealed).toBe(fileDigest(sealed));
  });
  test('says of each signature who, for whom, when, over what, and who says so', () => {
    const { signatures } = verifyPdf(three, { authority: authority.fingerprint });
    expect(signatures.map(({ name, party, field }) => ({ name: field, party, person: name }))).toEqual(slots);
    expect(signatures[0]).toMatchObject({
      slot: { person: slots[0]?.person, party: slots[0]?.party },
      role: 'Managing director',
      reason: 'Agrees (fully) \\ to version 3, sha256:00 /ByteRange [0 1 2 3]',
      signedAt: signedAt.toISOString(),
      kind: 'signature',
      covers: { whole: false, revision: 1, bytes: one.length },
      digestOk: true,
      signatureOk: true,
      chain: { ok: true, authority: { name: authority.name, fingerprint: authority.fingerprint } },
      issuedHere: true,
      faults: [],
    });
    expect(signatures[2]?.covers).toEqual({ whole: true, revision: 3, bytes: three.length });
    expect(signatures[0]?.certificate).toMatchObject({ subject: 'O=Alpha GmbH, OU=Identity not checked, CN=Ada (the first) Example, title=Managing director', issuer: `CN=${authority.name}` });
  });
  test('of another installation is intact all the same', async () => {
    const other = await freshAuthority();
    expect(verifyPdf(three, { authority: other.fingerprint })).toMatchObject({ verdict: 'intact', signatures: [{ issuedHere: false }, { issuedHere: false }, { issuedHere: false }] });
    const mixed = signAs(one, slots[1], other);
    expect(verifyPdf(mixed, { authority: authority.fingerprint })).toMatchObject({ verdict: 'intact', signatures: [{ issuedHere: true }, { issuedHere: false }] });
  });
  test('that was never sealed is not signed', async () => {
    expect(verifyPdf(await plainPdf())).toMatchObject({ verdict: 'unsigned', sentence: 'Not signed.', expected: 0 });
  });
});

describe('what may come between two signatures', () => {
  test('validation data', () => {
    expect(between(({ catalog, dict, free }) => [
      { number: catalog, text: dict(catalog, { DSS: `${free} 0 R` }) },
      { number: free, text: `<< /Type /DSS /Certs [${free + 1} 0 R] >>` },
      { number: free + 1, text: stream('certificate') },
    ])).toBe('intact');
  });
  test('a new invisible field that is signed at once', () => {
    const added = append(one, ({ form, free, page, dict, field }) => [
      { number: form, text: dict(form, { Fields: `[${slots.map(({ name }) => `${field(name)} 0 R`).join(' ')} ${free} 0 R]` }) },
      { number: free, text: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /F 132 /Rect [0 0 0 0] /P ${page} 0 R >>` },
    ]);
    const signed = signAs(added, { name: 'witness', party: 'Notary', person: 'Wit' }, authority);
    expect(short(verifyPdf(signed))).toBe('intact');
  });
  test('a date in the document information', () => {
    const info = Number(/\/Info (\d+) 0 R/.exec(Buffer.from(one).toString('latin1'))?.[1]);
    expect(between(({ dict }) => [{ number: info, text: dict(info, { ModDate: '(D:20261123)' }) }])).toBe('intact');
    expect(between(({ dict }) => [{ number: info, text: dict(info, { Title: '(Another agreement)' }) }])).toMatch(/^changed/);
  });
});

describe('what may not come between two signatures, though both hold', () => {
  const words = stream('BT /F1 12 Tf 72 700 Td (The price is EUR 9,000.) Tj ET');
  const cases: [string, string, (inside: Inside) => PdfWriting[]][] = [
    ['another content of a page', 'The content of page 1 was changed.', ({ content }) => [{ number: content, text: words }]],
    ['a page that shows another content', 'Page 1 was changed.', ({ page, dict, free }) => [{ number: page, text: dict(page, { Contents: `${free} 0 R` }) }, { number: free, text: words }]],
    ['a note on a page', 'Page 1 was changed.', ({ page, dict, free }) => [
      { number: page, text: dict(page, { Annots: `[${free} 0 R]` }) },
      { number: free, text: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] /Contents (void) >>' },
    ]],
    ['another page', 'The list of pages was changed.', ({ pages, dict, free, page }) => [
      { number: pages, text: dict(pages, { Count: '3', Kids: `[${page} 0 R ${page} 0 R ${free} 0 R]` }) },
      { number: free, text: `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 9 9] >>` },
    ]],
    ['another list of pages', 'The list of pages was replaced.', ({ catalog, dict, free }) => [
      { number: catalog, text: dict(catalog, { Pages: `${free} 0 R` }) },
      { number: free, text: '<< /Type /Pages /Kids [] /Count 0 >>' },
    ]],
    ['another attached file', 'An attached file was changed.', ({ attachment }) => [{ number: attachment, text: stream('{}', '/Type /EmbeddedFile ') }]],
    ['an action on opening', 'An action on opening the file was added or changed.', ({ catalog, dict }) => [{ number: catalog, text: dict(catalog, { OpenAction: '<< /S /JavaScript /JS (app.alert()) >>' }) }]],
    ['layers', 'Layers that can be shown or hidden were added or changed.', ({ catalog, dict }) => [{ number: catalog, text: dict(catalog, { OCProperties: '<< >>' }) }]],
    ['other metadata', 'The metadata was replaced.', ({ catalog, dict, free }) => [{ number: catalog, text: dict(catalog, { Metadata: `${free} 0 R` }) }, { number: free, text: stream('<x/>') }]],
    ['other attached files', 'The attached files or named places were replaced.', ({ catalog, dict }) => [{ number: catalog, text: dict(catalog, { Names: '<< >>' }) }]],
    ['a form that redraws its fields', 'The form was changed (/NeedAppearances).', ({ form, dict }) => [{ number: form, text: dict(form, { NeedAppearances: 'true' }) }]],
    ['a form with fields left out', "The form's list of fields was changed.", ({ form, dict, field }) => [{ number: form, text: dict(form, { Fields: `[${field('alpha-1')} 0 R ${field('beta-1')} 0 R]` }) }]],
    ['an empty signature field', 'An empty signature field "delta" was added.', ({ form, dict, free, field }) => [
      { number: form, text: dict(form, { Fields: `[${slots.map(({ name }) => `${field(name)} 0 R`).join(' ')} ${free} 0 R]` }) },
      { number: free, text: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (delta) /F 132 /Rect [0 0 0 0] >>' },
    ]],
    ['a field for text', "The form's list of fields was changed.", ({ form, dict, free, field }) => [
      { number: form, text: dict(form, { Fields: `[${slots.map(({ name }) => `${field(name)} 0 R`).join(' ')} ${free} 0 R]` }) },
      { number: free, text: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (price) /V (9) /Rect [0 0 90 90] >>' },
    ]],
    ['a signature field moved onto the page', 'A form field was changed.', ({ dict, field }) => [{ number: field('gamma-1'), text: dict(field('gamma-1'), { Rect: '[0 0 500 500]' }) }]],
    ['a signature field moved while it is signed', 'The signature field "beta-1" was changed (/Rect).', ({ dict, field }) => [{ number: field('beta-1'), text: dict(field('beta-1'), { Rect: '[0 0 500 500]' }) }]],
    ['an action on a signature field', 'The signature field "beta-1" was changed (/AA).', ({ dict, field }) => [{ number: field('beta-1'), text: dict(field('beta-1'), { AA: '<< >>' }) }]],
    ['a signature that says more', 'A form field was changed.', ({ dict, field }) => [{ number: field('alpha-1'), text: dict(field('alpha-1'), { TU: '(witness)' }) }]],
    ['an object that nothing uses', 'was added.', ({ free }) => [{ number: free, text: '(hidden)' }]],
  ];
  test.each(cases)('%s', (_, sentence, write) => {
    const said = between(write);
    expect(said).toMatch(/^changed \|/);
    expect(said).toContain('After Ada (the first) Example signed:');
    expect(said).toContain(sentence);
  });
  test.each(cases.filter(([name]) => !name.includes('beta') && !/moved while|action on a signature/.test(name)))('%s, in the very saving that signs', (_, sentence, write) => {
    const said = short(verifyPdf(signAndWrite(one, 'beta-1', authority, write)));
    expect(said).toMatch(/^changed \|/);
    expect(said).toContain(sentence);
  });
  test('validation data that reaches into the pages', () => {
    const prepared = append(sealed, ({ catalog, dict, pages }) => [{ number: catalog, text: dict(catalog, { DSS: `<< /Certs [${pages} 0 R] >>` }) }]);
    const signed = signAs(prepared, slots[0], authority);
    expect(short(verifyPdf(signed))).toBe('intact');
    const swapped = append(signed, ({ page, dict, free }) => [{ number: page, text: dict(page, { Contents: `${free} 0 R` }) }, { number: free, text: words }]);
    expect(short(verifyPdf(signAs(swapped, slots[1], authority)))).toMatch(/^changed \|.*Page 1 was changed/);
  });
  test('an object that the signed file pointed at in vain', () => {
    const hole = look(sealed).free + 40;
    const prepared = append(sealed, ({ page, dict, content }) => [{ number: page, text: dict(page, { Contents: `[${content} 0 R ${hole} 0 R]` }) }]);
    const signed = signAs(prepared, slots[0], authority);
    const filled = append(signed, ({ catalog, dict }) => [
      { number: catalog, text: dict(catalog, { DSS: `<< /Certs [${hole} 0 R] >>` }) },
      { number: hole, text: words },
    ]);
    expect(short(verifyPdf(signAs(filled, slots[1], authority)))).toMatch(/^changed \|.*Page 1 now shows something that was not there/);
  });
  test('a hidden object brought back by cross-references alone', () => {
    const { content } = look(sealed);
    const at = sealed.length;
    const hidden = append(sealed, () => [{ number: content, text: words }]);
    const good = append(hidden, () => [{ number: content, text: look(sealed).revision.object(content)?.data === undefined ? '' : originalContent(sealed, content) }]);
    const signed = signAs(good, slots[0], authority);
    expect(verifyPdf(signed).verdict).toBe('intact');
    const root = /\/Root \d+ 0 R/.exec(Buffer.from(signed).toString('latin1'))?.[0];
    const previous = look(signed).revision.sections[0]?.offset;
    const xref = `xref\n${content} 1\n${String(at).padStart(10, '0')} 00000 n\r\ntrailer\n<< /Size ${look(signed).free} ${root} /Prev ${previous} >>\n`;
    const swapped = Buffer.concat([signed, Buffer.from(`${xref}startxref\n${signed.length}\n%%EOF\n`)]);
    const said = short(verifyPdf(signAs(swapped, slots[1], authority)));
    expect(said).toMatch(/^changed \|.*was exchanged for something that was hidden in the file/);
  });
  test('a remark between two objects', () => {
    const updated = Buffer.from(append(one, ({ field, dict }) => [{ number: field('beta-1'), text: dict(field('beta-1'), {}) }])).toString('latin1');
    const remark = '% a remark\n';
    const shifted = updated.slice(0, one.length) + remark + updated.slice(one.length).replaceAll(/(\d{10}) 00000 n|startxref\n(\d+)/g, (all, entry: string | undefined, start: string | undefined) => {
      if (entry !== undefined) return `${String(Number(entry) + remark.length).padStart(10, '0')} 00000 n`;
      return start === undefined ? all : `startxref\n${Number(start) + remark.length}`;
    });
    expect(short(verifyPdf(signAs(Buffer.from(shifted, 'latin1'), slots[1], authority)))).toMatch(/^changed \|.*were added and belong to nothing/);
  });
  test('a list of fields in the place of something else', () => {
    const said = between(({ form, dict, page, field }) => [
      { number: form, text: dict(form, { Fields: `${page} 0 R` }) },
      { number: page, text: `[${slots.map(({ name }) => `${field(name)} 0 R`).join(' ')}]` },
    ]);
    expect(said).toMatch(/^changed \|.*Page 1 was changed/);
  });
  test('a drawing on a signature that takes no room is doubted, remarks are not', () => {
    const drawn = (content: string): string => short(verifyPdf(signAs(append(one, ({ field, dict, free }) => [
      { number: field('beta-1'), text: dict(field('beta-1'), { AP: `<< /N ${free} 0 R >>` }) },
      { number: free, text: stream(content, '/Type /XObject /Subtype /Form /BBox [0 0 0 0] ') },
    ]), slots[1], authority)));
    expect(drawn('0 0 99 99 re f')).toMatch(/^cannot-tell \| The signature "beta-1" added a picture/);
    expect(drawn('% nothing\n')).toBe('intact');
  });
  test('a picture of a signature is doubted', () => {
    const field = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (seen) /F 132 /Rect [72 690 400 720] >>';
    const prepared = append(sealed, ({ form, free, dict }) => [
      { number: form, text: dict(form, { Fields: `[${slots.map(({ name }) => `${look(sealed).field(name)} 0 R`).join(' ')} ${free} 0 R]` }) },
      { number: free, text: field },
    ]);
    const first = signAs(prepared, slots[0], authority);
    const shown = append(first, ({ dict, field: find, free }) => [
      { number: find('seen'), text: dict(find('seen'), { AP: `<< /N ${free} 0 R >>` }) },
      { number: free, text: stream('1 1 1 rg 0 0 400 30 re f', '/Type /XObject /Subtype /Form /BBox [0 0 328 30] ') },
    ]);
    const said = short(verifyPdf(signAs(shown, { name: 'seen', party: 'Seen', person: 'See' }, authority)));
    expect(said).toBe('cannot-tell | The signature "seen" added a picture to a page after others had signed; look whether it covers words.');
  });
});

function originalContent(pdf: Uint8Array, number: number): string {
  const place = look(pdf).revision.object(number)?.place;
  const text = Buffer.from(pdf).toString('latin1', place?.start, place?.end);
  return text.slice(text.indexOf('obj\n') + 4, text.lastIndexOf('\nendobj'));
}

describe('after the last signature nothing may follow', () => {
  test('not one byte', () => {
    expect(short(verifyPdf(Buffer.concat([three, Buffer.from('\n')])))).toBe('changed | The last byte is not part of the PDF: it was appended or damaged.');
  });
  test('not garbage', () => {
    expect(short(verifyPdf(Buffer.concat([three, Buffer.from('garbage')])))).toMatch(/^changed \| The last 7 bytes are not a readable part of the PDF: they were appended, damaged or cut off\.$/);
  });
  test('not another content', () => {
    expect(behind(({ content }) => [{ number: content, text: stream('') }])).toMatch(/^changed \| \d+ bytes were appended after the last signature\. \| After Ada \(the first\) Example signed: The content of page 1 was changed\.$/);
  });
  test('not an update that changes nothing', () => {
    expect(behind(({ page, dict }) => [{ number: page, text: dict(page, {}) }])).toMatch(/^changed \| \d+ bytes were appended/);
  });
  test('not a form without signatures', () => {
    expect(behind(({ catalog, dict }) => [{ number: catalog, text: dict(catalog, { AcroForm: 'null' }) }])).toMatch(/^changed \| The form no longer shows a signature over the first [\d,]+ bytes that is still in the file/);
  });
  test('not a field emptied', () => {
    expect(behind(({ field, dict }) => [{ number: field('alpha-1'), text: dict(field('alpha-1'), { V: 'null' }) }])).toMatch(/^changed \| The form no longer shows a signature/);
  });
  test('validation data cannot be told', () => {
    const said = behind(({ catalog, dict, free }) => [{ number: catalog, text: dict(catalog, { DSS: `${free} 0 R` }) }, { number: free, text: '<< /Type /DSS >>' }]);
    expect(said).toMatch(/^cannot-tell \| Validation data \(\d+ bytes\) was added after the last signature and is not covered by one; nothing else was changed\.$/);
  });
});

describe('a signature that does not hold', () => {
  const value = (pdf: Uint8Array, nth: number): { start: number; end: number } => {
    const found = [...Buffer.from(pdf).toString('latin1').matchAll(/\/Contents (<[0-9a-f]{1000,}>)/g)][nth];
    const start = (found?.index ?? 0) + '/Contents '.length;
    return { start, end: start + (found?.[1]?.length ?? 0) };
  };
  const patched = (pdf: Uint8Array, at: number, text: string): Uint8Array => {
    const copy = Buffer.from(pdf);
    copy.write(text, at, 'latin1');
    return copy;
  };
  test('taken from another file', async () => {
    const other = signAs(seal(await plainPdf(true), slots).pdf, slots[0], authority);
    const [from, to] = [value(other, 0), value(one, 0)];
    const swapped = patched(one, to.start, Buffer.from(other).toString('latin1', from.start, from.end));
    expect(short(verifyPdf(swapped))).toMatch(/^changed \| Within bytes 0 to [\d,]+, which Ada \(the first\) Example's signature covers, something differs from what was signed/);
  });
  test('with something in its padding', () => {
    const { end } = value(one, 0);
    expect(short(verifyPdf(patched(one, end - 3, '01')))).toBe("broken | Ada (the first) Example's signature does not hold: its value is followed by something else.");
  });
  test('with digits in the other case', () => {
    const { start, end } = value(one, 0);
    const text = Buffer.from(one).toString('latin1', start, end);
    expect(verifyPdf(patched(one, start, text.replace(/[a-f]/, (letter) => letter.toUpperCase()))).verdict).toBe('broken');
    expect(verifyPdf(patched(one, start, text.toUpperCase())).verdict).toBe('intact');
  });
  test('with white space among its digits', () => {
    const { end } = value(one, 0);
    expect(verifyPdf(patched(one, end - 3, ' 0')).verdict).toBe('broken');
  });
  test('emptied', () => {
    const { start, end } = value(one, 0);
    expect(verifyPdf(patched(one, start, `<${'0'.repeat(end - start - 2)}>`)).verdict).toBe('broken');
  });
  test.each<[string, (start: number, end: number, length: number) => string]>([
    ['a start behind the head', (start, end, length) => `9 ${start - 9} ${end} ${length - end}`],
    ['a negative length', (start, end, length) => `0 ${start} ${end} -${length}`],
    ['an end behind the end', (start, end, length) => `0 ${start} ${end} ${length - end + 1}`],
    ['an end inside itself', (start, end) => `0 ${start} ${end} 3`],
    ['two gaps', (start, end, length) => `0 99 109 ${start - 109} ${end} ${length - end}`],
    ['a gap that starts inside its value', (start, end, length) => `0 ${start + 1} ${end} ${length - end}`],
    ['a gap that ends behind its value', (start, end, length) => `0 ${start} ${end + 5} ${length - end - 5}`],
    ['numbers with a fraction', (start, end, length) => `0 ${start}.0 ${end} ${length - end}`],
    ['a reference', () => '1 0 R 2 0 R 3 0 R 4 0 R'],
    ['nothing', () => ''],
  ])('over %s', (_, range) => {
    const { verdict, signatures } = verifyPdf(signAndWrite(sealed, 'alpha-1', authority, () => [], range));
    expect(verdict).toBe('broken');
    expect(signatures[0]?.faults).toHaveLength(1);
  });
  test('over a shorter range', () => {
    const range = /\/ByteRange \[0 \d+ +\d+ +(\d+)/.exec(Buffer.from(one).toString('latin1'));
    const at = (range?.index ?? 0) + (range?.[0].length ?? 0) - (range?.[1]?.length ?? 0);
    const shorter = patched(one, at, String(Number(range?.[1]) - 1).padEnd(range?.[1]?.length ?? 0));
    expect(verifyPdf(shorter).verdict).toMatch(/broken|changed/);
  });
  test('over a range that leaves out more than its value', () => {
    const text = Buffer.from(one).toString('latin1');
    const range = /\/ByteRange \[0 (\d+)/.exec(text);
    const at = (range?.index ?? 0) + '/ByteRange [0 '.length;
    expect(short(verifyPdf(patched(one, at, String(Number(range?.[1]) - 9))))).toMatch(/^broken \|.*leaves out more than its own value/);
  });
});

describe('a file that is not what it should be', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('Dear Sir or Madam')],
    ['only a head', Buffer.from('%PDF-1.7\n')],
    ['10 MB of zeros', Buffer.alloc(10_000_000)],
    ['10 MB of zeros with a head', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(10_000_000)])],
    ['10 MB of ends', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(10_000_000, 'startxref\n9\n%%EOF\n')])],
    ['cross-references in a circle', Buffer.from('%PDF-1.7\nxref\n0 1\n0000000000 65535 f\r\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n')],
  ])('%s', (_, bytes) => {
    const verdict = verifyPdf(bytes);
    expect(verdict).toMatchObject({ verdict: 'cannot-tell', readable: false, signatures: [], sentence: 'It cannot be told whether this file is as it was signed.' });
    expect(verdict.reasons[0]).toMatch(/^The file cannot be read as a PDF: /);
  });
  test('a file over 50 MB', () => {
    expect(verifyPdf(Buffer.alloc(50_000_001))).toMatchObject({ verdict: 'cannot-tell', readable: false, reasons: ['The file is larger than 50 MB.'] });
  });
  test('an encrypted file', async () => {
    const text = Buffer.from(await plainPdf()).toString('latin1').replace('/Root', '/Encrypt << /Filter /Standard >> /Root');
    expect(verifyPdf(Buffer.from(text, 'latin1'))).toMatchObject({ verdict: 'cannot-tell', readable: false, reasons: ['The file cannot be read as a PDF: the file is encrypted.'] });
  });
  test('a signed file cut short inside a saving is never intact', () => {
    for (let n = 1; n <= 60; n += 1) {
      const cut = three.subarray(0, Math.floor((three.length * n) / 61));
      expect(verifyPdf(cut).verdict).not.toBe('intact');
    }
  });
  test('a signed file cut exactly where an earlier signature ended is that earlier file', () => {
    const end = verifyPdf(three).signatures[0]?.covers?.bytes;
    expect(verifyPdf(three.subarray(0, end))).toMatchObject({ verdict: 'intact', sentence: 'Intact, 1 of 3 signed.' });
  });
});
