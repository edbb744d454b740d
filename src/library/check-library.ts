import { pathsOf, type Condition } from '#agreement/condition';
import { factAt } from '#agreement/facts/table';
import type { Faults } from '#library/fault';
import type { ClauseTemplate, Inline, Library, ObligationTemplate, Paragraph } from '#library/library';
import { itemRow, type Reference } from '#library/meaning';
import { sectionList, termList } from '#library/slots';

type Locate = (clause: string, path: (string | number)[]) => { file: string; line: number };

/** All pieces of a clause's words, in every language. */
export function* inlinesOf(clause: ClauseTemplate): Generator<Inline> {
  for (const heading of Object.values(clause.heading)) yield* heading;
  for (const summary of clause.summaries) yield* summary.inline;
  for (const block of clause.blocks) for (const paragraphs of Object.values(block.words)) for (const paragraph of paragraphs) yield* paragraphInlines(paragraph);
}

/** The pieces of a paragraph, cell by cell in a table. */
export function* paragraphInlines(paragraph: Paragraph): Generator<Inline> {
  if (paragraph.kind !== 'table') yield* paragraph.inline;
  else for (const row of [paragraph.header, ...paragraph.rows]) for (const cell of row) yield* cell;
}

/** Clauses that were found without a fault, each with the other clauses that it names: libraries share them. */
const sound = new WeakMap<ClauseTemplate, ReadonlySet<string>>();

/** Checks what can only be seen across clauses: facts, blocks, positions, references, needs and conflicts that exist. Fills in `paths`. */
export function checkLibrary(library: Omit<Library, 'digest'>, references: readonly Reference[], locate: Locate, faults: Faults): void {
  const ids = new Map(library.clauses.map((clause) => [clause.id, clause]));
  for (const clause of library.clauses) {
    const known = sound.get(clause);
    if (known !== undefined && [...known].every((id) => ids.has(id))) continue;
    const faultsBefore = faults.list.length;
    const named = new Set<string>();
    const exists = (id: string): boolean => {
      named.add(id);
      return ids.has(id);
    };
    const add = (path: (string | number)[], what: string, next: string): void => {
      const place = locate(clause.id, path);
      faults.add(place.file, place.line, what, next);
    };
    const factPaths = new Set<string>();
    const checkPath = (path: string, at: (string | number)[]): void => {
      if (path === termList) return;
      factPaths.add(path);
      if (path !== 'parties' && factAt(path) === undefined && !path.startsWith('drafting.')) add(at, `"${path}" is not a fact.`, 'Use a path of the facts table; docs/facts.md lists them.');
    };
    // Which clauses stand is known only while a block is drafted, not while clauses are chosen.
    const checkCondition = (condition: Condition | null, at: (string | number)[], inBlock = false): void => {
      if (condition === null) return;
      for (const path of pathsOf(condition)) if (!inBlock || path !== sectionList) checkPath(path, at);
      for (const id of sectionsOf(condition)) if (!exists(id)) add(at, `The condition asks for the clause "${id}", which does not exist.`, 'Correct the name.');
    };
    if (clause.required.types.length === 0 && clause.optional.types.length === 0) add(['id'], 'The clause belongs to no type of agreement.', 'Add "required: all", "required: [RD]" or "optional: all".');
    checkCondition(clause.required.when, ['required']);
    checkCondition(clause.optional.when, ['optional']);
    if (clause.positions.by !== null) checkPath(clause.positions.by, ['positions', 'by']);
    const used = new Set<string>();
    for (const inline of inlinesOf(clause)) if ('slot' in inline) used.add(inline.slot);
    for (const obligation of clause.obligations) for (const word of obligationWords(obligation)) used.add(word);
    for (const [name, path] of Object.entries(clause.slots)) {
      checkPath(path, ['slots', name]);
      if (!used.has(name)) add(['slots', name], `The slot "${name}" is never used.`, 'Use it or delete it.');
    }
    for (const block of clause.blocks) {
      checkCondition(block.when, ['blocks', block.id, 'when'], true);
      if (block.repeat !== null) checkPath(block.repeat, ['blocks', block.id, 'repeat']);
      for (const position of block.positions ?? []) if (!clause.positions.of.includes(position)) add(['blocks', block.id, 'position'], `"${position}" is not a position of this clause.`, `Use one of: ${clause.positions.of.join(', ')}.`);
    }
    for (const position of clause.positions.of) {
      const common = clause.positions.by === null && position === 'balanced';
      if (clause.positions.of.length > 1 && !common && !clause.blocks.some((block) => block.positions?.includes(position))) add(['positions'], `No block belongs to the position "${position}".`, 'Give the position words of its own or delete it.');
    }
    for (const need of clause.needs) {
      checkCondition(need.when, ['needs']);
      if (!exists(need.clause)) add(['needs'], `The clause needs "${need.clause}", which does not exist.`, 'Write that clause or drop the need.');
    }
    for (const other of clause.conflicts) if (!exists(other)) add(['conflicts'], `The clause conflicts with "${other}", which does not exist.`, 'Correct the name or drop the conflict.');
    checkObligations(clause, add, checkCondition);
    clause.paths = [...factPaths].sort();
    if (faults.list.length === faultsBefore) sound.set(clause, named);
  }
  checkReferences(references, ids, faults);
}

const pieces = new WeakMap<ClauseTemplate, Set<Inline>>();

/** All pieces of a clause, gathered once. */
function piecesOf(clause: ClauseTemplate): Set<Inline> {
  let set = pieces.get(clause);
  if (set === undefined) pieces.set(clause, (set = new Set(inlinesOf(clause))));
  return set;
}

function checkReferences(references: readonly Reference[], ids: Map<string, ClauseTemplate>, faults: Faults): void {
  for (const { clause: from, inline, file, line } of references) {
    const clause = ids.get(from);
    // A block that a pack laid over may have taken its references with it.
    if (clause === undefined || !piecesOf(clause).has(inline)) continue;
    const add = (what: string, next: string): void => faults.add(file, line, what, next);
    const [target = '', block] = inline.ref.split('.');
    if (target.startsWith('schedule-')) {
      const owner = [...ids.values()].find((other) => other.blocks.some((one) => one.schedule && one.id === target));
      if (owner === undefined) add(`"${inline.ref}" refers to a schedule that no clause has.`, 'Correct the reference.');
      continue;
    }
    const other = ids.get(target);
    if (other === undefined) add(`"${inline.ref}" refers to a clause that does not exist.`, 'Correct the reference.');
    else if (block !== undefined && !other.blocks.some((one) => one.id === block)) add(`"${inline.ref}" refers to a block that does not exist.`, `Blocks of ${target}: ${other.blocks.map((one) => one.id).join(', ')}.`);
    else if (target !== clause.id && !(other.required.types.includes('all') && other.required.when === null) && !clause.needs.some((need) => need.clause === target) && !guarded(clause, other, inline)) {
      add(`"${inline.ref}" refers to a clause that may be absent.`, `Add ${target} to needs, or put the reference in a block with the same condition as that clause.`);
    }
  }
}

/** The clauses on whose standing a condition depends. */
function sectionsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(sectionsOf);
  if ('any' in condition) return condition.any.flatMap(sectionsOf);
  if ('not' in condition) return sectionsOf(condition.not);
  if ('is' in condition && condition.is[0] === sectionList) return [String(condition.is[1])];
  return 'in' in condition && condition.in[0] === sectionList ? condition.in[1].map(String) : [];
}

/** True if every block that holds the reference has a condition of its own, so that it can follow the other clause's. */
function guarded(clause: ClauseTemplate, other: ClauseTemplate, inline: Inline): boolean {
  return other.id !== '' && clause.blocks.every((block) => block.when !== null || !Object.values(block.words).some((paragraphs) => paragraphs.some((paragraph) => [...paragraphInlines(paragraph)].includes(inline))));
}

/** The words of an obligation that may be slot names or item fields. */
export function obligationWords(obligation: ObligationTemplate): string[] {
  const dues = [obligation.due, obligation.until].flatMap((due) => (due === null ? [] : 'on' in due ? [due.on] : [due.period]));
  return [obligation.debtor, obligation.creditor, obligation.object, ...dues];
}

function checkObligations(clause: ClauseTemplate, add: (path: (string | number)[], what: string, next: string) => void, checkCondition: (condition: Condition | null, at: (string | number)[], inBlock?: boolean) => void): void {
  clause.obligations.forEach((obligation, index) => {
    const at = ['obligations', index];
    checkCondition(obligation.when, [...at, 'when'], true);
    if (!clause.blocks.some((block) => block.id === obligation.block)) add(at, `The obligation "${obligation.id}" is stated by the block "${obligation.block}", which does not exist.`, 'Call the obligation like its block, or name the block with "block:".');
    for (const word of obligationWords(obligation)) {
      if (!word.startsWith('item.')) continue;
      if (obligation.repeat === null) add(at, `"${word}" needs a list to repeat over.`, 'Add "repeat: <list>" to the obligation.');
      else if (itemRow(obligation.repeat, word.slice(5)) === undefined) add(at, `An item of ${obligation.repeat} has no field "${word.slice(5)}".`, 'Use a field of the facts table.');
    }
    for (const due of [obligation.due, obligation.until]) {
      if (due === null) continue;
      const fact = 'on' in due ? due.on : due.period;
      if (!fact.startsWith('item.') && !Object.hasOwn(clause.slots, fact)) add(at, `"${fact}" is neither a slot of this clause nor a field of an item.`, 'Declare it under slots.');
    }
  });
}
