import { tokenOf } from './visitor';
import { oneOf } from './chance';
import type { Carry, Name, Talk } from './people';

/** What somebody may do next: carries it out and resolves when it was answered. */
export type Act = (carry: Carry, agreement: string, random: () => number, mark: string) => Promise<unknown>;

const clauses = ['confidentiality', 'liability-cap', 'purpose-and-goals', 'governing-law'];

const comment = (who: Name): Act => (carry, agreement, random, mark) =>
  carry(who, 'make-comment', { agreement, clause: random() < 0.3 ? null : oneOf(random, clauses), scope: random() < 0.5 ? 'us' : 'everyone', text: `Comment ${mark}.` });

const answerQuestion = (who: Name): Act => (carry, agreement, random) =>
  carry(who, 'answer-questions', { agreement, answers: [{ path: 'conf.terms.period', value: { n: 1 + Math.floor(random() * 20), unit: 'year' } }] });

const send = (who: Name): Act => async (carry, agreement, random, mark) => {
  await answerQuestion(who)(carry, agreement, random, mark);
  const { turns } = await carry<Talk>(who, 'read-negotiation', { agreement });
  await carry(who, 'send-turn', { agreement, answering: turns.at(-1)?.turn ?? 0, note: `Turn ${mark}.` });
};

const answerClause = (who: Name): Act => async (carry, agreement, random, mark) => {
  const { standing } = await carry<Talk>(who, 'read-negotiation', { agreement });
  const row = oneOf(random, standing?.rows ?? []);
  if (row === undefined) return;
  await carry(who, 'answer-clause', { agreement, clauses: [{ clause: row.clause, hash: row.hash }], ...(random() < 0.5 ? { answer: 'agreed' } : { answer: 'objected', reason: `Objection ${mark}.` }) });
};

/** Invites a reader, who comes in as a guest. */
const invite = (who: Name, come: (token: string, mark: string) => Promise<unknown>): Act => async (carry, agreement, random, mark) => {
  const { link, invitation } = await carry<{ link: string | null; invitation: string }>(who, 'invite-person', { agreement, email: `reader-${mark}@readers.example`, role: 'reader' });
  if (random() < 0.4) await carry(who, 'revoke-invitation', { agreement, invitation });
  else if (link !== null) await come(tokenOf(link), mark);
};

const remove = (who: Name): Act => async (carry, agreement, random) => {
  const { people } = await carry<{ people: { person: string; role: string; party: string }[] }>(who, 'list-people', { agreement });
  const readers = people.filter((one) => one.role === 'reader' && one.party === (who === 'anna' ? 'alpha' : 'beta'));
  if (readers.length > 0) await carry(who, 'remove-person', { agreement, person: oneOf(random, readers).person });
};

/** To the installation, each time in the place of the invitation before. */
const inviteAccount: Act = (carry) => carry('anna', 'invite-account', { email: 'newcomer@readers.example' });

const issue: Act = (carry, agreement, random, mark) => carry('cy', 'note-issue', { agreement, clause: oneOf(random, clauses), scope: random() < 0.5 ? 'counsel' : 'party', title: `Issue ${mark}`, text: 'Ask for three years.' });

const clear: Act = async (carry, agreement) => {
  const { turns } = await carry<Talk>('cy', 'read-negotiation', { agreement });
  await carry('cy', 'clear-version', { agreement, digest: turns.at(-1)?.digest });
};

/** Everything that somebody does here, the frequent things more than once. */
export function actsOf(who: Name, come: (token: string, mark: string) => Promise<unknown>): readonly Act[] {
  if (who === 'cy') return [comment(who), comment(who), issue, issue, clear];
  return [...(who === 'anna' ? [inviteAccount] : []), comment(who), comment(who), comment(who), answerQuestion(who), send(who), answerClause(who), answerClause(who), invite(who, come), invite(who, come), remove(who)];
}
