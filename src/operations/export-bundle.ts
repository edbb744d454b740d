import { z } from 'zod';
import { commitmentsIn, filesNamedBy } from '#agreement/record/bundle';
import type { Event } from '#agreement/record/event';
import { commitment } from '#agreement/record/person';
import { sharedStream } from '#agreement/record/stream';
import { BundleWriter } from '#formats/bundle/write';
import { fileNameOf } from '#operations/export-agreement';
import { agreementId, fileForm } from '#operations/forms';
import { load, readBlob } from '#operations/load';
import { operation } from '#operations/operation';
import { notFound } from '#operations/refused';
import { quickDigest } from '#world/store/digest';

/**
 * Gives an agreement's whole life as one file: the events that the seat may read, what they name, the people, and the signed checkpoints.
 * It can be checked without this program, and imported elsewhere. A new checkpoint is made where anything of these has happened since the last.
 */
export const exportBundle = operation({
  name: 'export-bundle',
  summary: 'Download the whole life of an agreement, to keep, to check or to take elsewhere.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: fileForm,
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, { agreement }, world) => {
    const { state } = await load(world, seat, agreement);
    const { make, authority } = await world.checkpointer();
    await world.store.makeCheckpoint(seat, agreement, make);
    // Checkpoints first, so that the events reach at least as far; the shared stream last, so that turns that others name are in it.
    const checkpoints = await world.store.checkpoints(seat, agreement);
    const shared = sharedStream(agreement);
    const streams = (await world.store.streams(seat, agreement)).sort((a, b) => Number(a === shared) - Number(b === shared));
    const writer = new BundleWriter();
    const events: Event[] = [];
    for (const stream of streams) {
      const own = await world.store.read(seat, stream);
      await writer.stream(stream, own);
      events.push(...own);
    }
    const people = await world.store.people(seat, agreement);
    if (events.length === 0 || checkpoints === null || people === null) throw notFound();

    for (const digest of new Set(events.flatMap(filesNamedBy))) await writer.blob(digest, await readBlob(world, seat, agreement, digest));
    const signed = state.shared.signatures.at(-1)?.pdf;
    if (signed !== undefined) await writer.signed(await readBlob(world, seat, agreement, signed));
    const said = commitmentsIn(events);
    const shown = [...people.values()].filter(({ id, salt, details, erased }) => erased !== true && said.get(id)?.has(commitment(salt, details)) === true);
    const own = quickDigest(authority);
    const certificates = [authority];
    for (const installation of new Set(checkpoints.map(({ checkpoint }) => checkpoint.installation))) {
      // That of another installation, from which the agreement came, is kept among the agreement's files.
      const foreign = installation === own ? null : await world.store.getBlob(seat, agreement, installation);
      if (foreign !== null) certificates.push(foreign);
    }
    const bytes = await writer.end({ agreement, title: state.title, at: world.now(), installation: own, party: seat.party, role: seat.role }, shown, checkpoints, certificates);
    return { result: { name: `${fileNameOf(state.title ?? 'agreement')}.entente.zip`, mediaType: 'application/zip', bytes } };
  },
});
