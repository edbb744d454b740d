import { z } from 'zod';
import { fileForm } from '#operations/forms';
import { operation } from '#operations/operation';
import { notFound } from '#operations/refused';

/** Everything that is kept about the caller, as one JSON file. */
export const exportMyData = operation({
  name: 'export-my-data',
  summary: 'Download everything that is kept about you.',
  kind: 'read',
  input: z.strictObject({}),
  output: fileForm,
  may: 'person',
  run: async ({ person }, _input, world) => {
    const kept = await world.erasures.keptOf(person.person);
    if (kept === null) throw notFound();
    const file = {
      entente: 1,
      kind: 'entente-my-data',
      at: world.now(),
      ...kept,
      // What is not in here, so that nobody takes it for more than it is.
      notHere: [
        'Clauses, comments and reasons that you wrote: they are in the agreements, which you export there.',
        'Agreements in which others named you without an account of yours: ask the side that named you.',
        'Files that others downloaded, mails that were sent, and backups.',
      ],
    };
    return { result: { name: 'my-data.json', mediaType: 'application/json', bytes: new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`) } };
  },
});
