import { z } from 'zod';
import { clauseHash } from '#agreement/document/clause-hash';
import { InputError } from '#agreement/input-error';
import { newestTurn } from '#agreement/record/shared';
import { standsAt } from '#agreement/record/state';
import { findingsOf } from '#operations/findings';
import { agreementId, plainText } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { contentOf, decideAll, load, textOf } from '#operations/load';
import { operation } from '#operations/operation';

/** Counsel waives a problem that blocks signing, with a reason that every party reads; it comes back when the words that it names change. */
export const waiveFinding = operation({
  name: 'waive-finding',
  summary: 'Waive a problem that blocks signing, with a reason for everyone.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    fingerprint: z.string().max(200),
    reason: plainText(2000).nullable().meta({ description: 'Why it does not stand in the way; null to take the waiver back' }),
  }),
  output: z.object({ done: z.literal(true) }),
  may: ['counsel'],
  run: async ({ seat }, { agreement, fingerprint, reason }, world) => {
    const loaded = await load(world, seat, agreement);
    const done = { result: { done: true as const } };
    if (reason === null) return { ...done, append: decideAll(loaded, [{ do: 'end-waiver', fingerprint, party: seat.party }], world.now()).append };
    const newest = newestTurn(loaded.state.shared);
    if (newest === undefined) throw new InputError('No version was sent yet whose problems could be waived.', 'Nothing was recorded.');
    const content = await contentOf(world, loaded, { ...loaded.state, ...standsAt(newest, loaded.state) });
    const document = textOf(content);
    const finding = findingsOf({ document, answers: content.answers }, libraryFor(world, content.answers, loaded.own.packs), world.now().slice(0, 10)).findings.find((one) => one.fingerprint === fingerprint);
    if (finding === undefined) throw new InputError('The newest turn has no such problem.', 'Nothing was recorded; look at the newest problems.');
    if (finding.severity !== 'error') throw new InputError('Only a problem that blocks signing needs a waiver.', 'Nothing was recorded; others can be set aside by your side for itself.');
    const hash = finding.place.clause === null ? null : clauseHash(document, finding.place.clause);
    return { ...done, append: decideAll(loaded, [{ do: 'waive', fingerprint, code: finding.code, reason, clauseHash: hash }], world.now()).append };
  },
});
