import type { Printed } from '#agreement/document/print';
import { textsOf } from '#agreement/document/print';
import { InputError } from '#agreement/input-error';
import type { PrintMeta } from '#formats/meta';
import type { PdfRequest } from '#formats/pdf/compile';
import { hasShape } from '#formats/pdf/fonts';
import { typstInput } from '#formats/pdf/typst-input';
import { showHidden } from '#formats/visible';

/**
 * Everything the PDF writer needs for one agreement; `agreement` is its JSON text (`formats/json`), `checkpoint` that of a checkpoint of
 * its history, which the PDF carries.
 * Throws an InputError that names the character and where it stands if the typeface has no shape for it: a PDF never prints an empty box.
 */
export function pdfRequest(printed: Printed, meta: PrintMeta, agreement: string | null, checkpoint?: string): PdfRequest {
  refuseShapeless(printed.title, 'agreement.title');
  refuseShapeless(meta.subtitle ?? '', 'agreement.title');
  for (const section of printed.sections) {
    for (const text of textsOf(section)) {
      for (const run of text.runs) {
        const bound = run.kind === 'fact' || run.kind === 'person' ? run.target : undefined;
        refuseShapeless(run.text, bound ?? text.id);
      }
    }
  }
  return { page: typstInput(printed, meta), agreement, ...(checkpoint !== undefined && { checkpoint }) };
}

function refuseShapeless(text: string, path: string): void {
  for (const character of showHidden(text.normalize('NFC'))) {
    const point = character.codePointAt(0) as number;
    if (point < 0x7f || character === '\u00A0' || hasShape(point)) continue;
    const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
    throw new InputError(
      `The character "${character}" (${code}) cannot be printed: the typeface of the PDF has no shape for it; no PDF was made.`,
      'Write it in Latin, Greek or Cyrillic letters, or take the other formats, which leave the typeface to the reader.',
      path,
    );
  }
}
