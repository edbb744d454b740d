import { attachmentsOf, type Attachments } from '#world/signing/attachments';
import { PdfFault } from '#world/signing/pdf/fault';
import { PdfRevision } from '#world/signing/pdf/revision';
import type { PdfVerdict, VerifyOptions } from '#world/signing/verdict';
import { verifyPdf } from '#world/signing/verify';

/** What is asked of a PDF: its bytes, and the authority to compare its certificates with. */
export interface PdfToRead extends VerifyOptions {
  pdf: Uint8Array;
}

/** What a PDF holds: the verdict on its signatures, and its attached files. */
export interface PdfContent extends Attachments {
  verdict: PdfVerdict;
}

/** Reads a PDF in this very process; the file may come from anyone, so this belongs into a child that can be killed. */
export function readPdfHere({ pdf, authority }: PdfToRead): PdfContent {
  const bytes = new Uint8Array(pdf.buffer, pdf.byteOffset, pdf.length);
  const verdict = verifyPdf(bytes, { authority });
  try {
    return { verdict, ...attachmentsOf(PdfRevision.open(bytes)) };
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    return { verdict, attachments: [], unreadAttachments: [] };
  }
}
