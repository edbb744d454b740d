import { stringify } from 'yaml';
import { factRows } from '#agreement/facts/table';
import { sectionTitles } from '#stages/ask/interview';
import { sections } from '#agreement/facts/define';

/** An id from a name: small letters, digits and hyphens, at most 30 characters. */
export function idFrom(name: string, taken: readonly string[]): string {
  const base = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 26).replace(/-+$/, '') || 'party';
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

/** Longest short name of a party; a longer name can only be its legal name. */
const shortNameLimit = 30;

/** An answers file to fill in: the parties by name, and every question of the interview as a comment with an example. */
export function starterAnswers(type: string, names: readonly string[]): string {
  const ids: string[] = [];
  for (const name of names) ids.push(idFrom(name, ids));
  const parties = names.map((name, index) => ({ id: ids[index], ...(name.length > shortNameLimit ? { legalName: name } : { shortName: name }) }));
  const lines = ['# Answers for a cooperation agreement. Fill in what you know and delete the "#"; what is missing prints as a blank.', stringify({ entente: 1, type, parties }).trimEnd(), 'facts:', '  {}', ''];
  for (const section of sections) {
    const rows = factRows().filter((row) => row.section === section && row.question !== undefined && row.derived !== true && row.path.split('.').length === 2);
    if (rows.length === 0 || section === 'drafting') continue;
    lines.push(`# ${sectionTitles[section]}`);
    for (const row of rows) {
      lines.push(`# ${row.path.replace('parties.*', 'party')}: ${row.question}`);
      if (row.example !== undefined) for (const line of stringify(row.example).trimEnd().split('\n')) lines.push(`#     ${line}`);
    }
    lines.push('');
  }
  return `${lines.join('\n')}\n`;
}
