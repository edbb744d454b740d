import { describe } from 'vitest';
import { useStore } from '../stores';

/** People and sessions, second factors, passkeys and mails once more, on a database server. */
const { missing } = useStore('postgres');

describe.skipIf(missing !== undefined)(missing ?? 'in PostgreSQL', () => {
  describe('people and sessions', async () => void (await import('./accounts-people.test')));
  describe('second factors', async () => void (await import('./accounts-second-factor.test')));
  describe('passkeys', async () => void (await import('./accounts-passkeys.test')));
  describe('mails', async () => void (await import('./store-outbox.test')));
});
