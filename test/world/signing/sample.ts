import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDF } from '@libpdf/core';
import { type Authority, openAuthority } from '#world/signing/authority';
import { seal, type SignatureSlot } from '#world/signing/seal';
import { sign } from '#world/signing/sign';

/** The instant at which the samples are signed. */
export const signedAt = new Date('2026-11-23T11:00:00Z');

/** Three people who sign for three parties. */
export const slots: readonly SignatureSlot[] = [
  { name: 'alpha-1', party: 'Alpha GmbH', person: 'Ada (the first) Example' },
  { name: 'beta-1', party: 'Bêta SA', person: 'Zoë Ångström' },
  { name: 'gamma-1', party: '伽马有限公司', person: '李小龙' },
];

/** An agreement of two pages with an attached file and a link; its cross-reference section is a table or a stream. */
export async function plainPdf(useXRefStream = false): Promise<Uint8Array> {
  const doc = PDF.create();
  for (const n of [1, 2]) {
    const page = doc.addPage({ width: 595, height: 842 });
    page.drawText(`Agreement, page ${n}. The price is EUR 1,000.`, { x: 72, y: 700 });
  }
  doc.addAttachment('agreement.json', new TextEncoder().encode('{"entente":1,"price":"1000.00"}'));
  return doc.save({ useXRefStream });
}

/** A fresh authority in a folder that is removed straight away. */
export async function freshAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'entente-authority-'));
  try {
    return await openAuthority(join(folder, 'keys'), new Date(signedAt.getTime() - 86_400_000));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Signs one field of a sealed sample. */
export function signAs(pdf: Uint8Array, slot: SignatureSlot | undefined, authority: Authority): Uint8Array {
  if (slot === undefined) throw new Error('There is no such slot.');
  const signer = { name: slot.person, party: slot.party, role: 'Managing director' };
  return sign(pdf, { field: slot.name, signer, reason: 'Agrees (fully) \\ to version 3, sha256:00 /ByteRange [0 1 2 3]', at: signedAt, authority });
}

/** A sealed sample signed in the first so many of its fields. */
export async function signedPdf(count: number, authority: Authority, useXRefStream = false): Promise<Uint8Array> {
  let pdf = seal(await plainPdf(useXRefStream), slots).pdf;
  for (const slot of slots.slice(0, count)) pdf = signAs(pdf, slot, authority);
  return pdf;
}
