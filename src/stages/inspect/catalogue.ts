import { checks } from '#stages/inspect/checks/index';
import type { Check } from '#stages/inspect/check';
import { pageOf, type Page } from '#stages/inspect/page';

const byCode: ReadonlyMap<string, Check> = new Map(checks.map((check) => [check.code, check]));

/** The check with a code such as XRF-001, or undefined. */
export function checkByCode(code: string): Check | undefined {
  return byCode.get(code);
}

/** The page of a check by its code: what is wrong, why it matters, what to do; undefined where there is no such check. */
export function explain(code: string): Page | undefined {
  const check = byCode.get(code);
  return check === undefined ? undefined : pageOf(check);
}
