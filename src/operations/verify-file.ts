import { z } from 'zod';
import type { BundleVerdict } from '#agreement/record/bundle';
import { InputError } from '#agreement/input-error';
import { fileForm } from '#operations/forms';
import { operation } from '#operations/operation';
import type { CarriedCheckpoint } from '#world/signing/checkpoint-signature';

/**
 * Checks a signed PDF: intact or changed, who signed, when, what that does not tell, and the checkpoint that it carries (null for one that
 * cannot be read). Of a bundle (ZIP) it says part by part whether it is what was written; the result has `bundle` then and no `verdict`.
 * Needs no account and no agreement here.
 */
export const verifyFile = operation({
  name: 'verify-file',
  summary: 'Check a signed PDF or a bundle.',
  kind: 'read',
  input: z.strictObject({
    file: fileForm,
    against: z.string().max(2_000_000).optional().meta({ description: 'For a bundle: a checkpoint kept elsewhere, as JSON' }),
  }),
  output: z.object({ name: z.string(), verdict: z.unknown(), checkpoint: z.custom<CarriedCheckpoint | null>().optional(), bundle: z.custom<BundleVerdict>().optional() }),
  may: 'anyone',
  run: async (_context, { file, against }, world) => {
    if (isBundle(file)) return { result: { name: file.name, verdict: null, bundle: (await world.readBundle({ archive: file.bytes, ...(against !== undefined && { against: parse(against) }) })).verdict } };
    if (against !== undefined) throw new InputError('Only a bundle is compared with a checkpoint.', 'Choose the bundle (.zip), or leave the checkpoint out.');
    const { verdict, checkpoint } = await world.readPdf(file.bytes);
    return { result: { name: file.name, verdict, ...(checkpoint !== undefined && { checkpoint }) } };
  },
});

/** By its beginning or by its name, so that one that was damaged is still judged as what it was. */
function isBundle({ name, bytes }: { name: string; bytes: Uint8Array }): boolean {
  return (bytes[0] === 0x50 && bytes[1] === 0x4b) || name.toLowerCase().endsWith('.zip');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError('The checkpoint to compare with is not JSON.', 'Give the file checkpoint.json as it came with a mail or a signed PDF.', 'against');
  }
}
