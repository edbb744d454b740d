import { capital, type PrintedText } from '#agreement/document/print';
import type { DocumentParty } from '#agreement/document/schema';
import { factAt } from '#agreement/facts/table';
import { showHidden } from '#agreement/words/visible';
import { listInWords } from '#agreement/words/en';
import type { BlockChange, SectionChange } from '#stages/negotiate/changes';

/** A bound value that prints otherwise than before; null where it was or is open. */
export interface FactChange {
  path: string;
  /** "liability cap", "seat of Alpha". */
  label: string;
  before: string | null;
  after: string | null;
}

/** Values bound to the same fact in the texts of both versions whose words differ, in the order of the version after. */
export function factChanges(before: readonly PrintedText[], after: readonly PrintedText[], parties: readonly DocumentParty[]): FactChange[] {
  const old = printedValues(before);
  const changes: FactChange[] = [];
  for (const [path, values] of printedValues(after)) {
    const was = old.get(path);
    if (was === undefined) continue;
    const gone = [...was].find(([words]) => !values.has(words));
    const come = [...values].find(([words]) => !was.has(words));
    if (gone === undefined || come === undefined) continue;
    changes.push({ path, label: labelOf(path, parties), before: gone[1] ? null : showHidden(gone[0]), after: come[1] ? null : showHidden(come[0]) });
  }
  return changes;
}

/** By path, what its values print, and whether that is a blank. */
function printedValues(texts: readonly PrintedText[]): Map<string, Map<string, boolean>> {
  const values = new Map<string, Map<string, boolean>>();
  for (const { kind, target, text } of texts.flatMap((one) => one.runs)) {
    if ((kind !== 'fact' && kind !== 'blank') || target === undefined) continue;
    const said = values.get(target);
    if (said === undefined) values.set(target, new Map([[text, kind === 'blank']]));
    else said.set(text, kind === 'blank');
  }
  return values;
}

function labelOf(path: string, parties: readonly DocumentParty[]): string {
  const label = factAt(path)?.label ?? path;
  const id = /^parties\.([^.]+)\./.exec(path)?.[1];
  const name = id === undefined ? undefined : (parties.find((party) => party.id === id)?.shortName ?? id);
  return name === undefined ? label : `${label} of ${name}`;
}

const longest = 60;
const cut = (words: string): string => (words.length <= longest ? words : `${words.slice(0, longest).trimEnd()} …`);
const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/**
 * One short sentence of what changed in a section, null where nothing did: "Liability cap EUR 500,000 → EUR 750,000",
 * "12 words changed". `letters` are those of the schedules by id.
 */
export function summaryOf(change: SectionChange, letters: ReadonlyMap<string, string>): string | null {
  switch (change.kind) {
    case 'added':
      return `New ${change.what}`;
    case 'removed':
      return `This ${change.what} was taken out`;
    case 'moved':
      return change.was === change.number ? 'Moved, the words are the same' : `Moved from ${change.was} to ${change.number}, the words are the same`;
    case 'same':
      if (change.definitions.length > 0) return `The meaning of ${quoted(change.definitions)} changed`;
      if (change.schedules.length > 0) return `${change.schedules.length === 1 ? 'Schedule' : 'Schedules'} ${listInWords(change.schedules.map((id) => letters.get(id) ?? id), 'and')} changed`;
      return change.renumbered ? 'Only numbers changed' : null;
    case 'changed': {
      // Several facts may read alike: the same party as payee of two payments.
      const values = [...new Set(change.facts.map(factWords))];
      const parts = [...values.slice(0, 2), ...(values.length > 2 ? [count(values.length - 2, 'more value')] : [])];
      const words = wordsChanged(change, parts.length > 0);
      if (words !== null) parts.push(words);
      if (change.moved) parts.push(change.was === change.number ? 'moved' : `moved from ${change.was} to ${change.number}`);
      return capital(parts.length > 0 ? parts.join(', ') : otherwise(change));
    }
  }
}

function quoted(terms: readonly string[]): string {
  const named = terms.slice(0, 2).map((term) => `“${term}”`).join(' and ');
  return terms.length > 2 ? `${named} and ${count(terms.length - 2, 'more term')}` : named;
}

function factWords({ label, before, after }: FactChange): string {
  return `${capital(label)} ${cut(before ?? 'open')} → ${cut(after ?? 'open')}`;
}

function wordsChanged({ counts, blocks }: SectionChange, besideFacts: boolean): string | null {
  // Values that are told by name need not be counted again.
  const number = besideFacts ? counts.typed : counts.changed;
  if (number > 0) return `${count(number, 'word')} ${counts.deleted === 0 ? 'added' : counts.inserted === 0 ? 'taken out' : 'changed'}`;
  if (counts.changed > 0 || !blocks.some((block) => block.moved)) return null;
  return 'paragraphs moved';
}

/** What a section changed in, where no word came or went. */
function otherwise({ heading, blocks }: SectionChange): string {
  const texts = [heading, ...blocks].flatMap((block: BlockChange) => (block.form === 'table' ? block.rows.flatMap((row) => row.cells) : [block]));
  if (texts.some((text) => text.runs.some((run) => run.change !== 'same' && run.number !== true))) return 'only spaces or signs changed';
  const also = new Set(texts.flatMap((text) => text.also));
  if (also.has('form')) return 'only the form of paragraphs changed';
  if (also.has('binding')) return 'the words are the same, the answers or references behind them changed';
  return also.has('emphasis') ? 'only bold words changed' : 'only its place changed';
}
