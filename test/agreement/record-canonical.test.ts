import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonical, canonicalBytes, digestOf, digestOfBytes, isDigest } from '#agreement/record/canonical';

describe('one spelling for one content (RFC 8785)', () => {
  // The two examples of RFC 8785, sections 3.2.2 and 3.2.3.
  test('the RFC’s example of values', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
  test('the RFC’s example of sorting', () => {
    const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
    expect([...canonical(value).matchAll(/:"([^"]*)"/g)].map((match) => match[1])).toEqual(['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh']);
  });
  test.each([
    [-0, '0'],
    [1e21, '1e+21'],
    ['', '""'],
    [[], '[]'],
    [{}, '{}'],
    [{ b: 1, a: undefined }, '{"b":1}'],
    [Object.assign(Object.create(null) as object, { z: 1, a: 2 }), '{"a":2,"z":1}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ])('%j is %s', (value, text) => expect(canonical(value)).toBe(text));
  test('any JSON value is spelled as another implementation spells it', () => {
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => void expect(canonical(value)).toBe(canonicalize(value))), { numRuns: 2000 });
  });
  test('so is any text of pairs, controls and quotation marks', () => {
    const unit = fc.constantFrom('"', '\\', '\u0000', '\u001f', '\u007f', '\u2028', '\ud7ff', '\ue000', '\uffff', '\ud83d\ude00', 'a', 'é');
    fc.assert(fc.property(fc.array(unit).map((units) => units.join('')), (text) => void expect(canonical({ [text]: [text] })).toBe(canonicalize({ [text]: [text] }))), { numRuns: 2000 });
  });
  test('any JSON value survives, and its keys’ order does not matter', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonical(value);
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('what cannot be kept exactly is refused with its path', () => {
  const circle: { self?: unknown } = {};
  circle.self = { again: circle };
  test.each<[unknown, string | undefined]>([
    [undefined, undefined],
    [{ a: { b: Number.NaN } }, 'a.b'],
    [[1, [Number.POSITIVE_INFINITY]], '[1][0]'],
    [{ a: ['x', 'half \ud800'] }, 'a[1]'],
    [{ 'half \udc00': 1 }, undefined],
    [{ a: 1n }, 'a'],
    [{ a: () => 1 }, 'a'],
    [{ a: Symbol('x') }, 'a'],
    [{ a: new Date(0) }, 'a'],
    [{ a: new Map() }, 'a'],
    [[undefined], '[0]'],
    [Object.assign([1], { length: 3 }), '[1]'],
    [circle, 'self.again'],
  ])('%o', (value, path) => {
    let caught: unknown;
    try {
      canonical(value);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ name: 'InputError', path });
  });
  test('the same object in two places is no circle', () => {
    const twice = { x: 1 };
    expect(canonical({ a: twice, b: [twice, twice] })).toBe('{"a":{"x":1},"b":[{"x":1},{"x":1}]}');
  });
});

describe('digests', () => {
  test('agree with those of another implementation', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected = `sha256:${createHash('sha256').update(canonical(value), 'utf8').digest('hex')}`;
        expect(digestOf(value)).toBe(expected);
        expect(digestOfBytes(canonicalBytes(value))).toBe(expected);
      }),
    );
  });
  test.each([
    ['sha256:' + '0'.repeat(64), true],
    ['sha256:' + '0'.repeat(63), false],
    ['sha256:' + 'A'.repeat(64), false],
    ['sha1:' + '0'.repeat(64), false],
    ['x sha256:' + '0'.repeat(64), false],
  ])('%s', (text, is) => expect(isDigest(text)).toBe(is));
});
