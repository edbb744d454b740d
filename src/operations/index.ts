import type { Operation } from '#operations/operation';
import { answerClause } from '#operations/answer-clause';
import { answerQuestions } from '#operations/answer-questions';
import { archiveAgreement } from '#operations/archive-agreement';
import { clearVersion, withdrawClearance } from '#operations/clear-version';
import { makeComment } from '#operations/make-comment';
import { copyAgreement } from '#operations/copy-agreement';
import { createAgreement } from '#operations/create-agreement';
import { decideProposal } from '#operations/decide-proposal';
import { declineToSign } from '#operations/decline-to-sign';
import { dropChanges } from '#operations/drop-changes';
import { exportAgreement } from '#operations/export-agreement';
import { exportBundle } from '#operations/export-bundle';
import { importBundle } from '#operations/import-bundle';
import { inspectAgreement } from '#operations/inspect-agreement';
import { listAgreements, readHome, searchAgreements } from '#operations/list-agreements';
import { peopleOperations } from '#operations/people';
import { addPack, downloadPack, listOwnPacks, retirePack, uploadPack } from '#operations/keep-pack';
import { listExamples } from '#operations/list-examples';
import { noteIssue } from '#operations/note-issue';
import { readAgreementLibrary, readPlaybook, readWords, takeWords } from '#operations/own-words';
import { readAgreement } from '#operations/read-agreement';
import { readCheckpoints } from '#operations/read-checkpoints';
import { readLibrary, readPacks } from '#operations/read-library';
import { compareTurns, readNegotiation, readTurn } from '#operations/read-negotiation';
import { reopenAgreement } from '#operations/reopen-agreement';
import { exportLeaflet, readBalance, readHeads } from '#operations/leaflets';
import { confirmPage, readPartyPage } from '#operations/party-page';
import { reportObligation } from '#operations/report-obligation';
import { rewriteClause } from '#operations/rewrite-clause';
import { sealAgreement } from '#operations/seal-agreement';
import { sendTurn } from '#operations/send-turn';
import { setAsideFinding } from '#operations/set-aside-finding';
import { settleIssue } from '#operations/settle-issue';
import { signAgreement } from '#operations/sign-agreement';
import { signFile } from '#operations/sign-file';
import { readDifferences, stateAnswer } from '#operations/state-answer';
import { takeFix } from '#operations/take-fix';
import { trackAgreement } from '#operations/track-agreement';
import { verifyFile } from '#operations/verify-file';
import { deleteView, listViews, saveView } from '#operations/views';
import { waiveFinding } from '#operations/waive-finding';

/** Everything a person can do, in the order of an agreement's life; the doors are projections of this list. */
export const operations: readonly Operation[] = [
  ...peopleOperations,
  readHome, listAgreements, searchAgreements, saveView, listViews, deleteView, listExamples, readPacks, readLibrary, uploadPack, addPack, listOwnPacks, downloadPack, retirePack, createAgreement, copyAgreement, archiveAgreement,
  readAgreement, readAgreementLibrary, readWords, takeWords, readPlaybook, answerQuestions, rewriteClause, decideProposal, inspectAgreement, takeFix, setAsideFinding, readPartyPage, confirmPage, readHeads, readBalance, exportLeaflet, exportAgreement, exportBundle, importBundle,
  readNegotiation, readTurn, compareTurns, sendTurn, dropChanges, answerClause, readDifferences, stateAnswer, makeComment, noteIssue, settleIssue, clearVersion, withdrawClearance, waiveFinding,
  sealAgreement, reopenAgreement, signAgreement, declineToSign, readCheckpoints, signFile, verifyFile, trackAgreement, reportObligation,
] as unknown as readonly Operation[];
