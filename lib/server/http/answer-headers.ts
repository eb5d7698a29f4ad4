import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import { ServerResponse } from 'node:http';

/** On every answer, whatever it holds (E6). There are no CORS headers, so no other site reads anything. */
const ANSWER_HEADERS: ReadonlyArray<readonly [name: string, value: string]> = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
];

/** Puts the headers on one answer. Setting them twice is the same as once. */
export function setAnswerHeaders(headers: Pick<Headers, 'set'>): void {
  for (const [name, value] of ANSWER_HEADERS) headers.set(name, value);
}

/**
 * Puts the headers on every answer of this process before the framework sees the request. Only here are all of them:
 * it redirects `//` and refuses odd methods without asking `proxy.ts`. Guarded by e2e/security-answers.spec.ts, because
 * the channel is Node's to change.
 */
export function watchAnswers(): void {
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('response' in message)) return;
    const { response } = message;
    if (!(response instanceof ServerResponse)) return;
    setAnswerHeaders({ set: (name, value) => response.setHeader(name, value) });
  });
}
