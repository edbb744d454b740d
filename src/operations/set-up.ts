import { z } from 'zod';
import { digestOf } from '#agreement/record/canonical';
import { referTo } from '#agreement/record/person';
import { localSeat } from '#agreement/record/seat';
import { InputError } from '#agreement/input-error';
import { nowhere } from '#operations/guest-sessions';
import { readMailbox, readName } from '#operations/person-names';
import { operation } from '#operations/operation';
import { mailboxIn, namedForm, nameIn } from '#operations/people-forms';
import { readSeating, seatAppend } from '#operations/seating';
import type { World } from '#world/world';

/** Makes the first person, who becomes administrator and manager of the first organisation, and signs them in. */
export const setUp = operation({
  name: 'set-up',
  summary: 'Make the first account, once.',
  kind: 'write',
  input: z.strictObject({
    name: nameIn,
    email: mailboxIn,
    password: z.string().max(1000),
    organisation: nameIn.meta({ description: 'Name of the organisation' }),
    code: z.string().max(200).optional().meta({ description: 'The code that the program prints where it was started, where it asks for one' }),
  }),
  output: z.object({ person: z.string(), organisation: namedForm, agreements: z.number().meta({ description: 'Agreements drafted before there were accounts, which are now this person\'s' }) }),
  may: 'anyone',
  run: async ({ caller = nowhere }, { password, code, ...input }, world) => {
    if (await world.directory.hasPeople()) throw new InputError('This installation is set up already.', 'Nothing was changed. Sign in, or ask whoever administers it for an invitation.');
    // Compared as digests, so that the time tells nothing of how much of it is right.
    if (world.setUpCode !== null && digestOf(code?.trim() ?? '') !== digestOf(world.setUpCode)) {
      throw new InputError('The set-up code is missing or wrong.', 'Nothing was changed. The program printed it where it was started; copy it from there.', 'code');
    }
    const name = readName(input.name, 'name');
    const email = readMailbox(input.email, 'email');
    const organisation = readName(input.organisation, 'organisation');
    const { person, cookies } = await world.accounts.signUpFirst({ name, email, password }, caller);
    const id = await world.directory.createOrganisation(person, organisation);
    return { result: { person, organisation: { id, name: organisation }, agreements: await takeOverDrafts(world, person, name) }, cookies };
  },
});

/** Gives a person a seat beside the command line's in every agreement that was drafted there; returns how many. */
export async function takeOverDrafts(world: World, person: string, name: string): Promise<number> {
  const agreements: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await world.store.listAgreements(localSeat, { limit: 200, ...(after !== undefined && { after }) });
    agreements.push(...page.items.map((item) => item.id));
    after = page.next;
  }
  let taken = 0;
  for (const agreement of agreements) {
    if ((await world.directory.seatOf(person, agreement)) !== null) continue;
    const seating = await readSeating(world, localSeat, agreement);
    const record = { id: person, salt: world.newSalt(), details: { name } };
    const { party, role } = localSeat;
    const append = seatAppend(seating, [{ do: 'grant-seat', party, role, person: referTo(record) }], world.now(), { grants: [{ person, party, role }], shared: { people: [record] } });
    if ((await world.store.append(localSeat, append)).kind === 'appended') taken += 1;
  }
  return taken;
}
