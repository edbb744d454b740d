import { z } from 'zod';
import { findingsOf } from '#operations/findings';
import { agreementId, findingForm } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { load, textOf } from '#operations/load';
import { operation } from '#operations/operation';

/** Inspects the newest text of an agreement against all checks. */
export const inspectAgreement = operation({
  name: 'inspect-agreement',
  summary: 'Inspect an agreement: problems with their place, reason and fixes.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({ findings: z.array(findingForm), notRun: z.array(z.string()) }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    return { result: findingsOf({ document: textOf(loaded), answers: loaded.answers }, libraryFor(world, loaded.answers, loaded.own.packs), world.now().slice(0, 10), loaded.state.setAside) };
  },
});
