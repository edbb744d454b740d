import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answersJsonSchema } from '#agreement/facts/json-schema';
import { sampleAnswers } from './sample-answers.ts';

describe('the JSON Schema for editors', () => {
  const schema = answersJsonSchema();
  const judge = z.fromJSONSchema(structuredClone(schema) as Parameters<typeof z.fromJSONSchema>[0]);
  const accepts = (value: unknown): boolean => judge.safeParse(value).success;

  it.each([2, 5])('accepts complete answers of %i parties', (n) => expect(accepts(sampleAnswers(n))).toBe(true));
  it('accepts a file that has only begun', () => expect(accepts({ entente: 1 })).toBe(true));
  it.each([
    ['a misspelling', { entente: 1, facts: { term: { exits: { curre: { n: 30, unit: 'day' } } } } }],
    ['a wrong choice', { entente: 1, facts: { sign: { method: { level: 'advance' } } } }],
    ['a wrong type', { entente: 1, facts: { conf: { terms: { period: 5 } } } }],
    ['an amount that is a number', { entente: 1, facts: { risk: { liability: { separateCap: { amount: 1, currency: 'EUR' } } } } }],
    ['an item without an id', { entente: 1, facts: { scope: { out: [{ text: 'sales' }] } } }],
    ['another version', { entente: 2 }],
  ])('refuses %s', (_, value) => expect(accepts(value)).toBe(false));

  it('tells the label, why we ask and an example', () => {
    const text = JSON.stringify(schema);
    for (const part of ['"title":"cure period"', 'Which law governs the agreement?', '"examples":["gb-eaw"]', 'advanced: advanced electronic']) expect(text).toContain(part);
  });
});
