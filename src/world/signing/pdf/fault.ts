/** A place where a PDF is not what the strict reading of its structure asks for; `at` is a byte offset. */
export class PdfFault extends Error {
  /** Byte offset of the trouble in the file, where there is one. */
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.name = 'PdfFault';
    this.at = at;
  }
}
