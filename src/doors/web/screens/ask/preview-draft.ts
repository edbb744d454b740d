import { createContext, use, useMemo, useRef } from 'react';
import { printDocument, textsOf, type Printed, type PrintedSection, type PrintedText } from '#agreement/document/print';
import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { peopleFrom } from '#agreement/words/people';
import type { Library } from '#library/library';
import { draft } from '#stages/draft/draft';
import { useAgreement } from '../../agreement-context';
import type { Fresh } from '../../components/paper';

/** The agreement as it follows from the answers on this page, and what of it changed last. */
export interface PreviewDraft {
  answers: Answers;
  /** The library that it was drafted with; words from elsewhere stay as they are. */
  library: Library;
  document: Document;
  printed: Printed;
  /** Changed words by section; they stay marked until the next answer. */
  fresh: ReadonlyMap<string, readonly Fresh[]>;
  /** The first block that changed. */
  first: string | undefined;
}

/** What the question pages know of the preview beside them. */
export interface PreviewHere extends PreviewDraft {
  /** Opens the preview where the screen is too narrow for both. */
  show: () => void;
  /** Says that a question is looked at, so that its sentences are tinted. */
  hover: (on: boolean) => void;
}

/** Holds the preview for the question pages. */
export const PreviewContext = createContext<PreviewHere | null>(null);

/** The preview beside this question. */
export function usePreviewHere(): PreviewHere {
  const here = use(PreviewContext);
  if (here === null) throw new Error('no preview around this page');
  return here;
}

/** Drafts from the answers in the browser; clauses whose answers did not change are taken over as they are. */
export function usePreview(library: Library, answers: Answers): PreviewDraft {
  const { document, data } = useAgreement();
  const last = useRef<PreviewDraft | undefined>(undefined);
  return useMemo(() => {
    const before = last.current;
    const kept = before ?? (document === null ? undefined : { document, answers: data.answers, library });
    const drafted = draft(library, answers, kept).document;
    const printed = printDocument(drafted, { people: peopleFrom(answers) });
    const change = before === undefined || before.answers === answers ? undefined : changes(before.printed, printed);
    const still = before !== undefined && (change === undefined || change.first === undefined);
    const next: PreviewDraft = { answers, library, document: drafted, printed, fresh: still ? before.fresh : (change?.fresh ?? new Map()), first: still ? before.first : change?.first };
    last.current = next;
    return next;
    // The kept text is only where the first drafting starts from.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [library, answers]);
}

let turn = 0;

/** The words that differ between two printings, block by block; renumbering alone is not a change. */
function changes(before: Printed, after: Printed): { fresh: Map<string, Fresh[]>; first: string | undefined } {
  const old = new Map<string, PrintedText>();
  for (const section of before.sections) for (const text of textsOf(section)) old.set(text.id, text);
  const fresh = new Map<string, Fresh[]>();
  let first: string | undefined;
  turn += 1;
  for (const section of after.sections) {
    for (const text of textsOf(section)) {
      const was = old.get(text.id);
      if (text.text === '' || (was !== undefined && unnumbered(was) === unnumbered(text))) continue;
      const [from, to] = was === undefined ? [0, text.text.length] : changedSentence(was.text, text.text);
      fresh.set(section.id, [...(fresh.get(section.id) ?? []), { block: text.id, from, to, turn }]);
      first ??= text.id;
    }
  }
  return { fresh, first };
}

/** The words without the numbers by which they point to other sections. */
function unnumbered(text: PrintedText): string {
  return text.runs.map((run) => (run.kind === 'ref' ? '§' : run.text)).join('');
}

/** The sentences around what differs. */
function changedSentence(before: string, after: string): [number, number] {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const to = after.length - end;
  const start = Math.max(after.lastIndexOf('. ', Math.max(0, from - 1)) + 1, 0);
  const stop = after.indexOf('. ', Math.max(to - 1, from));
  return [start === 0 ? 0 : start + 1, stop < 0 ? after.length : stop + 1];
}

/** The sections whose words depend on a question, by the facts that their drafting read. */
export function sectionsReading(preview: PreviewDraft, reads: (path: string) => boolean): PrintedSection[] {
  const ids = new Set(preview.document.children.filter((node) => ((node.attrs.answers as string[] | undefined) ?? []).some(reads)).map((node) => node.attrs.id as string));
  return preview.printed.sections.filter((section) => ids.has(section.id));
}
