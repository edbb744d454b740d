const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
const here = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** An ISO day such as "2026-12-07" in words, the same everywhere: "7 December 2026". */
export function dayInWords(isoDay: string): string {
  return day.format(new Date(`${isoDay}T00:00:00Z`));
}

/** The day of a time (RFC 3339) on the reader's clock. */
export function dayOfTime(time: string): string {
  return here.format(new Date(time));
}

/** A time (RFC 3339) on the reader's clock: "7 Dec 2026, 10:42". */
export function momentInWords(time: string): string {
  return moment.format(new Date(time));
}
