import { itemTitle } from '#agreement/facts/read';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { factAt } from '#agreement/facts/table';
import { factInWords } from '#agreement/words/en';

/** A value of a fact in one line of words, whoever gave it; undefined where it is open. */
export function answerInWords(path: string, value: unknown, answers: Answers): string | undefined {
  const row = factAt(path);
  if (row === undefined || value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.length === 0) return 'none';
  if (row.kind === 'list' && Array.isArray(value)) return (value as { id: string }[]).map((item) => itemTitle({ value: item }) ?? item.id).join('; ');
  if (row.format === undefined) return undefined;
  const parties = answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null }));
  return factInWords({ path, value, format: row.format }, { parties });
}
