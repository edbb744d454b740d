import { isCurrency } from '#agreement/facts/values';
import type { Text } from '#stages/inspect/subject';

/** An amount of money in a text. */
export interface Amount {
  in: Text;
  from: number;
  to: number;
  /** ISO code, or the sign or word that was typed: `$`. */
  currency: string;
  /** Exact decimal without separators. */
  value: string;
}

const shape = /(?<![\p{L}\p{N}])(?:(US\$|C\$|A\$|HK\$|NZ\$|[A-Z]{3}|[$€£¥])\s?((?:\d{1,3}(?:[,.’' ]\d{3})+|\d+)(?:[.,]\d{1,4})?)|((?:\d{1,3}(?:[,.’' ]\d{3})+|\d+)(?:[.,]\d{1,4})?)\s(euros?|dollars|pounds|[A-Z]{3})(?![\p{L}\p{N}]))/gu;

/** What every amount has: a sign, three capitals or the name of a currency. */
const marks = /[$€£¥]|[A-Z]{3}|euro|dollar|pound/;

const signs: Readonly<Record<string, string>> = { 'US$': 'USD', 'C$': 'CAD', 'A$': 'AUD', 'HK$': 'HKD', 'NZ$': 'NZD', '€': 'EUR', '£': 'GBP', euro: 'EUR', euros: 'EUR', pounds: 'GBP', dollars: '$' };

/** All amounts with a currency in a text, in order. */
export function amountsIn(text: Text): Amount[] {
  const words = text.text.text;
  if (!/\d/.test(words) || !marks.test(words)) return [];
  const found: Amount[] = [];
  for (const match of words.matchAll(shape)) {
    const mark = (match[1] ?? match[4]) as string;
    const currency = signs[mark] ?? mark;
    if (currency.length === 3 && !isCurrency(currency)) continue;
    const digits = (match[2] ?? match[3]) as string;
    const value = decimalOf(digits);
    if (value !== null) found.push({ in: text, from: match.index, to: match.index + match[0].length, currency, value });
  }
  return found;
}

/** `750,000.00` and `750.000,00` as `750000.00`; null where the separators make no number. */
export function decimalOf(digits: string): string | null {
  const plain = digits.replace(/[ ’']/g, '').replace(/[.,]$/, '');
  if (/^\d+$/.test(plain)) return plain;
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return plain.replaceAll(',', '');
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(plain)) return plain.replaceAll('.', '').replace(',', '.');
  if (/^\d+\.\d+$/.test(plain)) return plain;
  if (/^\d+,\d{1,2}$/.test(plain)) return plain.replace(',', '.');
  return null;
}

const units: Readonly<Record<string, number>> = {
  zero: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, thirteen: 13, fourteen: 14,
  fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19, twenty: 20, thirty: 30, forty: 40, fourty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
};
const scales: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };

/** True for a word that can be part of a number in words. */
export function isNumberWord(word: string): boolean {
  return Object.hasOwn(units, word) || Object.hasOwn(scales, word) || word === 'hundred';
}

/** The value of a number in words (`fifty thousand`, `one hundred and twenty`), or null where the words make none. */
export function numberFromWords(words: readonly string[]): number | null {
  let total = 0;
  let part = 0;
  let seen = false;
  for (const word of words) {
    if (word === 'and') continue;
    if (Object.hasOwn(units, word)) part += units[word] as number;
    else if (word === 'hundred') part = (part === 0 ? 1 : part) * 100;
    else if (Object.hasOwn(scales, word)) {
      total += (part === 0 ? 1 : part) * (scales[word] as number);
      part = 0;
    } else return null;
    seen = true;
  }
  return seen ? total + part : null;
}
