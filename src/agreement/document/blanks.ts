import { textsOf, type Printed } from '#agreement/document/print';

/** The facts for which a printed text shows a blank, each once, in reading order; a blank that names no fact is left out. */
export function blanksOf(printed: Printed): string[] {
  const paths = new Set<string>();
  for (const section of printed.sections) {
    for (const text of textsOf(section)) for (const run of text.runs) if (run.kind === 'blank' && run.target !== undefined) paths.add(run.target);
  }
  return [...paths];
}
