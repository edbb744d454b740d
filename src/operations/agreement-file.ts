import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { InputError } from '#agreement/input-error';
import { readJson } from '#formats/json/read';
import type { PageSetting } from '#formats/json/write';
import { readMarkdown } from '#formats/markdown/read';
import { draft } from '#stages/draft/draft';
import { answersOf } from '#operations/create-agreement';
import { libraryFor } from '#operations/library-of';
import type { ReadPdf, World } from '#world/world';

/** What a file turned out to hold. Answers are drafted; a text that we did not draft has no answers. */
export interface AgreementFile {
  kind: 'answers' | 'agreement' | 'text';
  document: Document;
  answers?: Answers;
  /** The version that the file says it is, 1 where it does not. */
  version: number;
  /** For a PDF: its verdict and attachments. */
  pdf?: ReadPdf;
  /** For a PDF: how its pages were set. */
  pages?: PageSetting;
}

/** Reads a file by its content: answers (YAML or JSON), an agreement (JSON, or the JSON inside a PDF), or a text in Markdown. */
export async function openAgreementFile(bytes: Uint8Array, name: string, world: World): Promise<AgreementFile> {
  if (startsWith(bytes, '%PDF-')) {
    const pdf = await world.readPdf(bytes);
    if (!pdf.verdict.readable) throw new InputError(`The file cannot be read as a PDF: ${pdf.verdict.sentence}`, 'Choose a complete PDF.', name);
    const attached = pdf.attachments.find((one) => one.name === 'agreement.json');
    if (attached === undefined) throw new InputError('This PDF carries no agreement of ours.', 'Choose a PDF made by Entente, or an answers file.', name);
    return { ...openJson(decode(attached.bytes, name)), pdf };
  }
  const text = decode(bytes, name);
  if (/\.md$/i.test(name)) return { kind: 'text', document: readMarkdown(text), version: 1 };
  if (/^\s*\{/.test(text) && text.includes('"kind"') && text.includes('"agreement"')) return openJson(text);
  const answers = answersOf(text, name);
  return { kind: 'answers', document: draft(libraryFor(world, answers), answers).document, answers, version: 1 };
}

function openJson(text: string): AgreementFile {
  const read = readJson(text);
  return { kind: 'agreement', document: read.document, version: read.version, ...(read.answers !== undefined && { answers: read.answers }), ...(read.pages !== undefined && { pages: read.pages }) };
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((char, index) => bytes[index] === char.charCodeAt(0));
}

/** The text of a file; what is not UTF-8 is an InputError. */
export function decode(bytes: Uint8Array, name: string): string {
  if (bytes.length > 50_000_000) throw new InputError('The file is larger than 50 MB and was not read.', 'Choose a smaller file.', name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('This is not a text file in UTF-8.', 'Choose an answers file (YAML or JSON), an agreement (JSON or PDF) or a text (Markdown).', name);
  }
}
