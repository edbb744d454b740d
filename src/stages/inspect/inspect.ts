import { fingerprint, severities, type Finding } from '#agreement/finding';
import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import type { Library } from '#library/library';
import type { Check } from '#stages/inspect/check';
import { pageOf } from '#stages/inspect/page';
import { Subject } from '#stages/inspect/subject';

/** What was looked at: a text, the facts behind it if we drafted it, the library, and the day. */
export interface Inspection {
  document: Document;
  answers?: Answers;
  library: Library;
  /** ISO date for which the text is judged. */
  today: string;
}

/** Findings, worst first and then in reading order, and the checks that could not be run because there are no facts. */
export interface Inspected {
  findings: Finding[];
  notRun: string[];
}

/** Runs checks over an agreement. Pure: the same text, facts and day give the same findings. */
export function inspect({ document, answers, library, today }: Inspection, checks: readonly Check[]): Inspected {
  const subject = new Subject(document, answers, library, today);
  const found: { finding: Finding; order: number }[] = [];
  const notRun: string[] = [];
  const order = new Map(subject.texts.map((text, index) => [text.text.id, index]));
  const clauseOrder = new Map(subject.printed.sections.map((section, index) => [section.id, index]));
  for (const check of checks) {
    if (check.needs === 'facts' && answers === undefined) {
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
        fixes: report.fixes ?? [],
        source: pageOf(check).source,
        pack: check.pack,
        confidence: report.confidence ?? 'high',
        fingerprint: fingerprint(check.code, place),
      };
      const block = place.block === null ? undefined : order.get(place.block);
      found.push({ finding, order: block ?? (place.clause === null ? -1 : (clauseOrder.get(place.clause) ?? -1)) });
    }
  }
  const rank = (finding: Finding): number => severities.indexOf(finding.severity);
  found.sort((a, b) => rank(a.finding) - rank(b.finding) || a.order - b.order || (a.finding.place.from ?? 0) - (b.finding.place.from ?? 0));
  return { findings: found.map((one) => one.finding), notRun };
}
