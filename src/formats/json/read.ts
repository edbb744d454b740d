import { z } from 'zod';
import { printDocument } from '#agreement/document/print';
import { documentFromJson, type Document } from '#agreement/document/schema';
import { readAnswers, type Answers } from '#agreement/facts/answers';
import { InputError } from '#agreement/input-error';
import { nodeAttrs } from '#formats/json/node-attrs';
import type { PageSetting } from '#formats/json/write';

/** An agreement read from its JSON. Findings and texts in the file are not taken over: they are worked out again from the document. */
export interface ReadAgreement {
  document: Document;
  answers?: Answers;
  version: number;
  library: string | null;
  pages?: PageSetting;
}

/** The largest file in UTF-16 units: far above an agreement of 60 parties. */
const limit = 30_000_000;

const frame = z.object({
  version: z.number().int().min(1).max(1_000_000_000),
  library: z.string().max(200).nullable(),
  document: z.looseObject({ type: z.literal('agreement') }),
  answers: z.looseObject({}).nullish(),
  pages: z.strictObject({ date: z.iso.date(), state: z.enum(['draft', 'final']), paper: z.enum(['a4', 'letter']) }).optional(),
});

const other = 'Hand in the JSON that Entente wrote, a PDF that carries it, or an answers file.';
const damaged = 'The file was changed or damaged after it was written. Take it again from where it came.';

/** Reads what `writeJson` wrote. Throws InputError, with the path of the value, for anything else. */
export function readJson(text: string): ReadAgreement {
  const json = parse(text);
  if (!isRecord(json) || json['entente'] === undefined || json['kind'] !== 'agreement') throw new InputError('This JSON is no agreement: "entente" and "kind": "agreement" are missing.', other);
  if (json['entente'] !== 1) throw new InputError(`This agreement is in form ${JSON.stringify(json['entente'])}, and this program reads form 1.`, 'Open it with the newer program that wrote it.', 'entente');
  const read = frame.safeParse(json);
  if (!read.success) throw fault(read.error, '', damaged);
  const document = readDocument(json['document']);
  const answers = read.data.answers === null || read.data.answers === undefined ? undefined : readOwnAnswers(json['answers']);
  return { document, version: read.data.version, library: read.data.library, ...(answers !== undefined && { answers }), ...(read.data.pages !== undefined && { pages: read.data.pages }) };
}

function parse(text: string): unknown {
  if (text.length > limit) throw new InputError('The JSON is longer than 30 million characters and was not read.', 'Hand in one agreement at a time.');
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    throw new InputError('The file is not JSON, or it is cut off.', other);
  }
}

/** The document, with every attribute checked and printed once: what cannot be printed is refused here and not later. */
function readDocument(json: unknown): Document {
  checkNodes(json);
  try {
    const document = documentFromJson(json);
    printDocument(document);
    return document;
  } catch (error) {
    throw new InputError(`The text of this agreement cannot be read: ${error instanceof Error ? error.message : String(error)}.`, damaged, 'document');
  }
}

/** Checks the attributes of all nodes without recursion, so that a deep file cannot exhaust the stack. */
function checkNodes(json: unknown): void {
  const open: { node: unknown; path: string; depth: number }[] = [{ node: json, path: 'document', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, path, depth } = next;
    // agreement, clause, wording, table, row, cell, inline: nothing lies deeper.
    if (!isRecord(node) || typeof node['type'] !== 'string' || depth > 6) throw new InputError('Something here is no part of a document.', damaged, path);
    const attrs = nodeAttrs[node['type']];
    if (attrs !== undefined) {
      const read = attrs.safeParse(node['attrs'] ?? {});
      if (!read.success) throw fault(read.error, `${path}.attrs`, damaged);
    }
    const content = node['content'];
    if (content === undefined) continue;
    if (!Array.isArray(content)) throw new InputError('The content of a node must be a list.', damaged, `${path}.content`);
    for (let index = content.length - 1; index >= 0; index -= 1) open.push({ node: content[index], path: `${path}.content[${index}]`, depth: depth + 1 });
  }
}

/** Answers inside an agreement are read as strictly as an answers file. */
function readOwnAnswers(json: unknown): Answers {
  const read = readAnswers(JSON.stringify(json));
  if (read.ok) return read.answers;
  const [first] = read.problems;
  throw new InputError(`${first?.what ?? 'The answers cannot be read.'}${first?.expected ? ` Expected: ${first.expected}.` : ''}`, damaged, first === undefined || first.path === '' ? 'answers' : `answers: ${first.path}`);
}

function fault(error: z.ZodError, above: string, next: string): InputError {
  const [issue] = error.issues;
  const path = [above, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.');
  return new InputError(`A value is not what it must be (${issue?.message ?? 'no reason'}).`, next, path === '' ? undefined : path);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
