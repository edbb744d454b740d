import type { Who } from '#agreement/facts/define';
import { factTree, resolvePath, type FactNode, type FactRow } from '#agreement/facts/table';
import { factInWords } from '#agreement/words/en';

/** All that a person is told beside a question. */
export interface Guide {
  question: string;
  /** Why we ask, and what the answer changes. */
  why: string;
  /** How to answer. */
  how: string;
  /** An answer in words. */
  example: string;
  /** When an answer is needed. */
  when: string;
  /** Who answers, in words. */
  who: string;
}

/** Who answers, as people read it. */
export const whoInWords: Readonly<Record<Who, string>> = {
  P: 'each party for itself', J: 'all parties together', C: 'the coordinator', F: 'finance', T: 'the technical lead', D: 'the data-protection lead', L: 'an attorney',
};

/** What a person is told beside a question; undefined where the row asks nothing of its own. */
export function guideTo(path: string): Guide | undefined {
  const node = resolvePath(path.replace(/^parties$/, 'parties.*'))?.node;
  const row = path === 'parties' ? factTree().children.get('parties')?.row : node?.row;
  if (node === undefined || row?.question === undefined || row.help === undefined || row.how === undefined || row.when === undefined) return undefined;
  return { question: row.question, why: row.help, how: row.how, example: exampleInWords(node), when: row.when, who: whoAnswers(row) };
}

/** Who answers a question, joined in words. */
export function whoAnswers({ who }: Pick<FactRow, 'who'>): string {
  const words = who.map((one) => whoInWords[one]);
  return words.length === 1 ? (words[0] as string) : `${words.slice(0, -1).join(', ')} or ${words.at(-1) as string}`;
}

/** How many fields an example shows. */
const shownFields = 4;

const exampleParties = ['alpha', 'beta', 'gamma', 'delta'].map((id) => ({ id, shortName: id.charAt(0).toUpperCase() + id.slice(1), legalName: null }));

/** An answer in words: the value, or the first fields of a group or an entry with their labels. */
export function exampleInWords(node: FactNode): string {
  const { row } = node;
  if (row.kind === 'value') return row.format === undefined ? '' : factInWords({ path: row.path, value: row.example, format: row.format }, { parties: exampleParties });
  const main = row.main === undefined ? node : (node.children.get(row.main) as FactNode);
  const entry = main.row.kind === 'list' || main.row.kind === 'map' ? (main.children.get('*') as FactNode) : main;
  const fields = [...entry.children].filter(([key, child]) => key !== 'id' && child.row.kind === 'value').slice(0, shownFields);
  const inner = fields.length > 0 ? fields.map(([, child]) => child) : [...entry.children.values()].filter((child) => child.row.path.split('.').at(-1) !== 'id').slice(0, 1);
  return inner.map((child) => (child.row.kind === 'value' ? `${child.row.label}: ${exampleInWords(child)}` : exampleInWords(child))).join('; ');
}
