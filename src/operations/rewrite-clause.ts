import { z } from 'zod';
import { printDocument } from '#agreement/document/print';
import { clausesOf, schedulesOf } from '#agreement/document/schema';
import { InputError } from '#agreement/input-error';
import { applySteps, replaceClauseSteps } from '#agreement/proposal';
import { peopleFrom } from '#agreement/words/people';
import { rewriteClause as rewrite } from '#stages/draft/rewrite';
import { changeText } from '#operations/change-text';
import { agreementId } from '#operations/forms';
import { decideAll, load, textOf } from '#operations/load';
import { operation } from '#operations/operation';

/** Rewrites one clause in its plain form. Its redraft is from then on offered as a proposal and never put in its place. */
export const rewriteClause = operation({
  name: 'rewrite-clause',
  summary: 'Rewrite one clause in plain words.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    clause: z.string().max(100),
    version: z.number().int().min(1).optional().meta({ description: 'Version that was rewritten' }),
    heading: z.string().trim().min(1).max(200),
    blocks: z
      .array(z.strictObject({ id: z.string().max(200).nullable(), kind: z.enum(['paragraph', 'item']), text: z.string().max(20_000).refine((text) => !text.includes('\0'), 'the text holds a NUL character') }))
      .max(500),
  }),
  output: z.object({ version: z.number() }),
  may: ['lead', 'contributor'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const document = textOf(loaded);
    const version = loaded.state.document?.version ?? 0;
    if (input.version !== undefined && input.version !== version) throw new InputError('The text was changed while you were writing.', 'Nothing was changed; copy your words, look at the newest text and write again.');
    const clause = clausesOf(document).find((node) => node.attrs.id === input.clause);
    const section = printDocument(document, { people: peopleFrom(loaded.answers) }).sections.find((one) => one.id === input.clause);
    if (clause === undefined || section === undefined) throw new InputError(`There is no clause "${input.clause}" in this text.`, 'Nothing was changed; choose a clause of the outline.');
    const rewritten = rewrite(clause, section, { heading: input.heading, blocks: input.blocks }, () => `own-${world.newId().replaceAll('-', '').slice(-12)}`);
    const schedules = schedulesOf(document).filter((schedule) => schedule.attrs.clause === input.clause);
    const applied = applySteps(document, replaceClauseSteps(document, input.clause, rewritten, schedules));
    if (!applied.ok) throw new Error(`a rewritten clause does not fit its place: ${applied.why}`);
    const change = await changeText(loaded, applied.document, (digest) => ({ do: 'rewrite-clause', clause: input.clause, base: version, digest }), world);
    const decided = decideAll(loaded, change.commands, world.now(), { blobs: change.blobs });
    return { result: { version: decided.state.document?.version ?? 0 }, append: decided.append };
  },
});
