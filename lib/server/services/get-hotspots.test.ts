import { beforeEach, expect, it } from 'vitest';
import { getHotspotsRequest, machineHotspotsResponse } from '@/lib/contract/hotspots';
import { localActions, localCaller } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import type { MachineStates, VisitFigures } from '@/lib/server/ports/index-figures';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import { joinAws } from '@/lib/testing/fake-aws';
import { indexedMachine, machineArnOf } from '@/lib/testing/index-batches';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { getHotspots } from './get-hotspots';

const ARN = machineArnOf('orders');
const ALL_READ = { succeeded: 90, succeededRead: 90 };
const NONE: VisitFigures = {
  ended: 0,
  succeeded: 0,
  caught: 0,
  failed: 0,
  consequences: 0,
  aborted: 0,
  fatal: 0,
  retried: 0,
  recovered: 0,
  attempts: 0,
  failedAttempts: 0,
  retries: 0,
  redrivenAttempts: 0,
  lostMs: 0,
  visitMs: 0,
  visitPercentiles: null,
  attemptPercentiles: null,
  firstFailureAtMs: null,
  lastFailureAtMs: null,
};
const CHARGE = {
  state: 'Charge',
  stateType: 'Task',
  figures: {
    ...NONE,
    ended: 100,
    succeeded: 90,
    failed: 4,
    caught: 6,
    retried: 20,
    visitMs: 5_000,
    visitPercentiles: { p50: 10, p95: 20, p99: 30 },
  },
  before: { ...NONE, ended: 50, succeeded: 49, failed: 1, retried: 5 },
  running: 1,
  waiting: 0,
  errors: [
    { error: 'States.Timeout', count: 6 },
    { error: null, count: 4 },
  ],
} as const;

/** An index that holds one machine, with these figures of its states. */
class FiguresIndex extends MemoryIndex {
  found: MachineStates = {
    states: [CHARGE],
    executionMs: 20_000,
    histories: ALL_READ,
    historiesBefore: ALL_READ,
  };

  override async stateFigures(): Promise<MachineStates> {
    return this.found;
  }
}

let index: FiguresIndex;

beforeEach(() => {
  index = new FiguresIndex();
  addMachine({});
});

/** A deleted machine is read no more, so that how far reading has come plays no part. */
function addMachine(facts: Partial<IndexedMachine>): void {
  index.machines.set(ARN, { ...indexedMachine('orders'), connection: 'test', status: 'DELETED', ...facts });
}

async function ask() {
  const deps = {
    index,
    clock: new VirtualClock(Date.UTC(2026, 10, 22)),
    connections: joinAws(),
    sync: { report: () => [] },
    switches: localActions(false),
  };
  const answer = await getHotspots(deps, { ...getHotspotsRequest.parse({ arn: ARN }), caller: localCaller });
  expect(machineHotspotsResponse.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  return answer;
}

it('tells rates of all visits that ended, errors with their class, and the window before', async () => {
  const { states, coverage } = await ask();
  expect(coverage.kind).toBe('all');
  expect(states).toEqual([
    expect.objectContaining({
      visits: 100,
      failureRate: 0.1,
      retryRate: 0.2,
      p50Ms: 10,
      p95Ms: 20,
      p99Ms: 30,
      timeShare: 0.25,
      errors: [
        { error: 'States.Timeout', errorClass: 'transient', count: 6 },
        { error: null, errorClass: 'task', count: 4 },
      ],
      before: { visits: 50, failureRate: 0.02, retryRate: 0.1, p95Ms: null },
    }),
  ]);
});

it('tells no rate where no succeeded history was read: all that is known failed', async () => {
  index.found = { ...index.found, histories: { succeeded: 90, succeededRead: 0 } };
  const { states, coverage } = await ask();
  expect(coverage.kind).toBe('estimated');
  expect(states[0]).toMatchObject({ failed: 4, failureRate: null, retryRate: null });
});

it('tells no rate of a log that holds failures only', async () => {
  addMachine({ type: 'EXPRESS', logging: { level: 'ERROR', includesData: true, logGroupArn: 'arn:aws:logs:x' } });
  const { states, coverage } = await ask();
  expect(coverage.kind).toBe('failures');
  expect(states[0]).toMatchObject({ failed: 4, failureRate: null, before: null });
});

it('marks what is scaled, also while older executions are still being read', async () => {
  expect((await ask()).states[0]?.isScaled).toBe(false);
  index.found = { ...index.found, histories: { succeeded: 90, succeededRead: 45 } };
  expect((await ask()).states[0]?.isScaled).toBe(true);
  addMachine({ status: 'ACTIVE' });
  const { states, coverage } = await ask();
  expect([coverage.kind, states[0]?.isScaled]).toEqual(['partial', true]);
});

it('compares with nothing where the window before was not read', async () => {
  addMachine({ status: 'ACTIVE' });
  const { states, coverage } = await ask();
  expect(coverage.kind).toBe('partial');
  expect(states[0]).toMatchObject({ failureRate: 0.1, before: null });
});

it('knows no machine of another ARN', async () => {
  index.machines.clear();
  await expect(ask()).rejects.toThrow(AppError);
});
