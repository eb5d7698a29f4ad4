import { z } from 'zod';
import { ENDPOINTS, type Endpoint } from './endpoints';
import { errorEnvelope } from './error';

type JsonSchema = Readonly<Record<string, unknown>>;

const ERRORS: Readonly<Record<string, string>> = {
  400: 'The request was not understood; `issues` say where',
  403: 'The caller has no access',
  421: 'The request named another host than the server’s own',
  500: 'The server failed',
  502: 'AWS answered with an error that this version does not know',
  503: 'AWS could not be asked: no or expired credentials, a missing permission, throttled, or unreachable',
};

/** The OpenAPI 3.1 description of the API, made from the contract. `version` is the product's. Plain JSON. */
export function createOpenApi(version: string): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Statelens',
      version,
      description:
        'Executions of AWS Step Functions as the dashboard shows them. Names are those of AWS in camelCase, times are ISO 8601 in UTC. ARNs in paths are URL-encoded. Every answer says in `coverage` how much of what AWS knows it holds.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    paths: Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint.path, { get: toOperation(endpoint) }])),
    components: { schemas: { Error: toSchema(errorEnvelope, 'output') } },
  };
}

function toOperation({ path, operation, summary, request, response, canBeMissing }: Endpoint): JsonSchema {
  const errors = canBeMissing ? { ...ERRORS, 404: 'Neither the index nor AWS has it' } : ERRORS;
  return {
    operationId: operation,
    summary,
    parameters: toParameters(path, request),
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: toSchema(response, 'output') } } },
      ...Object.fromEntries(Object.entries(errors).map(([status, description]) => [status, toError(description)])),
    },
  };
}

function toError(description: string): JsonSchema {
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
}

/** Members that the path names are taken from there, all others from the query. */
function toParameters(path: string, request: Endpoint['request']): readonly JsonSchema[] {
  return Object.entries(request.shape).map(([name, member]) => {
    const isInPath = path.includes(`{${name}}`);
    const { description, ...schema } = toSchema(member, 'input');
    return {
      name,
      in: isInPath ? 'path' : 'query',
      required: isInPath || !z.safeParse(member, undefined).success,
      ...(description === undefined ? {} : { description }),
      schema,
    };
  });
}

function toSchema(schema: z.core.$ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...own } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: showPreprocessed,
  });
  return own;
}

/** A member that is prepared before it is read takes what it is read as: a repeated query member is a list. */
function showPreprocessed({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  const { def } = zodSchema._zod;
  if (def.type !== 'pipe' || def.in._zod.def.type !== 'transform') return;
  Object.assign(jsonSchema, toSchema(def.out, 'input'));
}
