import { expect, test } from 'vitest';
import { z } from 'zod';
import { listAppRoutes } from '@/lib/testing/http-routes';
import { ENDPOINTS } from './endpoints';
import { createOpenApi } from './openapi';

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean(),
  description: z.string().optional(),
  schema: z.record(z.string(), z.unknown()),
});
const answer = z.object({ description: z.string(), content: z.record(z.string(), z.object({ schema: z.unknown() })) });
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(parameter),
  requestBody: z
    .object({ required: z.literal(true), content: z.record(z.string(), z.object({ schema: z.unknown() })) })
    .optional(),
  responses: z.record(z.string().regex(/^[2-5]\d\d$/), answer),
});
const openApi = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  // One method an address: `post` where it changes something.
  paths: z.record(z.string().startsWith('/'), z.record(z.enum(['get', 'post']), operation.optional())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const description = JSON.parse(JSON.stringify(createOpenApi('1.2.3')));
const { paths, components } = openApi.parse(description);
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.values(methods).flatMap((each) => (each === undefined ? [] : [{ path, operation: each }])),
);

test('lists every route below /api/v1, and no other', () => {
  const routes = listAppRoutes('app')
    .filter(({ template }) => template.startsWith('/api/v1/') && template !== '/api/v1/openapi.json')
    .map(({ template }) => template.slice('/api/v1'.length).replace(/\[(\w+)\]/g, '{$1}'));
  expect(Object.keys(paths).toSorted()).toEqual(routes.toSorted());
});

test('declares each part of a path, once, and nothing else as one', () => {
  for (const { path, operation: each } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = each.parameters.filter((parameterOf) => parameterOf.in === 'path');
    expect(inPath.map(({ name }) => name)).toEqual(named);
    expect(inPath.every(({ required }) => required)).toBe(true);
    expect(new Set(each.parameters.map(({ name }) => name)).size).toBe(each.parameters.length);
  }
});

test('every schema is one that a reader of JSON Schema 2020-12 can build, and refers only to what is there', () => {
  let schemas = 0;
  for (const { operation: each } of operations) {
    for (const schema of [...each.parameters.map(({ schema }) => schema), ...bodiesOf(each), ...answersOf(each)]) {
      // zod reads the schema back: an unknown keyword or a broken reference throws.
      expect(() => z.fromJSONSchema(resolve(schema))).not.toThrow();
      schemas += 1;
    }
  }
  process.stdout.write(`openapi: ${Object.keys(paths).length} paths, ${schemas} schemas read back\n`);
});

test('takes a filter that may be repeated as a list', () => {
  const status = paths['/executions']?.get?.parameters.find(({ name }) => name === 'status');
  expect(status).toMatchObject({ in: 'query', required: false, schema: { type: 'array' } });
});

test('operations are named apart, after the services behind them', () => {
  expect(new Set(ENDPOINTS.map(({ operation: name }) => name)).size).toBe(ENDPOINTS.length);
});

test('takes nothing that changes AWS from the query, and no task token at all (T1)', () => {
  const { operation: decide } = operations.find(({ path }) => path.endsWith('/decision')) ?? {};
  expect(decide?.parameters.map(({ name, in: place }) => [name, place])).toEqual([
    ['arn', 'path'],
    ['eventId', 'path'],
  ]);
  const body = z.object({ properties: z.record(z.string(), z.unknown()), additionalProperties: z.literal(false) });
  const { properties } = body.parse(decide?.requestBody?.content['application/json']?.schema);
  expect(Object.keys(properties).toSorted()).toEqual(['comment', 'decision', 'idempotencyKey']);
  expect(JSON.stringify(properties)).not.toMatch(/token/i);
});

function bodiesOf({ requestBody }: z.infer<typeof operation>): readonly unknown[] {
  return requestBody === undefined ? [] : [requestBody.content['application/json']?.schema];
}

function answersOf({ responses }: z.infer<typeof operation>): readonly unknown[] {
  return Object.values(responses).map(({ content }) => content['application/json']?.schema);
}

/** The schema itself, or the shared one it refers to. */
function resolve(schema: unknown): Parameters<typeof z.fromJSONSchema>[0] {
  const reference = z.object({ $ref: z.string() }).safeParse(schema);
  const found = reference.success
    ? components.schemas[reference.data.$ref.replace('#/components/schemas/', '')]
    : schema;
  return z.record(z.string(), z.unknown()).parse(found);
}
