import fc from 'fast-check';
import * as asn1js from 'asn1js';
import { describe, expect, test } from 'vitest';
import { DerFault, derLength, instantIn, oidOf, parseDer } from '#world/signing/der-read';
import { bits, bytesOf, instant, octets, oid, sequence, set, tagged, text, truth, whole } from '#world/signing/der-write';
import { PdfFault } from '#world/signing/pdf/fault';
import { startxrefBefore } from '#world/signing/pdf/sections';
import { SyntaxReader } from '#world/signing/pdf/syntax';
import { pdfText, type PdfValue, sameValue } from '#world/signing/pdf/values';
import { dateText, nameText, stringText } from '#world/signing/pdf/update';

const hex = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

describe('strict DER', () => {
  test.each([
    ['indefinite length', '30 80 05 00 00 00'],
    ['long length where short would do', '04 81 01 00'],
    ['length with a leading zero', '04 82 00 80'],
    ['length of five bytes', '04 85 00 00 00 00 01 00'],
    ['nothing', ''],
    ['a tag alone', '30'],
    ['content cut short', '30 03 02 01'],
    ['bytes behind', '05 00 00'],
    ['long form of a tag', '1f 81 00 00'],
    ['end of contents', '00 00'],
    ['truth value of 1', '01 01 01'],
    ['truth value of two bytes', '01 02 ff ff'],
    ['empty number', '02 00'],
    ['number with a needless zero', '02 02 00 7f'],
    ['negative number with needless ones', '02 02 ff 80'],
    ['bit string without its count', '03 00'],
    ['bit string with eight unused bits', '03 02 08 00'],
    ['unused bits set', '03 02 01 01'],
    ['unused bits of nothing', '03 01 01'],
    ['null with content', '05 01 00'],
    ['identifier cut short', '06 02 2a 86'],
    ['identifier with padding', '06 03 2a 80 01'],
    ['empty identifier', '06 00'],
    ['sequence that is not constructed', '10 00'],
    ['constructed octet string', '24 03 04 01 00'],
    ['time without seconds', '17 0b 32 36 31 31 32 33 31 31 30 30 5a'],
    ['time with an offset', '17 11 32 36 31 31 32 33 31 31 30 30 30 30 2b 30 31 30 30'],
    ['time with needless zeros', '18 11 32 30 32 36 31 31 32 33 31 31 30 30 30 30 2e 30 5a'],
  ])('refuses %s', (_, digits) => {
    expect(() => parseDer(hex(digits))).toThrow(DerFault);
  });
  test('refuses more than 32 levels', () => {
    let bytes = hex('05 00');
    for (let n = 0; n < 40; n += 1) bytes = bytesOf(sequence(asn1js.fromBER(Uint8Array.from(bytes).buffer).result));
    expect(() => parseDer(bytes)).toThrow(/nested too deeply/);
  });
  test('reads what is written, and knows its length', () => {
    const written = bytesOf(sequence(whole(3), tagged(0, oid('1.2.840.113549.1.7.2')), truth(true), octets(hex('00 ff')), bits(hex('80'), 7), text('Zoë'), instant(new Date('2026-11-23T11:00:00Z'))));
    const { children } = parseDer(written);
    expect(children.map(({ tag }) => tag)).toEqual([0x02, 0xa0, 0x01, 0x04, 0x03, 0x0c, 0x17]);
    expect(oidOf(children[1]?.children[0]?.content ?? hex(''))).toBe('1.2.840.113549.1.7.2');
    expect(instantIn(children[6]).toISOString()).toBe('2026-11-23T11:00:00.000Z');
    expect(derLength(Buffer.concat([written, new Uint8Array(9)]))).toBe(written.length);
  });
  test('writes sets in order and times past 2049 with four digits', () => {
    expect(bytesOf(set(octets(hex('02')), octets(hex('01'))))).toEqual(hex('31 06 04 01 01 04 01 02'));
    expect(instantIn(parseDer(bytesOf(instant(new Date('2051-01-02T03:04:05Z'))))).toISOString()).toBe('2051-01-02T03:04:05.000Z');
  });
  test('never throws anything else, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        parseDer(bytes);
        return true;
      } catch (error) {
        return error instanceof DerFault;
      }
    }), { seed: 7, numRuns: 3000 });
  });
});

const read = (source: string): PdfValue => new SyntaxReader(Buffer.from(source, 'latin1')).value();

describe('strict PDF values', () => {
  test.each([
    ['a key twice', '<< /A 1 /A 2 >>'], ['a key that is no name', '<< A 1 >>'], ['a dictionary without end', '<< /A 1'], ['an array without end', '[1 2'],
    ['a text without end', '(a(b)'], ['a hexadecimal text without end', '<41'], ['a letter in a hexadecimal text', '<4g>'], ['a misspelt name', '/A#4'],
    ['a zero byte in a name', '/A#00'], ['two signs', '--1'], ['two points', '1.2.3'], ['an exponent', '1e5'], ['a bare point', '.'], ['a word', 'maybe'],
    ['half a word', 'trueish'], ['nothing', ''], ['a number of 40 digits', '1'.repeat(40)], ['100 levels', '['.repeat(100)],
  ])('refuse %s', (_, source) => {
    expect(() => read(source)).toThrow(PdfFault);
  });
  test('are read with their places', () => {
    const value = read('<< /Na#6de [1 -2.5 (a\\(b\\)\\101\\\n) <4142 4> 7 0 R true null] % remark\n /B << >> >>');
    expect(value.kind).toBe('dict');
    if (value.kind !== 'dict') return;
    const list = value.entries.get('Name');
    expect(list?.kind === 'array' ? list.items.map((item) => item.kind) : []).toEqual(['number', 'number', 'string', 'string', 'ref', 'boolean', 'null']);
    expect(list?.kind === 'array' && list.items[2]?.kind === 'string' ? pdfText(list.items[2].bytes) : '').toBe('a(b)A');
    expect(list?.kind === 'array' && list.items[3]?.kind === 'string' ? [...list.items[3].bytes] : []).toEqual([0x41, 0x42, 0x40]);
    expect([value.entries.get('B')?.start, value.entries.get('B')?.end]).toEqual([73, 78]);
  });
  test.each([['1 0 R', '1 0 R', true], ['1 0 R', '2 0 R', false], ['(a)', '<61>', true], ['<< /A 1 /B 2 >>', '<< /B 2.0 /A 1 >>', true], ['[1]', '[1 1]', false], ['<< /A 1 >>', '<< /B 1 >>', false], ['null', 'false', false]])('%s and %s are the same: %s', (a, b, same) => {
    expect(sameValue(read(a), read(b))).toBe(same);
  });
  test('never throw anything else, whatever the bytes', () => {
    const bytes = fc.array(fc.constantFrom(...'<<>>[]()/#% \n\r\\09aAfR.-+'), { maxLength: 50 });
    fc.assert(fc.property(bytes, (letters) => {
      try {
        read(letters.join(''));
        return true;
      } catch (error) {
        return error instanceof PdfFault;
      }
    }), { seed: 7, numRuns: 3000 });
  });
  test.each(['<fefffeff0041>', '<efbbbfefbbbf41>'])('a byte order mark after that of %s is a character', (text) => {
    const back = read(text);
    expect(back.kind === 'string' && pdfText(back.bytes)).toBe('\uFEFFA');
  });
  test('are written so that they are read back', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (words) => {
      const back = read(stringText(words));
      return back.kind === 'string' && (pdfText(back.bytes) === words || /\p{Cs}/u.test(words));
    }), { seed: 7, numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'aZ09#/() <>[]%é\n'), minLength: 1 }), (name) => {
      const back = read(nameText(name));
      return back.kind === 'name' && back.value === name;
    }), { seed: 7, numRuns: 500 });
    expect(dateText(new Date('2026-11-23T11:00:05.9Z'))).toBe('(D:20261123110005Z)');
  });
  test.each(['startxref\n9\n%%EOF', 'startxref\r\n9\r\n%%EOF\r\n', 'startxref\n9\n%%EOF\n'])('a file may end %j', (end) => {
    expect(startxrefBefore(Buffer.from(end), end.length)).toBe(9);
  });
  test.each(['startxref\n9\n%%EOF\n\n', 'startxref\n9\n%%EOF ', 'startxref 9 %%EOF', 'startxref\nx\n%%EOF', '%%EOF', ''])('a file may not end %j', (end) => {
    expect(() => startxrefBefore(Buffer.from(end), end.length)).toThrow(PdfFault);
  });
});
