import { z } from 'zod';
import { actions } from '#agreement/obligation';
import { periodUnits } from '#agreement/time/period';

const id = z.string().min(1).max(200).regex(/^[^\s\p{C}]+$/u, 'an id without spaces');
const lang = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'a language tag such as "en"');
const words = z.string().max(1_000_000);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2027-03-01');

const period = z.object({ n: z.number().int().min(0), unit: z.enum(periodUnits) });
const due = z.union([
  z.object({ on: date }),
  z.object({ on: z.null(), path: words }),
  z.object({ after: words, period: period.nullable(), path: words.optional() }),
  z.object({ before: words, period: period.nullable(), path: words.optional() }),
]);
const actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('each-party') }),
  z.object({ kind: z.literal('each-other-party') }),
  z.object({ kind: z.literal('parties'), ids: z.array(id) }),
  z.object({ kind: z.literal('described'), text: words }),
  z.object({ kind: z.literal('blank'), path: words }),
]);
const obligation = z.object({
  id,
  block: words,
  item: words.optional(),
  debtor: actor,
  creditor: actor,
  action: z.enum(actions),
  object: words,
  trigger: words.optional(),
  due: due.optional(),
  until: due.optional(),
  recurs: words.optional(),
  evidence: words.optional(),
  survives: z.boolean().optional(),
});
const party = z.object({ id, shortName: words.nullable(), legalName: words.nullable() });

/** What the attributes of each node of a document must be; a node that is not listed has none. The document model itself takes any value. */
export const nodeAttrs: Readonly<Record<string, z.ZodType>> = {
  agreement: z.object({ type: words.nullish(), title: words.nullish(), languages: z.array(lang).min(1).max(50).optional(), parties: z.array(party).max(1000).optional(), library: words.nullish() }),
  clause: z.object({
    id,
    part: z.enum(['front', 'body', 'back']).optional(),
    library: words.nullish(),
    version: z.union([z.number(), z.string()]).nullish(),
    position: words.nullish(),
    answers: z.array(words).optional(),
    obligations: z.array(obligation).optional(),
    edited: z.boolean().optional(),
  }),
  schedule: z.object({ id, clause: z.string().max(200).optional() }),
  wording: z.object({ lang: lang.optional() }),
  paragraph: z.object({ id, numbered: z.boolean().optional() }),
  item: z.object({ id, style: z.enum(['letter', 'number']).optional() }),
  signature: z.object({ id, party: id.nullish() }),
  table: z.object({ id }),
  row: z.object({ id, header: z.boolean().optional() }),
  fact: z.object({ path: words, value: z.unknown(), format: z.string().max(40).optional() }),
  blank: z.object({ path: words }),
  ref: z.object({ id }),
  term: z.object({ id, words: z.string().min(1).max(10_000), defines: z.boolean().optional() }),
  person: z.object({ id: words }),
};
