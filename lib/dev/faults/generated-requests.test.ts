import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isJsonObject } from '@/lib/base/json';
import { ENDPOINTS, type Endpoint } from '@/lib/contract/endpoints';
import { errorEnvelope } from '@/lib/contract/error';
import { localCaller } from '@/lib/domain/access';
import { prepareAuditFile } from '@/lib/server/audit/audit-directory';
import { openAuditLog } from '@/lib/server/audit/audit-log';
import { readConfig } from '@/lib/server/config';
import { createContainer, type Services } from '@/lib/server/container';
import type { EdgeSettings } from '@/lib/server/http/edge';
import { createRoute } from '@/lib/server/http/route';
import { createLogger } from '@/lib/server/logger';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { createReading } from '@/lib/server/sync/reading';
import { approvalHistory, FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { type Asked, anyRequest, WAITING } from './arbitrary-request';
import { scaled } from './scaled';

const REQUESTS = scaled(100_000, { least: 2_000 });
const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const NOW = Date.UTC(2026, 10, 22, 18);
const SECOND = 1_000;
const HOUR = 3_600_000;
const SILENT = createLogger('silent');
/** Requests that are drawn together. */
const DRAWN_AT_ONCE = 500;

let dataDirectory: string;
const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-requests-'));
  process.on('unhandledRejection', noteUnhandled);
  process.on('uncaughtException', noteUnhandled);
});

afterEach(() => {
  process.off('unhandledRejection', noteUnhandled);
  process.off('uncaughtException', noteUnhandled);
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** Whether a request was taken, and what of its answer should not have been; null where all is well. */
async function askOne(services: Services, edge: EdgeSettings, asked: Asked) {
  const { endpoint, url, path, body, headers } = asked;
  const service: unknown = Reflect.get(services, endpoint.operation);
  if (typeof service !== 'function') throw new Error(`there is no ${endpoint.operation}`);
  const handle = createRoute(() => ({ edge, log: SILENT, scope: {} }))(endpoint.request, async ({ input }) =>
    Reflect.apply(service, services, [{ ...input, caller: localCaller }]),
  );
  const request = new Request(url, { method: endpoint.method.toUpperCase(), headers, body });
  const answer = await handle(request, { params: Promise.resolve(path) });
  const parsed: unknown = JSON.parse(await answer.text());
  const told = `${endpoint.operation} ${JSON.stringify({ url, path, body }).slice(0, 400)}: ${answer.status}`;
  const isAccepted = answer.status >= 200 && answer.status < 300;
  return { isAccepted, problem: isAccepted ? wrongBody(endpoint, parsed, told) : wrongRefusal(answer, parsed, told) };
}

function wrongBody({ response }: Endpoint, parsed: unknown, told: string): string | null {
  const read = response.safeParse(parsed);
  return read.success ? null : `${told} ${read.error.issues[0]?.path.join('.')}`;
}

function wrongRefusal({ status, headers }: Response, parsed: unknown, told: string): string | null {
  if (status < 400 || status >= 500) return told;
  const envelope = errorEnvelope.safeParse(parsed);
  if (!envelope.success) return `${told} without the envelope`;
  return envelope.data.error.requestId === headers.get('x-request-id') ? null : `${told} under another request id`;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

/** Executions of both kinds, some of which wait for an answer. */
function fill(aws: FakeAws): void {
  aws.addMachine('orders');
  aws.addExpressMachine('checkout');
  aws.addExecution('orders', 'failed', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  aws.addExecution('orders', 'ok', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  for (const name of WAITING) aws.addExecution('orders', name, 'RUNNING', approvalHistory(NOW - HOUR / 6));
  aws.addLines('checkout', 'run-1', orderHistory(NOW - HOUR, 'failed'));
}

it('answers any request with what it documents, and never with a failure of its own (E8, T6)', async () => {
  const log = createLogger('silent');
  const clock = new VirtualClock(NOW);
  const aws = new FakeAws();
  fill(aws);
  const index = await openIndexStore({ dataDirectory, log });
  const audit = await openAuditLog(prepareAuditFile(dataDirectory), log);
  const reading = createReading({ index: index.store, connections: aws, clock, log });
  const { services, edge } = createContainer({
    config: readConfig({ STATELENS_DATA: dataDirectory }),
    log,
    lifecycle: { readiness: () => ({ word: 'ready', status: 200 }) },
    product: { version: '0.0.0', packages: [] },
    index: index.store,
    audit,
    connections: aws,
    reading,
  });
  reading.sync.start();
  for (let passed = 0; passed < 30; passed += 1) {
    await clock.advance(SECOND);
    // The index works in threads of its own, which virtual time does not wait for.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const stopped = reading.sync.stop();
  await clock.advance(SECOND);
  await stopped;
  const { items } = await services.listMachines({
    caller: localCaller,
    from: 'now-24h',
    to: 'now',
    zone: 'UTC',
  });
  expect(items.filter(isJsonObject)).toHaveLength(2);

  const wrong: string[] = [];
  const answered = new Map<string, number>();
  const accepted = new Map<string, number>();
  for (let from = 0; from < REQUESTS; from += DRAWN_AT_ONCE) {
    const numRuns = Math.min(DRAWN_AT_ONCE, REQUESTS - from);
    for (const asked of fc.sample(anyRequest, { numRuns, seed: SEED + from })) {
      const { isAccepted, problem } = await askOne(services, edge, asked);
      // So that no caller has used up what decisions a minute allows.
      await clock.advance(SECOND);
      if (problem !== null) wrong.push(problem);
      const { operation } = asked.endpoint;
      answered.set(operation, (answered.get(operation) ?? 0) + 1);
      if (isAccepted) accepted.set(operation, (accepted.get(operation) ?? 0) + 1);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  await index.close();
  process.stdout.write(
    `generated requests: ${REQUESTS} to ${answered.size} addresses (PROPERTY_SEED=${SEED}), ${sum(accepted)} accepted, ${wrong.length} × 5xx or undocumented, ${unhandled.length} unhandled\n`,
  );
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(unhandled).toEqual([]);
  expect(answered.size).toBe(ENDPOINTS.length);
  // Refused at the door, a request tries nothing: each address took some of them.
  const never = ENDPOINTS.map(({ operation }) => operation).filter((operation) => !accepted.has(operation));
  expect(never).toEqual([]);
}, 1_800_000);
