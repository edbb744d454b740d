import { z } from 'zod';
import type { Condition } from '#agreement/condition';
import { actions } from '#agreement/obligation';
import { ruleUnits } from '#library/library';

const id = z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected an id of small letters, digits and hyphens');
const path = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z0-9-]+)*$/, 'expected a fact path such as conf.terms.period');
const value = z.union([z.string(), z.number(), z.boolean()]);

/** A condition of the closed vocabulary, as written in YAML. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ is: z.tuple([path, value]) }),
      z.strictObject({ in: z.tuple([path, z.array(value).min(1)]) }),
      z.strictObject({ over: z.tuple([path, z.number()]) }),
      z.strictObject({ under: z.tuple([path, z.number()]) }),
      z.strictObject({ before: z.tuple([path, z.string()]) }),
      z.strictObject({ after: z.tuple([path, z.string()]) }),
      z.strictObject({ present: path }),
      z.strictObject({ count: z.tuple([path, z.number().int().min(0)]) }),
      z.strictObject({ all: z.array(conditionSchema).min(1) }),
      z.strictObject({ any: z.array(conditionSchema).min(1) }),
      z.strictObject({ not: conditionSchema }),
    ],
    { error: 'expected one condition of is, in, over, under, before, after, present, count, all, any, not, such as { is: [dispute.final.kind, court] }' },
  ),
);

/** Agreement types; `all` stands for every one. */
export const agreementTypes = ['BC', 'CJV', 'IJV', 'RD', 'CONS', 'PUB', 'COM', 'DATA', 'OSS'] as const;

const types = z.union([z.literal('all'), z.array(z.enum(['all', ...agreementTypes]))]).transform((value) => (value === 'all' ? ['all'] : [...value]));

/** In which types a clause stands: all of them, some, or some under a condition. */
const standing = z.union(
  [
    types.transform((list) => ({ types: list, when: null as Condition | null })),
    z.strictObject({ types, when: conditionSchema.optional() }).transform((value) => ({ types: value.types, when: (value.when ?? null) as Condition | null })),
  ],
  { error: `expected "all", a list of types (${agreementTypes.join(', ')}), or { types: …, when: … }` },
);
/** `item.end` alone means on that date. */
const due = z.union([z.string().transform((on) => ({ on })), z.strictObject({ on: z.string() }), z.strictObject({ after: z.string(), period: z.string() }), z.strictObject({ before: z.string(), period: z.string() })], { error: 'expected a slot that holds a date, or { after: event, period: slot }, or { before: event, period: slot }' });

const block = z.strictObject({
  when: conditionSchema.optional(),
  position: z.union([id, z.array(id)]).optional(),
  repeat: path.optional(),
  after: id.optional(),
});

/** The form of `clause.yaml`. */
export const clauseFile = z.strictObject({
  id,
  version: z.number().int().min(1),
  part: z.enum(['front', 'body', 'back']).default('body'),
  /** The clause that this one follows; the first clause has none. */
  follows: id.optional(),
  required: standing.optional(),
  optional: standing.optional(),
  slots: z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]*$/), path).default({}),
  positions: z.union([z.array(id).min(1), z.strictObject({ by: path, of: z.array(id).min(1) })], { error: 'expected a list of positions, or { by: fact path, of: list of positions }' }).optional(),
  blocks: z.record(id, block).default({}),
  needs: z.array(z.union([id, z.strictObject({ clause: id, position: id.optional(), when: conditionSchema.optional() })])).default([]),
  conflicts: z.array(id).default([]),
  obligations: z
    .array(
      z.strictObject({
        id,
        /** The block that states it, where it is not called like the obligation. */
        block: id.optional(),
        repeat: path.optional(),
        debtor: z.string(),
        creditor: z.string(),
        action: z.enum(actions),
        object: z.string(),
        trigger: z.string().optional(),
        due: due.optional(),
        until: due.optional(),
        recurs: z.string().optional(),
        evidence: z.string().optional(),
        survives: z.boolean().default(false),
        when: conditionSchema.optional(),
      }),
    )
    .default([]),
  terms: z.record(id, z.record(z.string().regex(/^[a-z]{2}$/), z.string().min(1))).default({}),
  source: z.array(z.string()).default([]),
  review: z.string().nullable().default(null),
});

/** A read and checked `clause.yaml`. */
export type ClauseFile = z.output<typeof clauseFile>;

/** The form of `pack.yaml`. */
export const packFile = z.strictObject({
  id: z.string().regex(/^[a-z]{2,}(-[a-z]{2,4})*$/, 'expected a pack id such as base, de or us-ny'),
  title: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'expected a version such as 1.0.0'),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date such as 2026-11-01'),
  extends: z.string().nullable().default(null),
  licence: z.string().min(1),
  /** The one law system that this pack is of, as `law.governing` names it; null for a pack above the laws, such as of a union of states. */
  law: z.string().regex(/^[a-z]{2}(-[a-z0-9]{1,3})?$/, 'expected a law system such as de or us-ny').nullable().default(null),
  /** Countries, or parts of them, whose seats and work the rules of this pack reach; a country stands for all of its parts. */
  covers: z.array(z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'expected an ISO 3166 code such as DE or US-NY')).default([]),
});

const day = z.iso.date('expected a date such as 2026-11-01');
const words = (what: string) => z.string({ error: `expected ${what}` }).min(1, `expected ${what}`);

/** A figure of a rule: what it is, or what must be looked up because it changes too often to stand in a pack. */
const ruleValue = z
  .strictObject({
    key: id,
    is: z.union([z.number(), z.boolean(), z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'expected a number, a text, true, false or a list of texts' }).optional(),
    unit: z.enum(ruleUnits, `expected one of the units ${ruleUnits.join(', ')}`).optional(),
    lookUp: z.string().min(1).optional(),
    from: day.nullable().default(null),
    until: day.nullable().default(null),
  })
  .refine((value) => (value.is === undefined) !== (value.lookUp === undefined), 'expected either "is" with the figure or "lookUp" with what an attorney must look up')
  .transform(({ is, unit, lookUp, ...rest }) => ({ ...rest, is: is ?? null, unit: unit ?? null, lookUp: lookUp ?? null }));

/** The form of a pack's `rules.yaml`: dated legal data with its source. */
export const rulesFile = z.array(
  z.strictObject({
    id: z.string().regex(/^[A-Z]{2,3}-\d{2}$/, 'expected a rule id such as EU-03'),
    title: words('a title in a few plain words'),
    means: words('what the rule means for the text'),
    from: day.nullable().default(null),
    until: day.nullable().default(null),
    values: z.array(ruleValue).default([]),
    watch: z.string().min(1).nullable().default(null),
    source: words('where the law says so, such as "BGB §288(2)"; a rule without a source is not taken'),
    confidence: z.enum(['high', 'medium', 'low'], 'expected high, medium or low'),
    attorneyMustConfirm: z.boolean('expected true or false'),
  }),
);
