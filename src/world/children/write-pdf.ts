import { compilePdf, type PdfRequest } from '#formats/pdf/compile';
import { answerParent } from '#world/children/answer-parent';

// The one place where world meets a format: Typst leaks and may hang, so it runs in a process of its own that `pdf-writer` replaces.
answerParent<PdfRequest, Uint8Array>((request) => compilePdf(request));
