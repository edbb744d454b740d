import { z } from 'zod';
import { describe } from '#agreement/facts/define';
import { contributionFacts } from '#agreement/facts/schema/contribution';
import { draftingFacts } from '#agreement/facts/schema/drafting';
import { governanceFacts } from '#agreement/facts/schema/governance';
import { ipFacts } from '#agreement/facts/schema/ip';
import { moneyFacts } from '#agreement/facts/schema/money';
import { partiesSchema } from '#agreement/facts/schema/party';
import { agreementFacts, agreementTypes, contextFacts, goalFacts, scopeFacts } from '#agreement/facts/schema/purpose';
import { complianceFacts, restraintFacts, riskFacts } from '#agreement/facts/schema/risk-and-compliance';
import { confidentialityFacts, dataFacts } from '#agreement/facts/schema/secrets-and-data';
import { disputeFacts, generalFacts, lawFacts, noticeFacts, signFacts, termFacts, timeFacts } from '#agreement/facts/schema/term-and-law';
import { workFacts } from '#agreement/facts/schema/work';
import { partySchema as partyIdSchema } from '#agreement/facts/values';

/** All facts about the cooperation but the parties' own, by group; a plain value here is agreed by all parties. */
export const factsSchema = describe(
  z.strictObject({
    agreement: agreementFacts, goal: goalFacts, context: contextFacts, scope: scopeFacts, work: workFacts, contribution: contributionFacts,
    money: moneyFacts, gov: governanceFacts, ip: ipFacts, conf: confidentialityFacts, data: dataFacts, risk: riskFacts,
    compliance: complianceFacts, restraint: restraintFacts, term: termFacts, dispute: disputeFacts, law: lawFacts, notice: noticeFacts,
    general: generalFacts, time: timeFacts, sign: signFacts, drafting: draftingFacts,
  }),
  { label: 'facts' },
);

/** The leading type of the agreement, read at the path `agreement.type`. */
export const typeSchema = describe(z.enum(Object.keys(agreementTypes) as [keyof typeof agreementTypes, ...(keyof typeof agreementTypes)[]]), {
  label: 'type of agreement', format: 'label', example: 'RD', options: agreementTypes, section: 'parties', who: ['J'],
  question: 'What kind of cooperation is it?', help: 'The type decides which sections the agreement must have.', how: 'Answer the plain questions about your plans; the kind follows from them.', when: 'In every agreement, first of all.',
});

/** States of an answer that is not agreed; an agreed value stands in `facts` or with its party. */
export const answerStates = { unknown: 'not known yet', proposed: 'proposed', disputed: 'disputed' } as const;

/** One answer that is not agreed: unknown, or the value that somebody proposes or disputes for a party. */
export const answerSchema = z.strictObject({
  path: describe(z.string().min(1).max(200), { label: 'path of the fact', format: 'text', example: 'term.exits.cure' }),
  value: describe(z.unknown(), { label: 'value that is put forward', format: 'text', example: { n: 30, unit: 'day' } }).optional(),
  by: describe(z.string().min(1).max(200), { label: 'person who answered', format: 'person', example: 'Ada Winter', personal: true, name: true }).optional(),
  onBehalfOf: describe(partyIdSchema, { label: 'party for which the person answered', format: 'party', example: 'alpha', refers: 'parties' }).optional(),
  at: describe(z.iso.datetime({ offset: true }), { label: 'time of the answer', format: 'text', example: '2027-02-03T10:15:00Z' }).optional(),
  status: describe(z.enum(['unknown', 'proposed', 'disputed']), { label: 'state of the answer', format: 'label', example: 'proposed', options: answerStates }),
  evidence: describe(z.array(z.string().min(1).max(1000)).max(100), { label: 'evidence', format: 'list-and', of: 'text', example: ['minutes of 2 February 2027'] }).optional(),
});

/** A whole answers file. */
export const answersSchema = describe(
  z.strictObject({
    entente: describe(z.literal(1), { label: 'version of the file format', format: 'number', example: 1 }),
    type: typeSchema.optional(),
    parties: partiesSchema.default([]),
    facts: factsSchema.default({}),
    answers: describe(z.array(answerSchema).max(10_000), { label: 'answers that are not agreed' }).default([]),
  }),
  { label: 'answers' },
);

/** The answers of one agreement: its parties, agreed facts, and what is unknown or not agreed. Never changed in place. */
export type Answers = z.infer<typeof answersSchema>;
/** One party as it stands in the answers. */
export type Party = Answers['parties'][number];
/** One answer that is not agreed. */
export type Answer = Answers['answers'][number];
/** The code of an agreement type. */
export type AgreementType = NonNullable<Answers['type']>;
