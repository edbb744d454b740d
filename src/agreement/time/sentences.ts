import type { ClosedDay, TimeWarning } from '#agreement/time/calendar';
import { dateAt, timeAt } from '#agreement/time/dates';
import { yearOf } from '#agreement/time/day';
import type { Due, Step } from '#agreement/time/due';
import { formatDate } from '#agreement/time/format-date';
import type { LocalDate } from '#agreement/time/period';
import type { PresetId } from '#agreement/time/presets';
import { listInWords, periodInWords } from '#agreement/words/en';
import { placeName as fullPlaceName } from '#agreement/words/places';

/** "Bavaria", not "Bavaria, Germany": in a list of places the comma would read as one more place. */
function placeName(code: string): string {
  return fullPlaceName(code).replace(/, .*$/, '');
}

/** What the sentence should call things; `event` is a noun phrase such as "receipt of the notice". */
export interface Wording {
  event?: string;
}

/**
 * How a date was worked out, in English and in one line: "5 business days after receipt on 1 March 2027; the day of
 * receipt does not count; …; falls on 8 March 2027 (calendar Germany 2027, date-holidays 3.37.0; rules 2, 3 and 9)".
 * A date that could not be worked out says so, with the reason.
 */
export function explainDue(due: Due, wording: Wording = {}): string {
  const year = due.date === null ? 0 : yearOf(due.date);
  const parts = [opening(due, wording), ...due.steps.map((step) => sentence(step, wording, year)).filter((part) => part !== '')];
  const closing = due.date === null ? 'no date could be worked out' : result(due, due.date);
  // A fixed day that stands as it is needs no working out.
  if (parts.length === 1 && due.date !== null && parts[0]?.endsWith(` ${formatDate(due.date, 'en')}`) === true && due.warnings.length === 0) return parts[0];
  const basis = [calendarUsed(due), rulesUsed(due)].filter((part) => part !== '').join('; ');
  const line = [...parts, closing].join('; ') + (basis === '' ? '' : ` (${basis})`);
  return [line, ...due.warnings.map(explainWarning)].join('. ');
}

/** One warning in English, without a full stop. */
export function explainWarning(warning: TimeWarning): string {
  switch (warning.code) {
    case 'holidays-missing':
      return `The holidays of ${placeName(warning.place)} in ${warning.year} are not listed, so only weekends count there; check the date`;
    case 'holidays-borrowed':
      return `${placeName(warning.place)} has no list of holidays of its own, so that of ${placeName(warning.from)} counts; check the date`;
    case 'no-places':
      return 'No place is named whose holidays count, so only weekends do; name at least one place';
    case 'holiday-rule-open':
      return `${formatDate(warning.date, 'en')} is a holiday in some of the places only; the date may change once the rule for differing holidays is agreed`;
    case 'roll-open':
      return `${formatDate(warning.date, 'en')} is no business day; the date may change once it is agreed where such a last day goes`;
    case 'zone-open':
      return 'The time zone is open, so the hour at which the day ends is not known';
    case 'no-business-day':
      return `The list of holidays leaves no business day in the year around ${formatDate(warning.from, 'en')}; correct the list`;
    case 'zone-unknown':
      return `The time zone "${warning.zone}" is not known; choose one such as Europe/Berlin`;
    case 'event-time-unknown':
      return 'Hours are counted from a time of day, and only the date of the event is known; record its time';
    case 'clear-without-days':
      return 'A period in hours has no clear days; the hours were counted as they are';
    case 'period-too-long':
      return `A period of ${warning.n} units is too long to work out; check the number`;
    case 'roll-place-assumed':
      return `The last day depends on the holidays where the ${warning.at === 'performer' ? 'performing party' : 'addressee'} is; ${
        warning.places.length === 0 ? 'no place is known' : `${listInWords(warning.places.map(placeName), 'and')} was used`
      }`;
  }
}

const presetSentences: Readonly<Record<PresetId, string>> = {
  'EU-1182': 'The day of the event does not count. A last day on a Saturday, Sunday or public holiday moves to the next working day. A period of two days or more holds at least two working days.',
  'DE-BGB': 'The day of the event does not count. A last day on a Saturday, Sunday or public holiday at the place of performance moves to the next working day. The period of a notice of termination does not move. Confirm whether the days counted back must be clear days.',
  EW: 'A period of months ends on the corresponding date. A last day on a weekend or holiday stays where it is unless the agreement says otherwise.',
  FR: 'There is no general rule for periods in contracts. The rules of civil procedure serve as a model: the day of the event does not count, and a last day on a Saturday, Sunday or public holiday moves to the next working day.',
  'NY-GCL': 'The day of the event does not count. Performance due on a Saturday, Sunday or public holiday may follow on the next business day unless the contract says otherwise. Months are calendar months.',
  CA: 'The first day does not count and the last one does, unless it is a holiday. Confirm whether a Saturday counts as a holiday for the act in question.',
  UNIDROIT: 'Holidays within a period count. A last day that is a holiday where the performing party has its place of business moves to the next business day. The time zone is that of the party that sets the time.',
  UNCITRAL: 'A period runs from the day after receipt. Holidays within it count. A last day that is a holiday where the addressee is moves to the next business day.',
};

/** What a preset changes, in English; every one of these is for an attorney to confirm. */
export function explainPreset(id: PresetId): string {
  return presetSentences[id];
}

function opening(due: Due, { event = 'the event' }: Wording): string {
  if ('on' in due.rule) return `due on ${formatDate(due.rule.on, 'en')}${due.rule.fixed ? ', a fixed date' : ''}`;
  const { period, direction, clear } = due.rule;
  const start = due.steps.find((step) => step.code === 'event');
  let when = '';
  if (start?.code === 'event') {
    const time = start.instant && start.zone ? ` at ${timeAt(start.instant, start.zone)}, ${start.zone} time` : '';
    when = ` on ${formatDate(start.date, 'en')}${time}`;
  }
  return `${direction === 'before' ? 'at least ' : ''}${periodInWords(period)} ${direction} ${event}${when}${clear ? ', as clear days' : ''}`;
}

function sentence(step: Step, { event = 'the event' }: Wording, year: number): string {
  switch (step.code) {
    case 'event':
    case 'counted':
    case 'hours':
      return '';
    case 'event-day-excluded':
      return `the day of ${event} does not count`;
    case 'skipped':
      return skipped(step.days, year);
    case 'month-end':
      return `that month has no day ${step.wanted}, so its last day counts`;
    case 'extended':
      return `${day(step.from, year)} would leave fewer than ${step.count} business days`;
    case 'rolled':
    case 'earlier':
      return step.passed.map((one) => closed(one, year)).join(', ');
    case 'kept':
      return `${closed(step.day, year)}, ${keptBecause[step.why]}`;
    case 'ends':
      return step.at === '24:00' ? '' : `the day ends at ${step.at}, ${step.zone} time`;
  }
}

const keptBecause = {
  fixed: 'and the date is fixed',
  'no-roll': 'and this agreement does not move the last day',
  'roll-open': 'and whether the last day moves is open',
  'termination-notice': 'and the period of a notice of termination does not move',
} as const;

/** Up to three closed days one by one; beyond that weekends together and each holiday by name. */
function skipped(days: readonly ClosedDay[], year: number): string {
  if (days.length <= 3) return days.map((one) => closed(one, year)).join(', ');
  const holidays = days.filter((one) => one.why === 'holiday');
  const weekends = 'Saturdays and Sundays do not count';
  if (holidays.length === 0) return weekends;
  if (holidays.length > 6) return `${weekends}, nor do ${holidays.length} public holidays`;
  return `${weekends}, nor ${holidays.length === 1 ? 'does' : 'do'} ${listInWords(holidays.map((one) => holiday(one, year)), 'and')}`;
}

function closed(one: ClosedDay, year: number): string {
  if (one.why === 'holiday') return `${day(one.date, year)} is a holiday in ${listInWords(one.places.map(placeName), 'and')}`;
  return `${day(one.date, year)} is a ${one.why === 'saturday' ? 'Saturday' : 'Sunday'}`;
}

function holiday(one: ClosedDay, year: number): string {
  return `${day(one.date, year)} (${one.places.map(placeName).join(', ')})`;
}

/** A date without its year where that is the year of the result. */
function day(date: LocalDate, year: number): string {
  const full = formatDate(date, 'en');
  return yearOf(date) === year ? full.slice(0, -5) : full;
}

function result(due: Due, date: LocalDate): string {
  const hours = due.steps.find((step) => step.code === 'hours');
  const start = due.steps.find((step) => step.code === 'event');
  if (hours?.code === 'hours' && start?.code === 'event' && start.zone) {
    return `ends at ${timeAt(hours.instant, start.zone)} on ${formatDate(dateAt(hours.instant, start.zone), 'en')}`;
  }
  return `falls on ${formatDate(date, 'en')}`;
}

function calendarUsed(due: Due): string {
  const { places, holidayRule, years, source, version } = due.calendar;
  if (years.length === 0) return '';
  const where = places.length === 0 ? 'weekends only' : listInWords(places.map(placeName), holidayRule === 'any' ? 'or' : 'and');
  return `calendar ${where} ${listInWords(years.map(String), 'and')}, ${source} ${version}`;
}

function rulesUsed(due: Due): string {
  const rules = due.rules.filter((rule) => rule !== 10 && (rule !== 5 || due.steps.some((step) => step.code === 'ends' && step.at !== '24:00')));
  if (rules.length === 0) return '';
  return `rule${rules.length === 1 ? '' : 's'} ${listInWords(rules.map(String), 'and')}`;
}
