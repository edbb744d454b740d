import type { Check } from '#stages/inspect/check';
import { brokenNumbering } from '#stages/inspect/checks/structure/broken-numbering';
import { duplicateClause } from '#stages/inspect/checks/structure/duplicate-clause';
import { hiddenDuty } from '#stages/inspect/checks/structure/hidden-duty';
import { looseSchedule } from '#stages/inspect/checks/structure/loose-schedule';
import { missingClause } from '#stages/inspect/checks/structure/missing-clause';
import { missingCompanion } from '#stages/inspect/checks/structure/missing-companion';
import { placeholder } from '#stages/inspect/checks/structure/placeholder';
import { rivalClauses } from '#stages/inspect/checks/structure/rival-clauses';
import { unrankedDocuments } from '#stages/inspect/checks/structure/unranked-documents';

/** All checks, in the order of their codes. A new check is one line here. */
export const checks: readonly Check[] = [
  missingClause, placeholder, duplicateClause, brokenNumbering, looseSchedule, hiddenDuty, missingCompanion, rivalClauses, unrankedDocuments,
];
