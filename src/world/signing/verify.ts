import { fileDigest } from '#world/signing/seal';
import { compareRevisions } from '#world/signing/pdf/changes';
import { describeObject } from '#world/signing/pdf/describe';
import { PdfFault } from '#world/signing/pdf/fault';
import { PdfRevision } from '#world/signing/pdf/revision';
import { type SignatureField, signatureFields, signedRange } from '#world/signing/pdf/signature-fields';
import { latin1 } from '#world/signing/pdf/values';
import { judgeSignature, type JudgedSignature, scanForSignatures, slotOf } from '#world/signing/signature-judge';
import type { EmptyField, PdfVerdict, VerdictWord, VerifyOptions } from '#world/signing/verdict';
import { byteCount, spelled } from '#world/signing/words';

const mostBytes = 50_000_000;
const mostSentences = 20;

interface Findings {
  changes: string[];
  reasons: string[];
}

/**
 * Judges the signatures of a PDF by its resolved structure and by what they cover; never throws for a bad file. Meant to run in a child
 * process, since the file may come from anyone.
 */
export function verifyPdf(pdf: Uint8Array, options: VerifyOptions = {}): PdfVerdict {
  const findings: Findings = { changes: [], reasons: [] };
  const opened = pdf.length > mostBytes ? undefined : openLast(pdf, findings);
  if (pdf.length > mostBytes) findings.reasons.push(`The file is larger than ${spelled(mostBytes / 1_000_000)} MB.`);
  if (opened === undefined) return unreadable(pdf, findings, options);
  const { revision, fields } = opened;
  const signed = fields.filter((field) => field.value !== undefined);
  const judged = signed.map((field) => judgeField(revision, field, options)).toSorted((a, b) => (a.end ?? 0) - (b.end ?? 0));
  const sealed = followRevisions(pdf, revision, judged, findings);
  for (const end of unknownSignatures(pdf, judged)) {
    findings.changes.push(`The form no longer shows a signature over the first ${byteCount(end)} that is still in the file.`);
  }
  digestSentences(revision, judged, findings);
  const empty = fields.filter((field) => field.value === undefined).map(({ name, dict }) => ({ field: name, ...slotOf(dict) }));
  return summary(pdf, judged, empty, findings, { readable: true, sealed });
}

function openLast(pdf: Uint8Array, findings: Findings): { revision: PdfRevision; fields: SignatureField[] } | undefined {
  let first: string | undefined;
  for (const end of possibleEnds(pdf)) {
    try {
      const revision = PdfRevision.open(pdf, end);
      const fields = signatureFields(revision);
      if (end < pdf.length) {
        const kind = fields.some((field) => field.value !== undefined) ? findings.changes : findings.reasons;
        kind.push(tailSentence(pdf.length - end));
      }
      return { revision, fields };
    } catch (error) {
      if (!(error instanceof PdfFault)) throw error;
      first ??= error.message;
    }
  }
  findings.reasons.push(`The file cannot be read as a PDF: ${first ?? 'it is empty'}.`);
  return undefined;
}

function tailSentence(count: number): string {
  if (count === 1) return 'The last byte is not part of the PDF: it was appended or damaged.';
  return `The last ${byteCount(count)} are not a readable part of the PDF: they were appended, damaged or cut off.`;
}

/** Where the file may end: its last byte, then every `%%EOF` from the last to the first, at most 40 of them. */
function* possibleEnds(pdf: Uint8Array): Generator<number> {
  yield pdf.length;
  const buffer = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length);
  let at = buffer.lastIndexOf('%%EOF');
  for (let tries = 0; at >= 0 && tries < 40; tries += 1) {
    const lineEnd = /^(?:\r\n|\r|\n)?/.exec(latin1(pdf, at + 5, at + 7))?.[0].length ?? 0;
    if (at + 5 + lineEnd < pdf.length) yield at + 5 + lineEnd;
    at = at === 0 ? -1 : buffer.lastIndexOf('%%EOF', at - 1);
  }
}

function judgeField(revision: PdfRevision, field: SignatureField, options: VerifyOptions): JudgedSignature {
  const dict = field.value?.dict;
  const fault = (message: string): JudgedSignature => judgeSignature(revision.bytes, { field: field.name, slot: slotOf(field.dict), dict, revision }, { fault: message }, options);
  try {
    if (field.value === undefined) return fault('it is missing');
    return judgeSignature(revision.bytes, { field: field.name, slot: slotOf(field.dict), dict, revision }, signedRange(revision, field.value, field), options);
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    return fault(error.message);
  }
}

/** Goes from signature to signature, comparing what the file was at each; gives the digest of the file before the first. */
function followRevisions(pdf: Uint8Array, last: PdfRevision, judged: readonly JudgedSignature[], findings: Findings): string | undefined {
  let before: { revision: PdfRevision; who: string } | undefined;
  let sealed: string | undefined;
  try {
    for (const [n, { end, who, verdict }] of judged.entries()) {
      if (end === undefined) return undefined;
      if (end === before?.revision.end) throw new PdfFault('two signatures cover the same bytes');
      const revision = end === last.end ? last : last.earlier(end);
      const same = signatureFields(revision).find((field) => field.name === verdict.field && field.value !== undefined);
      if (same === undefined) throw new PdfFault(`the signature "${verdict.field}" is not part of what it covers`);
      if (before === undefined) sealed = digestBefore(revision);
      else compare(before, revision, findings);
      verdict.covers = { whole: end === pdf.length, revision: n + 1, bytes: end };
      before = { revision, who };
    }
    if (before === undefined || before.revision.end === pdf.length) return sealed;
    appended(pdf, before, last, findings);
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    findings.reasons.push(`How the file grew cannot be followed: ${error.message}.`);
  }
  return sealed;
}

function compare({ revision, who }: { revision: PdfRevision; who: string }, after: PdfRevision, findings: Findings): void {
  const { changes, doubts } = compareRevisions(revision, after);
  findings.changes.push(...changes.map((sentence) => `After ${who} signed: ${sentence}`));
  findings.reasons.push(...doubts);
}

function appended(pdf: Uint8Array, before: { revision: PdfRevision; who: string }, last: PdfRevision, findings: Findings): void {
  if (last.end === before.revision.end) return;
  const count = byteCount(last.end - before.revision.end);
  const { changes, doubts, validationData } = compareRevisions(before.revision, last);
  if (changes.length === 0 && doubts.length === 0 && validationData && last.end === pdf.length) {
    findings.reasons.push(`Validation data (${count}) was added after the last signature and is not covered by one; nothing else was changed.`);
    return;
  }
  findings.changes.push(`${count} were appended after the last signature.`, ...changes.map((sentence) => `After ${before.who} signed: ${sentence}`));
  findings.reasons.push(...doubts);
}

/** The digest of the file before its first signature, if that signature added nothing but itself. */
function digestBefore(revision: PdfRevision): string | undefined {
  const [own, under] = revision.sections;
  if (own === undefined || under === undefined || !under.closed || under.end > own.offset) return undefined;
  try {
    const { changes, doubts } = compareRevisions(revision.earlier(under.end), revision);
    return changes.length + doubts.length === 0 ? fileDigest(revision.bytes.subarray(0, under.end)) : undefined;
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    return undefined;
  }
}

function unknownSignatures(pdf: Uint8Array, judged: readonly JudgedSignature[]): number[] {
  const known = new Set(judged.map(({ start }) => start));
  return scanForSignatures(pdf).filter((range) => !known.has(range.gapStart)).map(({ end }) => end);
}

/** Says where a digest does not fit, as narrowly as the other signatures allow, and which objects there can no longer be read. */
function digestSentences(revision: PdfRevision, judged: readonly JudgedSignature[], findings: Findings): void {
  let proven = 0;
  for (const { end, who, verdict } of judged) {
    if (end === undefined || !verdict.signatureOk) continue;
    if (verdict.digestOk) {
      proven = end;
      continue;
    }
    findings.changes.push(`Within bytes ${spelled(proven)} to ${spelled(end - 1)}, which ${who}'s signature covers, something differs from what was signed.`);
    for (const number of revision.entries.keys()) {
      const trouble = unreadableObject(revision, number);
      if (trouble !== undefined) findings.changes.push(trouble);
    }
    return;
  }
}

function unreadableObject(revision: PdfRevision, number: number): string | undefined {
  try {
    const object = revision.object(number);
    const filter = object?.value.kind === 'dict' ? object.value.entries.get('Filter') : undefined;
    if (object?.data !== undefined && filter?.kind === 'name' && filter.value === 'FlateDecode') revision.unpacked({ kind: 'ref', number, generation: 0, start: 0, end: 0 });
    return undefined;
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    try {
      return `${describeObject(revision, number)} can no longer be read.`;
    } catch (second) {
      if (!(second instanceof PdfFault)) throw second;
      return `Object ${number} can no longer be read.`;
    }
  }
}

function unreadable(pdf: Uint8Array, findings: Findings, options: VerifyOptions): PdfVerdict {
  const ranges = pdf.length > mostBytes ? [] : scanForSignatures(pdf);
  const judged = ranges.map((range) => judgeSignature(pdf, { field: '', slot: { person: undefined, party: undefined }, dict: undefined, revision: undefined }, range, options));
  for (const { who, end, verdict } of judged) {
    if (verdict.signatureOk && !verdict.digestOk) {
      findings.changes.push(`Within bytes 0 to ${spelled((end ?? 1) - 1)}, which ${who}'s signature covers, something differs from what was signed.`);
    }
  }
  return summary(pdf, judged, [], findings, { readable: judged.length > 0, sealed: undefined });
}

function summary(pdf: Uint8Array, judged: readonly JudgedSignature[], empty: EmptyField[], findings: Findings, more: { readable: boolean; sealed: string | undefined }): PdfVerdict {
  const signatures = judged.map(({ verdict }) => verdict);
  for (const { who, verdict, kind } of judged) {
    for (const fault of verdict.faults) findings.reasons.push(`${who}'s ${verdict.kind} ${kind === 'broken' ? 'does not hold' : 'cannot be judged'}: ${fault}.`);
  }
  const changes = [...new Set(findings.changes)].slice(0, mostSentences);
  const reasons = [...new Set(findings.reasons)].slice(0, mostSentences);
  const word = verdictWord(judged, changes, reasons, more.readable);
  const signed = signatures.filter(({ kind }) => kind === 'signature').length;
  const expected = signed + empty.length;
  return { verdict: word, sentence: sentence(word, signed, expected), signed, expected, signatures, empty, changes, reasons, digest: fileDigest(pdf), level: 'simple', ...more };
}

function verdictWord(judged: readonly JudgedSignature[], changes: readonly string[], reasons: readonly string[], readable: boolean): VerdictWord {
  if (judged.some(({ kind }) => kind === 'broken')) return 'broken';
  if (changes.length > 0) return 'changed';
  if (!readable || (judged.length > 0 && reasons.length > 0)) return 'cannot-tell';
  return judged.length === 0 ? 'unsigned' : 'intact';
}

function sentence(word: VerdictWord, signed: number, expected: number): string {
  const count = `${signed} of ${expected} signed`;
  switch (word) {
    case 'intact': return `Intact, ${count}.`;
    case 'changed': return 'Changed after signing.';
    case 'broken': return 'Broken: a signature does not hold.';
    case 'cannot-tell': return 'It cannot be told whether this file is as it was signed.';
    case 'unsigned': return expected === 0 ? 'Not signed.' : `Not signed yet, ${count}.`;
  }
}
