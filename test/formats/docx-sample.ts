import type { Node } from 'prosemirror-model';
import { agreement, blank, clause, define, fact, letter, number, p, person, plain, ref, rowNumber, schedule, signature, strong, table, term, type Piece } from './sample';

/** Names that break writers: markup, field codes, scripts from right to left, Han, emoji, characters that hide or reverse. */
export const nasty = [
  'A & B < C > D "quoted" \'single\' ]]> &amp; &#0; <w:t>',
  'شركة النيل للتجارة (ذ.م.م)',
  'חברת דוגמה בע"מ 2000',
  '株式会社例示 北京示例有限公司',
  'Rocket 🚀 family 👩‍👩‍👧 flag 🇪🇺',
  '{ REF _e_purpose \\h } { HYPERLINK "http://example.org" } { DDEAUTO c:\\windows\\system32\\cmd.exe }',
  '\\n \\h %1.%2 ${x} {{y}} \u00A0 end',
  'Zo\u0308e, Ångström, Łódź, Ωmega, Ещё',
] as const;

/** Lists of every kind: below paragraphs and alone, restarted, mixed, after what is not counted, before the first paragraph. */
export const lists = agreement('Lists of every kind',
  clause('front', 'front', 'Parties', plain('front.a', 'Between:'), number('front.1', 'one;'), number('front.2', 'two.'), plain('front.b', 'Background:'), letter('front.3', 'first;'), letter('front.4', 'second.'), p('front.c', 'A paragraph that would be numbered elsewhere.')),
  clause('one', 'body', 'Counted below a paragraph',
    p('one.a', 'A:'), letter('one.a1', 'x;'), letter('one.a2', 'y.'), p('one.b', 'B:'), letter('one.b1', 'x;'), number('one.b2', 'a number as the second item;'), letter('one.b3', 'z.'), p('one.c', 'C.'), p('one.d', 'D:'), number('one.d1', 'x;'), number('one.d2', 'y.')),
  clause('two', 'body', 'A single paragraph', p('two.a', 'Only one:'), letter('two.a1', 'x;'), letter('two.a2', 'y;'), letter('two.a3', 'see ', ref('two.a1'), ', ', ref('two.a'), ' and ', ref('two'), '.')),
  clause('three', 'body', 'Restarted after an unnumbered paragraph',
    p('three.a', 'A:'), letter('three.a1', 'x;'), plain('three.b', 'In between'), letter('three.b1', 'x;'), letter('three.b2', 'y.'), p('three.c', 'C:'), letter('three.c1', 'x.'), number('three.c2', 'second;'), plain('three.d', 'Again'), letter('three.d1', 'x.'), plain('three.e', 'Last'), number('three.e1', 'x.')),
  clause('four', 'body', 'Items before the first paragraph', letter('four.0', 'x;'), letter('four.1', 'y.'), p('four.a', 'A.'), letter('four.2', 'z.'), p('four.b', 'B.')),
  clause('five', 'body', 'No paragraph at all', letter('five.0', 'x;'), letter('five.1', 'see ', ref('five.0'), '.')),
  clause('six', 'body', 'Nothing inside'),
  clause('seven', 'body', 'Numbers under one paragraph, then letters', p('seven.a', 'A:'), number('seven.1', 'x;'), number('seven.2', 'y.'), plain('seven.b', 'B'), letter('seven.3', 'x.'), p('seven.c', 'C:'), letter('seven.4', 'x.')),
  clause('eight', 'body', 'References',
    p('eight.a', 'Sections ', ref('one'), ', ', ref('one.b'), ', ', ref('one.b1'), ', ', ref('one.b2'), ', ', ref('one.d2'), ', ', ref('two.a2'), ', ', ref('three.b2'), ', ', ref('three.b'), ', ', ref('four.0'), ', ', ref('four.2'), ' and ', ref('seven.3'), '.'),
    p('eight.b', 'Schedule ', ref('schedule-a'), ', Schedules ', ref('schedule-a'), ' and ', ref('schedule-b'), ', item ', ref('schedule-b.1'), ', ', ref('schedule-b.t'), ', ', ref('front.1'), ', ', ref('front'), ', ', ref('nowhere'), '.'),
    table('eight.t', [[['Word'], ['Where']], [['one'], ['Section ', ref('one.b1'), ', Schedule ', ref('schedule-b')]]])),
  clause('signatures', 'back', 'Signatures', p('signatures.a', 'Signed.')),
  schedule('schedule-a', 'one', 'First', plain('schedule-a.0', 'Text'), letter('schedule-a.1', 'x;'), letter('schedule-a.2', 'y.'), plain('schedule-a.3', 'More'), letter('schedule-a.4', 'x.')),
  schedule('schedule-b', 'two', 'Second', number('schedule-b.1', 'x;'), number('schedule-b.2', 'y.'), table('schedule-b.t', [[['A']], [['1']]]), table('schedule-b.u', [[['B']], [['2']]])),
);

const everyName = (at: number): Piece[] => [strong(nasty[at % nasty.length]!), ', then ', define(`d${at}`, nasty[(at + 1) % nasty.length]!), ' and ', fact(`f${at}`, nasty[(at + 2) % nasty.length]!), ', ', term(`d${at}`, nasty[(at + 3) % nasty.length]!), '.'];

/** Sixty parties with hard names, more items and schedules than letters, ids of every kind, 500 rows of nine columns. */
export const large = agreement(`Large ${nasty[0]}`,
  clause('title-and-parties', 'front', 'Parties', ...Array.from({ length: 60 }, (_, at): Node => number(`title-and-parties.party.p${at}`, ...everyName(at)))),
  clause('all', 'body', `Heading with ${nasty[0]}`, p('all.a', 'All of the following:'), ...Array.from({ length: 60 }, (_, at): Node => letter(`all.i${at}`, `item ${at};`)), p('all.b', 'Items ', ref('all.i26'), ', ', ref('all.i27'), ' and ', ref('all.i59'), '.')),
  clause('ids', 'body', 'Ids', ...['a', 'a-b', 'a.b', 'a--b', 'a_b', 'A', 'conf.terms.tradeSecretTail', 'conf.terms.tradesecrettail', `${'long-'.repeat(12)}a`, `${'long-'.repeat(12)}b`, 'ümlaut', '018f3c2e-7b1a-7c3d-9e4f-aabbccddeeff', 'a', 'schedule-1'].map((id) => p(id, `The block ${id}.`))),
  clause('hidden', 'body', 'Hidden characters', p('hidden.a', 'Null \u0000, bell \u0007, override \u202Eevil\u202C, zero width \u200B, no character \uFFFE\uFFFF, half \uD83D pair, tab\tand\nbreak.'), p('hidden.b', 'می‌خواهم and क्‍ष keep their joiners.')),
  clause('signature-block', 'back', 'Signatures', p('signature-block.a', 'Signed:'), ...Array.from({ length: 60 }, (_, at): Node => signature(`signature-block.p${at}`, `p${at}`, 'For ', strong(nasty[at % nasty.length]!), ': ', person(`p${at}`), ', ', blank('x.office'), '. Signature: ____ Date: ____ Place: ____'))),
  ...Array.from({ length: 30 }, (_, at): Node => schedule(`schedule-${at}`, 'all', `Number ${at}`, at > 0 ? plain(`schedule-${at}.a`, 'See Schedule ', ref(`schedule-${at}`), '.') : table('schedule-0.table', [
    [['No.'], ['Deliverable and form'], ['Author'], ['Recipient'], ['Due'], ['Criteria'], ['Reviewer'], ['Review period'], ['Corrections']],
    ...Array.from({ length: 500 }, (_, row): Piece[][] => [[rowNumber()], [`Deliverable ${row}, ${nasty[row % nasty.length]!}`], ['Northwind'], ['Aldermoor'], ['31 March 2027'], ['drift below 2% and a report of it'], ['Vesterhav'], ['10 business days'], ['2']]),
  ]))),
);
