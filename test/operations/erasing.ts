import { writeAnswers } from '#agreement/facts/answers';
import type { Standing } from '#stages/negotiate/standing';
import { acceptInvitation } from '#operations/accept-invitation';
import { answerClause } from '#operations/answer-clause';
import { createAgreement } from '#operations/create-agreement';
import { inviteMember } from '#operations/invite-member';
import { makeComment } from '#operations/make-comment';
import { readAgreement } from '#operations/read-agreement';
import { readMe } from '#operations/read-me';
import { readNegotiation } from '#operations/read-negotiation';
import { sealAgreement } from '#operations/seal-agreement';
import { sendTurn } from '#operations/send-turn';
import { signAgreement } from '#operations/sign-agreement';
import { signUp } from '#operations/sign-up';
import { saveView } from '#operations/views';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, invite, password, tokenOf, type House, type Visitor } from './visitors';

/** A person whose name, mailbox and signature are found nowhere else. */
export const quax = { name: 'Benedikta Quaxmoor', email: 'benedikta.quaxmoor@acme.example', signs: 'B. Quaxmoor-Ilvesheim' };

/** Everything by which that person could be found. */
export const traces = [quax.name, quax.email, quax.signs, 'Quaxmoor', 'Ilvesheim', 'benedikta'];

/** Two organisations in one agreement, and one of its people who did something of every kind. */
export interface Told {
  anna: Visitor;
  /** The person whom `quax` describes: an account, member of ACME, contributor for Alpha. */
  ben: Visitor;
  bea: Visitor;
  /** In negotiation, and sealed and signed by Alpha. */
  open: string;
  signed: string;
  organisation: string;
}

/** Somebody with an account in an organisation. */
export async function member(house: House, manager: Visitor, organisation: string, { name, email }: { name: string; email: string }): Promise<Visitor> {
  const visitor = house.visitor();
  await visitor.do(signUp, { token: tokenOf((await manager.do(inviteMember, { organisation, role: 'member', email, name })).link), name, password });
  return visitor;
}

/** Lets the story happen. `sign`: also seals and signs one agreement, which takes a second. */
export async function tellStory(house: House, { sign = false } = {}): Promise<Told> {
  const anna = await founder(house);
  const organisation = (await anna.do(readMe, {})).me?.organisations[0]?.id ?? '';
  const ben = await member(house, anna, organisation, quax);
  const start = async (key: string): Promise<{ agreement: string; bea: Visitor }> => {
    const { agreement } = await anna.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' }, key);
    await ben.do(acceptInvitation, { token: await invite(anna, agreement, quax.email, 'signatory') });
    await anna.do(sendTurn, { agreement, answering: 0, note: null });
    const bea = await guest(house, anna, agreement, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
    return { agreement, bea };
  };
  const { agreement: open, bea } = await start('k1');
  await ben.do(makeComment, { agreement: open, scope: 'everyone', text: 'Fine with me.' }, 'k2');
  await ben.do(saveView, { name: 'Mine', filter: { party: 'beta' } });
  let signed = open;
  if (sign) {
    const made = await start('k3');
    signed = made.agreement;
    for (const who of [anna, made.bea]) {
      const { rows } = (await who.do(readNegotiation, { agreement: signed })).standing as Standing;
      await who.do(answerClause, { agreement: signed, answer: 'agreed', clauses: rows.map(({ clause, hash }) => ({ clause, hash })) });
    }
    const { pdf } = await anna.do(sealAgreement, { agreement: signed });
    const fields = ((await anna.do(readAgreement, { agreement: signed })) as unknown as { seal: { fields: { id: string; party: string }[] } }).seal.fields;
    await ben.do(signAgreement, { agreement: signed, field: fields.find((field) => field.party === 'alpha')?.id ?? '', name: quax.signs, consent: pdf });
  }
  return { anna, ben, bea, open, signed, organisation };
}
