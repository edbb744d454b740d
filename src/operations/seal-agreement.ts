import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { digestOfBytes } from '#agreement/record/canonical';
import { newestTurn } from '#agreement/record/shared';
import { findingsOf } from '#operations/findings';
import { checkpointToSeal } from '#operations/checkpoints';
import { agreementId } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { refuseUnsettled, tableOf } from '#operations/gate';
import { decideAll, load, readBlob, textOf } from '#operations/load';
import { mailPeople, partyName } from '#operations/mails';
import { operation } from '#operations/operation';
import { refuseOtherLevel, refuseUnready, sealContent } from '#operations/sealing';

/** Makes the final PDF with all its signature fields; from then on the text cannot change, and every consent names its digest. */
export const sealAgreement = operation({
  name: 'seal-agreement',
  summary: 'Seal the text: make the final PDF that everybody signs.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    version: z.number().int().min(1).optional().meta({ description: 'Version of the text that was read; another one is not sealed' }),
    despite: z.string().trim().min(3).max(2000).optional().meta({ description: 'Why it is sealed although problems block signing; becomes part of the evidence. Only where one person drafts for all parties: several parties waive problems instead' }),
  }),
  output: z.object({ pdf: z.string(), fields: z.array(z.object({ id: z.string(), party: z.string() })) }),
  may: ['lead'],
  run: async ({ seat, person }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const shared = newestTurn(loaded.state.shared) !== undefined;
    // One person drafting for all parties seals the own text; parties seal the version that all of them agreed to.
    const content = shared ? await tableOf(world, loaded) : loaded;
    const document = textOf(content);
    const { state, answers } = content;
    if (input.version !== undefined && input.version !== state.document?.version) throw new InputError('The text was changed after you read it.', 'Nothing was sealed; read the newest text, then seal it.');
    if (shared) await refuseUnsettled(world, loaded, content, input.despite);
    else refuseUnready(findingsOf({ document, answers }, libraryFor(world, answers, loaded.own.packs), world.now().slice(0, 10), state.setAside), input.despite);
    refuseOtherLevel(answers, input.despite);
    const at = world.now();
    const { noted, carried } = await checkpointToSeal(world, seat, loaded.id, at);
    const { pdf, fields } = await sealContent({ id: loaded.id, document, answers, version: state.document?.version ?? 1, final: true, at, checkpoint: carried }, world);
    const digest = digestOfBytes(pdf);
    const command = {
      do: 'seal' as const,
      digest: state.document!.digest,
      pdf: digest,
      fields: fields.map((field) => ({ id: field.name, party: field.partyId, person: null })),
      ...(input.despite !== undefined && { despite: input.despite }),
    };
    // The text goes with the PDF into the shared stream, so that this stream can be read alone.
    const text = await readBlob(world, seat, loaded.id, command.digest);
    const mails = await mailPeople(world, loaded, {
      kind: 'sealed',
      occasion: `sealed-${digest}`,
      by: person,
      roles: ['lead', 'signatory'],
      ownToo: true,
      facts: { by: partyName(state, seat.party), version: state.document?.version ?? 1, file: digest },
    });
    const { append } = decideAll({ ...loaded, state: { ...state, phase: loaded.state.phase } }, [command], at, { blobs: [pdf, text], mails, checkpoint: noted });
    return { result: { pdf: digest, fields: fields.map((field) => ({ id: field.name, party: field.partyId })) }, append };
  },
});
