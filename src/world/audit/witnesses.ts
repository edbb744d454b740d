import { basename } from 'node:path';
import { InputError } from '#agreement/input-error';
import { digestOfBytes } from '#agreement/record/canonical';
import { notesOf, readNoted, verifyCheckpoint, type NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Witness } from '#world/audit/audit';
import { openBundleReading } from '#world/bundles/bundle-reading';
import { checkCheckpointSignature, checkpointName, readCheckpointFile } from '#world/signing/checkpoint-signature';
import { openPdfReading } from '#world/signing/pdf-reading';

/**
 * Reads a file that left the server earlier: a checkpoint (`checkpoint.json`, from a mail or a sealed PDF), a list of them
 * (`checkpoints.json`), a sealed or signed PDF, or a bundle. An InputError where it is none, or where its signature does not hold: then it says nothing.
 * `authority` is the certificate (DER) of the installation that is checked.
 */
export async function readWitnesses(path: string, bytes: Uint8Array, authority: Uint8Array | undefined): Promise<Witness[]> {
  const file = basename(path);
  if (startsWith(bytes, '%PDF-')) return [await fromPdf(path, file, bytes, authority)];
  if (startsWith(bytes, 'PK')) return [await fromBundle(path, file, bytes, authority)];
  const list = listIn(bytes);
  if (list === null) throw new InputError('This is neither a checkpoint nor a sealed PDF of Entente.', 'Give checkpoint.json, a signed PDF or a bundle.', path);
  for (const noted of list) refuseUnsigned(path, noted, authority);
  const byAgreement = new Map<string, NotedCheckpoint[]>();
  for (const noted of list) byAgreement.set(noted.checkpoint.agreement, [...(byAgreement.get(noted.checkpoint.agreement) ?? []), noted]);
  return [...byAgreement].map(([agreement, checkpoints]): Witness => ({ file, agreement, checkpoints }));
}

async function fromPdf(path: string, file: string, bytes: Uint8Array, authority: Uint8Array | undefined): Promise<Witness> {
  const reading = openPdfReading();
  try {
    const { verdict, attachments } = await reading.read(bytes);
    const attached = attachments.find(({ name }) => name === checkpointName);
    const noted = attached === undefined ? null : readCheckpointFile(attached.bytes);
    if (noted === null) throw new InputError('This PDF carries no checkpoint.', 'Give a PDF that was sealed with a history, a checkpoint.json or a bundle.', path);
    if (verdict.verdict !== 'intact' && verdict.verdict !== 'unsigned') throw new InputError(`This PDF proves nothing: ${verdict.sentence}`, 'Give the file as it was signed.', path);
    refuseUnsigned(path, noted, authority);
    return { file, agreement: noted.checkpoint.agreement, checkpoints: [noted], pdf: digestOfBytes(bytes) };
  } finally {
    await reading.close();
  }
}

/** A bundle proves its streams as far as a checkpoint in it opens them. */
async function fromBundle(path: string, file: string, bytes: Uint8Array, authority: Uint8Array | undefined): Promise<Witness> {
  const reading = openBundleReading();
  try {
    const { verdict, content } = await reading.read({ archive: bytes, content: true });
    const part = verdict.parts.find(({ word }) => word !== 'intact');
    if (content === undefined) throw new InputError(`This bundle proves nothing: ${part === undefined ? 'it cannot be read' : `${part.part}: ${part.where ?? part.note ?? part.word}`}.`, 'Give the bundle as it was exported.', path);
    const { checkpoints } = content;
    for (const noted of checkpoints) refuseUnsigned(path, noted, authority);
    const notes = notesOf(checkpoints);
    const streams = new Map(content.streams.map(({ stream, events }) => [stream, events.slice(0, notes.get(stream)?.at(-1)?.seq ?? 0)]));
    return { file, agreement: content.list.agreement, checkpoints, streams };
  } finally {
    await reading.close();
  }
}

function listIn(bytes: Uint8Array): NotedCheckpoint[] | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  const list = (Array.isArray(value) ? value : [value]).map(readNoted);
  return list.length > 0 && list.every((noted) => noted !== null) ? list : null;
}

function refuseUnsigned(path: string, noted: NotedCheckpoint, authority: Uint8Array | undefined): void {
  const { n } = noted.checkpoint;
  const { holds, issuer } = checkCheckpointSignature(noted.checkpoint, authority);
  if (!holds || issuer === 'nobody' || !verifyCheckpoint(noted).ok) throw new InputError(`Checkpoint ${n} in this file does not hold: it was changed after it was signed.`, 'Give the file as it was handed out.', path);
  if (issuer === 'another') throw new InputError(`Checkpoint ${n} in this file was signed by another installation.`, 'Check the data of the installation that it names.', path);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((char, index) => bytes[index] === char.charCodeAt(0));
}
