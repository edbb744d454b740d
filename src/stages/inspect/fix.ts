import { Fragment, Slice, type Node } from 'prosemirror-model';
import { AttrStep, ReplaceStep, type Step } from 'prosemirror-transform';
import type { Run } from '#agreement/document/print';
import { printDocument, textsOf } from '#agreement/document/print';
import { agreementAttrs, clauseAttrs, schema } from '#agreement/document/schema';
import type { Fix } from '#agreement/finding';
import { positionOf, replaceClauseSteps } from '#agreement/proposal';
import type { Section, Subject, Text } from '#stages/inspect/subject';

/** Words of a text, by offsets. */
export interface Span {
  in: Text;
  from: number;
  to: number;
}

/** What stands in place of words: other words, or a bound value, reference or term. */
export type Replacement = string | Node;

/**
 * Replaces words. Steps run from the last place to the first, so that none moves another. A clause that we drafted is then
 * marked as edited, so that no redraft takes the change back; `restores` leaves the mark as it is and brings the obligations
 * of the clause up to date with the value that comes back.
 */
export function replaceWords(subject: Subject, title: string, spans: readonly Span[], by: Replacement | ((span: Span) => Replacement), options: { after?: string; restores?: boolean } = {}): Fix | undefined {
  const first = spans[0];
  if (first === undefined) return undefined;
  const ordered = [...spans].sort((a, b) => b.in.index - a.in.index || b.from - a.from);
  const steps: Step[] = [];
  for (const span of ordered) {
    const from = documentPosition(span.in, span.from, false);
    const to = documentPosition(span.in, span.to, true);
    const put = typeof by === 'function' ? by(span) : by;
    const nodes = typeof put !== 'string' ? [put] : put === '' ? [] : [schema.text(put, marksAt(span.in, span.from))];
    steps.push(new ReplaceStep(from, to, new Slice(Fragment.from(nodes), 0, 0)));
  }
  const clauses = spans.map((span) => span.in.section.clause);
  steps.push(...(options.restores === true ? renewObligations(subject, clauses) : markEdited(subject, clauses)));
  const put = typeof by === 'function' ? by(first) : by;
  const after = options.after ?? (typeof put === 'string' ? put : put.textContent);
  return { title, before: first.in.text.text.slice(first.from, first.to), after, steps: steps.map((step) => step.toJSON() as unknown) };
}

/** Takes a sentence out, or the whole block where it is the only one. Undefined where that would leave a clause without words. */
export function deleteSentence(subject: Subject, title: string, text: Text, from: number, to: number): Fix | undefined {
  const words = text.text.text;
  const alone = words.slice(0, from).trim() === '' && words.slice(to).trim() === '';
  if (!alone) {
    let end = to;
    let start = from;
    if (/\s/.test(words.charAt(end))) end += 1;
    else if (start > 0 && /\s/.test(words.charAt(start - 1))) start -= 1;
    const fix = replaceWords(subject, title, [{ in: text, from: start, to: end }], '');
    return fix === undefined ? undefined : { ...fix, before: words.slice(from, to) };
  }
  return deleteBlock(subject, title, text);
}

/** Takes a whole paragraph or item out. Undefined where it is the only one of its clause or where something refers to it. */
export function deleteBlock(subject: Subject, title: string, text: Text): Fix | undefined {
  if (text.section.blocks.length < 2 || text.text.kind === 'heading' || text.text.kind === 'cell') return undefined;
  if (subject.references.some((reference) => reference.target === text.text.id)) return undefined;
  const start = text.text.position - 1;
  const node = subject.document.nodeAt(start);
  if (node === null) return undefined;
  const steps: Step[] = [new ReplaceStep(start, start + node.nodeSize, Slice.empty), ...markEdited(subject, [text.section.clause])];
  return { title, before: text.text.text, after: '', steps: steps.map((step) => step.toJSON() as unknown) };
}

/** Adds a paragraph at the end of a section. */
export function addParagraph(subject: Subject, title: string, section: Section, id: string, content: Node[], words: string): Fix {
  const end = section.position + 1 + section.node.child(0).nodeSize - 1;
  const paragraph = schema.nodes.paragraph!.create({ id, numbered: true }, content);
  const steps: Step[] = [new ReplaceStep(end, end, new Slice(Fragment.from(paragraph), 0, 0)), ...markEdited(subject, [section.printed.clause])];
  return { title, before: '', after: words, steps: steps.map((step) => step.toJSON() as unknown) };
}

/** Inserts a library clause, drafted from the answers, where it belongs. Undefined where it cannot be drafted. */
export function insertClause(subject: Subject, id: string): Fix | undefined {
  const drafted = subject.draftOf(id);
  if (drafted === undefined) return undefined;
  const steps = replaceClauseSteps(subject.document, id, drafted.clause, drafted.schedules, placeFor(subject, id));
  return { title: `Insert “${headingOf(drafted.clause)}”`, before: '', after: wordsOfClause(subject, [drafted.clause, ...drafted.schedules]), steps };
}

/** Puts the drafting from the answers in the place of a clause that stands there. */
export function redraftClause(subject: Subject, title: string, id: string): Fix | undefined {
  const section = subject.clause(id);
  const drafted = subject.draftOf(section?.attrs.library ?? id);
  if (section === undefined || drafted === undefined) return undefined;
  const schedules = subject.sections.filter((one) => one.attrs === null && one.printed.clause === section.printed.id).map((one) => one.node);
  const steps = replaceClauseSteps(subject.document, section.printed.id, drafted.clause, drafted.schedules);
  return { title, before: wordsOfClause(subject, [section.node, ...schedules]), after: wordsOfClause(subject, [drafted.clause, ...drafted.schedules]), steps };
}

/** Deletes a clause with its schedules. Undefined where another clause refers to it: the reference would lead nowhere. */
export function deleteClause(subject: Subject, section: Section): Fix | undefined {
  const { id } = section.printed;
  const twice = subject.sections.filter((one) => one.printed.id === id).length > 1;
  const own = subject.sections.filter((one) => one === section || (!twice && one.attrs === null && one.printed.clause === id));
  const inside = new Set(own.flatMap((one) => [one.printed.id, ...one.printed.blocks.map((block) => block.id)]));
  if (!twice && subject.references.some((reference) => reference.target !== null && inside.has(reference.target) && !own.some((one) => one.printed === reference.in.section))) return undefined;
  const steps = own
    .sort((a, b) => b.position - a.position)
    .map((one) => new ReplaceStep(one.position, one.position + one.node.nodeSize, Slice.empty).toJSON() as unknown);
  const { heading, number } = section.printed;
  return { title: `Delete “${heading.text}”${number === '' ? '' : ` (section ${number})`}`, before: wordsOfClause(subject, own.reverse().map((one) => one.node)), after: '', steps };
}

/** A reference to a clause, paragraph or schedule. */
export function refTo(id: string): Node {
  return schema.nodes.ref!.create({ id });
}

/** The Document position of an offset of a printed text. Inside a bound value it is the value's edge: its end if `end`, else its start. */
export function documentPosition(text: Text, offset: number, end: boolean): number {
  const { runs, position } = text.text;
  for (const run of runs) {
    const to = run.from + run.text.length;
    if (end ? offset > run.from && offset <= to : offset >= run.from && offset < to) {
      if (run.kind === 'words') return position + run.at + (offset - run.from);
      return position + run.at + (end ? 1 : 0);
    }
  }
  const last = runs[runs.length - 1];
  if (last === undefined || offset <= 0) return position;
  return position + last.at + sizeOf(last);
}

function sizeOf(run: Run): number {
  return run.kind === 'words' ? run.text.length : 1;
}

function marksAt(text: Text, offset: number): ReturnType<typeof schema.mark>[] {
  const run = text.text.runs.find((one) => offset >= one.from && offset < one.from + one.text.length);
  return run?.strong === true ? [schema.mark('strong')] : [];
}

function markEdited(subject: Subject, clauses: readonly string[]): Step[] {
  return [...new Set(clauses)].flatMap((id) => {
    const section = subject.clauses.find((one) => one.printed.id === id);
    if (section === undefined || section.attrs.library === null || section.attrs.edited) return [];
    return [new AttrStep(section.position, 'edited', true)];
  });
}

/** Obligations are read from the answers when a clause is drafted, so they go stale with its values. */
function renewObligations(subject: Subject, clauses: readonly string[]): Step[] {
  return [...new Set(clauses)].flatMap((id) => {
    const section = subject.clauses.find((one) => one.printed.id === id);
    const drafted = section?.attrs.library == null ? undefined : subject.draftOf(section.attrs.library);
    if (section === undefined || drafted === undefined) return [];
    const { obligations, answers } = clauseAttrs(drafted.clause);
    return [new AttrStep(section.position, 'obligations', obligations), new AttrStep(section.position, 'answers', answers)];
  });
}

/** The clause after which a library clause belongs: the nearest one before it in the library's order that stands in the text. */
function placeFor(subject: Subject, id: string): string | null {
  const order = subject.library.clauses;
  for (let index = order.findIndex((clause) => clause.id === id) - 1; index >= 0; index -= 1) {
    const before = order[index]!.id;
    if (positionOf(subject.document, before) !== undefined) return before;
  }
  return null;
}

function headingOf(clause: Node): string {
  return clause.child(0).child(0).textContent;
}

/** The printed words of clauses and schedules, one line per text; references show the numbers that they have now. */
function wordsOfClause(subject: Subject, nodes: readonly Node[]): string {
  const printed = printDocument(schema.nodes.agreement!.create(agreementAttrs(subject.document), [...nodes]));
  const lines = printed.sections.flatMap((section) => [...textsOf(section)].map((text) => text.text));
  return lines.join('\n').replace(/\[(?:missing|no number): ([^\]]*)\]/g, (_, id: string) => subject.printed.numbers.get(id)?.full ?? '…');
}
