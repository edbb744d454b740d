import { fingerprint, severities, type Finding, type Fix, type Place } from '#agreement/finding';
import type { Rule } from '#library/library';
import type { Check } from '#stages/inspect/check';
import { pageOf } from '#stages/inspect/page';
import { Subject, type Inspection } from '#stages/inspect/subject';

export type { Inspection } from '#stages/inspect/subject';

/** Findings, worst first and then in reading order, and the checks that could not be run because what they look at is absent. */
export interface Inspected {
  findings: Finding[];
  notRun: string[];
}

/** Runs checks over an agreement. Pure: the same text, facts and day give the same findings. */
export function inspect(inspection: Inspection, checks: readonly Check[]): Inspected {
  const subject = new Subject(inspection);
  const drafted = subject.type !== null && subject.clauses.some((clause) => clause.attrs.library !== null);
  const found: { finding: Finding; order: number }[] = [];
  const notRun: string[] = [];
  const clauses = new Map(subject.sections.map((section) => [section.printed.id, subject.textsOf(section)[0]?.index ?? -1]));
  for (const check of checks) {
    if ((check.needs === 'facts' && subject.answers === undefined) || (check.needs === 'draft' && !drafted && subject.answers === undefined)) {
      notRun.push(check.code);
      continue;
    }
    for (const report of check.run(subject)) {
      const { place } = report;
      const finding: Finding = {
        code: check.code,
        rule: check.rule,
        severity: report.severity ?? check.severity,
        params: report.params ?? {},
        place,
        related: report.related ?? [],
        fixes: (report.fixes ?? []).filter((fix): fix is Fix => fix !== undefined),
        source: report.law === undefined ? pageOf(check).source : sourceOf(report.law),
        pack: report.law?.pack ?? check.pack,
        ...(report.law !== undefined && { law: report.law.id }),
        confidence: report.confidence ?? report.law?.confidence ?? 'high',
        fingerprint: fingerprint(check.code, withoutNumbers(place, subject)),
      };
      const block = place.block === null ? undefined : subject.textById(place.block)?.index;
      found.push({ finding, order: block ?? (place.clause === null ? -1 : (clauses.get(place.clause) ?? -1)) });
    }
  }
  const findings = mergeGaps(found);
  const rank = (finding: Finding): number => severities.indexOf(finding.severity);
  findings.sort((a, b) => rank(a.finding) - rank(b.finding) || a.order - b.order || (a.finding.place.from ?? 0) - (b.finding.place.from ?? 0));
  return { findings: findings.map((one) => one.finding), notRun };
}

/** The source of a rule with its id, and that somebody must confirm it. */
function sourceOf({ id, source, attorneyMustConfirm }: Rule): string {
  return `${source} (rule ${id}).${attorneyMustConfirm ? ' An attorney must confirm it for this case and day.' : ''}`;
}

/** Numbers that are counted (references, rows) are left out of what identifies a finding, so that it outlives a renumbering. */
function withoutNumbers(place: Place, subject: Subject): Place {
  const text = place.block === null ? undefined : subject.textById(place.block);
  if (text === undefined || place.from === null || place.to === null) return place;
  let quote = '';
  let at = place.from;
  for (const run of text.text.runs) {
    if ((run.kind !== 'ref' && run.kind !== 'row') || run.from < at || run.from + run.text.length > place.to) continue;
    quote += `${text.text.text.slice(at, run.from)}{${run.target ?? 'row'}}`;
    at = run.from + run.text.length;
  }
  return at === place.from ? place : { ...place, quote: quote + text.text.text.slice(at, place.to) };
}

/** One gap is one problem: a blank of which another error says more is not reported as a blank too. */
function mergeGaps(found: { finding: Finding; order: number }[]): { finding: Finding; order: number }[] {
  const told = new Set<string>();
  for (const { finding } of found) if (finding.code !== 'STR-002' && finding.severity === 'error' && finding.place.path !== null) told.add(finding.place.path);
  if (told.size === 0) return found;
  return found.filter(({ finding }) => finding.code !== 'STR-002' || finding.place.path === null || !told.has(finding.place.path));
}
