import { lawName } from '#agreement/words/en';
import { addDecimals, groupThousands } from '#agreement/decimal';
import type { Check } from '#stages/inspect/check';
import { lawOf, limits, openFigure } from '#stages/inspect/law';
import type { Subject } from '#stages/inspect/subject';
import page from './us-choice-threshold.md';

/** The rule of each law that can be chosen without a link from some value upwards. */
const rules: Readonly<Record<string, string>> = { 'us-ny': 'NY-01', 'us-de': 'DEL-01', 'us-ca': 'CA-04' };

/** ENF-007: the law or the courts of a state of the United States are chosen without a link, and the value is below what the statute asks for. */
export const usChoiceThreshold: Check = {
  code: 'ENF-007',
  rule: 'us-choice-threshold',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const law = lawOf(subject) ?? '';
    const id = rules[law];
    if (id !== undefined && !hasSeat(subject, law)) yield* below(subject, id, 'law', law, 'law.governing');
    const court = subject.fact('dispute.final.place');
    if (subject.fact('dispute.final.kind') !== 'court' || typeof court !== 'string') return;
    const forum = rules[court.toLowerCase()];
    if (forum !== undefined && forum !== 'DEL-01' && forum === id && !hasSeat(subject, court.toLowerCase())) yield* below(subject, forum, 'courts', court.toLowerCase(), 'dispute.final.place');
  },
};

function* below(subject: Subject, id: string, what: 'law' | 'courts', law: string, path: string): Generator<ReturnType<typeof openFigure>> {
  const { known, open } = limits(subject, [[id, `${what}-from`]]);
  const place = subject.placeOfFact(path);
  const params = { law: lawName(law), value: '', least: '', why: '' };
  for (const one of open) yield openFigure({ place, params }, one);
  const least = known[0];
  if (least === undefined) return;
  const value = valueIn(subject, 'USD');
  const words = { ...params, least: groupThousands(String(least.is), true) };
  if (value === undefined) yield { place, severity: 'advice', params: { ...words, kind: `${what}-unknown` }, law: least.rule };
  else if (value < least.is) yield { place, params: { ...words, value: groupThousands(String(value), true), kind: what }, law: least.rule };
}

/** True if a party has its seat in the state. */
function hasSeat(subject: Subject, law: string): boolean {
  const code = law.toUpperCase();
  return subject.answers?.parties.some((party) => party.seat === code || party.seat?.startsWith(`${code}-`) === true) === true;
}

/** What the agreement is worth by its budget, its payments and the values of its contributions, whichever is most; undefined where one of them is in another currency or none is known. */
function valueIn(subject: Subject, currency: string): number | undefined {
  const sums = [['money.budget.lines', 'amount'], ['money.payment.payments', 'amount'], ['contribution.items', 'value']].map(([path, field]) => {
    const amounts = subject.items(path as string).flatMap((item) => (item.value[field as string] as { amount: string; currency: string } | undefined) ?? []);
    return amounts.length === 0 ? 0 : amounts.every((one) => one.currency === currency) ? Number(addDecimals(amounts.map((one) => one.amount))) : undefined;
  });
  const known = sums.filter((sum) => sum !== undefined);
  const most = Math.max(...known);
  return known.length < sums.length || most === 0 ? undefined : most;
}
