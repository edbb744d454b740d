import { z } from 'zod';
import { show } from '#agreement/facts/problem';
import { isZone } from '#agreement/time/zones';
import { isLocalDate } from '#agreement/time/day';
import { periodUnits } from '#agreement/time/period';
import { isPlace } from '#agreement/words/places';

/** How a value is written and printed; the formats of the slots of a clause, and the same for the questions of the interview. */
export const valueFormats = [
  'text', 'number', 'time', 'language', 'money', 'percent', 'date', 'period', 'deadline', 'place', 'zone', 'law', 'label',
  'person', 'address', 'registry', 'party', 'actor', 'list-and',
] as const;

/** One of the formats of a value. */
export type ValueFormat = (typeof valueFormats)[number];

/** What a reader is told about a kind of value: what is expected, an example, and why a wrong one is wrong where that can be said. */
export interface ValueGuide {
  expected: string;
  example: unknown;
  /** One sentence without the value itself, or undefined where nothing better than "this is not …" can be said. */
  explain?: (input: unknown) => string | undefined;
}

/** Ids of items and parties: they are chosen once and never change, because paths use them. */
export const idPattern = /^[a-z0-9-]{1,30}$/;

/** Current ISO 4217 codes of money; funds codes, metals and test codes are left out. */
const currencies = new Set(
  ('AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP ' +
    'GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR ' +
    'MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY ' +
    'TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG').split(' '),
);

const amountPattern = /^\d{1,15}(\.\d{1,4})?$/;
const percentPattern = /^\d{1,9}(\.\d{1,4})?$/;
const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/;
const languagePattern = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;
const lawPattern = /^[a-z]{2}(-[a-z0-9]{1,3})?$/;
const zonePattern = /^(UTC|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[A-Za-z0-9_+-]{2,30}(\/[A-Za-z0-9_+-]{2,30})?)$/;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** True for a current ISO 4217 currency code. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** The United Kingdom and the United States have no contract law of their own; their parts have. */
const isLaw = (code: string): boolean => lawPattern.test(code) && isPlace(code.toUpperCase()) && code !== 'gb' && code !== 'us';

/** The id of an item or a party. */
export const idSchema = z.string().regex(idPattern);
/** A text on one or more lines. */
export const textSchema = z.string().min(1).max(4000);
/** A short text on one line: a name, a title, a number in a register. */
export const lineSchema = z.string().min(1).max(200).regex(/^[^\n]*$/);
/** A plain number. */
export const numberSchema = z.number().min(0).max(1e12);
/** A whole number. */
export const countSchema = z.int().min(0).max(100_000);
/** A time of day on a 24-hour clock. */
export const timeSchema = z.string().regex(timePattern);
/** A BCP 47 language tag. */
export const languageSchema = z.string().regex(languagePattern);
/** An exact amount as digits, at most 4 decimals. */
export const amountSchema = z.string().regex(amountPattern);
/** An ISO 4217 currency code. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/).refine(isCurrency);
/** An amount with its currency. */
export const moneySchema = z.strictObject({ amount: amountSchema, currency: currencySchema });
/** A percentage as an exact decimal, at most 4 decimals: "33.3333". */
export const percentSchema = z.string().regex(percentPattern);
/** A date of the calendar. */
export const dateSchema = z.string().regex(datePattern).refine(isLocalDate);
/** A number of units of time. */
export const periodSchema = z.strictObject({ n: z.int().min(0).max(100_000), unit: z.enum(periodUnits) });
/** A date, or a period counted from an event that is told in words. */
export const deadlineSchema = z.union([
  dateSchema,
  z.strictObject({ after: lineSchema, period: periodSchema }),
  z.strictObject({ before: lineSchema, period: periodSchema }),
]);
/** An ISO 3166-1 country or ISO 3166-2 part of one. */
export const placeSchema = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/).refine(isPlace);
/** A time zone of the IANA database. */
export const zoneSchema = z.string().regex(zonePattern).refine(isZone);
/** A law system: a country, or the part of it that has its own law. */
export const lawSchema = z.string().regex(lawPattern).refine(isLaw);
/** A postal address; what is known of it. */
export const addressSchema = z
  .strictObject({ street: lineSchema.optional(), line2: lineSchema.optional(), postcode: lineSchema.optional(), city: lineSchema.optional(), region: lineSchema.optional(), country: placeSchema.optional() })
  .refine((address) => Object.keys(address).length > 0);
/** An electronic mail address. */
export const emailSchema = z.email().max(254);
/** A party of this agreement, by its id. */
export const partySchema = idSchema;
/** Who acts: a party by its id, a body of the cooperation by its id, a role (perhaps in one party), or somebody outside. */
export const actorSchema = z.union([
  partySchema,
  z.strictObject({ body: idSchema }),
  z.strictObject({ role: lineSchema, party: partySchema.optional() }),
  z.strictObject({ other: lineSchema }),
]);
/** An SPDX licence identifier or a short expression of them. */
export const licenceSchema = z.string().max(200).regex(/^[A-Za-z0-9][A-Za-z0-9.+-]*( (AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*$/);

/** An amount of money as it stands in the answers. */
export type Money = z.infer<typeof moneySchema>;
/** A deadline as it stands in the answers. */
export type Deadline = z.infer<typeof deadlineSchema>;
/** A postal address as it stands in the answers. */
export type Address = z.infer<typeof addressSchema>;
/** An actor as it stands in the answers. */
export type Actor = z.infer<typeof actorSchema>;

function explainAmount(input: unknown): string | undefined {
  if (typeof input === 'number') return `The amount must stand in quotes, so that no digit is lost: "${input}".`;
  if (typeof input !== 'string') return undefined;
  if (input.startsWith('-')) return 'The amount must not be negative.';
  if (/^\d{1,3}([,' ]\d{3})+(\.\d+)?$/.test(input)) return `The amount must have no thousands separators: "${input.replace(/[,' ]/g, '')}".`;
  if (/^\d+,\d+$/.test(input)) return `The decimals must follow a point: "${input.replace(',', '.')}".`;
  if (/^\d+\.\d{5,}$/.test(input)) return 'The amount has more than 4 decimals.';
  return undefined;
}

function explainMoney(input: unknown): string | undefined {
  if (typeof input === 'number') return 'The currency is missing.';
  if (typeof input === 'string') return 'Amount and currency must be written apart.';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const { amount, currency } = input as Record<string, unknown>;
  if (amount === undefined) return 'The amount is missing.';
  if (typeof amount !== 'string' || !amountPattern.test(amount)) return explainAmount(amount) ?? 'The amount must be digits, with a point before the decimals.';
  if (currency === undefined) return 'The currency is missing.';
  if (typeof currency !== 'string' || !isCurrency(currency)) return `${show(currency)} is not a current ISO 4217 code.`;
  return unknownKeys(input, ['amount', 'currency']);
}

function explainPercent(input: unknown): string | undefined {
  if (typeof input === 'number') return `The percentage must stand in quotes, so that no digit is lost: "${input}".`;
  if (typeof input !== 'string') return undefined;
  if (/%/.test(input)) return `The percentage must be written without the sign: "${input.replace(/\s*%/, '')}".`;
  if (/^\d+\.\d{5,}$/.test(input)) return 'The percentage has more than 4 decimals.';
  if (/^\d+,\d+$/.test(input)) return `The decimals must follow a point: "${input.replace(',', '.')}".`;
  return undefined;
}

function explainDate(input: unknown): string | undefined {
  if (typeof input !== 'string') return undefined;
  if (datePattern.test(input)) return 'The calendar has no such day.';
  if (/^\d{4}-\d{2}-\d{2}T/.test(input)) return `A date has no time: "${input.slice(0, 10)}".`;
  if (/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(input)) return 'A date is written year-month-day.';
  return undefined;
}

function explainPeriod(input: unknown): string | undefined {
  if (typeof input === 'number') return 'The unit is missing.';
  if (typeof input === 'string') return 'Number and unit must be written apart.';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const { n, unit } = input as Record<string, unknown>;
  if (n === undefined) return 'The number n is missing.';
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n > 100_000) return 'The number n must be a whole number from 0 to 100000.';
  if (unit === undefined) return 'The unit is missing.';
  if (typeof unit !== 'string' || !(periodUnits as readonly string[]).includes(unit)) return `${show(unit)} is not a unit; use ${periodUnits.join(', ')}.`;
  return unknownKeys(input, ['n', 'unit']);
}

function explainDeadline(input: unknown): string | undefined {
  if (typeof input === 'string') return explainDate(input);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const { after, before, period } = input as Record<string, unknown>;
  if (after === undefined && before === undefined) return 'The event is missing: name it under "after" or "before".';
  if (after !== undefined && before !== undefined) return 'A deadline lies after an event or before one, not after one and before another.';
  if (period === undefined) return 'The period is missing.';
  return explainPeriod(period) ?? unknownKeys(input, ['after', 'before', 'period']);
}

function explainActor(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  return unknownKeys(input, ['body', 'role', 'party', 'other']);
}

const countryCodes: Readonly<Record<string, string>> = { UK: 'GB', EN: 'GB-ENG', EL: 'GR', USA: 'US', GER: 'DE', DEU: 'DE', FRA: 'FR', GBR: 'GB' };

function explainPlace(input: unknown): string | undefined {
  if (typeof input !== 'string') return undefined;
  const code = input.toUpperCase();
  const other = countryCodes[code] ?? (isPlace(code) ? code : undefined);
  return other === undefined ? `No country has the code ${show(input)}.` : `The ISO code is ${other}.`;
}

function explainLaw(input: unknown): string | undefined {
  if (typeof input !== 'string') return undefined;
  if (['uk', 'gb'].includes(input.toLowerCase())) return 'The United Kingdom has several law systems: gb-eaw, gb-sct, gb-nir.';
  if (input.toLowerCase() === 'us') return 'The law of a contract is that of a state: us-ny, us-de, us-ca.';
  return isLaw(input.toLowerCase()) ? `A law system is written in small letters: ${input.toLowerCase()}.` : `No law system has the code ${show(input)}.`;
}

function explainTime(input: unknown): string | undefined {
  if (typeof input === 'number') return 'The time must stand in quotes.';
  return typeof input === 'string' && /[ap]\.?m/i.test(input) ? 'The time is on the 24-hour clock.' : undefined;
}

const explainZone = (input: unknown): string | undefined => (typeof input === 'string' ? `No time zone is called ${show(input)}.` : undefined);

const explainNumber = (input: unknown): string | undefined => (typeof input === 'string' && /^\d+(\.\d+)?$/.test(input) ? `A number stands without quotes: ${input}.` : undefined);

function unknownKeys(input: object, known: readonly string[]): string | undefined {
  const extra = Object.keys(input).filter((key) => !known.includes(key));
  return extra.length === 0 ? undefined : `${show(extra[0])} is not part of it.`;
}

/** What is expected of a value in each format, with an example; the sentences that people read when an answer does not fit. */
export const valueGuides: Readonly<Record<ValueFormat, ValueGuide>> = {
  text: { expected: 'a text', example: 'Pilot in three clinics' },
  number: { expected: 'a number, 0 or more', example: 3, explain: explainNumber },
  time: { expected: 'a time on the 24-hour clock, in quotes', example: '17:00', explain: explainTime },
  language: { expected: 'a language tag', example: 'en' },
  money: { expected: 'an amount in quotes and an ISO 4217 currency', example: { amount: '750000.00', currency: 'EUR' }, explain: explainMoney },
  percent: { expected: 'a percentage in quotes, at most 4 decimals', example: '33.3333', explain: explainPercent },
  date: { expected: 'a date of the calendar, year-month-day', example: '2027-03-01', explain: explainDate },
  period: { expected: `a whole number n and a unit (${periodUnits.join(', ')})`, example: { n: 30, unit: 'day' }, explain: explainPeriod },
  deadline: { expected: 'a date, or a period after or before an event', example: { after: 'receipt of the notice', period: { n: 10, unit: 'business-day' } }, explain: explainDeadline },
  place: { expected: 'an ISO 3166 code of a country or a part of one', example: 'DE', explain: explainPlace },
  zone: { expected: 'a time zone of the IANA database', example: 'Europe/Berlin', explain: explainZone },
  law: { expected: 'a law system: an ISO 3166 code in small letters', example: 'gb-eaw', explain: explainLaw },
  label: { expected: 'one of the listed words', example: 'mutual' },
  person: { expected: 'the name of a person', example: 'Ada Winter' },
  address: { expected: 'a postal address', example: { street: '1 Quay Street', postcode: '10115', city: 'Berlin', country: 'DE' } },
  registry: { expected: 'a list of register entries', example: [{ id: 'hrb', register: 'Munich', number: 'HRB 1234' }] },
  party: { expected: 'the id of a party of this agreement', example: 'alpha' },
  actor: { expected: 'the id of a party, or {body: id}, {role: text} or {other: text}', example: { role: 'managing director', party: 'alpha' }, explain: explainActor },
  'list-and': { expected: 'a list', example: ['training', 'support'] },
};
