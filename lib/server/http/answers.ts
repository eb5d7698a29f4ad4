import 'server-only';
import type { ErrorEnvelope } from '@/lib/contract/error';
import { AppError, HTTP_STATUS } from '@/lib/server/errors';
import { setAnswerHeaders } from './answer-headers';
import type { EdgeRefusal } from './edge';

const REFUSAL_MESSAGES: Readonly<Record<EdgeRefusal, string>> = {
  'misdirected-request':
    'This server answers only to its own address. Open the address it printed at start, such as http://127.0.0.1:3000.',
  'cross-origin': 'Changes are accepted from the dashboard itself only. Repeat this there.',
  'unsupported-media-type': 'Send the request body as application/json.',
  'method-not-allowed': 'Pages are only read. Use GET, or the API under /api/v1.',
};

/** The values JSON can carry: what a handler returns and what the browser gets are the same. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

export function toRefusalError(refusal: EdgeRefusal): AppError {
  return new AppError(refusal, REFUSAL_MESSAGES[refusal]);
}

/** An answer that is one word of plain text, for probes. */
export function oneWord({ word, status }: { readonly word: string; readonly status: 200 | 503 }): Response {
  return new Response(word, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}

/** Text of another media type than the word of a probe. */
export function plainText({ text, contentType }: { readonly text: string; readonly contentType: string }): Response {
  return new Response(text, { headers: { 'Content-Type': contentType } });
}

/** The error envelope. Only what an `AppError` was built to say leaves the server (T6). */
export function toErrorAnswer(error: AppError, requestId: string): Response {
  const issues = error.issues.length > 0 ? { issues: error.issues } : {};
  const envelope: ErrorEnvelope = { error: { code: error.code, message: error.message, requestId, ...issues } };
  const headers = {
    ...(error.code === 'method-not-allowed' && { Allow: 'GET, HEAD' }),
    ...(error.code === 'unauthenticated' && { 'WWW-Authenticate': 'Bearer' }),
    ...(error.retryAfterSeconds !== null && { 'Retry-After': String(error.retryAfterSeconds) }),
  };
  return Response.json(envelope, { status: HTTP_STATUS[error.code], headers });
}

/** Puts the headers on that every answer with data carries, and the id that finds the request in the log. */
export function seal(answer: Response, requestId: string): Response {
  setAnswerHeaders(answer.headers);
  answer.headers.set('Cache-Control', 'no-store');
  answer.headers.set('X-Request-Id', requestId);
  return answer;
}

/** For addresses below `/api` that do not exist. */
export function noSuchAddress(): never {
  throw new AppError(
    'not-found',
    'There is no such address in this API. See /api/v1/openapi.json for those there are.',
  );
}
