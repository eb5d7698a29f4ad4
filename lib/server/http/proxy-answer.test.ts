import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import { answerAtProxy } from './proxy-answer';

const edge = { port: 3000 };

function ask(
  path: string,
  init: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Response {
  const { method = 'GET', headers = {} } = init;
  const given = { host: '127.0.0.1:3000', ...headers };
  return answerAtProxy(new NextRequest(`http://127.0.0.1:3000${path}`, { method, headers: given }), edge);
}

describe('answerAtProxy', () => {
  it.each(['/', '/executions/arn', '/_next/static/chunks/a.js', '/favicon.ico', '/healthz', '/api/v1/machines'])(
    'refuses %s under another name (E1)',
    (path) => expect(ask(path, { headers: { host: 'evil.example:3000' } }).status).toBe(421),
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('answers 405 to %s on a page, whoever asks (E4)', (method) => {
    const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    const answer = ask('/executions', { method, headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it.each(['/', '/api/v1/machines', '/healthz'])('answers 405 to a server action sent to %s (E4)', (path) => {
    expect(ask(path, { headers: { 'next-action': 'abc' } }).status).toBe(405);
  });

  it('gives every answer a policy of its own and tells the render its nonce (E5)', () => {
    const [first, second] = [ask('/'), ask('/')];
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([A-Za-z0-9+/]{22}==)'/.exec(policy)?.[1];
    expect(nonce).toBeDefined();
    expect(first.headers.get('x-middleware-request-x-nonce')).toBe(nonce);
    expect(first.headers.get('x-middleware-request-content-security-policy')).toBe(policy);
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
    expect(policy.replaceAll(nonce ?? '', 'N')).toBe(
      "default-src 'none'; script-src 'nonce-N' 'strict-dynamic'; style-src 'self' 'nonce-N'; " +
        "style-src-attr 'unsafe-inline'; worker-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('does not let the client choose the nonce (E5)', () => {
    const headers = { 'x-nonce': 'mine', 'content-security-policy': "script-src 'nonce-mine'" };
    const answer = ask('/', { headers });
    expect(answer.headers.get('x-middleware-request-x-nonce')).not.toBe('mine');
    expect(answer.headers.get('x-middleware-request-content-security-policy')).not.toContain('mine');
  });
});
