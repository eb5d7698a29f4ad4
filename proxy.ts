import type { NextRequest } from 'next/server';
import { container } from '@/lib/server/container';
import { answerAtProxy } from '@/lib/server/http/proxy-answer';

/** Runs before every request, static files included: there is no matcher, on purpose. */
export function proxy(request: NextRequest): Response {
  return answerAtProxy(request, container().edge);
}
