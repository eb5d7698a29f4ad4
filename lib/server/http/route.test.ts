import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorEnvelope } from '@/lib/contract/error';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { oneWord } from './answers';
import type { PathValues } from './request-input';
import { createRoute } from './route';

const route = createRoute(() => ({ edge: { port: 3000 }, log: createLogger('silent'), scope: { service: 'scope' } }));
const anything = z.record(z.string(), z.unknown());

type Ask = { readonly path?: string; readonly body?: string; readonly values?: PathValues };

async function ask(handler: ReturnType<typeof route>, { path = '/api/v1/x', body, values = {} }: Ask = {}) {
  const headers = { host: 'localhost:3000', 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body };
  const answer = await handler(new Request(`http://localhost:3000${path}`, init), { params: Promise.resolve(values) });
  return { answer, body: await answer.text() };
}

async function askForError(handler: ReturnType<typeof route>, request: Ask = {}) {
  const { answer, body } = await ask(handler, request);
  return { status: answer.status, ...errorEnvelope.parse(JSON.parse(body)).error, body };
}

describe('route', () => {
  it('answers with the value of the handler as JSON, with the headers of data (E6)', async () => {
    const { answer, body } = await ask(route(anything, ({ service }) => ({ service })));
    expect(answer.status).toBe(200);
    expect(body).toBe('{"service":"scope"}');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('passes an answer of one word on, sealed alike (E9)', async () => {
    const { answer, body } = await ask(route(anything, () => oneWord({ word: 'stopping', status: 503 })));
    expect([answer.status, body, answer.headers.get('cache-control')]).toEqual([503, 'stopping', 'no-store']);
  });

  it('reads the query of a safe request, and what the path names over it', async () => {
    const echo = route(anything, ({ input }) => JSON.parse(JSON.stringify(input)));
    const { body } = await ask(echo, { path: '/api/v1/x?a=1&a=2&b=3&arn=other&__proto__=x', values: { arn: 'arn:1' } });
    expect(body).toBe('{"a":["1","2"],"b":"3","arn":"arn:1"}');
  });

  it('reads the body of an unsafe request, and what the path names over it', async () => {
    const echo = route(anything, ({ input }) => JSON.parse(JSON.stringify(input)));
    const { body } = await ask(echo, { path: '/api/v1/x?a=1', body: '{"b":2,"arn":"x"}', values: { arn: 'arn:1' } });
    expect(body).toBe('{"b":2,"arn":"arn:1"}');
  });

  it('says where the input is wrong and not what it was', async () => {
    const strict = route(z.object({ limit: z.coerce.number() }), () => null);
    const error = await askForError(strict, { path: '/api/v1/x?limit=secret' });
    expect(error).toMatchObject({ status: 400, code: 'invalid-request', issues: [{ path: ['limit'] }] });
    expect(error.body).not.toContain('secret');
  });

  it.each(['', '{', '[]', '"text"', 'null', '1'])('refuses the body %j', async (body) => {
    expect(
      await askForError(
        route(anything, () => null),
        { body },
      ),
    ).toMatchObject({ status: 400, code: 'invalid-request' });
  });

  it('stops reading a body past 1 MiB', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
    expect(
      await askForError(
        route(anything, () => null),
        { body },
      ),
    ).toMatchObject({ status: 413, code: 'too-large' });
  });

  it('sends what an AppError says and keeps its cause (T6)', async () => {
    const failing = route(anything, () => {
      throw new AppError('forbidden', 'Ask for a role.', { cause: new Error('secret') });
    });
    const error = await askForError(failing);
    expect(error).toMatchObject({ status: 403, code: 'forbidden', message: 'Ask for a role.' });
    expect(error.body).not.toContain('secret');
  });

  it.each([new Error('secret'), new AppError('internal', 'secret'), 'secret', null])(
    'answers %s with a fixed sentence and the request id (T6)',
    async (thrown) => {
      const failing = route(anything, () => {
        throw thrown;
      });
      const { answer, body } = await ask(failing);
      expect(answer.status).toBe(500);
      expect(body).not.toContain('secret');
      expect(errorEnvelope.parse(JSON.parse(body)).error.requestId).toBe(answer.headers.get('x-request-id'));
    },
  );
});
