import type { Node } from 'prosemirror-model';
import { Step, Transform } from 'prosemirror-transform';
import { clausesOf, schema, schedulesOf, type Document } from '#agreement/document/schema';

/** Why a change is offered: a fix of a finding, a redraft after an answer changed, or words that people wrote. */
export type ProposalKind = 'fix' | 'redraft' | 'rewrite';

/**
 * A change that is offered, never made by itself: steps against one version of a Document.
 * Fixes, redrafts, rewritten clauses and (later) changes from Word and the editor are all Proposals.
 */
export interface Proposal {
  id: string;
  kind: ProposalKind;
  /** Version number of the Document that the steps apply to. */
  base: number;
  /** The clause that it changes, or null where it changes several. */
  clause: string | null;
  /** A rule code (`XRF-001`) or a short reason in plain words. */
  reason: string;
  /** prosemirror-transform steps in JSON. */
  steps: unknown[];
}

/** The Document with the steps applied, or what kept them from fitting. */
export type Applied = { ok: true; document: Document } | { ok: false; why: string };

/** Applies JSON steps to a Document. Steps that do not fit change nothing. */
export function applySteps(document: Document, steps: readonly unknown[]): Applied {
  const transform = new Transform(document);
  try {
    for (const json of steps) {
      const result = transform.maybeStep(Step.fromJSON(schema, json as Parameters<typeof Step.fromJSON>[1]));
      if (result.failed !== null) return { ok: false, why: result.failed };
    }
    transform.doc.check();
  } catch (error) {
    // Steps come from outside, and prosemirror tells what does not fit by errors of several kinds.
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
  return { ok: true, document: transform.doc };
}

/** The start position of a clause or schedule in the Document, or undefined. */
export function positionOf(document: Document, id: string): number | undefined {
  let position = 0;
  for (const node of document.children) {
    if (node.attrs.id === id) return position;
    position += node.nodeSize;
  }
  return undefined;
}

/**
 * JSON steps that replace a clause and its schedules by others, insert the clause after `after` where it does not stand yet
 * (null: first), or delete it where `clause` is null. Schedules keep the order of the clauses that they belong to.
 */
export function replaceClauseSteps(document: Document, id: string, clause: Node | null, schedules: readonly Node[], after: string | null = null): unknown[] {
  const transform = new Transform(document);
  const start = positionOf(document, id);
  const content = clause === null ? [] : [clause];
  if (start !== undefined) transform.replaceWith(start, start + transform.doc.nodeAt(start)!.nodeSize, content);
  else {
    const before = after === null ? undefined : positionOf(document, after);
    const at = before === undefined ? 0 : before + transform.doc.nodeAt(before)!.nodeSize;
    transform.insert(at, content);
  }
  for (const schedule of schedulesOf(transform.doc)) {
    if (schedule.attrs.clause !== id) continue;
    const at = positionOf(transform.doc, schedule.attrs.id as string) as number;
    transform.delete(at, at + schedule.nodeSize);
  }
  if (schedules.length > 0) transform.insert(scheduleIndex(transform.doc, id), [...schedules]);
  return transform.steps.map((step) => step.toJSON());
}

/** JSON steps that mark clauses as people's (true) or as drafted (false). */
export function markSteps(document: Document, edited: ReadonlyMap<string, boolean>): unknown[] {
  const transform = new Transform(document);
  for (const [id, mark] of edited) {
    const at = positionOf(document, id);
    if (at !== undefined) transform.setNodeAttribute(at, 'edited', mark);
  }
  return transform.steps.map((step) => step.toJSON() as unknown);
}

/** Where the schedules of a clause belong: before the first schedule of a later clause, else at the end. */
function scheduleIndex(document: Document, clause: string): number {
  const order = clausesOf(document).map((node) => node.attrs.id as string);
  const rank = order.indexOf(clause);
  let position = 0;
  for (const node of document.children) {
    if (node.type === schema.nodes.schedule && order.indexOf(node.attrs.clause as string) > rank) return position;
    position += node.nodeSize;
  }
  return position;
}
