import { z } from 'zod';
import type { Operation } from '#operations/operation';

/** The address of an operation: under its agreement where the input names one. */
export function pathOf(operation: Operation): string {
  return namesAgreement(operation) ? `/api/agreements/{agreement}/${operation.name}` : `/api/${operation.name}`;
}

/** True if an operation works on one agreement. */
export function namesAgreement(operation: Operation): boolean {
  return operation.input instanceof z.ZodObject && 'agreement' in operation.input.shape;
}

/** True if an operation is handed a file, whose bytes are then the body of the request. */
export function takesFile(operation: Operation): boolean {
  return operation.input instanceof z.ZodObject && 'file' in operation.input.shape;
}

type JsonSchema = Record<string, unknown> & { properties?: Record<string, JsonSchema>; required?: string[] };

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as JsonSchema;
  return rest as JsonSchema;
}

/** The OpenAPI 3.1 document of all operations. */
export function openApi(operations: readonly Operation[], version: string): Record<string, unknown> {
  const paths: Record<string, unknown> = {};
  for (const operation of operations) paths[pathOf(operation)] = { [operation.kind === 'read' && !takesFile(operation) ? 'get' : 'post']: describe(operation) };
  return {
    openapi: '3.1.0',
    info: { title: 'Entente', version, description: 'Every operation of this installation. Errors are `{error: {what, next, path?}}`.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas: { Error: { type: 'object', required: ['error'], properties: { error: { type: 'object', required: ['what', 'next'], properties: { what: { type: 'string' }, next: { type: 'string' }, path: { type: 'string' }, reference: { type: 'string' } } } } } } },
  };
}

function describe(operation: Operation): Record<string, unknown> {
  const input = schemaOf(operation.input, 'input');
  const fields = Object.entries(input.properties ?? {}).filter(([name]) => name !== 'agreement' && name !== 'file');
  const required = new Set(input.required ?? []);
  const inPath = namesAgreement(operation) ? [{ name: 'agreement', in: 'path', required: true, schema: input.properties?.agreement ?? { type: 'string' } }] : [];
  const query = fields.map(([name, schema]) => ({ name, in: 'query', required: required.has(name), schema }));
  const file = takesFile(operation);
  const once = { name: 'idempotency-key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 }, description: 'The same request under the same key is carried out once within seven days and answered again.' };
  const body = { type: 'object', properties: Object.fromEntries(fields), required: fields.map(([name]) => name).filter((name) => required.has(name)), additionalProperties: false };
  const error = { description: 'What happened, what was kept and what to do', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  return {
    operationId: operation.name,
    summary: operation.summary,
    'x-may': operation.may,
    parameters: operation.kind === 'read' ? [...inPath, ...query] : [...inPath, once],
    ...(file ? { requestBody: { required: true, content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } } } : {}),
    ...(operation.kind === 'write' ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { 200: { description: 'The result', content: { 'application/json': { schema: schemaOf(operation.output, 'output') } } }, 400: error, 404: error, 500: error },
  };
}
