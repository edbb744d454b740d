import type { Finding } from '#agreement/finding';
import type { Check } from '#stages/inspect/check';
import { checks } from '#stages/inspect/checks/index';
import { pageOf, sentenceOf, type Page } from '#stages/inspect/page';

const byCode = new Map(checks.map((check) => [check.code, check]));

/** The check of a code such as XRF-001, or undefined. */
export function checkByCode(code: string): Check | undefined {
  return byCode.get(code);
}

/** The page of a check: the sentence people see, what is wrong, why it matters, what to do, its source; undefined for an unknown code. */
export function explain(code: string): Page | undefined {
  const check = byCode.get(code);
  return check === undefined ? undefined : pageOf(check);
}

/** The sentence of a finding of any check. A finding of an unknown check is a fault of ours and throws. */
export function messageOf(finding: Finding): string {
  const check = byCode.get(finding.code);
  if (check === undefined) throw new Error(`there is no check ${finding.code}`);
  return sentenceOf(finding, check);
}
