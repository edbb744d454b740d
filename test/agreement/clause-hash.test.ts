import { describe, expect, test } from 'vitest';
import { clauseHash } from '#agreement/document/clause-hash';
import { bilingual, bold, clause, def, documentOf, fact, p, ref, schedule, table, term } from './little-document';

const days = (n: number) => fact('term.exits.cure', { n, unit: 'day' }, 'period');
const pay = (n: number, attrs = {}) => clause('pay', [p('pay.a', ['Pay within ', days(n), ' as ', ref('notices'), ' says.'])], attrs);
const notices = clause('notices', [p('notices.a', ['Send ', term('notice', 'Notices'), ' in writing.'])]);
const meaning = (words: string) => clause('meaning', [p('meaning.a', [def('notice', 'Notice'), ` means ${words}.`]), p('meaning.b', [def('other', 'Other'), ' means nothing.'])]);
const hash = (id: string, ...content: Parameters<typeof documentOf>[0]) => clauseHash(documentOf(content), id);

const before = hash('pay', pay(30), notices, meaning('a letter'));

test('is a SHA-256', () => expect(before).toMatch(/^sha256:[0-9a-f]{64}$/));
test('of no such clause is null', () => expect(hash('gone', pay(30))).toBeNull());

describe('does not change', () => {
  test('when a clause before it shifts the numbers', () => expect(hash('pay', clause('first', []), pay(30), notices, meaning('a letter'))).toBe(before));
  test('when what it refers to moves', () => expect(hash('pay', notices, meaning('a letter'), pay(30))).toBe(before));
  test('with the version, the position or whether people edited it', () => expect(hash('pay', pay(30, { version: 9, position: 'fallback', edited: true, answers: ['x'] }), notices, meaning('a letter'))).toBe(before));
  test('with a mark', () => expect(hash('x', clause('x', [p('x.a', ['Pay ', bold('now'), '.'])]))).toBe(hash('x', clause('x', [p('x.a', ['Pay now.'])]))));
  test('with the definition of a term that it does not use', () => expect(hash('pay', pay(30), notices, meaning('an email'))).toBe(before));
  test('with the ids of blocks', () => expect(hash('x', clause('x', [p('x.b', ['Pay.'])]))).toBe(hash('x', clause('x', [p('x.a', ['Pay.'])]))));
});

describe('changes', () => {
  test('with a word', () => expect(hash('x', clause('x', [p('x.a', ['Pay.'])]))).not.toBe(hash('x', clause('x', [p('x.a', ['Pray.'])]))));
  test('with a bound value', () => expect(hash('pay', pay(31), notices, meaning('a letter'))).not.toBe(before));
  test('with what a reference points to', () => expect(hash('x', clause('x', [p('x.a', [ref('a')])]))).not.toBe(hash('x', clause('x', [p('x.a', [ref('b')])]))));
  test('with the definition of a term that it uses', () => expect(hash('notices', notices, meaning('a letter'))).not.toBe(hash('notices', notices, meaning('an email'))));
  test('with one of its schedules', () => {
    const rows = (cell: string) => [notices, schedule('s', 'notices', [table('t', [['Head'], [cell]])])];
    expect(hash('notices', ...rows('a'))).not.toBe(hash('notices', ...rows('b')));
  });
  test('with a term that only its schedule uses', () => {
    const content = (words: string) => [clause('x', []), meaning(words), schedule('s', 'x', [p('s.a', [term('notice')])])];
    expect(hash('x', ...content('a letter'))).not.toBe(hash('x', ...content('an email')));
  });
  test('with its second language', () => expect(hash('x', bilingual('x', [p('a', ['One.'])], [p('a', ['Un.'])]))).not.toBe(hash('x', bilingual('x', [p('a', ['One.'])], [p('a', ['Une.'])]))));
  test('with its heading', () => expect(hash('x', clause('x', []))).not.toBe(hash('y', clause('y', []))));
  test('when words become an item of a list', () => expect(hash('x', clause('x', [p('a', ['One.']), p('b', ['Two.'])]))).not.toBe(hash('x', clause('x', [p('a', ['One.Two.'])]))));
});
