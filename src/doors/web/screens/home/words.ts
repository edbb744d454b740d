import { factAt } from '#agreement/facts/table';
import { phaseInWords } from '../../components/shell';
import type { Listed, NeedCode } from './api';

/* Dates in the reader's own way: the words are English, the order and the clock those of the reader's region. */
const locale = navigator.languages.find((one) => /^en(-|$)/i.test(one)) ?? 'en-GB';
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const dueDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dueDayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' });
const whole = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });

/** "Monday 12 October". */
export function todayInWords(now = new Date()): string {
  return whole.format(now);
}

/** A moment as people say it: "today 16:20", "Friday 16:20" within a week, "12 Oct", "12 Oct 2025". */
export function momentInWords(at: string, now = new Date()): string {
  const then = new Date(at);
  const days = daysAgo(then, now);
  if (days <= 0) return `today ${time.format(then)}`;
  if (days === 1) return `yesterday ${time.format(then)}`;
  if (days < 7) return `${weekday.format(then)} ${time.format(then)}`;
  return (then.getFullYear() === now.getFullYear() ? day : dayAndYear).format(then);
}

/** How long something has waited: "today", "1 day", "6 days". */
export function daysInWords(at: string, now = new Date()): string {
  const days = daysAgo(new Date(at), now);
  return days <= 0 ? 'today' : days === 1 ? '1 day' : `${days} days`;
}

function daysAgo(then: Date, now: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}

/** An ISO day, with its year where that is not the year of today: "30 Sep". */
export function dueInWords(on: string, today: string): string {
  return (on.slice(0, 4) === today.slice(0, 4) ? dueDay : dueDayAndYear).format(new Date(`${on}T00:00:00Z`));
}

/** Days from one ISO day to another, below 0 if it lies before. */
export function daysTo(on: string, today: string): number {
  return Math.round((Date.parse(on) - Date.parse(today)) / 86_400_000);
}

/** The last day of the week (Sunday) of an ISO day. */
export function endOfWeek(today: string): string {
  const date = new Date(`${today}T00:00:00Z`);
  return new Date(date.getTime() + ((7 - date.getUTCDay()) % 7) * 86_400_000).toISOString().slice(0, 10);
}

/** The name of an agreement, or that it has none. */
export function titleOf(item: { title: string | null }): string {
  return item.title === null || item.title === '' ? 'Agreement without a name' : item.title;
}

/** The kind of cooperation, or that it is open. */
export function kindOf(type: string | null): string {
  const name = type === null ? undefined : factAt('agreement.type')?.options?.[type];
  return name === undefined ? 'Kind not chosen yet' : name.charAt(0).toUpperCase() + name.slice(1);
}

/** Kinds of agreement by code, with their names. */
export function kinds(): [code: string, name: string][] {
  return Object.entries(factAt('agreement.type')?.options ?? {}).map(([code, name]) => [code, name.charAt(0).toUpperCase() + name.slice(1)]);
}

/** Where it is done. */
export type Place = '/a/$id' | '/a/$id/ask' | '/a/$id/negotiate' | '/a/$id/review' | '/a/$id/send' | '/a/$id/sign';

/** What a need means for the reader. */
export interface Ask {
  /** What to do, with its object. */
  title: string;
  /** Why, in one sentence. */
  sentence: string;
  /** The button. */
  verb: string;
  to: Place;
  /** The same in a column of a table. */
  short: string;
}

/** What an agreement asks of the reader, in words. */
export function askOf(item: Listed, need: NonNullable<Listed['need']>): Ask {
  const { turn, status } = item;
  const title = titleOf(item);
  const from = need.from === undefined ? '' : ` from ${need.from}`;
  switch (need.what) {
    case 'answer':
      return { title: `Answer turn ${turn}${from}`, sentence: 'Agree to its clauses, object, or propose other words.', verb: `Read turn ${turn}`, to: '/a/$id/negotiate', short: 'Your answer' };
    case 'agree':
      return { title: 'Settle what you object to', sentence: 'Nothing can be sealed before it is: agree after all, or propose other words.', verb: 'Open the clauses', to: '/a/$id/negotiate', short: 'Your objection' };
    case 'clear':
      return { title: `Sign off turn ${turn}${from}`, sentence: 'The text waits for you as counsel. What you signed off before and did not change stays signed off.', verb: 'Read and sign off', to: '/a/$id/review', short: 'Your sign-off' };
    case 'seal':
      return { title: `Seal ${title}`, sentence: 'Every clause is agreed by all. Sealing fixes the words, so that they can be signed.', verb: 'Seal the text', to: '/a/$id/sign', short: 'To be sealed' };
    case 'sign':
      return { title: `Sign ${title}`, sentence: status === 'partly-signed' ? 'Others have signed; yours is missing.' : 'The text is sealed, and nobody has signed yet.', verb: 'Read and sign', to: '/a/$id/sign', short: 'Your signature' };
    case 'send':
      if (item.parties.length < 2) return { title: 'Name the other parties', sentence: 'A draft for one party alone cannot be sent. Nobody else sees it until then.', verb: 'Answer the questions', to: '/a/$id/ask', short: 'Other parties' };
      return turn === 0
        ? { title: 'Send the first version', sentence: 'Nobody else sees the draft until you send it.', verb: 'Send your version', to: '/a/$id/send', short: 'To be sent' }
        : { title: `Send turn ${turn + 1}`, sentence: 'You changed words that nobody else sees until you send them.', verb: 'Send your version', to: '/a/$id/send', short: 'To be sent' };
    case 'join':
      return { title: `Come in to ${title}`, sentence: 'The other parties wait for you.', verb: 'Open the agreement', to: '/a/$id', short: 'To come in' };
  }
}

/** The needs by which a list can be narrowed. */
export const needNames: Readonly<Record<NeedCode, string>> = {
  answer: 'My answer to a turn',
  agree: 'My objection to be settled',
  clear: 'My sign-off as counsel',
  seal: 'To be sealed',
  sign: 'My signature',
  send: 'My version to be sent',
  join: 'To come in',
};

/** The states by which a list can be narrowed. */
export const statusNames: Readonly<Record<string, string>> = {
  drafted: 'Draft or negotiation',
  sealed: phaseInWords('sealed'),
  'partly-signed': phaseInWords('partly-signed'),
  signed: phaseInWords('signed'),
};

/** What is waited for from others. */
export function waitInWords(what: NeedCode, turn: number): string {
  switch (what) {
    case 'answer':
      return `An answer to turn ${turn}`;
    case 'agree':
      return 'An objection to be settled';
    case 'clear':
      return `Sign-off of turn ${turn} by counsel`;
    case 'seal':
      return 'The seal';
    case 'sign':
      return 'A signature';
    case 'send':
      return 'A version to be sent';
    case 'join':
      return 'To come in';
  }
}
