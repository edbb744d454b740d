import { z } from 'zod';
import { agreementId, plainText } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { mailPeople, partyName } from '#operations/mails';
import { operation } from '#operations/operation';

/** Says no to signing, or asks for a change first; the others are told, and nothing of the sealed text changes. */
export const declineToSign = operation({
  name: 'decline-to-sign',
  summary: 'Decline to sign, or ask for a change first.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, field: z.string().max(100), reason: plainText(2000) }),
  output: z.object({ done: z.literal(true) }),
  may: ['lead', 'signatory'],
  run: async ({ seat, person }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { append } = decideAll(loaded, [{ do: 'decline-signing', party: seat.party, field: input.field, reason: input.reason }], world.now(), {
      mails: await mailPeople(world, loaded, { kind: 'declined', occasion: `declined-${world.newId()}`, by: person, ownToo: true, facts: { person: person.name, party: partyName(loaded.state, seat.party), reason: input.reason } }),
    });
    return { result: { done: true as const }, append };
  },
});
