import { z } from 'zod';
import { clauseHash } from '#agreement/document/clause-hash';
import { InputError } from '#agreement/input-error';
import { findingsOf } from '#operations/findings';
import { agreementId } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { decideAll, load, textOf } from '#operations/load';
import { operation } from '#operations/operation';

/** Sets a problem aside with a reason; it comes back when the text that it names changes. */
export const setAsideFinding = operation({
  name: 'set-aside-finding',
  summary: 'Set a problem aside, with a reason.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    fingerprint: z.string().max(200),
    reason: z.string().trim().min(3).max(2000).nullable().meta({ description: 'Why it is no problem here; null to take it up again' }),
  }),
  output: z.object({ done: z.literal(true) }),
  may: ['lead', 'counsel'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const document = textOf(loaded);
    const { fingerprint, reason } = input;
    if (reason === null) return { result: { done: true as const }, append: decideAll(loaded, [{ do: 'reopen-finding', fingerprint }], world.now()).append };
    const finding = findingsOf({ document, answers: loaded.answers }, libraryFor(world, loaded.answers, loaded.own.packs), world.now().slice(0, 10)).findings.find((one) => one.fingerprint === fingerprint);
    if (finding === undefined) throw new InputError('This problem is no longer there.', 'Nothing was changed; look at the newest problems.');
    const hash = finding.place.clause === null ? null : clauseHash(document, finding.place.clause);
    return { result: { done: true as const }, append: decideAll(loaded, [{ do: 'set-aside-finding', fingerprint, reason, clauseHash: hash }], world.now()).append };
  },
});
