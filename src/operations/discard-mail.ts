import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { operation } from '#operations/operation';
import { idForm, nothingForm } from '#operations/people-forms';

/** Takes a mail out that was not sent; its link can then no longer be read here. */
export const discardMail = operation({
  name: 'discard-mail',
  summary: 'Take a mail out of the outbox.',
  kind: 'write',
  input: z.strictObject({ mail: idForm }),
  output: nothingForm,
  may: 'administrator',
  run: async (_context, { mail }, world) => {
    if (!(await world.outbox.discard(mail))) throw new InputError('There is no such mail that waits.', 'Nothing was changed; it may have been sent. Look at the outbox again.', 'mail');
    return { result: {} };
  },
});
