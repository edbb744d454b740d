import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load, textOf } from '#operations/load';
import { operation } from '#operations/operation';
import { obligationsOf } from '#operations/track-agreement';

/** Reports on an obligation of the signed agreement, for all parties to see. */
export const reportObligation = operation({
  name: 'report-obligation',
  summary: 'Report that an obligation is done, or that it is not.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    obligation: z.string().min(1).max(300),
    on: z.iso.date().nullable().default(null).meta({ description: 'The due day it is about, where there are several' }),
    report: z.enum(['done', 'not-done']),
    note: plainText(2000).nullable().default(null),
  }),
  output: z.object({ done: z.literal(true) }),
  may: ['lead', 'contributor'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const known = (await obligationsOf(textOf(loaded), loaded.answers, world)).some((one) => one.id === input.obligation);
    if (!known) throw new InputError('This agreement has no such obligation.', 'Nothing was recorded; choose one from the list.', 'obligation');
    const { agreement: _agreement, ...body } = input;
    return { result: { done: true as const }, append: decideAll(loaded, [{ do: 'report-obligation', ...body }], world.now()).append };
  },
});
