import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { readPlainYaml } from '#library/plain-yaml';
import { packFiles } from './packs';

/** What the YAML package reads, undefined where it finds a fault. */
function byThePackage(text: string): unknown {
  const document = parseDocument(text, { schema: 'core', prettyErrors: false });
  return document.errors.length > 0 ? undefined : { is: document.toJS() as unknown };
}

const names = ['base', 'eu', 'gb-eaw', 'de', 'fr', 'us', 'us-ny', 'us-de', 'us-ca'];
const written = names.flatMap((name) => Object.entries(packFiles(name).files).flatMap(([path, text]) => (path.endsWith('.yaml') && !path.endsWith('cases.yaml') ? [[`${name}/${path}`, text] as const] : [])));

test('every pack file reads the same both ways', () => {
  for (const [path, text] of written) {
    const value = readPlainYaml(text);
    if (value !== undefined) expect(JSON.stringify({ is: value }), path).toBe(JSON.stringify(byThePackage(text)));
  }
});

// One that is not plain is read all the same, only slower.
test('nearly all pack files are plain', () => expect(written.filter(([, text]) => readPlainYaml(text) === undefined).length).toBeLessThan(written.length / 10));

test.each([
  ['an anchor', 'a: &b {}'], ['an alias', 'a: *b'], ['a tag', 'a: !b c'], ['a field twice', 'a: b\na: c'], ['a tab', 'a:\n\tb: c'], ['an escape', 'a: "\\u0041"'], ['two quotes', "a: 'b''c'"],
  ['words on two lines', 'a: b\n  c'], ['a text block', 'a: |\n  b'], ['a list that does not close', 'a: [b'], ['a comma too many', 'a: [b, ]'], ['a comment behind a value', 'a: b # c'], ['a name that is a number', '1: b'],
  ['a name that YAML takes for nothing', 'null: b'], ['a colon in the words', 'a: b: c'], ['a number in another form', 'a: 0x1'], ['a number without end', 'a: .inf'], ['a number with noughts before it', 'a: 007'], ['two documents', 'a: b\n---\nc: d'],
  ['a line that is set too far in', 'a: b\n  c: d'], ['nothing', ''], ['only a comment', '# a'], ['a list that is not set in', 'a:\n- b'], ['line ends of another kind', 'a: b\r\nc: d'], ['half a letter', 'a: \uD800'],
  ['lists in lists without end', `a: ${'['.repeat(100_000)}`], ['maps in maps without end', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
])('%s is left to the package', (_what, text) => expect(readPlainYaml(text)).toBeUndefined());

const pieces = fc.constantFrom(
  'a', 'b', 'key', 'when', 'true', 'null', 'yes', '~', '0', '7', '30', '15 USC', '1.5', '1.0.0', '2026-11-01', '007', '1e3', '-', '- ', ': ', ':', ' ', '  ', '    ', '\n', '\n  ', '\n    ', '\n- ', '- - ', '\n  - - ', '\n  - ', 'a: ', 'b: ', 'c:\n', 'c:\n  ', '"', "'", '"x: y"',
  "'x'", '[', ']', '{', '}', ', ', ',', '#', ' # c', '\n# c\n', '&x', '*x', '!t', '|', '>', '%', '@', '?', '? ', '<<', '\\', '\t', '\r', '\u00A0', '\u0085', '\u2028', 'é', '§ 1', '“', '.', '.inf', '+1', '{ is: [a.b, c] }', '{ all: [{ present: a }, { not: { is: [b, true] } }] }',
);

test('whatever it reads, the package reads the same', () =>
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 16 }).map((parts) => parts.join('')), (text) => {
      const value = readPlainYaml(text);
      if (value !== undefined) expect(JSON.stringify({ is: value })).toBe(JSON.stringify(byThePackage(text)));
    }),
    { numRuns: 5_000 },
  ));

test('a letter changed in a pack file is read the same, or left to the package', () =>
  fc.assert(
    fc.property(fc.constantFrom(...written.filter(([, text]) => text.length < 3_000)), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), pieces, ([, whole], place, cut, piece) => {
      const at = Math.floor(place * whole.length);
      const text = whole.slice(0, at) + piece + whole.slice(at + cut);
      const value = readPlainYaml(text);
      if (value !== undefined) expect(JSON.stringify({ is: value })).toBe(JSON.stringify(byThePackage(text)));
    }),
    { numRuns: 2_000 },
  ));

test('a letter changed in a small file', () =>
  fc.assert(
    fc.property(fc.constantFrom('a:\n  - - b\n    - c\n  - d: e\n    f: [g, "h"]\n', 'a: { b: [c, 1.5], d: { e: true } }\n# f\ng:\n  h: 2026-11-01\n'), fc.nat(60), fc.nat(4), pieces, (whole, place, cut, piece) => {
      const text = whole.slice(0, place) + piece + whole.slice(place + cut);
      const value = readPlainYaml(text);
      if (value !== undefined) expect(JSON.stringify({ is: value })).toBe(JSON.stringify(byThePackage(text)));
    }),
    { numRuns: 2_000 },
  ));
