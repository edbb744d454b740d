import type { Period } from '#agreement/time/period';
import type { Check } from '#stages/inspect/check';
import { asPeriod, governs, leastDays, limits, openFigure, rulesAmong } from '#stages/inspect/law';
import page from './wide-restraint.md';

/** Longest lengths of a restraint in years, as `[rule, figure]`. */
const longest = [['DE-11', 'customary-length'], ['EU-04', 'vertical-non-compete']] as const;

/** ENF-008: a restraint is too long, has no area or protects no named interest. */
export const wideRestraint: Check = {
  code: 'ENF-008',
  rule: 'wide-restraint',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const interest = rulesAmong(subject, ['EW-09', 'DE-11', 'EU-04'])[0];
    const people = rulesAmong(subject, ['CA-02'])[0];
    for (const { id, value } of subject.items('restraint.items')) {
      const at = `restraint.items.${id}`;
      const none = { what: typeof value.what === 'string' ? value.what : id, length: '', most: '', title: '', why: '' };
      const period = asPeriod(value.period);
      if (period !== undefined && value.kind !== 'staff') yield* tooLong(period, `${at}.period`, none);
      if (value.kind === 'staff' && people !== undefined) yield { place: subject.placeOfFact(at), severity: governs(subject, people) ? 'error' : 'warning', params: { ...none, kind: 'people', title: people.title }, law: people };
      const lacks = ['where', 'justification'].find((field) => value[field] === undefined);
      if (lacks !== undefined) yield { place: subject.placeOfFact(`${at}.${lacks}`), params: { ...none, kind: lacks, title: interest?.title ?? '' }, ...(interest !== undefined && { law: interest }) };
    }

    function* tooLong(period: Period, path: string, none: Record<string, string>): Generator<ReturnType<typeof openFigure>> {
      const { known, open } = limits(subject, longest);
      const strictest = known.filter((limit) => leastDays(period) > 365 * limit.is).sort((a, b) => a.is - b.is)[0];
      const place = subject.placeOfFact(path);
      if (strictest !== undefined) yield { place, params: { ...none, kind: 'long', length: `${period.n} ${period.unit}${period.n === 1 ? '' : 's'}`, most: strictest.is, title: strictest.rule.title }, law: strictest.rule };
      for (const one of open) yield openFigure({ place, params: none }, one);
    }
  },
};
