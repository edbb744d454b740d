import { ChildPool } from '#world/children/child-pool';

/** Writes PDFs in child processes. */
export interface PdfWriter {
  /** Typesets what `formats/pdf/request` made; rejects with a ChildError when it takes too long or too much. */
  write(request: unknown): Promise<Uint8Array>;
  /** Ends the child processes; a write that is still going on rejects. */
  close(): void;
}

/** Settings for tests: another child file, and when a child is replaced. */
export interface PdfWriterOptions {
  entry?: string;
  afterDocuments?: number;
}

/**
 * Two children at most. Typst leaks 3 to 8 MB with every document whatever is evicted, so a child is replaced after 25 documents
 * or once it holds 400 MB; a single document may take 10 seconds and 500 MB, far above what 60 parties need.
 */
export function createPdfWriter({ entry = 'write-pdf', afterDocuments = 25 }: PdfWriterOptions = {}): PdfWriter {
  const pool = new ChildPool<unknown, Uint8Array>({
    entry,
    what: 'Writing the PDF',
    atOnce: 2,
    limits: { milliseconds: 10_000, bytesAboveIdle: 500_000_000 },
    recycle: { afterRequests: afterDocuments, aboveBytes: 400_000_000 },
  });
  return { write: (request) => pool.run(request), close: () => pool.close() };
}
