import { answerParent } from '#world/children/answer-parent';
import { readPdfHere } from '#world/signing/read-pdf-here';

answerParent(readPdfHere);
