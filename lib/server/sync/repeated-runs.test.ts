import { beforeEach, expect, test } from 'vitest';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { createLogger } from '@/lib/server/logger';
import { FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createMachineCatalogue, toMachineRow } from './machine-catalogue';
import { takeLogEvents } from './take-log-events';

// An asynchronous Express execution may run twice under one ARN (aws-facts §4.3), and a log is read slice by slice.

const NOW = Date.UTC(2026, 10, 22, 18);
const SECOND = 1_000;
const ARN = 'arn:aws:states:eu-west-1:123456789012:express:checkout:one:0f8fad5b-d9cb-469f-a165-70867728950e';

let index: MemoryIndex;
let clock: VirtualClock;
let take: (...lines: readonly HistoryEvent[]) => Promise<void>;

beforeEach(async () => {
  index = new MemoryIndex();
  clock = new VirtualClock(NOW);
  const aws = new FakeAws();
  const machine = aws.addExpressMachine('checkout');
  const [connection] = aws.list();
  if (connection === undefined) throw new Error('there is no connection');
  const apply: MemoryIndex['apply'] = (batch) => index.apply(batch);
  await apply({
    connection: 'default',
    machines: [toMachineRow(machine)],
    executions: [],
    histories: [],
    watermarks: [],
  });
  const log = createLogger('silent');
  const deps = { index, apply, clock, catalogue: createMachineCatalogue(), log, keepMs: Number.POSITIVE_INFINITY };
  take = async (...lines) => {
    await takeLogEvents(deps, connection, machine, new Map([[ARN, lines]]), []);
  };
});

function shown() {
  const row = index.executions.get(ARN);
  const events = index.histories.get(ARN)?.events ?? [];
  return {
    status: row?.status,
    coverage: row?.coverage,
    startedAtMs: row?.startedAtMs,
    from: events[0]?.atMs,
    events: events.length,
  };
}

const first = orderHistory(NOW - 60 * SECOND, 'ok');
const later = orderHistory(NOW - 20 * SECOND, 'failed');
const beside = orderHistory(NOW - 60 * SECOND + 15, 'failed');

test('of runs one after the other the last is shown, and a slice with that alone does not take back that it ran twice', async () => {
  await take(...first);
  expect(shown()).toMatchObject({ status: 'SUCCEEDED', coverage: 'full' });
  await take(...first, ...later);
  const both = { status: 'FAILED', coverage: 'several', startedAtMs: later[0]?.atMs, events: later.length };
  expect(shown()).toMatchObject(both);
  await take(...later);
  await take(...first.slice(5), ...later);
  await take(...later.slice(4));
  expect(shown()).toMatchObject(both);
});

test('what has ended stays shown while its second run goes on', async () => {
  await take(...first);
  await take(...later.slice(0, 5));
  expect(shown()).toMatchObject({ status: 'SUCCEEDED', coverage: 'several', events: first.length });
  await take(...later);
  expect(shown()).toMatchObject({ status: 'FAILED', coverage: 'several', events: later.length });
});

test('a second run within the times of the first is noticed by its start or its end', async () => {
  await take(...first);
  await take(...beside.slice(0, 1));
  expect(shown()).toMatchObject({ status: 'SUCCEEDED', coverage: 'several', events: first.length });
});

test('the rest of a run that overlapped with another is not shown as if it were all', async () => {
  await take(...first, ...beside);
  expect(shown()).toMatchObject({ status: 'UNKNOWN', coverage: 'several', events: 0 });
  await take(...first.slice(-2));
  expect(shown()).toMatchObject({ status: 'UNKNOWN', coverage: 'several', events: 0 });
});

test('runs whose starts came late are told apart once they are here', async () => {
  await take(...first, ...later.slice(1));
  expect(shown()).toMatchObject({ status: 'UNKNOWN', coverage: 'several' });
  await take(...first, ...later);
  expect(shown()).toMatchObject({ status: 'FAILED', coverage: 'several', events: later.length });
});

test('overlapping runs go on until each has ended, and are unknown after six minutes of silence', async () => {
  await take(...first, ...beside.slice(0, 4));
  expect(shown()).toMatchObject({ status: 'RUNNING', coverage: 'several', events: 0 });
  await take();
  expect(shown().status).toBe('RUNNING');
  await clock.advance(6 * 60 * SECOND);
  await take();
  expect(shown()).toMatchObject({ status: 'UNKNOWN', coverage: 'several' });
});

test('an end that all overlapping runs had is theirs', async () => {
  await take(...first, ...orderHistory(NOW - 60 * SECOND + 15, 'ok'));
  expect(shown()).toMatchObject({ status: 'SUCCEEDED', coverage: 'several', events: 1 });
});
