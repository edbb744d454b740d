import type { Check } from '#stages/inspect/check';
import { circularDefinition } from '#stages/inspect/checks/definitions/circular-definition';
import { termDefinedTwice } from '#stages/inspect/checks/definitions/term-defined-twice';
import { undefinedStandardTerm } from '#stages/inspect/checks/definitions/undefined-standard-term';
import { undefinedTerm } from '#stages/inspect/checks/definitions/undefined-term';
import { unusedTerm } from '#stages/inspect/checks/definitions/unused-term';
import { variantTerm } from '#stages/inspect/checks/definitions/variant-term';
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
  missingClause,
  placeholder,
  duplicateClause,
  brokenNumbering,
  looseSchedule,
  hiddenDuty,
  missingCompanion,
  rivalClauses,
  unrankedDocuments,
  undefinedTerm,
  unusedTerm,
  termDefinedTwice,
  circularDefinition,
  variantTerm,
  undefinedStandardTerm,
];
