import { sections } from '#agreement/facts/define';
import { factRows } from '#agreement/facts/table';
import { settings } from '#doors/cli/settings-table';
import { compile, packInfo, type PackFiles } from '#library/compile';
import type { Library } from '#library/library';
import { whoAnswers } from '#stages/ask/guide';
import { sectionTitles } from '#stages/ask/interview';
import { checks } from '#stages/inspect/checks/index';
import { pageOf } from '#stages/inspect/page';
import { bundledPacks, readPackFolder } from '#world/packs';
import { projectFolder } from '#world/project-folder';
import { realAgreementsPage } from './real-agreements';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The generated pages of docs/, by file name. */
export function pages(): Record<string, string> {
  return { 'facts.md': facts(), 'clauses.md': clauses(), 'checks.md': checkPages(), 'settings.md': settingsPage(), 'laws.md': laws(), 'real-agreements.md': realAgreementsPage(base()) };
}

function facts(): string {
  const lines = ['# Facts', '', 'Every question, in the order of the interview. Paths are those of an answers file; `parties.*` stands for each party, `*` for the id of an item.', ''];
  for (const section of sections) {
    const rows = factRows().filter((row) => row.section === section && row.derived !== true);
    if (rows.length === 0) continue;
    lines.push(`## ${sectionTitles[section]}`, '', '| Path | What it is | Example |', '|---|---|---|');
    for (const row of rows) {
      const what = row.question === undefined ? row.label : `**${row.question}** ${row.help ?? ''} ${row.how ?? ''} *Needed:* ${row.when ?? ''} *Who:* ${whoAnswers(row)}.`;
      const options = row.options === undefined ? '' : ` (${Object.keys(row.options).join(', ')})`;
      lines.push(`| \`${row.path}\` | ${cell(what.trim() + options)} | ${row.kind === 'value' && row.example !== undefined ? `\`${cell(JSON.stringify(row.example))}\`` : ''} |`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function base(): Library {
  const compiled = compile([readPackFolder(`${projectFolder()}/packs/base`, 'packs/base')]);
  if (!compiled.ok) throw new Error('packs/base does not compile');
  return compiled.library;
}

function clauses(): string {
  const lines = ['# Clauses', '', 'Every clause of the base library in the order of an agreement. "Required" and "optional" name types; a star says that a condition decides.', '', '| Clause | Heading | Required | Optional | Positions | Needs |', '|---|---|---|---|---|---|'];
  for (const clause of base().clauses) {
    const heading = (clause.heading.en ?? []).map((piece) => ('text' in piece ? piece.text : '…')).join('');
    const standing = (one: typeof clause.required): string => one.types.join(', ') + (one.when === null ? '' : '*');
    lines.push(`| \`${clause.id}\` | ${cell(heading)} | ${standing(clause.required)} | ${standing(clause.optional)} | ${clause.positions.of.join(', ')} | ${clause.needs.map((need) => need.clause).join(', ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function laws(): string {
  const packs = bundledPacks().slice(1);
  const compiled = compile([bundledPacks()[0] as PackFiles], packs);
  if (!compiled.ok) throw new Error('the packs do not compile');
  const { library } = compiled;
  const lines = [
    '# Laws',
    '',
    `The rules of law that this installation knows: ${library.rules.length} in ${packs.length} packs, as dated data with their source. They are no legal advice. **An attorney must confirm each of them for the case and the day of use**, and the column says how sure the source work was. Where a pack is missing, the product says so and guesses nothing.`,
    '',
    'The governing law lays the words of its pack over the base. Seats and places of work bring their rules to the checks, not their words. A figure counts on the days that it names; on other days the product says that there is none. "Look up" marks figures that change too often to stand here.',
    '',
  ];
  for (const pack of library.lookedAt) {
    const own = packs.find((one) => packInfo(one)?.id === pack.id) as PackFiles;
    const clauses = Object.keys(own.files).flatMap((name) => /^clauses\/([^/]+)\/clause\.yaml$/.exec(name)?.[1] ?? []).sort();
    lines.push(`## ${pack.title}`, '', `Pack \`${pack.id}\`, version ${pack.version} of ${pack.date}. ${clauses.length === 0 ? 'It has rules only.' : `It has words of its own in: ${clauses.map((id) => `\`${id}\``).join(', ')}.`}`, '');
    lines.push('| Rule | What it means for the text | Figures and dates | Source | Confidence | An attorney must confirm |', '|---|---|---|---|---|---|');
    for (const rule of library.rules.filter((one) => one.pack === pack.id)) {
      const dates = rule.from === null && rule.until === null ? [] : [`the rule: ${span(rule)}`];
      const figures = rule.values.map((value) => `${value.key}: ${value.lookUp === null ? `${[value.is].flat().join(', ')}${value.unit === null ? '' : ` ${units(value.is, value.unit)}`}` : `look up ${value.lookUp}`}${value.from === null && value.until === null ? '' : ` (${span(value)})`}`);
      lines.push(`| ${rule.id} ${cell(rule.title)} | ${cell(rule.means)}${rule.watch === null ? '' : ` *Watch:* ${cell(rule.watch)}`} | ${cell([...dates, ...figures].join('; '))} | ${cell(rule.source)} | ${rule.confidence} | ${rule.attorneyMustConfirm ? 'yes' : 'no'} |`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** "7 years", "25 percent", "40 EUR". */
const units = (is: unknown, unit: string): string => (['day', 'month', 'year', 'hour'].includes(unit) && is !== 1 ? `${unit}s` : unit);

const span = ({ from, until }: { from: string | null; until: string | null }): string => [from === null ? '' : `from ${from}`, until === null ? '' : `until ${until}`].filter((one) => one !== '').join(' ');

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
    'What `entente serve` can be told: as an option, as a variable of the environment, or as a line of a settings file. The option outranks the variable, and the variable the file; an empty variable counts as none. `entente settings` shows what is in force and where it comes from.',
    '',
    '| Option, and name in the file | Variable | Meaning | Without it |',
    '|---|---|---|---|',
    ...settings.map(({ name, env, value, meaning, otherwise }) => `| \`--${name} ${value}\` | \`${env}\` | ${cell(meaning)} | ${cell(otherwise)} |`),
    '',
    '## The settings file',
    '`entente.yaml` in the data folder, or any file named with `--settings`. One line for each setting, under the name of the option; a name that is not known is refused with the nearest that is. Paths count from the folder of the file.',
    '```yaml',
    'listen: 127.0.0.1:4321',
    'address: https://entente.example',
    'trust-proxy: [10.0.0.5, 10.1.0.0/16]',
    'mail: smtp://entente@mail.example:587?from=Entente%20<entente@mail.example>',
    'mail-password-file: /etc/entente/mail-password',
    'sign-up: invited',
    '```',
    'A file that holds a password must not be readable by every user of the machine (`chmod 600`, or 640 for a group). Passwords can stand in files of their own, as containers and systemd hand them over: `--mail-file`, `--mail-password-file`, `--database-file`. Such a file holds one line; it too must be private, except below `/run/secrets/`.',
    '',
    '## Beyond this machine',
    'Plain http is served on this machine only. For others to reach it, the server needs either a certificate (`--tls-cert`, `--tls-key`) or a proxy with https before it, named with `--trust-proxy` and `--address https://…`; else it refuses to start and says why. Only the configured address is answered. While nobody has an account, such a server prints a set-up code that its first visitor is asked for.',
    '',
    'Behind a proxy the server listens with plain http and answers connections of that proxy alone. The proxy must put the address of whoever asks at the end of `X-Forwarded-For` and pass `Host` on as it is.',
  ];
  return `${lines.join('\n')}\n`;
}
