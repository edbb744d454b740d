import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import type { Library } from '#library/library';

/** The languages that an agreement is asked for in: the one that prevails, then the others; English where nothing was said. */
export function languagesAsked(answers: Answers): string[] {
  const first = valueAt(answers, 'law.language');
  const others = valueAt(answers, 'law.otherLanguages');
  const list = [typeof first === 'string' && first !== '' ? first : 'en', ...(Array.isArray(others) ? others.filter((one): one is string => typeof one === 'string') : [])];
  return [...new Set(list.map((tag) => tag.split('-')[0] as string))];
}

/** Of the languages asked for those in which the library has words; English where it has them in none. */
export function languagesDrafted(library: Library, answers: Answers): string[] {
  const known = languagesAsked(answers).filter((lang) => library.clauses.some((clause) => clause.heading[lang] !== undefined));
  return known.length === 0 ? ['en'] : known;
}
