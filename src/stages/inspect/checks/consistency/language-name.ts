import { factInWords } from '#agreement/words/en';

/** The English name of a language tag, as findings say it: "French". */
export function languageName(tag: string): string {
  return factInWords({ path: 'law.language', value: tag, format: 'language' }, { parties: [] });
}
