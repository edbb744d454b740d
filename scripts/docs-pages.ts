import { sections } from '#agreement/facts/define';
import { factRows } from '#agreement/facts/table';
import { compile } from '#library/compile';
import { sectionTitles } from '#stages/ask/interview';
import { checks } from '#stages/inspect/checks/index';
import { pageOf } from '#stages/inspect/page';
import { readPackFolder } from '#world/packs';
import { projectFolder } from '#world/project-folder';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The generated pages of docs/, by file name. */
export function pages(): Record<string, string> {
  return { 'facts.md': facts(), 'clauses.md': clauses(), 'checks.md': checkPages() };
}

function facts(): string {
  const lines = ['# Facts', '', 'Every question, in the order of the interview. Paths are those of an answers file; `parties.*` stands for each party, `*` for the id of an item.', ''];
  for (const section of sections) {
    const rows = factRows().filter((row) => row.section === section && row.derived !== true);
    if (rows.length === 0) continue;
    lines.push(`## ${sectionTitles[section]}`, '', '| Path | What it is | Example |', '|---|---|---|');
    for (const row of rows) {
      const what = row.question === undefined ? row.label : `**${row.question}** ${row.help ?? ''}`;
      const options = row.options === undefined ? '' : ` (${Object.keys(row.options).join(', ')})`;
      lines.push(`| \`${row.path}\` | ${cell(what.trim() + options)} | ${row.kind === 'value' && row.example !== undefined ? `\`${cell(JSON.stringify(row.example))}\`` : ''} |`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function clauses(): string {
  const compiled = compile([readPackFolder(`${projectFolder()}/packs/base`, 'packs/base')]);
  if (!compiled.ok) throw new Error('packs/base does not compile');
  const lines = ['# Clauses', '', 'Every clause of the base library in the order of an agreement. "Required" and "optional" name types; a star says that a condition decides.', '', '| Clause | Heading | Required | Optional | Positions | Needs |', '|---|---|---|---|---|---|'];
  for (const clause of compiled.library.clauses) {
    const heading = (clause.heading.en ?? []).map((piece) => ('text' in piece ? piece.text : '…')).join('');
    const standing = (one: typeof clause.required): string => one.types.join(', ') + (one.when === null ? '' : '*');
    lines.push(`| \`${clause.id}\` | ${cell(heading)} | ${standing(clause.required)} | ${standing(clause.optional)} | ${clause.positions.of.join(', ')} | ${clause.needs.map((need) => need.clause).join(', ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function checkPages(): string {
  const lines = ['# Checks', '', 'What each check says, why it matters and what to do. A problem of severity "error" blocks signing, a warning is worth fixing, advice is a note. No problems found does not mean that the text has the effect you want.', ''];
  for (const check of checks) {
    const page = pageOf(check);
    lines.push(`## ${check.code} ${check.rule}`, '', `*${check.severity}* · “${page.sentence}”`, '', page.what, '', `**Why.** ${page.why}`, '', `**What to do.** ${page.todo}`, '', `Source: ${page.source}`, '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
