import { InputError } from '#agreement/input-error';
import { ChildPool } from '#world/children/child-pool';
import type { PdfContent, PdfToRead } from '#world/signing/read-pdf-here';
import type { VerifyOptions } from '#world/signing/verdict';

/** Reads PDFs from anyone, each in a fresh child process that is killed at 10 seconds or 300 MB above idle. */
export interface PdfReading {
  /** The verdict and the attached files; rejects with an InputError for a file over 50 MB, or with a ChildError. */
  read(pdf: Uint8Array, options?: VerifyOptions): Promise<PdfContent>;
  /** Ends the children. */
  close(): Promise<void>;
}

const mostBytes = 50_000_000;

/** Starts reading PDFs, `atOnce` at the same time (default 2); no process runs until the first file comes. */
export function openPdfReading({ atOnce, entry = 'read-pdf' }: { atOnce?: number; entry?: string } = {}): PdfReading {
  const pool = new ChildPool<PdfToRead, PdfContent>({ entry, what: 'Reading the PDF', ...(atOnce === undefined ? {} : { atOnce }) });
  return {
    async read(pdf, { authority } = {}) {
      if (pdf.length > mostBytes) throw new InputError('This file is larger than 50 MB and was not read.', 'Choose a smaller file.');
      return pool.run({ pdf, authority });
    },
    close: () => pool.close(),
  };
}
