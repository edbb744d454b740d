import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { operation } from '#operations/operation';
import { idForm, nothingForm } from '#operations/people-forms';

/** Makes a mail wait again that was given up or held. */
export const retryMail = operation({
  name: 'retry-mail',
  summary: 'Try to send a mail again.',
  kind: 'write',
  input: z.strictObject({ mail: idForm }),
  output: nothingForm,
  may: 'administrator',
  run: async (_context, { mail }, world) => {
    if (!(await world.outbox.retry(mail))) throw new InputError('There is no such mail that could be sent again.', 'Nothing was changed; it may have been sent. Look at the outbox again.', 'mail');
    return { result: {} };
  },
});
