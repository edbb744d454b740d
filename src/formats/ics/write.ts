import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';

import { actorInWords, creditorsInWords, obligationInWords, sourceInWords, stateInWords, timingInWords } from '#agreement/obligation-sentences';
import type { Obligation } from '#agreement/obligation';
import { addDays } from '#agreement/time/dates';

/** What a calendar file needs beside the obligations; `stamp` is the moment it is made, so the writer needs no clock. */
export interface CalendarMeta {
  /** Shown as the name of the calendar, usually the title of the agreement. */
  name: string;
  /** Makes event ids unique in the world, and the same each time: an agreement id at a host name. */
  uidBase: string;
  /** ISO instant. */
  stamp: string;
  /** Version of the text; programs replace an event they know by one with a higher number. */
  sequence?: number;
  /** Address of an obligation, if there is a place to look at it; only http and https are written. */
  link?: (obligation: Obligation) => string;
}

const week = 7 * 24 * 60 * 60;

/**
 * Writes the dated obligations as an iCalendar file (RFC 5545): one all-day event on each last day, with the clause and how
 * the day was worked out, and a reminder a week before. The same obligation keeps its UID, so importing again updates it.
 * Obligations that wait for an event or that have ended are left out. Throws RangeError if `stamp` is no instant.
 */
export function writeCalendar(obligations: readonly Obligation[], meta: CalendarMeta): string {
  const stamp = new Date(meta.stamp);
  if (Number.isNaN(stamp.getTime())) throw new RangeError(`Not an instant: "${meta.stamp}". Write it as 2027-03-01T09:00:00Z.`);
  const calendar = ical({
    prodId: { company: 'Entente', product: 'Obligations', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    name: escaped(meta.name),
  });
  for (const one of obligations) {
    const date = one.due?.worked?.due.date;
    if (!date || one.state === 'ended') continue;
    const url = meta.link && webAddress(meta.link(one));
    calendar.createEvent({
      id: uid(one.id, meta.uidBase),
      sequence: meta.sequence ?? 0,
      stamp,
      start: date,
      end: addDays(date, 1),
      allDay: true,
      summary: plain(obligationInWords(one)),
      description: plain(describe(one)),
      transparency: ICalEventTransparency.TRANSPARENT,
      ...(url && { url }),
      alarms: [{ type: ICalAlarmType.display, triggerBefore: week, description: plain(`In one week: ${obligationInWords(one)}`) }],
    });
  }
  // The library leaves out the line end after the last line, which RFC 5545 asks for.
  return `${calendar.toString()}\r\n`;
}

function describe(one: Obligation): string {
  const lines = [
    `${obligationInWords(one)}.`,
    `Owed to: ${creditorsInWords(one)}.`,
    `From: ${sourceInWords(one)}.`,
    one.due && `When: ${timingInWords(one.due)}.`,
    one.trigger !== undefined && `Only after: ${one.trigger}.`,
    one.evidence !== undefined && `Shown by: ${one.evidence}.`,
    one.turn !== undefined && `Turn: ${one.turn}.`,
    one.continues && 'More turns follow after this one.',
    one.state === 'draft' && `State: ${stateInWords(one.state)}. ${actorInWords(one.debtor)} owes nothing under it before then.`,
    'Worked out from the text of the agreement. An attorney must confirm dates on which rights depend.',
  ];
  return lines.filter((line) => typeof line === 'string').join('\n');
}

/** Control characters other than line feeds have no place in iCalendar text; some readers take U+0085, U+2028 and U+2029 for line ends. */
function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/(?!\n)[\p{Cc}\u2028\u2029]/gu, ' ').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** The library writes the name of a calendar as it stands, so a line feed in it would start a new property. */
function escaped(name: string): string {
  return plain(name).replaceAll('\n', ' ').replaceAll(/[\\;,]/g, '\\$&');
}

/** A UID of letters, digits and a few marks; everything else is written as its code, so that different ids stay different. */
function uid(id: string, base: string): string {
  const safe = (text: string) => text.replaceAll(/[^A-Za-z0-9.:@~-]/gu, (char) => `_${(char.codePointAt(0) ?? 0).toString(16)}_`);
  return `${safe(id)}.${safe(base)}`;
}

function webAddress(address: string): string | undefined {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? new URL(address).href : undefined;
}
