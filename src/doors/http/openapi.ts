import { z } from 'zod';
import { fileForm } from '#operations/forms';
import type { Operation } from '#operations/operation';
import { namesAgreement, takesFile, type Route } from '#doors/http/routes';

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

/** The OpenAPI 3.1 document of every address of the API, each with who may call it. */
export function openApi(routes: readonly Route[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  const shared: Shared = {};
  for (const route of routes) {
    if (!route.path.startsWith('/api/')) continue;
    const about = route.operation === undefined ? describePlain(route) : describe(route.operation, shared);
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: { ...about, 'x-may': route.may, security: route.may === 'anyone' ? [] : [{ session: [] }] } };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Entente', version, description: 'Every address of this installation. Errors are `{error: {what, next, path?}}`. `x-may` says who may: anyone; a person who is signed in; an administrator; a member or manager of the organisation that is named; or the roles of a seat in the agreement that is named. Foreign and absent are one answer, 404.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-entente', description: 'The cookie of a session; on http of this machine alone it is called "entente". A change also needs the header Origin with the address of this installation.' } },
      schemas: { ...shared, Error: { type: 'object', required: ['error'], properties: { error: { type: 'object', required: ['what', 'next'], properties: { what: { type: 'string' }, next: { type: 'string' }, path: { type: 'string' }, reference: { type: 'string' } } } } } },
    },
  };
}

const error = { description: 'What happened, what was kept and what to do', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };

const events = {
  description: 'Events until the session ends: hello (read everything), changed ({agreement, people}), you and anything (read everything), end ({why: session or stopping}). Comments are signs of life.',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
};

function describePlain({ summary, may, method, path, by, fields = {} }: Route): Record<string, unknown> {
  const all = Object.entries(fields);
  const properties = Object.fromEntries(all.map(([name, field]) => [name, field.kind === 'text' ? { type: 'string', maxLength: field.most } : { type: 'object' }]));
  const required = all.filter(([, field]) => !('optional' in field)).map(([name]) => name);
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(method === 'POST' && { requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', properties, required, additionalProperties: false } } } } }),
    responses: { 200: by === 'live' ? events : { description: 'The answer' }, ...(by === 'live' && { 404: error, 429: error }), ...(method === 'POST' && { 400: error, 403: error, 429: error }), ...(may !== 'anyone' && { 401: error, 403: error }) },
  };
}

function describe(operation: Operation, shared: Shared): Record<string, unknown> {
  const input = schemaOf(operation.input, 'input', operation.name, shared);
  const fields = Object.entries(input.properties ?? {}).filter(([name]) => name !== 'agreement' && name !== 'file');
  const required = new Set(input.required ?? []);
  const inPath = namesAgreement(operation) ? [{ name: 'agreement', in: 'path', required: true, schema: input.properties?.agreement ?? { type: 'string' } }] : [];
  const query = fields.map(([name, schema]) => ({ name, in: 'query', required: required.has(name), schema }));
  const file = takesFile(operation);
  const inBody = operation.kind === 'write' && !file;
  const once = { name: 'idempotency-key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 }, description: 'The same request under the same key is carried out once within seven days and answered again.' };
  const body = { type: 'object', properties: Object.fromEntries(fields), required: fields.map(([name]) => name).filter((name) => required.has(name)), additionalProperties: false };
  const result = (operation.output as z.ZodType) === fileForm ? { '*/*': { schema: { type: 'string', format: 'binary' } } } : { 'application/json': { schema: schemaOf(operation.output, 'output', operation.name, shared) } };
  return {
    operationId: operation.name,
    summary: operation.summary,
    parameters: [...inPath, ...(inBody ? [] : query), ...(operation.kind === 'write' ? [once] : [])],
    ...(file ? { requestBody: { required: true, content: Object.fromEntries(['application/pdf', 'application/zip'].map((type) => [type, { schema: { type: 'string', format: 'binary' } }])) } } : {}),
    ...(inBody ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      200: { description: 'The result', content: result },
      400: error,
      ...(operation.may === 'anyone' ? {} : { 401: error, 403: error, 404: error }),
      ...(operation.kind === 'write' ? { 409: error, 422: error } : {}),
      429: error,
      500: error,
    },
  };
}
