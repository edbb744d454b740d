import type { Operation } from '#operations/operation';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { decideProposal } from '#operations/decide-proposal';
import { exportAgreement } from '#operations/export-agreement';
import { inspectAgreement } from '#operations/inspect-agreement';
import { listAgreements } from '#operations/list-agreements';
import { listExamples } from '#operations/list-examples';
import { readAgreement } from '#operations/read-agreement';
import { readLibrary } from '#operations/read-library';
import { rewriteClause } from '#operations/rewrite-clause';
import { sealAgreement } from '#operations/seal-agreement';
import { setAsideFinding } from '#operations/set-aside-finding';
import { signAgreement } from '#operations/sign-agreement';
import { signFile } from '#operations/sign-file';
import { takeFix } from '#operations/take-fix';
import { trackAgreement } from '#operations/track-agreement';
import { verifyFile } from '#operations/verify-file';

/** Everything a person can do, in the order of an agreement's life; the doors are projections of this list. */
export const operations: readonly Operation[] = [
  listAgreements, listExamples, readLibrary, createAgreement, readAgreement, answerQuestions, rewriteClause, decideProposal,
  inspectAgreement, takeFix, setAsideFinding, exportAgreement, sealAgreement, signAgreement, signFile, verifyFile, trackAgreement,
] as unknown as readonly Operation[];
