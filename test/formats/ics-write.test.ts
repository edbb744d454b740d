import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Obligation, ObligationTerm } from '#agreement/obligation';
import { writeCalendar } from '#formats/ics/write';
import { track } from '#stages/track/track';
import { calendar } from '../agreement/time-calendars';

const meta = { name: 'Pilot of Alpha and Beta', uidBase: 'a1@entente.example', stamp: '2027-01-05T10:20:30Z' };

const term: ObligationTerm = {
  id: 'cost.statement', block: 'cost.statement', debtor: { kind: 'parties', ids: ['alpha'] }, creditor: { kind: 'each-other-party' },
  action: 'report', object: 'shared costs', due: { on: '2027-03-06' },
};

function obligations(changes: Partial<ObligationTerm> = {}, names: [string, string] = ['Alpha', 'Beta'], heading = 'Costs'): Obligation[] {
  return track([{ id: 'cost', heading, number: '9', obligations: [{ ...term, ...changes }] }], {
    parties: [{ id: 'alpha', shortName: names[0] }, { id: 'beta', shortName: names[1] }],
    start: '2027-01-01', end: '2028-12-31', signedOn: '2026-12-15', today: '2027-01-05', calendar: calendar(),
  });
}

interface Component {
  name: string;
  properties: { name: string; parameters: string; value: string }[];
  parts: Component[];
}

/** A strict reader of RFC 5545: CRLF only, lines of 75 octets at most, balanced components, known property names. */
function parse(text: string): Component {
  expect(text.endsWith('\r\n')).toBe(true);
  const physical = text.slice(0, -2).split('\r\n');
  for (const line of physical) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  }
  const lines = physical.join('\r\n').replaceAll('\r\n ', '').split('\r\n');
  const stack: Component[] = [{ name: '', properties: [], parts: [] }];
  for (const line of lines) {
    const match = /^([A-Z-]+)((?:;[A-Z-]+=[^;:"]*)*):(.*)$/.exec(line);
    if (!match) throw new Error(`not a content line: ${line}`);
    const [, name = '', parameters = '', value = ''] = match;
    const top = stack.at(-1) as Component;
    if (name === 'BEGIN') {
      const part = { name: value, properties: [], parts: [] };
      top.parts.push(part);
      stack.push(part);
    } else if (name === 'END') {
      expect(value).toBe(top.name);
      stack.pop();
    } else top.properties.push({ name, parameters, value });
  }
  expect(stack).toHaveLength(1);
  const [root, ...others] = stack[0]?.parts ?? [];
  expect(others).toEqual([]);
  expect(root?.name).toBe('VCALENDAR');
  return root as Component;
}

const value = (component: Component | undefined, name: string) => component?.properties.find((property) => property.name === name)?.value;
const text = (component: Component | undefined, name: string) => value(component, name)?.replaceAll(/\\(n|.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
const names = (component: Component | undefined) => component?.properties.map((property) => property.name).sort();

describe('one obligation', () => {
  const root = parse(writeCalendar(obligations(), meta));
  const [event] = root.parts;
  test('calendar', () => {
    expect(value(root, 'VERSION')).toBe('2.0');
    expect(value(root, 'PRODID')).toBe('-//Entente//Obligations//EN');
    expect(value(root, 'METHOD')).toBe('PUBLISH');
    expect(text(root, 'X-WR-CALNAME')).toBe('Pilot of Alpha and Beta');
  });
  test('an all-day event on the worked date', () => {
    expect(event?.properties).toContainEqual({ name: 'DTSTART', parameters: ';VALUE=DATE', value: '20270308' });
    expect(event?.properties).toContainEqual({ name: 'DTEND', parameters: ';VALUE=DATE', value: '20270309' });
    expect(value(event, 'DTSTAMP')).toBe('20270105T102030Z');
    expect(value(event, 'TRANSP')).toBe('TRANSPARENT');
  });
  test('what, for whom, from where, and how the date was worked out', () => {
    expect(text(event, 'SUMMARY')).toBe('Alpha must report shared costs');
    expect(text(event, 'DESCRIPTION')).toBe(
      'Alpha must report shared costs.\nOwed to: Beta.\nFrom: section 9, Costs.\nWhen: due on 6 March 2027; 6 March is a Saturday, 7 March is a Sunday; falls on 8 March 2027 (calendar Germany 2027, gazette 1; rules 6 and 9).\nWorked out from the text of the agreement. An attorney must confirm dates on which rights depend.',
    );
  });
  test('a reminder a week before', () => {
    const [alarm] = event?.parts ?? [];
    expect(alarm?.name).toBe('VALARM');
    expect(value(alarm, 'TRIGGER')).toMatch(/^-P(7D|1W)$/);
    expect(value(alarm, 'ACTION')).toBe('DISPLAY');
  });
});

test('the UID stays when date, name and words change', () => {
  const uid = (changes: Partial<ObligationTerm>, who: [string, string]) => value(parse(writeCalendar(obligations(changes, who), meta)).parts[0], 'UID');
  expect(uid({}, ['Alpha', 'Beta'])).toBe('cost.statement:alpha.a1@entente.example');
  expect(uid({ due: { on: '2028-01-05' }, object: 'other' }, ['Alef', 'Bet'])).toBe(uid({}, ['Alpha', 'Beta']));
});
test('turns and parties have UIDs of their own', () => {
  const root = parse(writeCalendar(obligations({ debtor: { kind: 'each-party' }, recurs: 'each quarter', due: undefined }), meta));
  expect(new Set(root.parts.map((event) => value(event, 'UID'))).size).toBe(16);
});
test('same input, same bytes', () => expect(writeCalendar(obligations(), meta)).toBe(writeCalendar(obligations(), meta)));
test('the version of the text is the sequence', () => expect(value(parse(writeCalendar(obligations(), { ...meta, sequence: 4 })).parts[0], 'SEQUENCE')).toBe('4'));
test('nothing without a date, nothing that has ended', () => {
  expect(parse(writeCalendar([], meta)).parts).toEqual([]);
  expect(parse(writeCalendar(obligations({ due: { after: 'receipt', period: { n: 1, unit: 'day' } } }), meta)).parts).toEqual([]);
});
test('a stamp that is no instant is refused', () => expect(() => writeCalendar([], { ...meta, stamp: 'now' })).toThrow(RangeError));
test.each([
  ['https://entente.example/a/1#x', 'https://entente.example/a/1#x'],
  ['javascript:alert(1)', undefined],
  ['https://a.example/\r\nATTENDEE:mailto:x@y.z', 'https://a.example/ATTENDEE:mailto:x@y.z'],
  ['nowhere', undefined],
])('link %s', (link, expected) => {
  expect(value(parse(writeCalendar(obligations(), { ...meta, link: () => link })).parts[0], 'URL')).toBe(expected);
});

describe('words from people cannot become properties', () => {
  const evil = ['x\r\nATTENDEE:mailto:a@b.c', 'x\nEND:VEVENT\nBEGIN:VEVENT', 'x\rX-Y:1', 'a;b,c\\n:d"e', '\u2028BEGIN:VALARM', '\u0000\u0007\u0085z', 'ü😀'.repeat(60), '\ud800', '=1+1'];
  const expected = names(parse(writeCalendar(obligations(), meta)).parts[0]);
  test.each(evil)('%j', (words) => {
    const root = parse(writeCalendar(obligations({ object: words, evidence: words }, [words, words], words), { ...meta, name: words, uidBase: words }));
    expect(root.parts).toHaveLength(1);
    expect(names(root.parts[0])).toEqual(expected);
    expect(root.parts[0]?.parts).toHaveLength(1);
    expect(names(root)).toEqual(['METHOD', 'NAME', 'PRODID', 'VERSION', 'X-WR-CALNAME']);
  });
  test('any words at all come back as they were', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((words) => !/\p{Cc}|[\u2028\u2029]/u.test(words)), (words) => {
      const [event] = parse(writeCalendar(obligations({ object: words }), { ...meta, name: words })).parts;
      return text(event, 'SUMMARY') === `Alpha must report ${words}`;
    }));
  });
  test('any bytes at all leave the structure alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (words) => {
      const root = parse(writeCalendar(obligations({ object: words, id: words }, [words, 'B']), { ...meta, name: words || 'x', uidBase: words }));
      return root.parts.length === 1 && JSON.stringify(names(root.parts[0])) === JSON.stringify(expected);
    }));
  });
});
