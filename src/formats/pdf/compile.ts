import { NodeCompiler, type NodeError, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import { fontFiles } from '#formats/pdf/fonts';
import template from './agreement.typ?raw';
import type { TypstInput } from '#formats/pdf/typst-input';

/** Everything a PDF is made of: the page as data, and as JSON texts that are attached to it the agreement (null for none) and a checkpoint of its history. */
export interface PdfRequest {
  page: TypstInput;
  agreement: string | null;
  checkpoint?: string;
}

/** The standard that Typst checks the file against; it takes one at a time. */
export type PdfStandard = 'a-3a' | 'ua-1';

/** What the template may need; another one stands in tests only. */
export interface CompileOptions {
  standard?: PdfStandard;
  template?: string;
}

// The compiler wants a folder for its files; ours are only in its memory.
const folder = process.platform === 'win32' ? 'C:\\entente' : '/entente';
const separator = process.platform === 'win32' ? '\\' : '/';

let compiler: NodeCompiler | undefined;

/**
 * Makes the PDF. Blocks for some hundred milliseconds and leaks some megabytes each time, so it runs in a child process that is replaced (`world/pdf-writer`).
 * A warning of Typst (a typeface that is not there, a layout that does not settle) is an error here: throws with Typst's words.
 */
export function compilePdf(request: PdfRequest, options: CompileOptions = {}): Uint8Array {
  compiler ??= NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs: fontFiles() }] });
  put('agreement-page.json', JSON.stringify({ ...request.page, attached: request.agreement !== null, noted: request.checkpoint !== undefined }));
  if (request.agreement !== null) put('agreement.json', request.agreement);
  if (request.checkpoint !== undefined) put('checkpoint.json', request.checkpoint);
  try {
    const result = compiler.compile({ mainFileContent: options.template ?? template });
    const trouble = result.takeError() ?? result.takeWarnings();
    if (trouble !== null) throw new Error(`The PDF could not be set: ${inWords(trouble)}`);
    const document = result.result;
    if (document === null) throw new Error('The PDF could not be set, and Typst gave no reason.');
    return exportPdf(compiler, document, options.standard ?? 'a-3a');
  } finally {
    compiler.resetShadow();
    compiler.evictCache(0);
  }
}

/** The export checks the standard, so it refuses too; its reasons come as the text of what it throws. */
function exportPdf(from: NodeCompiler, document: NodeTypstDocument, pdfStandard: PdfStandard): Uint8Array {
  try {
    return from.pdf(document, { pdfStandard });
  } catch (error) {
    throw new Error(`The PDF could not be set: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function put(name: string, text: string): void {
  compiler?.mapShadow(`${folder}${separator}${name}`, Buffer.from(text, 'utf8'));
}

function inWords(trouble: NodeError): string {
  return trouble.shortDiagnostics.map((one: { message?: unknown }) => String(one.message ?? one)).join('; ');
}
