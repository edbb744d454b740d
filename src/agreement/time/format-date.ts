import { isLocalDate } from '#agreement/time/day';
import type { LocalDate } from '#agreement/time/period';

/** Languages in which dates and periods can be written. */
export type DateLanguage = 'en' | 'fr' | 'de';

const months: Record<DateLanguage, string> = {
  en: 'January February March April May June July August September October November December',
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
};

const weekdays: Record<DateLanguage, string> = {
  en: 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday',
  fr: 'lundi mardi mercredi jeudi vendredi samedi dimanche',
  de: 'Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag',
};

/**
 * A date in words: "1 March 2027", "1er mars 2027", "1. März 2027". Own tables, not the machine's locale data, so that
 * the text of an agreement is the same everywhere. Throws RangeError on a date that does not exist.
 */
export function formatDate(date: LocalDate, language: DateLanguage): string {
  if (!isLocalDate(date)) throw new RangeError(`Not a calendar date: "${date}". Write it as 2027-03-01.`);
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const name = months[language].split(' ')[month - 1];
  if (language === 'de') return `${day}. ${name} ${year}`;
  return `${language === 'fr' && day === 1 ? '1er' : day} ${name} ${year}`;
}

/** The name of a weekday, 1 for Monday to 7 for Sunday. */
export function formatWeekday(weekday: number, language: DateLanguage): string {
  const name = weekdays[language].split(' ')[weekday - 1];
  if (!name) throw new RangeError(`Not a weekday: ${weekday}. Use 1 for Monday to 7 for Sunday.`);
  return name;
}
