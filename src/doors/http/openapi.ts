import { z } from 'zod';
import { fileForm } from '#operations/forms';
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

/** The schemas that others refer to, by name. */
type Shared = Record<string, unknown>;

/** The JSON Schema of a form. What it refers to within itself moves to the shared schemas, because a reference counts from the top of the whole document. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', name: string, shared: Shared): JsonSchema {
  const { $schema: _dialect, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as JsonSchema & { $defs?: Record<string, unknown> };
  const nameOf = (key: string): string => `${name}-${io}-${key.replace(/[^A-Za-z0-9]/g, '')}`;
  for (const [key, value] of Object.entries($defs ?? {})) shared[nameOf(key)] = moveReferences(value, nameOf);
  return moveReferences(rest, nameOf) as JsonSchema;
}

function moveReferences(value: unknown, nameOf: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => moveReferences(one, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [key, inner.replace(/^#\/\$defs\/(.*)$/, (_, def: string) => `#/components/schemas/${nameOf(def)}`)] : [key, moveReferences(inner, nameOf)])));
}

/** The OpenAPI 3.1 document of all operations. */
export function openApi(operations: readonly Operation[], version: string): Record<string, unknown> {
  const paths: Record<string, unknown> = {};
  const shared: Shared = {};
  for (const operation of operations) paths[pathOf(operation)] = { [operation.kind === 'read' && !takesFile(operation) ? 'get' : 'post']: describe(operation, shared) };
  return {
    openapi: '3.1.0',
    info: { title: 'Entente', version, description: 'Every operation of this installation. Errors are `{error: {what, next, path?}}`.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas: { ...shared, Error: { type: 'object', required: ['error'], properties: { error: { type: 'object', required: ['what', 'next'], properties: { what: { type: 'string' }, next: { type: 'string' }, path: { type: 'string' }, reference: { type: 'string' } } } } } } },
  };
}

function describe(operation: Operation, shared: Shared): Record<string, unknown> {
  const input = schemaOf(operation.input, 'input', operation.name, shared);
  const fields = Object.entries(input.properties ?? {}).filter(([name]) => name !== 'agreement' && name !== 'file');
  const required = new Set(input.required ?? []);
  const inPath = namesAgreement(operation) ? [{ name: 'agreement', in: 'path', required: true, schema: input.properties?.agreement ?? { type: 'string' } }] : [];
  const query = fields.map(([name, schema]) => ({ name, in: 'query', required: required.has(name), schema }));
  const file = takesFile(operation);
  const once = { name: 'idempotency-key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 }, description: 'The same request under the same key is carried out once within seven days and answered again.' };
  const body = { type: 'object', properties: Object.fromEntries(fields), required: fields.map(([name]) => name).filter((name) => required.has(name)), additionalProperties: false };
  const error = { description: 'What happened, what was kept and what to do', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  const result = (operation.output as z.ZodType) === fileForm ? { '*/*': { schema: { type: 'string', format: 'binary' } } } : { 'application/json': { schema: schemaOf(operation.output, 'output', operation.name, shared) } };
  return {
    operationId: operation.name,
    summary: operation.summary,
    'x-may': operation.may,
    parameters: operation.kind === 'read' ? [...inPath, ...query] : [...inPath, once],
    ...(file ? { requestBody: { required: true, content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } } } : {}),
    ...(operation.kind === 'write' ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { 200: { description: 'The result', content: result }, 400: error, 404: error, 500: error },
  };
}
