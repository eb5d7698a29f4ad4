import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { type HistoryEvent, readHistoryEvent } from '@/lib/domain/history/history-event';
import { withoutData } from '@/lib/domain/history/payload-fields';
import { foldEvents } from '@/lib/domain/timeline/fold';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { createReading } from '@/lib/server/sync/reading';
import { executionPlan } from '@/lib/testing/history-generator/arbitrary-plan';
import { compareWithTruth } from '@/lib/testing/history-generator/compare-with-truth';
import { type GeneratedHistory, generateHistory } from '@/lib/testing/history-generator/generate-history';
import { seededRandom } from '@/lib/testing/seeded-random';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { CapriciousAws } from './capricious-aws';
import { scaled } from './scaled';

const RUNS = scaled(10_000, { least: 120 });
/** Executions that share an index: opening one takes as long as reading these. */
const TOGETHER = 40;
const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const NOW = Date.UTC(2026, 10, 22, 18);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 86_400_000;

let dataDirectory: string;

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-reading-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

/** What AWS holds of one execution, and what that means. */
type Held = { readonly arn: string; readonly history: GeneratedHistory; readonly events: readonly HistoryEvent[] };

/** Events at a time of their own within the last day. */
function eventsOf({ events }: GeneratedHistory, random: () => number): readonly HistoryEvent[] {
  const read = events.map((event) => {
    const found = readHistoryEvent(event);
    if (found.kind === 'malformed') throw new Error(`a generated event cannot be read: ${found.reason}`);
    return found.event;
  });
  const [first, last] = [read[0]?.atMs ?? 0, read.at(-1)?.atMs ?? 0];
  const room = Math.max(0, DAY - 10 * MINUTE - (last - first));
  const shift = NOW - (last - first) - Math.floor(random() * room) - first;
  return read.map((event) => ({ ...event, atMs: epochMs(event.atMs + shift) }));
}

function fill(aws: CapriciousAws, histories: readonly GeneratedHistory[], random: () => number): readonly Held[] {
  aws.addMachine('orders');
  aws.addExpressMachine('checkout');
  return histories.map((history, at) => {
    const events = eventsOf(history, random);
    const { status, redrives } = history.truth;
    // What ends within five minutes and was not redriven could have been Express.
    const lengthMs = (events.at(-1)?.atMs ?? 0) - (events[0]?.atMs ?? 0);
    if (redrives === 0 && status !== 'RUNNING' && lengthMs < 4 * MINUTE && random() < 0.5) {
      return { arn: aws.addLines('checkout', `run-${at}`, events), history, events };
    }
    const execution = aws.addExecution('orders', `run-${at}`, status, events);
    execution.listed = { ...execution.listed, redriveCount: redrives };
    return { arn: execution.listed.arn, history, events };
  });
}

/** An index that now and then fails before it has written. */
function failing(store: IndexStore, random: () => number, isCapricious: () => boolean): IndexStore {
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        if (name === 'apply' && isCapricious() && random() < 0.05) {
          return Promise.reject(new AppError('internal', 'The index failed.', { retryable: true }));
        }
        return Reflect.apply(member, target, given);
      };
    },
  });
}

/** Reads with ends and starts of the server in between, on the worst of days, and then to the end. */
async function readAll(aws: CapriciousAws, clock: VirtualClock, random: () => number): Promise<void> {
  for (let start = 0; start < 3; start += 1) {
    aws.isCapricious = start < 2;
    const index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
    const store = failing(index.store, random, () => aws.isCapricious);
    const { sync } = createReading({ index: store, connections: aws, clock, log: createLogger('silent') });
    sync.start();
    for (let passed = 0; passed < (aws.isCapricious ? 20 + 60 * random() : 600) * SECOND; passed += 5 * SECOND) {
      await clock.advance(5 * SECOND);
      // The index works in threads of its own, which virtual time does not wait for.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const [report] = sync.report();
      if (!aws.isCapricious && report?.phase === 'following' && report.unreadHistories === 0) break;
    }
    const stopped = sync.stop();
    await clock.advance(SECOND);
    await stopped;
    await index.close();
  }
}

/** What the index says of an execution that is not so. */
async function differences(store: IndexStore, { arn, history, events }: Held): Promise<readonly string[]> {
  const row = await store.getExecution(arn);
  const held = await store.getEvents(arn);
  if (row === null || held === null) return [`${arn}: not there`];
  const { truth } = history;
  const found = [
    { path: 'status', expected: truth.status, actual: row.status },
    { path: 'redrives', expected: truth.redrives, actual: row.redriveCount },
    { path: 'start', expected: events[0]?.atMs, actual: row.startedAtMs },
    { path: 'events', expected: events.map(withoutData), actual: held.map(withoutData) },
    {
      path: 'retries',
      expected: truth.visits.flatMap(({ attempts }) => attempts).filter(({ kind }) => kind === 'retry').length,
      actual: row.retries,
    },
    ...compareWithTruth(foldEvents(held, {}), truth),
  ];
  return found
    .filter(({ expected, actual }) => !isDeepStrictEqual(expected, actual))
    .map(
      ({ path, expected, actual }) => `${arn} ${path}: ${JSON.stringify(expected)} became ${JSON.stringify(actual)}`,
    );
}

it('holds of every history what AWS held, however pages and servers behaved (D4, R5)', async () => {
  const histories = fc.sample(executionPlan, { numRuns: RUNS, seed: SEED }).map(generateHistory);
  const wrong: string[] = [];
  for (let at = 0; at < histories.length; at += TOGETHER) {
    rmSync(dataDirectory, { recursive: true, force: true });
    const random = seededRandom(SEED + at);
    const clock = new VirtualClock(NOW);
    const aws = new CapriciousAws(random, () => clock.nowMs());
    const held = fill(aws, histories.slice(at, at + TOGETHER), random);
    await readAll(aws, clock, random);
    const index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
    for (const one of held) wrong.push(...(await differences(index.store, one)));
    const { executions, visits } = await index.store.stats();
    const meant = held.reduce((sum, { history }) => sum + history.truth.visits.length, 0);
    if (executions !== held.length) wrong.push(`${executions} executions instead of ${held.length}`);
    if (visits !== meant) wrong.push(`${visits} visits instead of ${meant}`);
    await index.close();
  }
  process.stdout.write(
    `generated reading: ${RUNS} runs (PROPERTY_SEED=${SEED}), ${wrong.length} differ from the model\n`,
  );
  expect(wrong).toEqual([]);
});
