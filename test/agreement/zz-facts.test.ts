import { test } from 'vitest';
import { factRows, factAt } from '#agreement/facts/table';
import { valueAt, itemsAt, itemField, fieldPath } from '#agreement/facts/read';
test('x', () => {
  console.log(factRows().map((r) => `${r.path} [${r.kind} ${r.format ?? ''}${r.of ? ' of ' + r.of : ''}] ${r.label}`).join('\n'));
  const a: any = { entente: 1, type: 'RD', parties: [{ id: 'alpha', seat: 'DE', kind: 'company', dealRole: { roles: ['coordinator'] }, signatories: [{ id: 's1', name: 'A' }] }, { id: 'beta', seat: 'FR' }], facts: { work: { items: [{ id: 'wp1', end: '2027-01-01' }], raci: { wp1: { a: 'beta' } } }, money: { budget: { lines: [{ id: 'b1', amount: { amount: '1', currency: 'EUR' } }] } } }, answers: [] };
  for (const p of ['agreement.type', 'parties.alpha.seat', 'party.seat', 'party.kind', 'work.raci.wp1.a', 'money.budget.b1.amount', 'party.dealRole.coordinator', 'party.signatories', 'work.items.wp1.end', 'work.raci.constructor'])
    console.log(p, valueAt(a, p), factAt(p)?.path);
  console.log(itemsAt(a, 'party.signatories'), itemsAt(a, 'parties'), itemsAt(a, 'money.budget'), itemsAt(a, 'scope.in'));
  const wp = itemsAt(a, 'work.items')![0]!;
  console.log(fieldPath(wp, 'raci.a'), itemField(a, wp, 'raci.a'), itemField(a, wp, 'standard.kind'), fieldPath(wp, 'standard.kind'));
  const t = performance.now(); for (let i = 0; i < 1e6; i++) valueAt(a, 'work.items.wp1.end'); console.log((performance.now() - t), 'ns each');
  const t2 = performance.now(); for (let i = 0; i < 1e6; i++) itemField(a, wp, 'raci.a'); console.log((performance.now() - t2), 'ns each');
});
