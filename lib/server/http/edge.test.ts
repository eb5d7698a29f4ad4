import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorEnvelope } from '@/lib/contract/error';
import { createLogger } from '@/lib/server/logger';
import { type GeneratedRequest, generateRequests } from '@/lib/testing/http-requests';
import { checkAtProxy, checkEdge, type EdgeSettings, toEdgeRequest } from './edge';
import { answerAtProxy } from './proxy-answer';
import { createRoute } from './route';

const edge: EdgeSettings = { port: 3000 };
const server = { edge, log: createLogger('silent'), scope: {} };
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 32);

type Answer = { readonly status: number; readonly code: string; readonly ran: boolean };

function toRequest({ method, path, headers }: GeneratedRequest): NextRequest {
  // Bytes, because a text body would add a content type that the client did not send.
  const body = ['GET', 'HEAD'].includes(method) ? {} : { body: new TextEncoder().encode('{}') };
  return new NextRequest(`http://127.0.0.1:3000${path}`, { method, headers, ...body });
}

async function askRoute(request: NextRequest): Promise<Answer> {
  let ran = false;
  const route = createRoute(() => server)(z.object({}), () => {
    ran = true;
    return {};
  });
  const answer = await route(request, { params: Promise.resolve({}) });
  return { ...(await readAnswer(answer)), ran };
}

async function askThroughProxy(generated: GeneratedRequest): Promise<Answer> {
  const answer = answerAtProxy(toRequest(generated), edge);
  const goesOn = answer.headers.get('x-middleware-next') === '1';
  return goesOn ? askRoute(toRequest(generated)) : { ...(await readAnswer(answer)), ran: false };
}

async function readAnswer(answer: Response): Promise<Omit<Answer, 'ran'>> {
  if (answer.status < 400) return { status: answer.status, code: 'allowed' };
  return { status: answer.status, code: errorEnvelope.parse(await answer.json()).error.code };
}

describe('the edge', () => {
  it('allows and refuses exactly what an independent reading of the rules does (E1, E2, E3)', async () => {
    const requests = generateRequests(seed, 10_000, edge.port);
    let [wronglyAllowed, wronglyRefused] = [0, 0];
    const wrong: unknown[] = [];
    for (const generated of requests) {
      const answer = await askRoute(toRequest(generated));
      if (answer.ran && generated.expected !== 'allowed') wronglyAllowed++;
      if (!answer.ran && generated.expected === 'allowed') wronglyRefused++;
      if (answer.code !== generated.expected) wrong.push({ generated, answer });
    }
    const count = new Intl.NumberFormat('en').format(requests.length);
    process.stdout.write(
      `${count} requests, ${wronglyAllowed} wrongly allowed, ${wronglyRefused} wrongly refused (SEED=${seed})\n`,
    );
    expect(wrong.slice(0, 3)).toEqual([]);
    expect([wronglyAllowed, wronglyRefused]).toEqual([0, 0]);
  });

  it('generates every answer often enough for the figures to mean something', () => {
    const requests = generateRequests(seed, 10_000, edge.port);
    for (const expected of ['allowed', 'misdirected-request', 'cross-origin', 'unsupported-media-type']) {
      expect(requests.filter((request) => request.expected === expected).length, expected).toBeGreaterThan(500);
    }
    expect(generateRequests(seed, 50, edge.port)).toEqual(requests.slice(0, 50));
  });

  it('answers the same about access without the proxy (A6)', async () => {
    const requests = generateRequests(seed + 1, 3000, edge.port);
    let checks = 0;
    const differences: unknown[] = [];
    for (const generated of requests) {
      const [alone, through] = [await askRoute(toRequest(generated)), await askThroughProxy(generated)];
      checks++;
      if (JSON.stringify(alone) !== JSON.stringify(through)) differences.push({ generated, alone, through });
    }
    // A page asks the same function, with the headers of the request, when it finds out who its caller is.
    for (const { headers } of requests) {
      const request = toEdgeRequest('GET', new Headers(headers));
      checks++;
      const through = checkAtProxy({ ...request, path: '/executions', isServerAction: false }, edge);
      if (through !== checkEdge(request, edge)) differences.push({ headers, through });
    }
    process.stdout.write(`${checks} checks, ${differences.length} differences (SEED=${seed})\n`);
    expect(differences.slice(0, 3)).toEqual([]);
    expect(checks).toBe(6000);
  });

  it('accepts a Host without a port only where the port is the one http means', () => {
    const request = toEdgeRequest('GET', new Headers({ host: 'localhost' }));
    expect(checkEdge(request, { port: 80 })).toBeNull();
    expect(checkEdge(request, { port: 3000 })).toBe('misdirected-request');
  });
});
