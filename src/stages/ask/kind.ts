import type { AgreementType } from '#agreement/facts/schema/answers-file';
import { agreementTypes } from '#agreement/facts/schema/purpose';

/** The plain questions from which the kind of agreement follows. */
export type KindQuestionId = 'company' | 'grant' | 'mission' | 'research' | 'open' | 'data' | 'resale' | 'project';

/** One plain question about the cooperation, answered yes or no. */
export interface KindQuestion {
  id: KindQuestionId;
  question: string;
  /** The same as a statement, to be ticked where it is true. */
  statement: string;
  /** What counts as yes. */
  help: string;
  /** Why a yes leads where it leads; completes "… because". */
  because: string;
  /** The kind that a yes leads to; `open` only says which kind research leads to. */
  type: AgreementType | null;
}

/** The questions in the order in which they decide: the first yes leads (legal-substance §1, selection logic). */
export const kindQuestions: readonly KindQuestion[] = [
  { id: 'company', type: 'IJV', question: 'Will you found a company that you own together?', statement: 'We will found a company that we own together', help: 'A joint company with its own shares. A joint project under a contract is not one.', because: 'you want a company that you own together' },
  { id: 'grant', type: 'CONS', question: 'Does one public grant pay for the work, with three or more of you as its beneficiaries?', statement: 'One public grant pays, and three or more of us receive it', help: 'Each of you signs the grant or joins it. A customer who pays is no grant.', because: 'three or more of you are beneficiaries of one public grant' },
  { id: 'mission', type: 'PUB', question: 'Is one of you a public body or a charity, with an aim that is not commercial?', statement: 'One of us is a public body or a charity, and the aim is not commercial', help: 'A ministry, a city, a university, a foundation or an association that pursues its mission here.', because: 'a public body or charity pursues an aim that is not commercial' },
  { id: 'research', type: 'RD', question: 'Will you research or develop something from which inventions, software or know-how come?', statement: 'We will research or develop something new', help: 'Something is created that nobody has today, and someone must own it.', because: 'research or development creates rights that somebody must own' },
  { id: 'open', type: null, question: 'Will what you develop be published under an open licence?', statement: 'What we develop is published under an open licence', help: 'Open-source software, open hardware or an open standard that anybody may use.', because: 'what you develop is published under an open licence' },
  { id: 'data', type: 'DATA', question: 'Is access to data the main subject?', statement: 'It is mainly about access to data', help: 'One or more of you open datasets or feeds to the others.', because: 'access to data is the main subject' },
  { id: 'resale', type: 'COM', question: 'Is it mainly about promoting, referring or reselling what another of you offers?', statement: 'It is mainly about promoting, referring or reselling offers', help: 'Leads, commissions, resale or joint marketing.', because: 'promotion, referral or resale is the main subject' },
  { id: 'project', type: 'CJV', question: 'Is it one shared project with joint revenue, or with one customer contract for all of you?', statement: 'It is one shared project with joint revenue or one customer contract', help: 'A joint bid, a joint building site, a product launched and earned from together.', because: 'one shared project brings joint revenue or one customer contract' },
];

/** What was said to the questions; what is not named was not answered. */
export type KindAnswers = Readonly<Partial<Record<KindQuestionId, boolean>>>;

/** The kind that follows, and why, in words. */
export interface Kind {
  type: AgreementType;
  /** A sentence: why this kind and none before it. */
  reason: string;
  /** Kinds whose features the cooperation has too, each with its reason; they can be added as modules. */
  modules: { type: AgreementType; reason: string }[];
  /** Questions that could still change the kind, because they come before the one that decided and have no answer. */
  unanswered: KindQuestion[];
}

/** The kind of agreement that follows from the answers: the first yes leads, every further yes offers a module, no yes leads to business cooperation. */
export function kindFrom(said: KindAnswers): Kind {
  const matches = kindQuestions.filter((question) => question.type !== null && said[question.id] === true);
  const [lead] = matches;
  const type = lead === undefined ? 'BC' : typeOf(lead, said);
  const upTo = lead === undefined ? kindQuestions.length : kindQuestions.indexOf(lead);
  const decides = (question: KindQuestion, index: number): boolean => (question.id === 'open' ? lead?.id === 'research' : index < upTo);
  return {
    type,
    reason: lead === undefined
      ? inWords(type, 'none of the other kinds fits: each of you keeps its own business, costs and customers')
      : inWords(type, reasonOf(lead, said)),
    modules: matches.slice(1).map((match) => ({ type: typeOf(match, said), reason: inWords(typeOf(match, said), reasonOf(match, said)) })),
    unanswered: kindQuestions.filter((question, index) => said[question.id] === undefined && decides(question, index)),
  };
}

/** Whether a question can still matter: an open licence matters only where something is developed. */
export function isAsked(question: KindQuestion, said: KindAnswers): boolean {
  return question.id !== 'open' || said.research === true;
}

function typeOf(question: KindQuestion, said: KindAnswers): AgreementType {
  return question.id === 'research' && said.open === true ? 'OSS' : (question.type as AgreementType);
}

function reasonOf(question: KindQuestion, said: KindAnswers): string {
  const open = kindQuestions.find(({ id }) => id === 'open') as KindQuestion;
  return question.id === 'research' && said.open === true ? open.because : question.because;
}

/** "Consortium agreement, because …": the name of the kind needs no article. */
function inWords(type: AgreementType, because: string): string {
  const name = agreementTypes[type];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}, because ${because}.`;
}
