import type { Answers } from '#agreement/facts/answers';
import type { FactRow } from '#agreement/facts/table';
import type { ValueFormat } from '#agreement/facts/values';
import { placeNamed } from '#agreement/words/places';

/** A typed line as a value, or why it is none. Whether the value fits the fact is for `setAnswer` to say. */
export type Typed = { ok: true; value: unknown } | { ok: false; what: string };

const value = (of: unknown): Typed => ({ ok: true, value: of });
const trouble = (what: string): Typed => ({ ok: false, what });

/** How each kind of answer is typed on one line, as an example. */
const forms: Readonly<Partial<Record<ValueFormat, string>>> = {
  number: '3', time: '17:00', language: 'en', money: '1500.00 EUR', percent: '33.3333', date: '2027-03-01', period: '30 days', deadline: '2027-03-01, or 30 days after receipt of the invoice', place: 'DE, or Germany',
  zone: 'Europe/Berlin', law: 'de, or gb-eaw', person: 'Ada Winter', address: '1 Quay Street; 10115; Berlin; DE', party: 'the id or the short name of a party', actor: 'a party, or "role: managing director", "body: board", "other: the city"',
};

/** How an answer to this fact is typed, in words. */
export function typedForm(row: FactRow): string {
  if (row.format === 'list-and') return row.options !== undefined ? 'numbers or words with commas between them, or none' : row.of === 'text' || row.of === undefined ? 'entries with semicolons between them, or none' : `${forms[row.of] ?? 'entries'}; several with semicolons between them, or none`;
  if (row.options !== undefined && row.format === 'label') return row.options['true'] !== undefined ? 'yes or no' : 'a number or a word of the list';
  if (row.expected !== undefined) return row.expected;
  return (row.format === undefined ? undefined : forms[row.format]) ?? 'a line of text';
}

/** Reads what somebody typed as an answer to a fact. Double quotes around the line take it letter by letter. */
export function readTyped(row: FactRow, line: string, answers: Answers): Typed {
  const quoted = /^"(.*)"$/s.exec(line.trim());
  const text = quoted === null ? line.trim() : (quoted[1] as string);
  if (row.format !== 'list-and') return one(row, row.format ?? 'text', text, answers);
  if (/^none$/i.test(text)) return value([]);
  const parts = text.split(row.options === undefined ? ';' : /[;,]/).map((part) => part.trim()).filter((part) => part !== '');
  const read = parts.map((part) => one(row, row.of ?? 'text', part, answers));
  const wrong = read.find((part) => !part.ok);
  return wrong ?? value(read.map((part) => (part as { value: unknown }).value));
}

function one(row: FactRow, format: ValueFormat, text: string, answers: Answers): Typed {
  switch (format) {
    case 'label':
      return label(row, text);
    case 'number':
      return /^\d+(?:\.\d+)?$/.test(text) ? value(Number(text)) : trouble('This is not a number.');
    case 'money': {
      const read = /^(?:([A-Za-z]{3})\s+)?(\d[\d.]*)(?:\s+([A-Za-z]{3}))?$/.exec(text);
      if (read === null) return trouble('An amount is digits with a point before the decimals, and a currency.');
      const currency = read[1] ?? read[3];
      return currency === undefined ? trouble('The currency is missing.') : value({ amount: read[2] as string, currency: currency.toUpperCase() });
    }
    case 'percent':
      return value(text.replace(/\s*%$/, ''));
    case 'period':
      return period(text) ?? trouble('A period is a whole number and a unit: hours, days, business days, weeks, months or years.');
    case 'deadline': {
      const from = /^(.+?)\s+(after|before)\s+(.+)$/.exec(text);
      const length = from === null ? undefined : period(from[1] as string);
      return length?.ok === true ? value({ [from?.[2] as string]: from?.[3], period: length.value }) : value(text);
    }
    case 'place':
      return value(placeCode(text));
    case 'law':
    case 'language':
      return value(byLabel(row, text) ?? text.toLowerCase().replace(/^([a-z]{2,3})-([a-z]{2})$/, (whole, a: string, b: string) => (format === 'language' ? `${a}-${b.toUpperCase()}` : whole)));
    case 'address': {
      const [street, postcode, city, country, ...more] = text.split(';').map((part) => part.trim());
      if (city === undefined || country === undefined || more.length > 0) return trouble('An address has four parts with semicolons between them.');
      return value({ street, postcode, city, country: placeCode(country) });
    }
    case 'party':
      return value(partyId(text, answers) ?? text);
    case 'actor': {
      const named = /^(role|body|other)\s*:\s*(.+)$/i.exec(text);
      const id = partyId(text, answers);
      if (named !== null) return value({ [(named[1] as string).toLowerCase()]: named[2] });
      return id === undefined ? trouble(`"${text}" is no party.`) : value(id);
    }
    default:
      return value(typeof row.example === 'number' && /^\d+$/.test(text) ? Number(text) : text);
  }
}

function label(row: FactRow, text: string): Typed {
  const options = Object.keys(row.options ?? {});
  const chosen = /^\d+$/.test(text) && !options.includes(text) ? options[Number(text) - 1] : (options.find((option) => option === text.toLowerCase()) ?? byLabel(row, text));
  const flag = options.length === 2 && options.includes('true');
  if (flag) {
    const said = /^(?:y|yes|true)$/i.test(text) ? true : /^(?:n|no|false)$/i.test(text) ? false : undefined;
    return said === undefined ? trouble('This is neither yes nor no.') : value(said);
  }
  return chosen === undefined ? trouble(`"${text}" is none of the choices.`) : value(chosen);
}

function byLabel(row: FactRow, text: string): string | undefined {
  return Object.keys(row.options ?? {}).find((option) => row.options?.[option]?.toLowerCase() === text.toLowerCase());
}

function period(text: string): Typed | undefined {
  const read = /^(\d+)\s+(hour|day|business[ -]day|working[ -]day|week|month|year)s?$/i.exec(text.trim());
  if (read === null) return undefined;
  return value({ n: Number(read[1]), unit: (read[2] as string).toLowerCase().replace(/^(?:business|working)[ -]/, 'business-') });
}

function placeCode(text: string): string {
  return placeNamed(text) ?? text.toUpperCase();
}

function partyId(text: string, answers: Answers): string | undefined {
  return answers.parties.find((party) => party.id === text || party.shortName?.toLowerCase() === text.toLowerCase() || party.legalName?.toLowerCase() === text.toLowerCase())?.id;
}
