import { useMemo } from 'react';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { factAt } from '#agreement/facts/table';
import type { FactRow } from '#agreement/facts/table';
import type { Library } from '#library/library';
import { interview, type InterviewSection, type Question } from '#stages/ask/interview';

/** The questions as these screens ask them: the names of the parties are one page, asked first. */
export function askedSections(library: Library, answers: Answers): InterviewSection[] {
  const named = answers.parties.length >= 2 && answers.parties.every((party) => party.shortName !== undefined && party.legalName !== undefined);
  return interview(library, answers).map((section) => {
    if (section.id !== 'parties') return section;
    const rest = section.questions.filter((question) => question.path !== 'party.legalName' && question.path !== 'party.shortName');
    const names = section.questions.filter((question) => !rest.includes(question));
    const parties: Question = { path: 'parties', row: factAt('parties') as FactRow, needed: true, clauses: [...new Set(names.flatMap((question) => question.clauses))], progress: named ? 'done' : 'open' };
    const questions = [...rest.filter((question) => question.path === 'agreement.type'), parties, ...rest.filter((question) => question.path !== 'agreement.type')];
    const answered = questions.filter((question) => question.progress !== 'open').length;
    return { ...section, questions, progress: answered === 0 ? 'not-started' : questions.every((question) => question.progress !== 'open' || !question.needed) ? 'done' : 'started' };
  });
}

/** The sections for the answers as they stand. */
export function useSections(library: Library, answers: Answers): InterviewSection[] {
  return useMemo(() => askedSections(library, answers), [library, answers]);
}

/** A question in the words of a heading. */
export function questionWords(question: Question): string {
  return question.path === 'parties' ? 'Who are the parties?' : (question.row.question ?? question.row.label);
}
