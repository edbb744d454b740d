import { StoreError, type StoreTrouble } from '#world/store/store';

const patience = 1000;
const goodFor = 500;

/**
 * Says whether requests can be answered: null, or what is missing in plain words. `asked` puts a question to the store. An answer
 * counts for half a second, and everybody who asks meanwhile gets the same one, so that asking often costs nothing.
 */
export function readiness(asked: () => Promise<unknown>): () => Promise<string | null> {
  let answer: Promise<string | null> | undefined;
  return () => {
    if (answer === undefined) {
      answer = within(asked());
      void answer.then(() => setTimeout(() => (answer = undefined), goodFor).unref());
    }
    return answer;
  };
}

function within(work: Promise<unknown>): Promise<string | null> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve('The database does not answer within a second.'), patience);
    work.then(
      () => resolve(null),
      (error: unknown) => resolve(error instanceof StoreError ? troubles[error.trouble] : other),
    ).finally(() => clearTimeout(late));
  });
}

const other = 'The database does not answer.';

/** Without where the data lies: anybody may ask. */
const troubles: Readonly<Record<StoreTrouble, string>> = {
  full: 'The disk of the database is full.',
  'read-only': 'The database cannot be written.',
  busy: 'Another program holds the database.',
  damaged: 'The database is damaged.',
  io: 'The disk of the database reports errors.',
  unreachable: 'The database cannot be reached.',
  crowded: 'The database has too much to do.',
};
