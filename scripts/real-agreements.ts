import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { clauseAttrs, clausesOf } from '#agreement/document/schema';
import { printDocument, textsOf } from '#agreement/document/print';
import { readAnswers } from '#agreement/facts/answers';
import { clauseTemplate, type Library } from '#library/library';
import { draft } from '#stages/draft/draft';
import { projectFolder } from '#world/project-folder';

const category = z.union([
  z.strictObject({ name: z.string(), contracts: z.int(), clauses: z.array(z.string()).min(1), by: z.string() }),
  z.strictObject({ name: z.string(), contracts: z.int(), module: z.string(), why: z.string() }),
]);
const file = z.strictObject({ family: z.int(), categories: z.array(category), examples: z.record(z.string(), z.strictObject({ contract: z.string(), marked: z.array(z.string()), missing: z.record(z.string(), z.string()).default({}) })) });

/** The categories of CUAD with what drafts each, and what experts marked in the agreements that our examples restate. */
export type RealAgreements = z.output<typeof file>;

/** Reads scripts/real-agreements.yaml. */
export function realAgreements(): RealAgreements {
  return file.parse(parse(readFileSync(`${projectFolder()}/scripts/real-agreements.yaml`, 'utf8')));
}

/** The page docs/real-agreements.md: for each restated agreement its categories, and for the family which can be expressed. */
export function realAgreementsPage(library: Library): string {
  const { family, categories, examples } = realAgreements();
  const byName = new Map(categories.map((one) => [one.name, one]));
  const titleOf = (id: string): string => (clauseTemplate(library, id)?.heading.en ?? []).map((piece) => ('text' in piece ? piece.text : '…')).join('');
  const ours = categories.filter((one) => 'clauses' in one);
  const lines = [
    '# Real agreements', '',
    'Six of our [examples](../examples) restate real agreements of CUAD v1 (Contract Understanding Atticus Dataset, The Atticus Project, [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)). In each contract of that set experts marked what belongs to 41 categories. This page compares their marks with what our clauses can say. It says nothing on whether a clause is right for you.', '',
    '## What can be expressed', '',
    `${ours.length} of ${categories.length} categories have a clause of ours; each of the other ${categories.length - ours.length} needs words that an attorney adds as a section of your own. The last column counts the ${family} cooperation contracts in the train and dev parts of the set in which the category is marked.`, '',
    '| Category | Clause, or what an attorney adds | With | Contracts |', '|---|---|---|---|',
    ...categories.map((one) => ('clauses' in one ? `| ${one.name} | ${one.clauses.map((id) => `\`${id}\` ${titleOf(id)}`).join('; ')} | ${one.by} | ${one.contracts} |` : `| ${one.name} | **attorney:** ${one.module} | ${one.why} | ${one.contracts} |`)),
    '',
  ];
  for (const [name, { contract, marked, missing }] of Object.entries(examples)) {
    const read = readAnswers(readFileSync(`${projectFolder()}/examples/${name}/answers.yaml`, 'utf8'));
    if (!read.ok) throw new Error(`examples/${name}/answers.yaml cannot be read`);
    const { document } = draft(library, read.answers);
    const printed = new Map(printDocument(document).sections.flatMap((section) => (section.kind === 'clause' ? [[section.clause, section] as const] : [])));
    const drafted = new Set(clausesOf(document).map((clause) => clauseAttrs(clause).library));
    lines.push(`## ${name} (${contract})`, '', `${read.answers.parties.map((party) => party.legalName).join(' and ')}: [what we could not restate](../examples/${name}/README.md)`, '', '| Marked category | In our draft |', '|---|---|');
    for (const category of marked) {
      const one = byName.get(category);
      if (one === undefined) throw new Error(`${name}: there is no category ${category}`);
      if (!('clauses' in one)) {
        lines.push(`| ${category} | left to an attorney: ${one.module} |`);
        continue;
      }
      if (missing[category] !== undefined) {
        lines.push(`| ${category} | missing: ${missing[category]} |`);
        continue;
      }
      const found = one.clauses.filter((id) => drafted.has(id));
      const said = found.map((id) => {
        const section = printed.get(id);
        const blanks = section === undefined ? 0 : [...textsOf(section)].flatMap((text) => text.runs).filter((run) => run.kind === 'blank').length;
        return `${section?.number === '' ? '' : `section ${section?.number}, `}${titleOf(id)}${blanks > 0 ? ' (with blanks)' : ''}`;
      });
      lines.push(`| ${category} | ${found.length === 0 ? `missing: the answers do not ask for ${one.clauses.map((id) => `\`${id}\``).join(', ')}` : `drafted: ${said.join('; ')}`} |`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
