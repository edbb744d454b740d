import type { Period } from '#agreement/time/period';
import type { Check } from '#stages/inspect/check';
import { asPeriod, governs, leastDays, limits, openFigure } from '#stages/inspect/law';
import type { Subject } from '#stages/inspect/subject';
import page from './long-payment-period.md';

/** Rules with a longest payment period between businesses, as `[rule, figure]`. */
const longest = [['DE-07', 'most-days'], ['FR-07', 'most-days'], ['EW-08', 'most-days'], ['EU-03', 'most-days']] as const;

/** MON-006: a payment period is longer than a law here lets it be without more. */
export const longPaymentPeriod: Check = {
  code: 'MON-006',
  rule: 'long-payment-period',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const periods = paymentPeriods(subject);
    if (periods.length === 0) return;
    const { known, open } = limits(subject, longest);
    const publicLimit = limits(subject, [['EU-03', 'public-payer-days']]);
    const suspect = limits(subject, [['DE-07', 'standard-terms-days']]).known.filter((limit) => governs(subject, limit.rule));
    for (const { path, period, payer } of periods) {
      const days = leastDays(period);
      const place = subject.placeOfFact(path);
      const isPublic = subject.answers?.parties.find((party) => party.id === payer)?.kind === 'public-body';
      const strictest = [...(isPublic ? publicLimit.known : []), ...known].filter((limit) => days > limit.is).sort((a, b) => a.is - b.is)[0];
      const hint = suspect.find((limit) => days > limit.is);
      if (strictest !== undefined) yield { place, params: { kind: 'long', days, most: strictest.is, title: strictest.rule.title, why: '' }, law: strictest.rule };
      else if (hint !== undefined) yield { place, severity: 'advice', params: { kind: 'suspect', days, most: hint.is, title: hint.rule.title, why: '' }, law: hint.rule };
      for (const one of [...open, ...(isPublic ? publicLimit.open : [])]) yield openFigure({ place, params: { days, most: 0, title: one.rule.title } }, one);
    }
  },
};

/** The payment period of the agreement and those of single payments that are counted from an event, with who pays where it is known. */
function paymentPeriods(subject: Subject): { path: string; period: Period; payer: string | undefined }[] {
  const found: { path: string; period: Period; payer: string | undefined }[] = [];
  const model = subject.fact('money.model');
  // Grants and cost shares are no payment for goods or services.
  const pays = !Array.isArray(model) || model.some((one) => one === 'fee' || one === 'revenue-share');
  const common = asPeriod(subject.fact('money.payment.days'));
  if (common !== undefined && pays) found.push({ path: 'money.payment.days', period: common, payer: undefined });
  for (const item of subject.items('money.payment.payments')) {
    const due = item.value.due as { period?: unknown } | string | undefined;
    const period = typeof due === 'object' ? asPeriod(due.period) : undefined;
    if (period !== undefined) found.push({ path: `money.payment.payments.${item.id}.due`, period, payer: item.value.payer as string | undefined });
  }
  return found;
}
