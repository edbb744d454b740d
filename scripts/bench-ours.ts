// What the bench measures, built as one module: the product's own functions and nothing else.
export { compile } from '#library/compile';
export { readAnswers } from '#agreement/facts/answers';
export { setAnswer } from '#agreement/facts/set-answer';
export { draft } from '#stages/draft/draft';
export { printDocument } from '#agreement/document/print';
export { peopleFrom } from '#agreement/words/people';
export { inspect } from '#stages/inspect/inspect';
export { checks } from '#stages/inspect/checks/index';
export { writeDocx } from '#formats/docx/write';
export { writeMarkdown } from '#formats/markdown/write';
export { pdfRequest } from '#formats/pdf/request';
export { compilePdf } from '#formats/pdf/compile';
export { writeJson } from '#formats/json/write';
export { readPackFolder } from '#world/packs';
export { openAuthority } from '#world/signing/authority';
export { createSigner } from '#world/signing/signer';
