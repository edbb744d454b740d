import { InputError } from '#agreement/input-error';
import { applySteps, replaceClauseSteps } from '#agreement/proposal';
import { clausesOf, schedulesOf, type Document } from '#agreement/document/schema';
import { canonicalBytes, digestOfBytes, type Digest } from '#agreement/record/canonical';
import type { Command } from '#agreement/record/decide';
import { openProposals } from '#agreement/record/state';
import type { Draft, Redraft } from '#stages/draft/draft';
import { readBlob, type Loaded } from '#operations/load';
import { textBlob } from '#operations/text-blob';
import type { World } from '#world/world';

/** A new text of an agreement: the commands that record it and the blobs that they name. */
export interface TextChange {
  commands: Command[];
  blobs: Uint8Array[];
}

/** Most characters that an agreement may have: some 250 pages. */
const longestText = 700_000;

/**
 * Records a new text. Open proposals are carried over: one whose clause did not move is made again against the new version,
 * one whose clause changed is declined, because it was about words that no longer stand there.
 */
export async function changeText(loaded: Loaded, document: Document, command: (digest: Digest) => Command, world: World): Promise<TextChange> {
  if (document.textContent.length > longestText) throw new InputError(`This text would have ${document.textContent.length} characters; the most is ${longestText}.`, 'Nothing was changed; say it in fewer words, or put what is long into a file of its own.');
  const { bytes, digest } = textBlob(document);
  const change: TextChange = { commands: [], blobs: [bytes] };
  const before = loaded.document;
  const again: Command[] = [];
  const moves = digest !== loaded.state.document?.digest;
  for (const id of moves ? openProposals(loaded.state) : []) {
    const held = loaded.state.proposals[id];
    if (held === undefined || before === null) continue;
    change.commands.push({ do: 'decline-proposal', proposal: id });
    if (held.clause === undefined) continue;
    const steps = await readSteps(world, loaded, held.steps);
    const offered = applySteps(before, steps);
    const old = clauseIn(before, held.clause);
    if (!offered.ok || old === undefined || clauseIn(document, held.clause)?.eq(old) !== true) continue;
    again.push(propose(world, offerClause(document, offered.document, held.clause), held.clause, held.reason, (loaded.state.document?.version ?? 0) + 1, change.blobs));
  }
  change.commands.push(command(digest), ...again);
  return change;
}

/** Offers redrafts of clauses that people changed, as proposals against the version that `version` names. */
export function proposeRedrafts(world: World, draft: Draft, version: number, change: TextChange): void {
  for (const redraft of draft.redrafts) change.commands.push(propose(world, redraftSteps(draft.document, redraft), redraft.clause, 'Answers changed after this clause was rewritten.', version, change.blobs));
}

/** Steps that put a redraft in the place of the clause that people changed. */
export function redraftSteps(document: Document, redraft: Redraft): unknown[] {
  return replaceClauseSteps(document, redraft.clause, redraft.drafted.clause, redraft.drafted.schedules);
}

function propose(world: World, steps: unknown[], clause: string, reason: string, base: number, blobs: Uint8Array[]): Command {
  const bytes = canonicalBytes(steps);
  blobs.push(bytes);
  return { do: 'propose', proposal: world.newId(), base, clause, reason, steps: digestOfBytes(bytes) };
}

/** The steps of a proposal. */
export async function readSteps(world: World, loaded: Loaded, digest: Digest): Promise<unknown[]> {
  return JSON.parse(new TextDecoder().decode(await readBlob(world, loaded.seat, loaded.id, digest))) as unknown[];
}

function clauseIn(document: Document, id: string): Document | undefined {
  return clausesOf(document).find((clause) => clause.attrs.id === id);
}

function offerClause(document: Document, offered: Document, id: string): unknown[] {
  const clause = clauseIn(offered, id) ?? null;
  return replaceClauseSteps(document, id, clause, schedulesOf(offered).filter((schedule) => schedule.attrs.clause === id));
}
