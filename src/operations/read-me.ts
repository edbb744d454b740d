import { z } from 'zod';
import { operation } from '#operations/operation';
import { memberRoleForm } from '#operations/people-forms';

/** Who is signed in, and what may be done here without signing in. */
export const readMe = operation({
  name: 'read-me',
  summary: 'Read who is signed in.',
  kind: 'read',
  input: z.strictObject({}),
  output: z.object({
    start: z.boolean().meta({ description: 'Nobody has an account yet: the first one is made by set-up' }),
    setUpCode: z.boolean().meta({ description: 'Whether set-up asks for the code that the program prints where it was started' }),
    signUp: z.enum(['open', 'invited']),
    mail: z.boolean().meta({ description: 'Whether a mail server is set up' }),
    me: z
      .object({
        person: z.string(),
        name: z.string(),
        email: z.string(),
        administrator: z.boolean(),
        account: z.boolean().meta({ description: 'False for somebody without password and passkey, who came in by a link' }),
        agreement: z.string().nullable().meta({ description: 'The only agreement that this session reaches; null for all of the person' }),
        organisations: z.array(z.object({ id: z.string(), name: z.string(), role: memberRoleForm, others: z.boolean() })),
      })
      .nullable(),
  }),
  may: 'anyone',
  run: async ({ person }, _input, world) => {
    const start = !(await world.directory.hasPeople());
    const about = { start, setUpCode: start && world.setUpCode !== null, signUp: world.signUp, mail: world.mail.server };
    if (person === null) return { result: { ...about, me: null } };
    const { name, email, administrator, account, agreement } = person;
    // A guest's link shows one agreement, not what else the person is here.
    const organisations = agreement === null ? await world.directory.organisationsOf(person.person) : [];
    return { result: { ...about, me: { person: person.person, name, email, administrator, account, agreement, organisations: organisations.map((one) => ({ ...one })) } } };
  },
});
