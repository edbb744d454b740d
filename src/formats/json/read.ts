import { documentFromJson } from '#agreement/document/schema';
import { readAnswers, sentences } from '#agreement/facts/answers';
import { InputError } from '#agreement/input-error';
import type { AgreementData } from '#formats/json/write';

const limit = 20_000_000;

/** Reads what `writeJson` wrote, from anyone: the text is checked against the document model and the answers against the facts. */
export function readJson(text: string): AgreementData {
  if (text.length > limit) throw new InputError('This data file is larger than 20 MB and was not read.', 'Choose a smaller file.');
  const data = parse(text);
  if (data.entente !== 1 || data.kind !== 'agreement') throw new InputError('This JSON is no agreement of ours.', 'Choose a file that Entente wrote; it opens with "entente": 1 and "kind": "agreement".');
  const { version, library } = data;
  return {
    document: readDocument(data.document),
    answers: data.answers === undefined ? undefined : answersIn(data.answers),
    version: typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : 1,
    library: typeof library === 'string' ? library : null,
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError(`This is no JSON: ${error.message}.`, 'Choose a complete file.');
  }
  throw new InputError('This JSON is no agreement of ours.', 'Choose a file that Entente wrote.');
}

function readDocument(json: unknown): AgreementData['document'] {
  try {
    return documentFromJson(json);
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw new InputError(`The text in this file does not fit the document model: ${error.message}.`, 'Choose the file as Entente wrote it.');
  }
}

function answersIn(json: unknown): NonNullable<AgreementData['answers']> {
  const read = readAnswers(JSON.stringify(json));
  if (!read.ok) throw new InputError(`The answers in this file cannot be used: ${sentences(read.problems, read.more).join(' ')}`, 'Choose the file as Entente wrote it.');
  return read.answers;
}
