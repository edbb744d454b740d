import { z } from 'zod';
import { factMeta } from '#agreement/facts/define';
import { answersSchema } from '#agreement/facts/schema/answers-file';
import { valueGuides } from '#agreement/facts/values';

/**
 * The JSON Schema (draft 2020-12) of an answers file, for editors: field names, labels, why we ask, choices and examples.
 * What JSON Schema cannot say (dates that exist, parties that are named) is checked by `readAnswers` only.
 */
export function answersJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(answersSchema, {
    io: 'input',
    metadata: z.registry(),
    override: ({ zodSchema, jsonSchema }) => {
      const meta = factMeta.get(zodSchema as unknown as z.ZodType);
      if (meta === undefined) return;
      jsonSchema.title = meta.label;
      const expected = meta.expected ?? (meta.format === undefined ? undefined : valueGuides[meta.format].expected);
      const choices = meta.options === undefined ? undefined : Object.entries(meta.options).map(([value, label]) => `${value}: ${label}`).join('; ');
      const told = [meta.question, meta.help, choices ?? expected].filter((part) => part !== undefined);
      if (told.length > 0) jsonSchema.description = told.join(' ');
      if (meta.example !== undefined) jsonSchema.examples = [meta.example];
    },
  });
  return { ...schema, title: 'Answers of an agreement (entente 1)' };
}
