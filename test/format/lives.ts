import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { writeAnswers } from '#agreement/facts/answers';
import type { Standing } from '#stages/negotiate/standing';
import { answerClause } from '#operations/answer-clause';
import { answerQuestions } from '#operations/answer-questions';
import { clearVersion } from '#operations/clear-version';
import { createAgreement } from '#operations/create-agreement';
import { exportBundle } from '#operations/export-bundle';
import { makeComment } from '#operations/make-comment';
import { noteIssue } from '#operations/note-issue';
import { readAgreement } from '#operations/read-agreement';
import { readNegotiation } from '#operations/read-negotiation';
import { sealAgreement } from '#operations/seal-agreement';
import { sendTurn } from '#operations/send-turn';
import { signAgreement } from '#operations/sign-agreement';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, openHouse, type House, type Visitor } from '../operations/visitors';

/** Words that only one side may ever see. */
export const secrets = { beta: 'Beta walks away above four years.', counsel: 'Privileged: the cap would not survive.', alpha: 'Alpha can live with three years.' };

/** An agreement of two organisations from its first answer to its last signature, in an installation of its own. */
export interface Life {
  house: House;
  id: string;
  alpha: Visitor;
  beta: Visitor;
  counsel: Visitor;
}

/** Lives an agreement through: drafted by Alpha, sent, agreed to by Beta, whose counsel notes something, sealed, and signed by both if wanted. */
export async function live({ signed = true }: { signed?: boolean } = {}): Promise<Life> {
  const house = await openHouse({ kept: true });
  const alpha = await founder(house);
  const id = (await alpha.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' })).agreement;
  await alpha.do(answerQuestions, { agreement: id, answers: [{ path: 'conf.terms.period', value: { n: 7, unit: 'year' } }] });
  await alpha.do(makeComment, { agreement: id, clause: 'confidentiality', scope: 'us', text: secrets.alpha });
  await alpha.do(sendTurn, { agreement: id, answering: 0, note: 'A first draft – für Übersicht 😀.' });
  const beta = await guest(house, alpha, id, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
  const counsel = await guest(house, beta, id, { name: 'Cora Counsel', email: 'cora@law.example', role: 'counsel' });
  await beta.do(makeComment, { agreement: id, clause: 'confidentiality', scope: 'us', text: secrets.beta });
  await counsel.do(noteIssue, { agreement: id, clause: 'confidentiality', title: secrets.counsel, text: secrets.counsel });
  const life = { house, id, alpha, beta, counsel };
  if (!signed) return life;
  for (const who of [beta, alpha]) {
    const { standing } = await who.do(readNegotiation, { agreement: id });
    await who.do(answerClause, { agreement: id, answer: 'agreed', clauses: (standing as Standing).rows.map(({ clause, hash }) => ({ clause, hash })) });
  }
  await counsel.do(clearVersion, { agreement: id, digest: (await counsel.do(readNegotiation, { agreement: id })).turns.at(-1)!.digest });
  const { pdf, fields } = await alpha.do(sealAgreement, { agreement: id });
  for (const [who, party, name] of [[beta, 'beta', 'Bea Beta'], [alpha, 'alpha', 'Anna Meyer']] as const) {
    for (const field of fields.filter((one) => one.party === party)) await who.do(signAgreement, { agreement: id, field: field.id, name, consent: pdf });
  }
  if ((await alpha.do(readAgreement, { agreement: id })).phase !== 'signed') throw new Error('not signed');
  return life;
}

/** The bundle that somebody downloads. */
export const bundleOf = async (who: Visitor, id: string): Promise<Uint8Array> => (await who.do(exportBundle, { agreement: id })).bytes;

/** The files of a bundle by name. */
export const filesOf = (bundle: Uint8Array): Record<string, Uint8Array> => unzipSync(bundle);

/** Runs work in a folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'entente-bundle-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
