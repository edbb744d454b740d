import { sections } from '#agreement/facts/define';
import { factRows } from '#agreement/facts/table';
import { settings } from '#doors/cli/settings';
import { compile } from '#library/compile';
import { sectionTitles } from '#stages/ask/interview';
import { checks } from '#stages/inspect/checks/index';
import { pageOf } from '#stages/inspect/page';
import { readPackFolder } from '#world/packs';
import { projectFolder } from '#world/project-folder';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The generated pages of docs/, by file name. */
export function pages(): Record<string, string> {
  return { 'facts.md': facts(), 'clauses.md': clauses(), 'checks.md': checkPages(), 'settings.md': settingsPage() };
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

function settingsPage(): string {
  const lines = [
    '# Settings',
    '',
    'What `entente serve` can be told, as an option or as a variable of the environment; the option outranks the variable, and an empty variable counts as none.',
    '',
    '| Option | Variable | Meaning | Without it |',
    '|---|---|---|---|',
    ...settings.map(({ name, env, value, meaning, otherwise }) => `| \`--${name} ${value}\` | \`${env}\` | ${cell(meaning)} | ${cell(otherwise)} |`),
    '',
    '## Beyond this machine',
    'Plain http is served on this machine only. For others to reach it, the server needs either a certificate (`--tls-cert`, `--tls-key`) or a proxy with https before it, named with `--trust-proxy` and `--address https://…`; else it refuses to start and says why. Only the configured address is answered. While nobody has an account, such a server prints a set-up code that its first visitor is asked for.',
    '',
    'Behind a proxy the server listens with plain http and answers connections of that proxy alone. The proxy must put the address of whoever asks at the end of `X-Forwarded-For` and pass `Host` on as it is.',
  ];
  return `${lines.join('\n')}\n`;
}
