import 'server-only';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { noInput } from '@/lib/contract/no-input';
import { AppError } from '@/lib/server/errors';
import type { Logger } from '@/lib/server/logger';
import { type Json, seal, toErrorAnswer, toRefusalError } from './answers';
import { checkEdge, type EdgeSettings, toEdgeRequest } from './edge';
import { type PathValues, readInput } from './request-input';

/** What the wrapper needs of the server; `scope` is handed to handlers as it stands (the caller, the services). */
export type RouteServer<Scope extends object> = {
  readonly edge: EdgeSettings;
  readonly log: Logger;
  readonly scope: Scope;
};

/** `authorization` is that header as it came: for a route that asks for a credential of its own. */
type Asked<Input> = { readonly input: Input; readonly authorization: string | null };
type Handler<Scope, Input> = (context: Scope & Asked<Input>) => Result | Promise<Result>;
type Result = Json | Response;
type RouteFunction = (request: Request, context: { readonly params: Promise<PathValues> }) => Promise<Response>;

/**
 * Makes `route(schema, handler)`, which every route file exports its methods with. It checks the edge again (A6), parses
 * the input, answers with the handler's value as JSON or with the error envelope, and logs one line per request.
 * `server` is asked per request, because route files are loaded before the server has started.
 */
export function createRoute<Scope extends object>(server: () => RouteServer<Scope>) {
  return <Schema extends z.ZodType>(schema: Schema, handler: Handler<Scope, z.output<Schema>>): RouteFunction =>
    async (request, { params }) => {
      const { edge, log, scope } = server();
      const requestId = randomUUID();
      const startedAt = performance.now();
      const facts = { requestId, method: request.method, path: new URL(request.url).pathname };
      const answer = await answerOrRefuse(log.child(facts), requestId, async () => {
        const refusal = checkEdge(toEdgeRequest(request.method, request.headers), edge);
        if (refusal !== null) throw toRefusalError(refusal);
        // A route that takes nothing reads nothing: a body that is no JSON is no reason to refuse it.
        const given = Object.is(schema, noInput) ? {} : await readInput(request, await params);
        const input = parseInput(schema, given);
        return toAnswer(await handler({ ...scope, input, authorization: request.headers.get('authorization') }));
      });
      const durationMs = Math.round(performance.now() - startedAt);
      log.debug({ ...facts, status: answer.status, durationMs }, 'answered');
      return seal(answer, requestId);
    };
}

function toAnswer(result: Result): Response {
  return result instanceof Response ? result : Response.json(result);
}

function parseInput<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  throw new AppError('invalid-request', 'The request was not understood. See the issues.', { issues });
}

/** Turns whatever is thrown into an answer: what we meant to say is sent, anything else only logged (T6). */
async function answerOrRefuse(log: Logger, requestId: string, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'internal') {
      log.info({ code: thrown.code, err: thrown.cause }, 'refused');
      return toErrorAnswer(thrown, requestId);
    }
    log.error({ err: thrown }, 'failed');
    const sentence = 'The server failed. Its log tells why, under the request id.';
    return toErrorAnswer(new AppError('internal', sentence), requestId);
  }
}
