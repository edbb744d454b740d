import type { Node } from 'prosemirror-model';
import { schema, type Document } from '#agreement/document/schema';

/** A piece of a line in a sample: plain words, or a node. */
export type Piece = string | Node;

const { nodes } = schema;
const inline = (pieces: Piece[]): Node[] => pieces.flatMap((piece) => (piece === '' ? [] : typeof piece === 'string' ? [schema.text(piece)] : [piece]));

/** Makers of nodes, short because samples hold many. */
export const strong = (text: string): Node => schema.text(text, [schema.mark('strong')]);
export const fact = (path: string, value: unknown, format = 'text'): Node => nodes.fact!.create({ path, value, format });
export const blank = (path: string): Node => nodes.blank!.create({ path });
export const ref = (id: string): Node => nodes.ref!.create({ id });
export const define = (id: string, words: string): Node => nodes.term!.create({ id, words, defines: true });
export const term = (id: string, words: string): Node => nodes.term!.create({ id, words });
export const person = (id: string): Node => nodes.person!.create({ id });
export const rowNumber = (): Node => nodes.row_number!.create();
export const p = (id: string, ...pieces: Piece[]): Node => nodes.paragraph!.create({ id, numbered: true }, inline(pieces));
export const plain = (id: string, ...pieces: Piece[]): Node => nodes.paragraph!.create({ id, numbered: false }, inline(pieces));
export const letter = (id: string, ...pieces: Piece[]): Node => nodes.item!.create({ id, style: 'letter' }, inline(pieces));
export const number = (id: string, ...pieces: Piece[]): Node => nodes.item!.create({ id, style: 'number' }, inline(pieces));
export const signature = (id: string, party: string | null, ...pieces: Piece[]): Node => nodes.signature!.create({ id, party }, inline(pieces));
export const table = (id: string, rows: Piece[][][]): Node =>
  nodes.table!.create({ id }, rows.map((cells, index) => nodes.row!.create({ id: `${id}.${index === 0 ? 'head' : index}`, header: index === 0 }, cells.map((cell) => nodes.cell!.create(null, inline(cell))))));

const wording = (heading: Piece[], blocks: Node[]): Node => nodes.wording!.create({ lang: 'en' }, [nodes.heading!.create(null, inline(heading)), ...blocks]);
export const clause = (id: string, part: 'front' | 'body' | 'back', heading: string, ...blocks: Node[]): Node => nodes.clause!.create({ id, part, library: id }, wording([heading], blocks));
export const schedule = (id: string, of: string, heading: string, ...blocks: Node[]): Node => nodes.schedule!.create({ id, clause: of }, wording([heading], blocks));
export const agreement = (title: string | null, ...children: Node[]): Document =>
  nodes.agreement!.create({ type: 'RD', title, languages: ['en'], parties, library: 'sha256:0' }, children);

const parties = [
  { id: 'northwind', shortName: 'Northwind', legalName: 'Northwind Instruments GmbH' },
  { id: 'aldermoor', shortName: 'Aldermoor', legalName: 'University of Aldermoor' },
  { id: 'vesterhav', shortName: 'Vesterhav', legalName: 'Vesterhav Vand A/S' },
];
const money = (id: string, amount: string): Node => fact(`money.budget.${id}.amount`, { amount, currency: 'EUR' }, 'money');
const date = (path: string, value: string): Node => fact(path, value, 'date');
const party = (id: string): Node => fact('parties', id, 'party');

const names = new Map([['parties.northwind.signatories.s1.name', 'Jana Öztürk'], ['parties.aldermoor.signatories.s1.name', 'Rhys Llewellyn'], ['parties.vesterhav.signatories.s1.name', 'Søren Østergård']]);

/** Names of the people in the samples by person id, as printing asks for them. */
export const people = (id: string): string | undefined => names.get(id);

const front = clause('title-and-parties', 'front', 'Parties',
  plain('title-and-parties.intro', 'This agreement is made between:'),
  number('title-and-parties.party.northwind', strong('Northwind Instruments GmbH'), ', a limited company, with its seat in Bremen, Germany, registered as HRB 00000 (Bremen), called ', define('northwind', 'Northwind'), ' in this agreement;'),
  number('title-and-parties.party.aldermoor', strong('University of Aldermoor'), ', a body incorporated by royal charter, with its seat in Aldermoor, United Kingdom, called ', define('aldermoor', 'Aldermoor'), ' in this agreement; and'),
  number('title-and-parties.party.vesterhav', strong('Vesterhav Vand A/S'), ', a stock company, with its seat in Esbjerg, Denmark, registered as CVR 00000000, called ', define('vesterhav', 'Vesterhav'), ' in this agreement.'),
  plain('title-and-parties.each', 'Each of them is a “party” and together they are the “parties”. Only a party is bound. Section ', ref('term'), ' states when this agreement takes effect.'),
);

const signatureLine = (id: string): Node => signature(`signatures.signature.${id}.s1`, id, 'For ', nodes.fact!.create({ path: 'parties', value: id, format: 'party-full' }, undefined, [schema.mark('strong')]), ': ', person(`parties.${id}.signatories.s1.name`), ', managing director. Signature: ____ Date: ____ Place: ____');

const body = [
  clause('purpose', 'body', 'Purpose',
    p('purpose.aim', 'The parties wish to measure nitrate in tidal rivers every ten minutes, at a tenth of today’s cost, and to show that the figures hold for a full year.'),
    p('purpose.goal', 'The project has reached its goal when the measures in Schedule ', ref('schedule-goals'), ' are met or the steering group finds that they cannot be.')),
  clause('meaning', 'body', 'Meaning of words',
    p('meaning.intro', 'In this agreement:'),
    letter('meaning.background', define('background', 'Background'), ' means what a party held before the start date, or makes outside the project, and lists in Schedule ', ref('schedule-background'), ';'),
    letter('meaning.results', define('results', 'Results'), ' means what the project creates, in any form, whether or not it can be protected; and'),
    letter('meaning.plan', define('work-plan', 'Work Plan'), ' means Schedule ', ref('schedule-work'), ' as the steering group last approved it.'),
    p('meaning.order', 'The schedules form part of this agreement. Where they differ from a section, the section prevails.')),
  clause('work', 'body', 'Work plan', p('work.care', 'Each party must do the tasks that Schedule ', ref('schedule-work'), ' gives it, with the care of a competent expert in its field.')),
  clause('money', 'body', 'Payment',
    p('money.pay', party('northwind'), ' must pay ', party('aldermoor'), ' ', money('m1', '40000.00'), ' within ', fact('money.payment.days', { n: 30, unit: 'day' }, 'period'), ' after receipt of the invoice. The total in Schedule ', ref('schedule-budget'), ' is ', money('total', '206000.00'), '.'),
    p('money.cure', 'A party in delay with a payment has ', blank('term.exits.cure'), ' after receipt of a reminder. A reminder names all of the following:'),
    letter('money.invoice', 'the invoice and its date;'),
    letter('money.amount', 'the amount that is open; and'),
    letter('money.bank', 'the account under section ', ref('money.pay'), '.')),
  clause('results', 'body', 'Who owns the results',
    p('results.own', 'Each party owns the ', term('results', 'Results'), ' that it creates. Section ', ref('meaning.results'), ' says what ', term('results', 'Results'), ' are. ', term('background', 'Background'), ' stays with its owner.'),
    p('results.report', 'A party must name its new ', term('results', 'Results'), ' in each report on or before ', date('gov.reporting.first', '2027-03-31'), '.')),
  clause('term', 'body', 'Start and end', p('term.dates', 'This agreement takes effect on ', date('term.core.effective', '2026-11-01'), ' and ends on ', date('term.core.end', '2028-04-30'), '.')),
  clause('law', 'body', 'Law', p('law.law', 'This agreement is governed by ', blank('law.governing'), '.')),
  clause('signatures', 'back', 'Signatures',
    p('signatures.authority', 'Each person who signs states that they have the power to bind the party for which they sign.'),
    p('signatures.copies', 'The parties may sign separate copies of the same text, which together are one agreement.'),
    ...parties.map((one) => signatureLine(one.id))),
];

const schedules = [
  schedule('schedule-goals', 'purpose', 'Goals and measures', table('schedule-goals.table', [
    [['No.'], ['Goal'], ['Measure'], ['Target']],
    [[rowNumber()], ['A year of figures without a gap of more than 48 hours'], ['Share of ten-minute intervals with a figure'], [fact('goal.kpis.k1.target', '95', 'percent')]],
    [[rowNumber()], ['Low cost'], ['Cost of one station for one year'], [money('k2', '1250.00')]],
  ])),
  schedule('schedule-work', 'work', 'Work plan and responsibilities',
    plain('schedule-work.0', 'The parties do the work below on or before the dates below. The party named first leads the task and answers for it; the others do the part named.'),
    table('schedule-work.table', [
      [['No.'], ['Task'], ['Leads'], ['Takes part'], ['Due']],
      [[rowNumber()], ['Choose six river sites and obtain leave'], [party('vesterhav')], [party('aldermoor')], [date('work.items.w1.end', '2027-01-31')]],
      [[rowNumber()], ['Build and test twelve sensor heads'], [party('northwind')], [party('aldermoor')], [date('work.items.w2.end', '2027-03-31')]],
      [[rowNumber()], ['Calibrate against laboratory samples, two tides a week'], [party('aldermoor')], [party('vesterhav')], [date('work.items.w3.end', '2027-06-30')]],
      [[rowNumber()], ['Run the sensors for twelve months without a gap of more than 48 hours'], [party('northwind')], [party('vesterhav')], [blank('work.items.w4.end')]],
      [[rowNumber()], ['Publish the data set and the method'], [party('aldermoor')], ['Northwind, Vesterhav'], [date('work.items.w5.end', '2028-04-30')]],
    ])),
  schedule('schedule-budget', 'money', 'Budget', table('schedule-budget.table', [
    [['Line'], ['Item'], ['Party'], ['Amount'], ['Year'], ['Ceiling for the party']],
    [[rowNumber()], ['Sensor heads'], [party('northwind')], [money('b1', '120000.00')], ['2027'], [money('c1', '130000.00')]],
    [[rowNumber()], ['Laboratory | samples'], [party('aldermoor')], [money('b2', '60000.00')], ['2027'], [money('c2', '65000.00')]],
    [[rowNumber()], ['Boats'], [party('vesterhav')], [money('b3', '26000.50')], ['2028'], [blank('money.budget.b3.cap')]],
  ])),
  schedule('schedule-background', 'meaning', 'Background', plain('schedule-background.0', 'Each party lists what it brings:'), letter('schedule-background.1', 'the housing of the sensor;'), letter('schedule-background.2', 'the calibration method.')),
];

/** A small agreement with everything the document model can hold. */
export const tidemark = agreement('Tidemark collaboration agreement', front, ...body, ...schedules);

const sentences = [
  'Each party must do its part with the skill and care of a competent organisation in its field, and must warn the other parties as soon as it learns that a date cannot be kept.',
  'A party that receives a notice must answer it in writing within ten business days after receipt, and must name the facts and the sections on which its answer rests.',
  'The steering group decides with the votes of all parties present; a party that stays away twice without a reason loses its vote on that matter until the next meeting.',
  'Costs that arise before approval stay with the party that caused them, except where the budget names them as shared or all parties approved them in writing before.',
];

/** An agreement as long as a real one: 22 numbered sections with 131 paragraphs, 73 references, tables. */
export function longAgreement(seed = 0): Document {
  let paragraphs = 0;
  let references = 0;
  const clauses = Array.from({ length: 22 }, (_, c) => {
    const count = c === 21 ? 131 - paragraphs : 6;
    const blocks = Array.from({ length: count }, (_, b): Node[] => {
      paragraphs += 1;
      const more: Piece[] = references < 73 && paragraphs % 2 === 0 ? [' Section ', ref(`c${(c * 7 + b) % 22}.b${b % 5}`), ' applies.'] : [];
      if (more.length > 0) references += 1;
      const text = `${sentences[(c + b + seed) % 4]} This holds for item ${seed}-${c}-${b}. `;
      const list = b === 2 ? [letter(`c${c}.b${b}.a`, 'the name of the party that sends it;'), letter(`c${c}.b${b}.b`, 'the date on which it was sent, and the way; and'), letter(`c${c}.b${b}.c`, 'what the receiver has to do.')] : [];
      return [p(`c${c}.b${b}`, text, money(`x${c}-${b}`, `${1000 + c * 10 + b}.00`), ' is due within ', fact('money.payment.days', { n: 30, unit: 'day' }, 'period'), '.', ...more), ...list];
    }).flat();
    return clause(`c${c}`, 'body', `Heading of subject ${c + 1}`, ...blocks);
  });
  const rows: Piece[][][] = Array.from({ length: 24 }, (_, r) => [[rowNumber()], [`Work item ${seed} ${r} with a name of some words`], [party('northwind')], [party('aldermoor')], [money(`r${r}`, `${1000 * (r + 1)}.00`)], [date('work.items.w1.end', '2027-06-30')]]);
  const tables = ['a', 'b', 'c'].map((id) => schedule(`schedule-${id}`, 'c0', `Table ${id}`, table(`schedule-${id}.table`, [[['No.'], ['Work item'], ['Leads'], ['Takes part'], ['Amount'], ['Due']], ...rows])));
  return agreement(`Long agreement ${seed}`, front, ...clauses, ...body.slice(-1), ...tables);
}
