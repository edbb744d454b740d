import type { PrintedText, Run } from '#agreement/document/print';

/** A signature line in its two parts: the words that say who signs, and what is to be written ("Signature", "Date"). */
export interface SignatureParts {
  runs: Run[];
  places: string[];
}

/** "Signature: ____" in the words of a signature line. */
const openPlace = /([^.:;]+):\s*_{3,}\s*/g;

/** Splits a signature line; one without open places keeps all its words. */
export function signatureParts(block: PrintedText): SignatureParts {
  const places: string[] = [];
  const runs = block.runs.map((run): Run => {
    if (run.kind !== 'words' || !/_{3,}/.test(run.text)) return run;
    const text = run.text.replace(openPlace, (_, label: string) => {
      places.push(label.trim());
      return '';
    });
    return { ...run, text: text.trimEnd() };
  });
  return { runs, places };
}
