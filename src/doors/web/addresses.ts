import { factAt } from '#agreement/facts/table';
import type { Section } from '#agreement/facts/define';
import { questionOf } from '#stages/ask/interview';

/** The question under which a fact is asked on these screens; names of parties are asked with the parties themselves. */
export function askedAt(path: string): string {
  const question = questionOf(path.replace(/^party\./, 'parties.x.'));
  return ['party.legalName', 'party.shortName', 'party.id', 'parties.count', 'parties.ids'].includes(question) ? 'parties' : question;
}

/** A question's part of the address: dots would read as a file name. */
export function questionSlug(question: string): string {
  return question.replace('.', '-');
}

/** The question that an address names. */
export function questionFromSlug(slug: string): string {
  return slug.replace('-', '.');
}

/** The section under which a question stands; undefined for what is not asked. */
export function sectionOf(question: string): Section | undefined {
  const section = question === 'parties' ? 'parties' : factAt(question)?.section;
  return section === 'drafting' ? undefined : section;
}

/** The address of the question behind a fact, or undefined where none is asked. */
export function questionHref(agreement: string, path: string): string | undefined {
  const question = askedAt(path);
  const section = sectionOf(question);
  return section === undefined ? undefined : `/a/${agreement}/ask/${section}/${questionSlug(question)}`;
}
