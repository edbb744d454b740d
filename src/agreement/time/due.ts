import { businessDayFrom, closedDay, distinct, isBusinessDay } from '#agreement/time/calendar';
import type { Calendar, ClosedDay, TimeWarning } from '#agreement/time/calendar';
import { addDays, addHours, addMonths, dateAt, endOfDay, instantAt } from '#agreement/time/dates';
import { dayOf, isLocalDate, yearOf } from '#agreement/time/day';
import type { LocalDate, Period, PeriodUnit } from '#agreement/time/period';
import { isZone } from '#agreement/time/zones';
import { presets } from '#agreement/time/presets';
import type { Purpose } from '#agreement/time/presets';

/** The ten rules of computation by number, as legal-substance §7 and the clause interpretation-and-time state them. */
export type RuleNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** What starts or ends a period: a date, or a moment in time (ISO 8601 with offset). */
export type TimedEvent = { date: LocalDate } | { instant: string };

/** A period after or before an event. */
export interface DueRule {
  direction: 'after' | 'before';
  period: Period;
  /** The date is marked "fixed": it stays where it falls. */
  fixed?: boolean;
  /** Clear days: neither the day of the event nor the day of the act counts. */
  clear?: boolean;
  purpose?: Purpose;
  /** Places of the performer or addressee, where a preset looks there for the last day. */
  rollPlaces?: readonly string[];
}

/** One step of a computation in words of no language; `sentences.ts` makes the sentence. */
export type Step =
  | { code: 'event'; date: LocalDate; instant?: string; zone?: string }
  | { code: 'event-day-excluded'; date: LocalDate }
  | { code: 'counted'; date: LocalDate }
  | { code: 'skipped'; days: readonly ClosedDay[] }
  | { code: 'month-end'; date: LocalDate; wanted: number }
  | { code: 'extended'; from: LocalDate; date: LocalDate; count: number }
  | { code: 'rolled'; from: ClosedDay; date: LocalDate; passed: readonly ClosedDay[] }
  | { code: 'earlier'; from: ClosedDay; date: LocalDate; passed: readonly ClosedDay[] }
  | { code: 'kept'; day: ClosedDay; why: 'fixed' | 'no-roll' | 'roll-open' | 'termination-notice' }
  | { code: 'hours'; instant: string }
  | { code: 'ends'; at: string; zone: string };

/** A worked date with everything needed to show how it came about (rule 10). */
export interface Due {
  /** The last day; null if it could not be worked out, and the warnings say why. */
  date: LocalDate | null;
  /** The moment the period ends (UTC); null where the zone is open or unknown. */
  instant: string | null;
  rule: DueRule | { on: LocalDate; fixed?: boolean; purpose?: Purpose };
  /** The rules that played a part, ascending. */
  rules: RuleNumber[];
  steps: Step[];
  warnings: TimeWarning[];
  /** The calendar that was used: its places, the years looked at, and the edition of the list. */
  calendar: { places: readonly string[]; holidayRule: Calendar['holidayRule']; years: number[]; source: string; version: string };
}

/** The longest periods that are worked out: 200 years, 20 in hours or business days. Longer ones are slips of the pen. */
export const longest: Readonly<Record<PeriodUnit, number>> = { hour: 175_680, day: 73_200, 'business-day': 5_240, week: 10_600, month: 2_400, year: 200 };

class Working {
  readonly rules = new Set<RuleNumber>([10]);
  readonly steps: Step[] = [];
  readonly warnings: TimeWarning[] = [];
  readonly years = new Set<number>();

  constructor(readonly calendar: Calendar, readonly rule: Due['rule']) {}

  done(date: LocalDate | null, instant: string | null = null): Due {
    const { places, holidayRule, holidays } = this.calendar;
    return {
      date,
      instant,
      rule: this.rule,
      rules: [...this.rules].sort((a, b) => a - b),
      steps: this.steps,
      warnings: distinct(this.warnings),
      calendar: { places, holidayRule, years: [...this.years].sort((a, b) => a - b), source: holidays.source, version: holidays.version },
    };
  }

  /** The nearest business day from `date` on, noting what was looked at. */
  search(calendar: Calendar, date: LocalDate, direction: 1 | -1) {
    const found = businessDayFrom(calendar, date, direction);
    this.warnings.push(...found.warnings);
    this.years.add(yearOf(date)).add(yearOf(found.date ?? date));
    this.rules.add(9);
    return found;
  }
}

/**
 * Works out when a period after or before an event ends, by the ten rules and the exceptions of the calendar's preset.
 * What cannot be known (holidays of a year, the hour of an event, the zone) comes back as a warning, never as a guess.
 * Throws RangeError on a date, an instant or a number of units that does not exist.
 */
export function dueDate(event: TimedEvent, rule: DueRule, calendar: Calendar): Due {
  const { n, unit } = rule.period;
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`A period has a whole number of units, 0 or more, not ${n}.`);
  const work = new Working(calendar, rule);
  if (n > longest[unit]) {
    tooLong(work, n);
    return work.done(null);
  }
  if (unit === 'hour') return hours(work, event, rule);
  const start = startOf(work, event);
  if (start === null) return work.done(null);
  if (n > 0 || rule.clear) {
    work.rules.add(2);
    work.steps.push({ code: 'event-day-excluded', date: start });
  }
  const counted = count(work, start, rule);
  if (!counted) return work.done(null);
  const extended = rule.direction === 'after' ? withMinimum(work, start, counted, rule) : counted;
  const last = extended && settle(work, extended, rule);
  return last ? end(work, last, rule.purpose) : work.done(null);
}

/** Works out a deadline that is a date: it moves to the next business day like the last day of a period, unless fixed. */
export function dueOn(date: LocalDate, options: { fixed?: boolean; purpose?: Purpose; rollPlaces?: readonly string[] }, calendar: Calendar): Due {
  const { fixed, purpose } = options;
  const work = new Working(calendar, { on: date, ...(fixed && { fixed }), ...(purpose && { purpose }) });
  work.steps.push({ code: 'event', date });
  const last = settle(work, date, { ...options, direction: 'after' });
  return last ? end(work, last, purpose) : work.done(null);
}

/**
 * What stands after a calendar has changed: a deadline already past keeps its old result, a future one takes the new
 * result and names the one it replaces (rule 10). `today` is a date in the zone of the agreement.
 */
export function recomputed(kept: Due, again: Due, today: LocalDate): { due: Due; replaces: Due | null } {
  if (kept.date !== null && kept.date < today) return { due: kept, replaces: null };
  return { due: again, replaces: kept.date === again.date ? null : kept };
}

/** Rule 1: the date of the event in the zone of the agreement. */
function startOf(work: Working, event: TimedEvent): LocalDate | null {
  if ('date' in event) {
    work.steps.push({ code: 'event', date: event.date });
    return event.date;
  }
  const zone = zoneOf(work);
  if (zone === null) return null;
  const date = dateAt(event.instant, zone);
  work.rules.add(1);
  work.steps.push({ code: 'event', date, instant: event.instant, zone });
  return date;
}

/** The zone of the agreement, or null with a warning where it is open or unknown. */
function zoneOf(work: Working): string | null {
  const { zone } = work.calendar;
  if (zone !== null && isZone(zone)) return zone;
  work.warnings.push(zone === null ? { code: 'zone-open' } : { code: 'zone-unknown', zone });
  return null;
}

/** Rules 3 and 4, and 7 for counting back: the last day before any move. */
function count(work: Working, start: LocalDate, rule: DueRule): LocalDate | null {
  const { n, unit } = rule.period;
  const sign = rule.direction === 'after' ? 1 : -1;
  if (sign < 0) work.rules.add(7);
  if (unit === 'business-day') return businessDays(work, start, n + (rule.clear ? 1 : 0), sign);
  let date: LocalDate;
  if (unit === 'day') {
    work.rules.add(3);
    date = addDays(start, sign * n);
  } else if (unit === 'week') {
    work.rules.add(4);
    date = addDays(start, sign * 7 * n);
  } else {
    work.rules.add(4);
    date = addMonths(start, sign * n * (unit === 'year' ? 12 : 1));
    if (isLocalDate(date) && dayOf(date) !== dayOf(start)) work.steps.push({ code: 'month-end', date, wanted: dayOf(start) });
  }
  if (rule.clear) date = addDays(date, sign);
  if (!isLocalDate(date)) return tooLong(work, n);
  work.steps.push({ code: 'counted', date });
  return date;
}

function tooLong(work: Working, n: number): null {
  work.warnings.push({ code: 'period-too-long', n });
  return null;
}

function businessDays(work: Working, start: LocalDate, n: number, sign: 1 | -1): LocalDate | null {
  work.rules.add(3);
  let date = start;
  const skipped: ClosedDay[] = [];
  for (let i = 0; i < n; i++) {
    const next = addDays(date, sign);
    if (!isLocalDate(next)) return tooLong(work, n);
    const found = work.search(work.calendar, next, sign);
    if (!found.date) return null;
    skipped.push(...found.passed);
    date = found.date;
  }
  if (skipped.length > 0) work.steps.push({ code: 'skipped', days: skipped });
  work.steps.push({ code: 'counted', date });
  return date;
}

/** Regulation 1182/71 art. 3(5): a period of two days or more contains at least two working days. */
function withMinimum(work: Working, start: LocalDate, counted: LocalDate, rule: DueRule): LocalDate | null {
  const { preset } = work.calendar;
  const minimum = preset && presets[preset].minimum;
  // No month has fewer than two working days, so a longer period need not be counted day by day.
  if (!minimum || counted < addDays(start, minimum.from) || counted > addDays(start, 31)) return counted;
  let have = 0;
  for (let day = addDays(start, 1); day <= counted; day = addDays(day, 1)) {
    const found = isBusinessDay(work.calendar, day);
    work.warnings.push(...found.warnings);
    work.years.add(yearOf(day));
    if (found.yes) have += 1;
  }
  if (have >= minimum.count || rule.fixed) return counted;
  let date: LocalDate | null = counted;
  for (; date && have < minimum.count; have++) date = work.search(work.calendar, addDays(date, 1), 1).date;
  if (date) work.steps.push({ code: 'extended', from: counted, date, count: minimum.count });
  return date;
}

/** Rules 6 and 7: where a last day goes that is no business day. */
function settle(work: Working, date: LocalDate, rule: Pick<DueRule, 'direction' | 'fixed' | 'purpose' | 'rollPlaces'>): LocalDate | null {
  const { preset: name, roll } = work.calendar;
  const preset = name && presets[name];
  const calendar = rule.direction === 'after' ? atRollPlaces(work, rule.rollPlaces) : work.calendar;
  const { closed, warnings } = closedDay(calendar, date);
  work.years.add(yearOf(date));
  work.warnings.push(...warnings);
  if (!closed) return date;
  work.rules.add(9);
  const keep = (why: 'fixed' | 'no-roll' | 'roll-open' | 'termination-notice') => {
    work.rules.add(6);
    work.steps.push({ code: 'kept', day: closed, why });
    return date;
  };
  if (rule.fixed) return keep('fixed');
  if (rule.direction === 'before') {
    const found = work.search(calendar, date, -1);
    work.rules.add(7);
    if (found.date) work.steps.push({ code: 'earlier', from: closed, date: found.date, passed: found.passed });
    return found.date;
  }
  if (roll === 'none') return keep('no-roll');
  if (roll === null) {
    work.warnings.push({ code: 'roll-open', date });
    return keep('roll-open');
  }
  if (rule.purpose === 'termination-notice' && preset?.noRollFor.includes(rule.purpose)) return keep('termination-notice');
  const found = work.search(calendar, date, 1);
  work.rules.add(6);
  if (found.date) work.steps.push({ code: 'rolled', from: closed, date: found.date, passed: found.passed });
  return found.date;
}

function atRollPlaces(work: Working, rollPlaces: readonly string[] | undefined): Calendar {
  const { calendar } = work;
  const at = calendar.preset ? presets[calendar.preset].rollAt : 'calendar';
  if (at === 'calendar') return calendar;
  if (rollPlaces) return { ...calendar, places: rollPlaces };
  work.warnings.push({ code: 'roll-place-assumed', at, places: calendar.places });
  return calendar;
}

/** Rule 8: hours run in real time, at night, on holidays and when clocks change. */
function hours(work: Working, event: TimedEvent, rule: DueRule): Due {
  const start = startOf(work, event);
  if (!('instant' in event)) {
    work.warnings.push({ code: 'event-time-unknown' });
    return work.done(null);
  }
  if (start === null || work.calendar.zone === null) return work.done(null);
  if (rule.clear) work.warnings.push({ code: 'clear-without-days' });
  const instant = addHours(event.instant, rule.direction === 'after' ? rule.period.n : -rule.period.n);
  work.rules.add(8);
  work.steps.push({ code: 'hours', instant });
  return work.done(dateAt(instant, work.calendar.zone), instant);
}

/** Rule 5: the last day ends at 24:00 in the zone, payments and formal notices at the closing time if one is agreed. */
function end(work: Working, date: LocalDate, purpose: Purpose | undefined): Due {
  const { closingTime } = work.calendar;
  const zone = zoneOf(work);
  if (zone === null) return work.done(date);
  const at = purpose && closingTime ? closingTime : '24:00';
  work.rules.add(5);
  work.steps.push({ code: 'ends', at, zone });
  return work.done(date, at === '24:00' ? endOfDay(date, zone) : instantAt(date, at, zone));
}
