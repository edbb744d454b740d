import { readFileSync } from 'node:fs';
import type { Document } from '#agreement/document/schema';
import { readAnswers, type Answers } from '#agreement/facts/answers';
import type { Obligation } from '#agreement/obligation';
import type { Library } from '#library/library';
import { draft } from '#stages/draft/draft';
import { clausesToTrack, contextOf } from '#stages/track/from-agreement';
import { track } from '#stages/track/track';
import { holidays } from '../agreement/time-calendars';
import { baseLibrary } from '../library/packs';

/** A drafted agreement with what its readers are told about it. */
export interface Told {
  library: Library;
  answers: Answers;
  document: Document;
  obligations: Obligation[];
}

/** Drafts answers with the base library, and lists the duties as they stand before anybody has signed. */
export function toldOf(answers: Answers): Told {
  const library = baseLibrary();
  const { document } = draft(library, answers);
  return { library, answers, document, obligations: track(clausesToTrack(document), contextOf(document, answers, { holidays, today: '2027-01-15' })) };
}

/** The same of a bundled example. */
export function toldExample(name: string): Told {
  const read = readAnswers(readFileSync(new URL(`../../examples/${name}/answers.yaml`, import.meta.url), 'utf8'));
  if (!read.ok) throw new Error(`${name} cannot be read`);
  return toldOf(read.answers);
}
