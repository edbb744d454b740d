import { describe } from 'vitest';
import { useStore } from '../stores';

/** Who may do what once more, on a database server. */
const { missing } = useStore('postgres');

describe.skipIf(missing !== undefined)(missing ?? 'in PostgreSQL', async () => {
  await import('./matrix.test');
});
