import { packsFor, type PacksFor } from '#library/packs-for';
import type { Rule } from '#library/library';
import { numberOn, versionsOf } from '#library/rules';
import type { Period } from '#agreement/time/period';
import type { Report } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';

/** A number that a rule gives for the day of the inspection. */
export interface Limit {
  rule: Rule;
  is: number;
}

/** The law of the agreement, such as `de`; undefined where it is open. */
export function lawOf(subject: Subject): string | undefined {
  const law = subject.fact('law.governing');
  return typeof law === 'string' ? law : undefined;
}

/** Which packs count for the agreement, and what has none. */
export function packsOf(subject: Subject): PacksFor {
  return packsFor(subject.answers, [...subject.library.packs, ...subject.library.lookedAt]);
}

/** True if the rule is of the governing law or above it, not only of a seat or place. */
export function governs(subject: Subject, rule: Rule): boolean {
  return subject.library.packs.some((pack) => pack.id === rule.pack);
}

/** The rules of this library among some ids, those of the governing law first and a narrower pack before the one that it extends. */
export function rulesAmong(subject: Subject, ids: readonly string[]): Rule[] {
  const order = [...subject.library.packs].reverse().concat([...subject.library.lookedAt].reverse()).map((pack) => pack.id);
  return ids
    .flatMap((id) => versionsOf(subject.library, id).filter(({ from, until }) => (from === null || from <= subject.today) && (until === null || subject.today <= until)))
    .sort((a, b) => order.indexOf(a.pack) - order.indexOf(b.pack));
}

/**
 * The numbers that rules give for the day of the inspection, those of the governing law first; and, said out loud, the rules that are here
 * and have none for that day.
 */
export function limits(subject: Subject, wanted: readonly (readonly [id: string, key: string])[]): { known: Limit[]; open: { rule: Rule; why: string }[] } {
  const known: Limit[] = [];
  const open: { rule: Rule; why: string }[] = [];
  for (const [id, key] of wanted) {
    const figure = numberOn(subject.library, id, key, subject.today);
    if (figure === undefined) continue;
    if (figure.why === null) known.push(figure);
    else open.push({ rule: figure.rule, why: figure.why });
  }
  const order = rulesAmong(subject, wanted.map(([id]) => id));
  const rank = ({ rule }: { rule: Rule }): number => order.findIndex((one) => one.id === rule.id);
  return { known: known.sort((a, b) => rank(a) - rank(b)), open };
}

/** A report that a rule has no figure for the day: said, never passed over. */
export function openFigure(report: Report, { rule, why }: { rule: Rule; why: string }): Report {
  return { ...report, severity: 'advice', params: { ...report.params, kind: 'open', why: why.replace(/\.$/, '') }, law: rule };
}

/** A period as days, at the least; months count 30 days, years 365. */
export function leastDays({ n, unit }: Period): number {
  switch (unit) {
    case 'hour':
      return n / 24;
    case 'day':
      return n;
    case 'business-day':
      return Math.floor(n / 5) * 7 + (n % 5);
    case 'week':
      return 7 * n;
    case 'month':
      return 30 * n;
    case 'year':
      return 365 * n;
  }
}

/** A value of the facts that is a period; undefined where it is open. */
export function asPeriod(value: unknown): Period | undefined {
  return typeof value === 'object' && value !== null && 'n' in value && 'unit' in value ? (value as Period) : undefined;
}
