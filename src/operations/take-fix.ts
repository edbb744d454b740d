import { z } from 'zod';
import { applySteps } from '#agreement/proposal';
import { InputError } from '#agreement/input-error';
import { canonicalBytes, digestOfBytes } from '#agreement/record/canonical';
import { clausesOf } from '#agreement/document/schema';
import { markEdited } from '#operations/mark-edited';
import { changeText } from '#operations/change-text';
import { findingsOf } from '#operations/findings';
import { agreementId } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { decideAll, load, textOf } from '#operations/load';
import { operation } from '#operations/operation';

/** Takes a fix of a finding: it becomes a proposal and is accepted in the same step, so that the record shows both. */
export const takeFix = operation({
  name: 'take-fix',
  summary: 'Take a fix of a problem.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    fingerprint: z.string().max(200).meta({ description: 'Fingerprint of the finding' }),
    fix: z.number().int().min(0).max(50).default(0).meta({ description: 'Which of its fixes, counted from 0' }),
    version: z.number().int().min(1).optional().meta({ description: 'Version that the fix was seen on' }),
  }),
  output: z.object({ version: z.number() }),
  may: ['lead', 'contributor'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const document = textOf(loaded);
    const version = loaded.state.document?.version ?? 0;
    if (input.version !== undefined && input.version !== version) throw new InputError('The text was changed after you saw this fix.', 'Nothing was changed; look at the newest problems and choose again.');
    const { findings } = findingsOf({ document, answers: loaded.answers }, libraryFor(world, loaded.answers, loaded.own.packs), world.now().slice(0, 10));
    const finding = findings.find((one) => one.fingerprint === input.fingerprint);
    const fix = finding?.fixes[input.fix];
    if (finding === undefined || fix === undefined) throw new InputError('This problem or this fix is no longer there.', 'Nothing was changed; look at the newest problems.');
    const fixed = applySteps(document, fix.steps);
    if (!fixed.ok) throw new InputError('This fix does not fit the text any more.', 'Nothing was changed; look at the newest problems.');
    const all = [...fix.steps, ...markEdited(document, fixed.document, loaded.answers, libraryFor(world, loaded.answers, loaded.own.packs))];
    const applied = applySteps(document, all);
    if (!applied.ok) throw new Error(`a fixed clause cannot be marked: ${applied.why}`);
    const steps = canonicalBytes(all);
    const proposal = world.newId();
    const clause = clausesOf(document).some((node) => node.attrs.id === finding.place.clause) ? { clause: finding.place.clause as string } : {};
    const change = await changeText(loaded, applied.document, (digest) => ({ do: 'accept-proposal', proposal, base: version, digest }), world);
    const offer = { do: 'propose' as const, proposal, base: version, reason: finding.code, steps: digestOfBytes(steps), ...clause };
    const decided = decideAll(loaded, [offer, ...change.commands], world.now(), { blobs: [steps, ...change.blobs] });
    return { result: { version: decided.state.document?.version ?? 0 }, append: decided.append };
  },
});
