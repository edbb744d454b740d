import { PdfFault } from '#world/signing/pdf/fault';
import { type PdfDict, pdfText, type PdfValue } from '#world/signing/pdf/values';
import type { PdfRevision } from '#world/signing/pdf/revision';

/** The files inside a PDF, and the names of those that could not be taken out. */
export interface Attachments {
  attachments: { name: string; bytes: Uint8Array }[];
  unreadAttachments: string[];
}

const mostFiles = 100;
const mostBytes = 50_000_000;
const mostNodes = 10_000;

/** Takes the attached files out of a PDF: at most 100 of them and 50 MB together; the rest is named as not read. */
export function attachmentsOf(revision: PdfRevision): Attachments {
  const found: Attachments = { attachments: [], unreadAttachments: [] };
  let left = mostBytes;
  for (const [key, ref] of fileEntries(revision)) {
    let name = key;
    try {
      const file = revision.resolve(ref);
      if (file?.kind !== 'dict') continue;
      name = fileName(revision, file) ?? key;
      const embedded = revision.dict(file, 'EF');
      const stream = embedded?.entries.get('F') ?? embedded?.entries.get('UF');
      if (stream === undefined) continue;
      const bytes = found.attachments.length < mostFiles ? revision.unpacked(stream, Math.max(1, left)) : undefined;
      if (bytes === undefined) found.unreadAttachments.push(name);
      else {
        left -= bytes.length;
        found.attachments.push({ name, bytes: Uint8Array.from(bytes) });
      }
    } catch (error) {
      if (!(error instanceof PdfFault)) throw error;
      found.unreadAttachments.push(name);
    }
  }
  return found;
}

function fileName(revision: PdfRevision, file: PdfDict): string | undefined {
  for (const key of ['UF', 'F']) {
    const value = revision.get(file, key);
    if (value?.kind === 'string') return pdfText(value.bytes).split(/[/\\]/).at(-1);
  }
  return undefined;
}

/** The entries of the tree of embedded files: name and file specification. */
function fileEntries(revision: PdfRevision): [string, PdfValue][] {
  const names = revision.dict(revision.catalog.dict, 'Names');
  const waiting: PdfValue[] = [];
  const root = names?.entries.get('EmbeddedFiles');
  if (root !== undefined) waiting.push(root);
  const seen = new Set<number>();
  const found: [string, PdfValue][] = [];
  for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
    if (node.kind === 'ref') {
      if (seen.has(node.number) || seen.size > mostNodes) continue;
      seen.add(node.number);
    }
    const dict = revision.resolve(node);
    if (dict?.kind !== 'dict') continue;
    waiting.push(...revision.items(dict, 'Kids').filter((kid) => kid.kind === 'ref'));
    const pairs = revision.items(dict, 'Names');
    for (let n = 0; n + 1 < pairs.length && found.length < mostNodes; n += 2) {
      const [key, value] = [revision.resolve(pairs[n]), pairs[n + 1]];
      if (value !== undefined) found.push([key?.kind === 'string' ? pdfText(key.bytes) : '', value]);
    }
  }
  return found;
}
