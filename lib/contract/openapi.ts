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

const ACTION_ERRORS: Readonly<Record<string, string>> = {
  403: 'The request came from another place than the dashboard itself, or this server takes no actions',
  409: 'Somebody else was first; the message says who and when',
  413: 'The body is larger than 1 MiB',
  415: 'The body is not application/json',
  429: 'Too many actions in a minute; `Retry-After` says when to go on',
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
    paths: Object.fromEntries(
      ENDPOINTS.map((endpoint) => [endpoint.path, { [endpoint.method]: toOperation(endpoint) }]),
    ),
    components: { schemas: { Error: toSchema(errorEnvelope, 'output') } },
  };
}

function toOperation({ method, path, operation, summary, request, response, canBeMissing }: Endpoint): JsonSchema {
  const errors = {
    ...ERRORS,
    ...(canBeMissing && { 404: 'Neither the index nor AWS has it' }),
    ...(method === 'post' && ACTION_ERRORS),
  };
  return {
    operationId: operation,
    summary,
    parameters: toParameters(path, method, request),
    ...(method === 'post' && { requestBody: toBody(path, request) }),
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: toSchema(response, 'output') } } },
      ...Object.fromEntries(Object.entries(errors).map(([status, description]) => [status, toError(description)])),
    },
  };
}

/** Everything that the path does not name, and nothing else. */
function toBody(path: string, request: Endpoint['request']): JsonSchema {
  const members = Object.entries(request.shape).filter(([name]) => !isInPath(path, name));
  const body = z.strictObject(Object.fromEntries(members));
  return { required: true, content: { 'application/json': { schema: toSchema(body, 'input') } } };
}

function isInPath(path: string, name: string): boolean {
  return path.includes(`{${name}}`);
}

function toError(description: string): JsonSchema {
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
}

/** Members that the path names are taken from there, all others from the query or, where there is one, from the body. */
function toParameters(path: string, method: Endpoint['method'], request: Endpoint['request']): readonly JsonSchema[] {
  const members = Object.entries(request.shape).filter(([name]) => method === 'get' || isInPath(path, name));
  return members.map(([name, member]) => {
    const isNamed = isInPath(path, name);
    const { description, ...schema } = toSchema(member, 'input');
    return {
      name,
      in: isNamed ? 'path' : 'query',
      required: isNamed || !z.safeParse(member, undefined).success,
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
