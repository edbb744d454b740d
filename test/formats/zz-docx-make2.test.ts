import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { printDocument } from '#agreement/document/print';
import { writeDocx } from '#formats/docx/write';
import { agreement, clause, schedule, table, fact, rowNumber, people, p, plain, type Piece } from './sample';
const date = (v: string) => fact('work.items.w1.end', v, 'date'); const money = (a: string) => fact('m', { amount: a, currency: 'EUR' }, 'money');
const doc = agreement('Wide', clause('a', 'body', 'A', p('a.1', 'x')),
 schedule('s', 'a', 'Deliverables', plain('s.0', 'The deliverables:'), table('s.t', [[['No.'], ['Deliverable and form'], ['Author'], ['Recipient'], ['Due'], ['Criteria'], ['Reviewer'], ['Review period'], ['Corrections']],
 ...['Sensor housing, drawings and two samples', 'Calibration method, report', 'Data set of one year with its description, open format', 'Final report for the public'].map((t, i): Piece[][] => [[rowNumber()], [t], [['Northwind', 'Aldermoor', 'Vesterhav'][i % 3]!], [['Aldermoor', 'Vesterhav', 'Northwind'][i % 3]!], [date('2027-09-30')], ['drift below 2% over 30 days, in fresh and salt water'], [['Aldermoor', 'Vesterhav', 'Northwind'][i % 3]!], ['20 business days'], ['2']])])),
 schedule('w', 'a', 'Work plan and responsibility matrix', table('w.t', [[['No.'], ['Work item'], ['Starts'], ['Ends'], ['Does'], ['Answers'], ['Consulted'], ['Informed']],
 ...['Choose six river sites and obtain leave: visits, papers and talks with owners', 'Build and test twelve sensor heads', 'Calibrate against laboratory samples, two tides a week'].map((t, i): Piece[][] => [[rowNumber()], [t], [date('2027-01-01')], [date('2027-09-30')], ['Northwind and Vesterhav'], [['Aldermoor', 'Vesterhav', 'Northwind'][i % 3]!], ['Aldermoor, Vesterhav and Northwind'], ['Vesterhav']])])),
 schedule('m', 'a', 'Milestones', table('m.t', [[['No.'], ['Milestone'], ['Due'], ['Evidence'], ['Sent by'], ['Decision on or before'], ['Effect']],
 ...['Six signed site leaves', 'Test report', 'Half-year data set'].map((t, i): Piece[][] => [[rowNumber()], [t], ['within 30 days after the kick-off meeting'], ['signed report of the steering group'], [['Aldermoor', 'Vesterhav', 'Northwind'][i % 3]!], [date('2027-09-30')], ['releases the next payment']])])),
);
test('make', () => writeFileSync('/tmp/docx/wide.docx', writeDocx(printDocument(doc, { people } as never), { title: 'Wide', lang: 'en', created: '2026-11-01T10:00:00Z', draft: true })));
