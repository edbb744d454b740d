import { stringify } from 'yaml';
import { factTree, type FactNode } from '#agreement/facts/table';
import { idFrom } from '#stages/ask/id-from';
import { sectionTitles } from '#stages/ask/interview';
import { sections } from '#agreement/facts/define';

/** Longest short name of a party; a longer name can only be its legal name. */
const shortNameLimit = 30;

/**
 * An answers file to fill in: the parties by name, and below them every question as a comment with the form of its answer.
 * Deleting "# " at the start of the lines of an answer puts it in place. `modules` are further types that are offered.
 */
export function starterAnswers(type: string, names: readonly string[], modules: readonly string[] = []): string {
  const ids: string[] = [];
  for (const name of names) ids.push(idFrom(name, ids));
  const tree = factTree();
  const party = tree.children.get('parties')?.children.get('*');
  if (party === undefined) throw new Error('the facts have no parties');
  const lines = [
    '# Answers for a cooperation agreement. Delete "# " at the start of the lines that you answer and put your own values there.',
    '# What stays a comment is not answered yet: it prints as a blank. Ids are yours to choose and must never change later.',
    `entente: 1`,
    `type: ${type}`,
    names.length === 0 ? 'parties: []' : 'parties:',
  ];
  names.forEach((name, index) => {
    lines.push(`  - ${stringify({ id: ids[index] }).trimEnd()}`, `    ${stringify({ [name.length > shortNameLimit ? 'legalName' : 'shortName']: name }).trimEnd()}`);
    for (const [field, node] of party.children) if (!['id', name.length > shortNameLimit ? 'legalName' : 'shortName'].includes(field)) lines.push(...asked(field, node, '    ', ids));
  });
  const title = names.length === 2 ? `${names[0]} and ${names[1]}` : (names[0] ?? 'Cooperation');
  lines.push('facts:', '  agreement:', `    ${stringify({ title }).trimEnd()}`);
  for (const [field, node] of tree.children.get('agreement')?.children ?? []) if (!['title', 'type'].includes(field)) lines.push(...asked(field, node, '    ', ids, field === 'modules' && modules.length > 0 ? modules : undefined));
  for (const section of sections) {
    for (const [group, node] of tree.children) {
      if (['parties', 'agreement', 'drafting'].includes(group) || node.row.section !== section) continue;
      lines.push('', `  # ${sectionTitles[section]}`, `#   ${group}:`);
      for (const [field, child] of node.children) lines.push(...asked(field, child, '    ', ids));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** One question and the form of its answer, as comments. */
function asked(field: string, node: FactNode, indent: string, parties: readonly string[], example?: unknown): string[] {
  const answer = stringify({ [field]: example ?? withParties(exampleOf(node), parties) }, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split('\n').map((line) => `# ${indent}${line}`);
  const { question, options } = node.row;
  const choices = options === undefined ? '' : ` One of: ${Object.keys(options).join(', ')}.`;
  return [...(question === undefined ? [] : [`${indent}# ${question}${choices}`]), ...answer];
}

/** An example of an answer, with every field that it may have. */
function exampleOf(node: FactNode): unknown {
  const { kind, example } = node.row;
  if (kind === 'value') return example;
  const inner = Object.fromEntries([...node.children].filter(([key]) => key !== '*').map(([key, child]) => [key, key === 'id' ? 'one' : exampleOf(child)]));
  if (kind === 'group') return inner;
  const entry = node.children.get('*');
  const fields = entry === undefined ? {} : exampleOf(entry);
  return kind === 'list' ? [fields] : { one: fields };
}

/** The parties that examples of the facts table name. */
const exampleParties = ['alpha', 'beta', 'gamma', 'delta'];

/** An example with the parties of this file in the place of those that the table names. */
function withParties(value: unknown, parties: readonly string[]): unknown {
  if (typeof value === 'string') {
    const at = exampleParties.indexOf(value);
    return at < 0 || parties.length === 0 ? value : parties[at % parties.length];
  }
  if (Array.isArray(value)) return [...new Set(value.map((one) => withParties(one, parties)))];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withParties(inner, parties)]));
}
