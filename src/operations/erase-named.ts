import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { agreementId } from '#operations/forms';
import { decideAll, load } from '#operations/load';
import { operation } from '#operations/operation';
import { idForm } from '#operations/people-forms';

const namedForm = z.object({
  person: z.string(),
  details: z.record(z.string(), z.string()),
  erased: z.boolean(),
  shared: z.boolean().meta({ description: 'Whether all parties can read the details' }),
});

/** Whom the own side named in an agreement (signatories, contacts) and who has no account here, earlier versions included. */
export const listNamed = operation({
  name: 'list-named-people',
  summary: 'List whom your side named in an agreement.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({ people: z.array(namedForm) }),
  may: ['lead'],
  run: async ({ seat }, { agreement }, world) => ({ result: { people: await world.erasures.named(seat, agreement) } }),
});

/** Erases the details of somebody whom the own side named in an agreement. It cannot be undone. */
export const eraseNamed = operation({
  name: 'erase-named-person',
  summary: 'Erase the details of somebody whom your side named in an agreement.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, person: idForm }),
  output: z.object({ sealed: z.boolean().meta({ description: 'Whether the names stay in a sealed PDF, as evidence' }) }),
  may: ['lead'],
  run: async ({ seat }, { agreement, person }, world) => {
    const found = (await world.erasures.named(seat, agreement)).find((one) => one.person === person);
    if (found === undefined) throw new InputError('Your side named nobody without an account under this id.', 'Nothing was changed; look at the list again.', 'person');
    const loaded = await load(world, seat, agreement);
    const result = { sealed: loaded.state.shared.seal !== null };
    if (found.erased) return { result };
    const { append } = decideAll(loaded, [{ do: 'erase-person', scope: found.shared ? 'everyone' : 'party', person: { person } }], world.now());
    return {
      result,
      append: append === undefined ? undefined : { ...append, erases: [person] },
      after: async (appended) => {
        if (appended) await world.erasures.scrub();
      },
    };
  },
});
