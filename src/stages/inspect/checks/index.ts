import type { Check } from '#stages/inspect/check';
import { knownTrap } from '#stages/inspect/checks/compliance/known-trap';
import { languageVersionsDiffer } from '#stages/inspect/checks/consistency/language-versions-differ';
import { textDiffersFromFact } from '#stages/inspect/checks/consistency/text-differs-from-fact';
import { circularDefinition } from '#stages/inspect/checks/definitions/circular-definition';
import { termDefinedTwice } from '#stages/inspect/checks/definitions/term-defined-twice';
import { undefinedStandardTerm } from '#stages/inspect/checks/definitions/undefined-standard-term';
import { undefinedTerm } from '#stages/inspect/checks/definitions/undefined-term';
import { unusedTerm } from '#stages/inspect/checks/definitions/unused-term';
import { variantTerm } from '#stages/inspect/checks/definitions/variant-term';
import { forbiddenExclusion } from '#stages/inspect/checks/law/forbidden-exclusion';
import { foreignLaw } from '#stages/inspect/checks/law/foreign-law';
import { insolvencyExit } from '#stages/inspect/checks/law/insolvency-exit';
import { lawWithoutPack } from '#stages/inspect/checks/law/law-without-pack';
import { missingForm } from '#stages/inspect/checks/law/missing-form';
import { pathologicalForum } from '#stages/inspect/checks/law/pathological-forum';
import { usChoiceThreshold } from '#stages/inspect/checks/law/us-choice-threshold';
import { wideRestraint } from '#stages/inspect/checks/law/wide-restraint';
import { amountsDisagree } from '#stages/inspect/checks/money/amounts-disagree';
import { incompletePayment } from '#stages/inspect/checks/money/incomplete-payment';
import { lateInterest } from '#stages/inspect/checks/money/late-interest';
import { longPaymentPeriod } from '#stages/inspect/checks/money/long-payment-period';
import { missingCurrency } from '#stages/inspect/checks/money/missing-currency';
import { shareSum } from '#stages/inspect/checks/money/share-sum';
import { sharedLoss } from '#stages/inspect/checks/money/shared-loss';
import { undefinedBase } from '#stages/inspect/checks/money/undefined-base';
import { dutyOnOutsider } from '#stages/inspect/checks/parties/duty-on-outsider';
import { idleParty } from '#stages/inspect/checks/parties/idle-party';
import { incompleteIdentity } from '#stages/inspect/checks/parties/incomplete-identity';
import { noLegalPersonality } from '#stages/inspect/checks/parties/no-legal-personality';
import { singleParty } from '#stages/inspect/checks/parties/single-party';
import { twoPartyWords } from '#stages/inspect/checks/parties/two-party-words';
import { missingTarget } from '#stages/inspect/checks/references/missing-target';
import { priorityCycle } from '#stages/inspect/checks/references/priority-cycle';
import { undatedSource } from '#stages/inspect/checks/references/undated-source';
import { vagueReference } from '#stages/inspect/checks/references/vague-reference';
import { wrongCaption } from '#stages/inspect/checks/references/wrong-caption';
import { accountableCount } from '#stages/inspect/checks/responsibilities/accountable-count';
import { unassignedWork } from '#stages/inspect/checks/responsibilities/unassigned-work';
import { unwrittenContribution } from '#stages/inspect/checks/responsibilities/unwritten-contribution';
import { copyrightTransfer } from '#stages/inspect/checks/rights/copyright-transfer';
import { agreementToAgree } from '#stages/inspect/checks/scope/agreement-to-agree';
import { bindingMismatch } from '#stages/inspect/checks/scope/binding-mismatch';
import { vagueGoal } from '#stages/inspect/checks/scope/vague-goal';
import { lowLevel } from '#stages/inspect/checks/signing/low-level';
import { brokenNumbering } from '#stages/inspect/checks/structure/broken-numbering';
import { duplicateClause } from '#stages/inspect/checks/structure/duplicate-clause';
import { hiddenDuty } from '#stages/inspect/checks/structure/hidden-duty';
import { looseSchedule } from '#stages/inspect/checks/structure/loose-schedule';
import { missingClause } from '#stages/inspect/checks/structure/missing-clause';
import { missingCompanion } from '#stages/inspect/checks/structure/missing-companion';
import { placeholder } from '#stages/inspect/checks/structure/placeholder';
import { rivalClauses } from '#stages/inspect/checks/structure/rival-clauses';
import { unrankedDocuments } from '#stages/inspect/checks/structure/unranked-documents';
import { impossibleDate } from '#stages/inspect/checks/time/impossible-date';
import { missingAnchor } from '#stages/inspect/checks/time/missing-anchor';

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
  missingTarget,
  wrongCaption,
  vagueReference,
  priorityCycle,
  undatedSource,
  singleParty,
  incompleteIdentity,
  noLegalPersonality,
  twoPartyWords,
  dutyOnOutsider,
  idleParty,
  vagueGoal,
  agreementToAgree,
  bindingMismatch,
  accountableCount,
  unassignedWork,
  unwrittenContribution,
  missingAnchor,
  impossibleDate,
  shareSum,
  amountsDisagree,
  missingCurrency,
  incompletePayment,
  undefinedBase,
  longPaymentPeriod,
  lateInterest,
  sharedLoss,
  knownTrap,
  copyrightTransfer,
  forbiddenExclusion,
  missingForm,
  foreignLaw,
  pathologicalForum,
  usChoiceThreshold,
  wideRestraint,
  insolvencyExit,
  lawWithoutPack,
  textDiffersFromFact,
  languageVersionsDiffer,
  lowLevel,
];
