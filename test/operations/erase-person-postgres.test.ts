import { describe } from 'vitest';
import { useStore } from '../stores';

/** Erasing people once more, on a database server. */
const { missing } = useStore('postgres');

describe.skipIf(missing !== undefined)(missing ?? 'in PostgreSQL', () => {
  describe('erasing', async () => void (await import('./erase-person.test')));
});
