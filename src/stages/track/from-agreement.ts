import { agreementAttrs, clauseAttrs, clausesOf, type Document } from '#agreement/document/schema';
import { printDocument } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/schema/answers-file';
import type { Calendar, HolidayTable } from '#agreement/time/calendar';
import { yearOf } from '#agreement/time/day';
import type { LocalDate } from '#agreement/time/period';
import type { PresetId } from '#agreement/time/presets';
import { partyName } from '#agreement/words/en';
import { meaningOf } from '#stages/track/anchors';
import type { TrackContext, TrackedClause } from '#stages/track/track';

/** What the answers cannot tell: the holidays, the day, and whether and when the last party signed. */
export interface Circumstances {
  holidays: HolidayTable;
  today: LocalDate;
  signedOn?: LocalDate;
  preset?: PresetId;
}

/** How many years after the end are listed for duties that go on, such as secrecy. */
const yearsAfter = 10;

/** The places and years whose holidays the deadlines of an agreement need; empty places while the question is open. */
export function holidaysNeeded(answers: Answers, today: LocalDate): { places: string[]; years: number[] } {
  const term = answers.facts.term?.core;
  const known = [today, term?.effective, term?.end].filter((date) => date !== undefined).map(yearOf);
  const [first, last] = [Math.min(...known) - 1, Math.min(Math.max(...known), yearOf(today) + 50) + yearsAfter];
  return { places: [...(answers.facts.time?.calendar?.places ?? [])], years: Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i) };
}

/** The calendar of an agreement as its answers give it; what is open stays open and shows as a warning where it matters. */
export function calendarOf(answers: Answers, holidays: HolidayTable, preset?: PresetId): Calendar {
  const { zone, places, holidayRule, roll } = answers.facts.time?.calendar ?? {};
  const closingTime = answers.facts.notice?.rules?.closingTime;
  return {
    zone: zone ?? null,
    places: places ?? [],
    holidayRule: holidayRule ?? null,
    roll: roll ?? null,
    ...(closingTime !== undefined && { closingTime }),
    ...(preset !== undefined && { preset }),
    holidays,
  };
}

/** The clauses of a Document with their numbers, headings and duties. */
export function clausesToTrack(document: Document): TrackedClause[] {
  const sections = new Map(printDocument(document).sections.map((section) => [section.id, section]));
  return clausesOf(document).map((clause) => {
    const { id, obligations } = clauseAttrs(clause);
    const section = sections.get(id);
    return { id, heading: section?.heading.text ?? id, number: section?.number ?? '', obligations };
  });
}

/** What tracking needs, read from the answers; an agreement that starts with its last signature starts on that day. */
export function contextOf(document: Document, answers: Answers, circumstances: Circumstances): TrackContext {
  const { holidays, today, signedOn, preset } = circumstances;
  const term = answers.facts.term?.core;
  const startsSigned = term?.effectiveEvent !== undefined && isSignature(term.effectiveEvent);
  const start = term?.effective ?? (startsSigned ? signedOn : undefined);
  const { parties } = agreementAttrs(document);
  return {
    parties: parties.map(({ id }) => ({ id, shortName: partyName(id, { parties }) })),
    calendar: calendarOf(answers, holidays, preset),
    today,
    ...(start !== undefined && { start }),
    ...(term?.end !== undefined && { end: term.end }),
    ...(signedOn !== undefined && { signedOn }),
  };
}

function isSignature(event: string): boolean {
  const meaning = meaningOf(event);
  return meaning.kind === 'point' && meaning.point === 'signature';
}
