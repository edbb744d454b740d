import { expect, test } from 'vitest';
import { openAccounts } from '#world/accounts/open-accounts';
import { newSecret } from '#world/accounts/secret';
import { openDatabase } from '#world/store/sqlite/open-database';
import { systemClock } from '#world/store/ids';

test('smoke', async () => {
  const db = await openDatabase(':memory:', systemClock);
  const sent: unknown[] = [];
  const accounts = openAccounts({ kysely: db.kysely, clock: systemClock, secret: newSecret(), address: () => 'https://entente.example', sendLink: async (l) => void sent.push(l) });
  const entered = await accounts.signUpFirst({ name: 'Ann', email: 'Ann@Example.com', password: 'four quiet horses run' }, { headers: new Headers(), address: '192.0.2.1' });
  console.log(entered);
  const cookie = entered.cookies.map((c) => c.split(';')[0]).join('; ');
  const headers = new Headers({ cookie });
  console.log(await accounts.personOf(headers));
  const n = 2000; const c0 = process.cpuUsage(); const t = performance.now();
  for (let i = 0; i < n; i++) await accounts.personOf(headers);
  const c = process.cpuUsage(c0); console.log('personOf', ((c.user + c.system) / 1000 / n).toFixed(3), 'cpu ms', ((performance.now() - t) / n).toFixed(3), 'ms');
  expect(1).toBe(1);
});
