import { addDecimals, groupThousands } from '#agreement/decimal';
import type { DocumentParty, FactAttrs } from '#agreement/document/schema';
import { factAt } from '#agreement/facts/table';
import { formatDate } from '#agreement/time/format-date';
import type { Period } from '#agreement/time/period';
import { placeName } from '#agreement/words/places';

/** What printing needs beside the node itself: who the parties are and how their people are called. */
export interface Naming {
  parties: readonly DocumentParty[];
  /** The words for a person atom: a name or contact detail by its id; undefined prints as a blank. */
  people?: (id: string) => string | undefined;
}

interface Money {
  amount: string;
  currency: string;
}

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** Small bare counts in words, larger ones in figures. */
export function countInWords(n: number): string {
  return small[n] ?? groupThousands(String(n), true);
}

/** "30 days", "1 business day". */
export function periodInWords(period: Period): string {
  const unit = period.unit.replace('-', ' ');
  return `${groupThousands(String(period.n), true)} ${unit}${period.n === 1 ? '' : 's'}`;
}

/** "A, B and C"; semicolons where an item holds a comma. */
export function listInWords(items: readonly string[], link: 'and' | 'or'): string {
  if (items.length < 2) return items[0] ?? '';
  const comma = items.some((item) => item.includes(',')) ? ';' : ',';
  const last = items[items.length - 1] as string;
  const before = items.slice(0, -1).join(`${comma} `);
  return comma === ';' && items.length > 2 ? `${before}; ${link} ${last}` : `${before} ${link} ${last}`;
}

/** "EUR 40,000" and "EUR 40,000.50": cents only where they are not zero, and then both digits. */
export function moneyInWords(money: Money): string {
  return `${money.currency} ${groupThousands(money.amount.replace(/(\.[1-9])$/, '$10'), true)}`;
}

/** The short name of a party; a party without one prints its id in a blank. */
export function partyName(id: string, naming: Naming): string {
  const party = naming.parties.find((one) => one.id === id);
  return party === undefined ? id : (party.shortName ?? blankInWords(`parties.${id}.shortName`));
}

function possessive(name: string): string {
  return name.endsWith('s') ? `${name}’` : `${name}’s`;
}

/** "[cure period: open]": how a blank prints everywhere. */
export function blankInWords(path: string): string {
  return `[${factAt(path)?.label ?? path}: open]`;
}

const languages: Readonly<Record<string, string>> = {
  en: 'English', fr: 'French', de: 'German', es: 'Spanish', it: 'Italian', nl: 'Dutch', pl: 'Polish', pt: 'Portuguese', sv: 'Swedish',
  da: 'Danish', fi: 'Finnish', no: 'Norwegian', cs: 'Czech', el: 'Greek', ja: 'Japanese', zh: 'Chinese', ko: 'Korean', ar: 'Arabic', he: 'Hebrew',
};

/** The name of a law system as it reads in "governed by …": "the law of England and Wales", "the law of the State of New York". */
export function lawName(code: string): string {
  const known: Readonly<Record<string, string>> = { 'gb-eaw': 'England and Wales', 'gb-sct': 'Scotland', 'gb-nir': 'Northern Ireland' };
  const name = known[code] ?? (code.startsWith('us-') ? `the State of ${placeName(code.toUpperCase()).split(',')[0]}` : placeName(code.toUpperCase()));
  return `the law of ${name}`;
}

function actorInWords(value: unknown, naming: Naming): string {
  if (typeof value === 'string') return partyName(value, naming);
  const actor = value as { party?: string; body?: string; name?: string; role?: string; other?: string };
  if (actor.party !== undefined) return actor.role === undefined ? partyName(actor.party, naming) : `${possessive(partyName(actor.party, naming))} ${actor.role}`;
  if (actor.body !== undefined) return `the ${(actor.name ?? actor.body).replace(/^the /i, '')}`;
  return actor.role ?? actor.other ?? '';
}

/** Countries whose addresses put the postal code after the town or the state. */
const codeAfterTown = new Set(['AU', 'CA', 'GB', 'IE', 'IN', 'NZ', 'SG', 'US', 'ZA']);

function addressInWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const address = value as Record<string, string | undefined>;
  const joined = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' ');
  const town = address.country !== undefined && codeAfterTown.has(address.country)
    ? [address.city, joined(address.region, address.postcode)]
    : [joined(address.postcode, address.city), address.region];
  const country = address.country === undefined ? undefined : placeName(address.country).replace(/^the /, '');
  return [address.street, address.line2, ...town, country].filter(Boolean).join(', ');
}

function registryInWords(value: unknown): string {
  const entries = value as readonly { register?: string; number?: string }[];
  if (entries.length === 0) return 'in no public register';
  const named = entries.map(({ number = blankInWords('parties.*.registryIds.*.number'), register }) => (register === undefined ? number : `${number} (${register})`));
  return named.map((entry) => `registered as ${entry}`).join(', ');
}

function dueInWords(value: unknown): string {
  if (typeof value === 'string') return `on or before ${formatDate(value, 'en')}`;
  const due = value as { after?: string; before?: string; period?: Period; event?: string };
  const period = due.period === undefined ? '' : periodInWords(due.period);
  if (due.after !== undefined) return due.period === undefined ? `after ${due.after}` : `within ${period} after ${due.after}`;
  if (due.before !== undefined) return `at least ${period} before ${due.before}`;
  return due.event ?? '';
}

function itemInWords(item: unknown, path: string, naming: Naming): string {
  if (typeof item === 'string') {
    const row = factAt(path);
    if (row?.of === 'place') return placeName(item);
    if (row?.of === 'language') return languages[item] ?? item;
    // A text may happen to read like the id of a party; only a list of parties or of actors is meant by it.
    if (row === undefined || row.refers === 'parties' || row.of === 'party' || row.of === 'actor') return partyName(item, naming);
    return row.options?.[item] ?? item;
  }
  if (typeof item === 'object' && item !== null) {
    const named = item as { text?: string; name?: string; title?: string; label?: string };
    const text = named.text ?? named.name ?? named.title ?? named.label;
    if (text !== undefined) return text;
    const { party, role } = item as { party?: string; role?: string };
    const roles = role === undefined ? undefined : factAt(`${path}.*.role`)?.options;
    if (party !== undefined && role !== undefined && roles !== undefined) return `${partyName(party, naming)} (${roles[role] ?? role})`;
    return actorInWords(item, naming);
  }
  return String(item);
}

/** The other parties seen from one: its name where there are two parties, "each party other than Alpha" where there are more. */
function othersInWords(id: string, naming: Naming): string {
  const others = naming.parties.filter((party) => party.id !== id);
  return others.length === 1 ? partyName(others[0]!.id, naming) : `each party other than ${partyName(id, naming)}`;
}

/** Prints a bound value in English; formats are the closed list of the library. */
export function factInWords({ path, value, format }: FactAttrs, naming: Naming): string {
  switch (format) {
    case 'number':
      return groupThousands(String(value), true);
    case 'count':
      return countInWords(value as number);
    case 'money':
      return moneyInWords(value as Money);
    case 'total':
      return totalInWords(value as readonly Money[]);
    case 'percent':
      return `${String(value).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}%`;
    case 'date':
      return formatDate(value as string, 'en');
    case 'period':
      return periodInWords(value as Period);
    case 'deadline':
      return dueInWords(value);
    case 'place':
      return placeName(value as string);
    case 'zone':
      return `${String(value)} time`;
    case 'law':
      return lawName(value as string);
    case 'language':
      return languages[value as string] ?? String(value);
    case 'label':
      return factAt(path)?.options?.[value as string] ?? String(value);
    case 'address':
      return addressInWords(value);
    case 'registry':
      return registryInWords(value);
    case 'party':
      return Array.isArray(value) ? listInWords(value.map((one) => actorInWords(one, naming)), 'and') : actorInWords(value, naming);
    case 'party-full':
      return naming.parties.find((party) => party.id === value)?.legalName ?? partyName(value as string, naming);
    case 'possessive':
      return possessive(partyName(value as string, naming));
    case 'others':
      return othersInWords(value as string, naming);
    case 'actor':
      return actorInWords(value, naming);
    case 'list-and':
    case 'list-or': {
      const items = Array.isArray(value) ? value : [value];
      return listInWords(items.map((item) => itemInWords(item, path, naming)), format === 'list-and' ? 'and' : 'or');
    }
    default:
      return typeof value === 'string' ? value : itemInWords(value, path, naming);
  }
}

function totalInWords(amounts: readonly Money[]): string {
  const byCurrency = new Map<string, string[]>();
  for (const { amount, currency } of amounts) byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), amount]);
  return listInWords([...byCurrency].map(([currency, list]) => moneyInWords({ currency, amount: addDecimals(list) })), 'and');
}

/** Helper slots: words that depend on the number of parties only. The text is fixed when the clause is drafted. */
export function helperInWords(name: string, parties: number, form?: string): string | undefined {
  const two = parties === 2;
  const words: Readonly<Record<string, string>> = {
    'other-parties': two ? 'the other party' : 'the other parties',
    'each-other': two ? 'the other party' : 'each other party',
    'any-other': two ? 'the other party' : 'any other party',
    'all-parties': two ? 'both parties' : 'all parties',
    'no-party': two ? 'neither party' : 'no party',
  };
  const text = words[name];
  if (text === undefined || form !== 'possessive') return text;
  return possessive(text);
}
