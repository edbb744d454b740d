import { placeOf, type Check } from '#stages/inspect/check';
import { governs, limits, openFigure, rulesAmong } from '#stages/inspect/law';
import page from './late-interest.md';

/** Rules with percentage points over a reference rate, as `[rule, figure]`. */
const points = [['DE-07', 'interest-points'], ['EW-08', 'interest-points'], ['EU-03', 'interest-points']] as const;

/** What must be looked up before a rate can be compared, by rule. */
const lookUps: Readonly<Record<string, readonly string[]>> = { 'DE-07': ['base-rate'], 'EW-08': ['base-rate'], 'EU-03': ['reference-rate'], 'FR-07': ['legal-rate'], 'NY-07': ['usury'] };

/** MON-007: interest on late payment is missing, lower than a law here sets, or needs a figure that must be looked up. */
export const lateInterest: Check = {
  code: 'MON-007',
  rule: 'late-interest',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const model = subject.fact('money.model');
    if (!Array.isArray(model) || !model.some((one) => one === 'fee' || one === 'revenue-share')) return;
    const kind = subject.fact('money.lateInterest.kind');
    const [first] = rulesAmong(subject, ['DE-07', 'FR-07', 'EW-08', 'EU-03', 'NY-07']).filter((rule) => governs(subject, rule) || rule.id === 'EU-03');
    const drafted = subject.clauses.some((clause) => clause.attrs.library !== null);
    if (drafted && subject.clause('late-payment-interest') === undefined && kind !== undefined) {
      yield { place: placeOf(null, 'money.lateInterest.kind'), params: { kind: 'missing', rate: '', least: '', title: first?.title ?? '', why: '' }, ...(first !== undefined && { law: first }) };
      return;
    }
    const rate = Number(subject.fact('money.lateInterest.rate'));
    if ((kind !== 'over-reference' && kind !== 'fixed') || Number.isNaN(rate)) return;
    const place = subject.placeOfFact('money.lateInterest.rate');
    const none = { rate: '', least: '', title: first?.title ?? '', why: '' };
    if (rate === 0 && kind === 'fixed') {
      yield { place, params: { ...none, kind: 'zero' }, ...(first !== undefined && { law: first }) };
      return;
    }
    if (first === undefined) return;
    if (kind === 'over-reference') {
      const { known, open } = limits(subject, points.filter(([id]) => id === first.id));
      const least = known[0];
      if (least !== undefined && rate < least.is) yield { place, params: { ...none, kind: 'low', rate, least: least.is }, law: least.rule };
      for (const one of open) yield openFigure({ place, params: none }, one);
      if (known.length > 0 || open.length > 0) return;
    }
    for (const one of limits(subject, (lookUps[first.id] ?? []).map((key) => [first.id, key] as const)).open) yield openFigure({ place, params: none }, one);
  },
};
