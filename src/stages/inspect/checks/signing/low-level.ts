import { factAt } from '#agreement/facts/table';
import { figureOn } from '#library/rules';
import type { Check } from '#stages/inspect/check';
import { governs, rulesAmong } from '#stages/inspect/law';
import page from './low-level.md';

/** Levels from weak to strong, as far as proof goes. */
const levels = ['simple', 'advanced', 'qualified', 'ink', 'deed', 'notarial'];

/** Positions of the clause on results in which rights pass from one party to another. */
const assigning = ['one-party', 'joint', 'by-field'];

/** SGN-003: the signature level is lower than what the text or the law behind it calls for. */
export const lowLevel: Check = {
  code: 'SGN-003',
  rule: 'low-level',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const level = subject.fact('sign.method.level');
    if (typeof level !== 'string') return;
    const place = subject.placeOfFact('sign.method.level');
    const labels = factAt('sign.method.level')?.options ?? {};
    const rank = levels.indexOf(level);
    const assigns = assigning.includes(String(subject.fact('ip.resultsOwnership.rule')));
    const titles = rulesAmong(subject, ['EW-12', 'FR-10', 'US-03', 'DE-09'])[0];
    if (assigns && level === 'simple') {
      yield { place, params: { kind: 'rights', level: labels[level] ?? level, title: titles?.title ?? '' }, ...(titles !== undefined && { law: titles }) };
      return;
    }
    const presumed = rulesAmong(subject, ['FR-08']).find((rule) => governs(subject, rule));
    const figure = presumed === undefined ? undefined : figureOn(subject.library, presumed.id, 'presumed-reliable', subject.today);
    if (presumed !== undefined && figure?.known === true && rank < levels.indexOf(String(figure.is))) {
      yield { place, severity: 'advice', params: { kind: 'proof', level: labels[level] ?? level, title: presumed.title }, law: presumed };
    }
  },
};
