import 'server-only';
import { randomUUID } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { seal, toErrorAnswer, toRefusalError } from './answers';
import { checkAtProxy, type EdgeSettings, toEdgeRequest } from './edge';
import { contentSecurityPolicy, createNonce } from './page-policy';

/**
 * What `proxy.ts` answers: a refusal, or "go on" with the content security policy of this answer. It is not the lock:
 * routes and pages check again what decides about access (A6).
 */
export function answerAtProxy(request: NextRequest, edge: EdgeSettings): Response {
  const edgeRequest = {
    ...toEdgeRequest(request.method, request.headers),
    path: request.nextUrl.pathname,
    isServerAction: request.headers.has('next-action'),
  };
  const refusal = checkAtProxy(edgeRequest, edge);
  if (refusal !== null) {
    const requestId = randomUUID();
    return seal(toErrorAnswer(toRefusalError(refusal), requestId), requestId);
  }
  const nonce = createNonce();
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  // Next reads the nonce for its own scripts from the request's policy; our components read it from x-nonce.
  headers.set('content-security-policy', policy);
  headers.set('x-nonce', nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  return response;
}
