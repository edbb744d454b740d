import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import type { Command } from '#agreement/record/decide';
import type { PersonRecord } from '#agreement/record/person';
import type { State } from '#agreement/record/state';
import { rebaseAnswers, rebaseDocument } from '#stages/negotiate/rebase';
import { answersCommands } from '#operations/answers-record';
import { textBlob } from '#operations/text-blob';
import type { World } from '#world/world';

/** A text with the answers behind it, as one version has them. */
interface Version {
  state: State;
  answers: Answers;
  document: Document | null;
}

/** What became of unsent changes when a newer turn came in. */
export interface Rebased {
  /** The turn they were made against, and the one they stand against now. */
  from: number;
  to: number;
  /** Clauses and paths that both sides changed: the party's own words are kept as its proposal. */
  clauses: string[];
  paths: string[];
}

/** A party's unsent changes, put on top of a newer turn. */
export interface WentOn {
  commands: Command[];
  blobs: Uint8Array[];
  people: PersonRecord[];
  answers: Answers;
  document: Document | null;
  both: Pick<Rebased, 'clauses' | 'paths'>;
}

/** Puts what a party changed since `base` on top of `theirs`. */
export function goOn(base: Version, mine: Version, theirs: Version, world: Pick<World, 'newId' | 'newSalt'>): WentOn {
  const answers = rebaseAnswers(base.answers, mine.answers, theirs.answers);
  const recorded = answersCommands(theirs.answers, answers.answers, world);
  const both = { clauses: [] as string[], paths: answers.both };
  if (base.document === null || mine.document === null || theirs.document === null) {
    return { commands: recorded.commands, blobs: [], people: recorded.people, answers: answers.answers, document: mine.document ?? theirs.document, both };
  }
  const text = rebaseDocument(base.document, mine.document, theirs.document);
  const { bytes, digest } = textBlob(text.document);
  // Where the governing law differs, the text says from which library it comes; clauses that both changed for it are told.
  const library = (text.document.attrs.library as string | null) ?? mine.state.document?.library ?? '';
  const moved = digest !== theirs.state.document?.digest;
  return {
    commands: [...recorded.commands, ...(moved ? [{ do: 'draft' as const, digest, library }] : [])],
    blobs: moved ? [bytes] : [],
    people: recorded.people,
    answers: answers.answers,
    document: text.document,
    both: { ...both, clauses: text.both },
  };
}
