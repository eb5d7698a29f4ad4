import { beforeEach, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { getMatrixRequest, matrixResponse } from '@/lib/contract/matrix';
import { localActions, localCaller } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import type { StateStep, StateSteps } from '@/lib/server/ports/index-figures';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import { joinAws } from '@/lib/testing/fake-aws';
import { indexedMachine, machineArnOf } from '@/lib/testing/index-batches';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { getMatrix } from './get-matrix';

const ARN = machineArnOf('orders');
const HOUR_MS = 3_600_000;
/** Half past two: a day until then meets 25 hours by the clock. */
const NOW_MS = Date.UTC(2026, 10, 22, 14, 30);
const QUERY = { arn: ARN, from: '2026-11-21T14:30:00Z', to: '2026-11-22T14:30:00Z' };

/** An index that holds one machine, with these visits of its states over time. */
class StepsIndex extends MemoryIndex {
  found: StateSteps = { visits: [], histories: [] };

  override async stateSteps(): Promise<StateSteps> {
    return this.found;
  }
}

let index: StepsIndex;

beforeEach(() => {
  index = new StepsIndex();
  addMachine({});
});

/** A deleted machine is read no more, so that how far reading has come plays no part. */
function addMachine(facts: Partial<IndexedMachine>): void {
  index.machines.set(ARN, { ...indexedMachine('orders'), connection: 'test', status: 'DELETED', ...facts });
}

/** An hour of the window, counted from the one that it begins in. */
function hour(at: number) {
  return epochMs(Date.UTC(2026, 10, 21, 14) + at * HOUR_MS);
}

function visitsOf(facts: Partial<StateStep>): StateStep {
  const none = { ended: 0, failed: 0, caught: 0, retried: 0, p95Ms: null };
  return { state: 'Charge', stateType: 'Task', startMs: hour(0), ...none, ...facts };
}

async function ask() {
  const deps = {
    index,
    clock: new VirtualClock(NOW_MS),
    connections: joinAws(),
    sync: { report: () => [] },
    switches: localActions(false),
  };
  const answer = await getMatrix(deps, { ...getMatrixRequest.parse(QUERY), caller: localCaller });
  expect(matrixResponse.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  return answer;
}

it('puts the visits of each state into the hours of the clock in which they ended', async () => {
  index.found = {
    visits: [
      visitsOf({ startMs: hour(2), ended: 100, failed: 4, caught: 6, retried: 20, p95Ms: 8_400 }),
      visitsOf({ startMs: hour(24), ended: 5 }),
      visitsOf({ state: 'Approve', startMs: hour(0), ended: 1, failed: 1 }),
    ],
    histories: [{ startMs: hour(2), succeeded: 90, succeededRead: 90 }],
  };
  const { stepMs, steps, states, coverage } = await ask();
  expect([stepMs, steps.length, coverage.kind]).toEqual([HOUR_MS, 25, 'all']);
  expect(steps[0]).toEqual({
    fromDate: '2026-11-21T14:30:00.000Z',
    toDate: '2026-11-21T15:00:00.000Z',
    coverage: 'all',
    isScaled: false,
  });
  expect(steps[24]).toMatchObject({ fromDate: '2026-11-22T14:00:00.000Z', toDate: '2026-11-22T14:30:00.000Z' });
  expect(states.map(({ state }) => state)).toEqual(['Charge', 'Approve']);
  const [charge, approve] = states;
  expect(charge?.cells).toHaveLength(25);
  expect(charge?.cells.filter((cell) => cell !== null)).toEqual([
    { visits: 100, failing: 10, retried: 20, failureRate: 0.1, retryRate: 0.2, p95Ms: 8_400 },
    { visits: 5, failing: 0, retried: 0, failureRate: 0, retryRate: 0, p95Ms: null },
  ]);
  expect(charge?.cells[2]).not.toBeNull();
  expect(approve?.cells[0]).toMatchObject({ visits: 1, failureRate: 1 });
});

it('tells of each hour whether it was read, in part, or not at all', async () => {
  index.found = {
    visits: [0, 1, 2].map((at) => visitsOf({ startMs: hour(at), ended: 10, failed: 1 })),
    histories: [
      { startMs: hour(0), succeeded: 9, succeededRead: 9 },
      { startMs: hour(1), succeeded: 90, succeededRead: 9 },
      { startMs: hour(2), succeeded: 90, succeededRead: 0 },
    ],
  };
  const { steps, states, coverage } = await ask();
  expect(coverage).toMatchObject({ kind: 'estimated', share: 18 / 189 });
  expect(steps.slice(0, 4).map(({ coverage: kind, isScaled }) => [kind, isScaled])).toEqual([
    ['all', false],
    ['estimated', true],
    ['estimated', true],
    ['all', false],
  ]);
  // All that is known of the third hour failed, which says nothing of those that did not.
  expect(states[0]?.cells.slice(0, 4).map((cell) => cell?.failureRate)).toEqual([0.1, 0.1, null, undefined]);
});

it('tells no rate of a log that holds failures only, and calls none of its hours empty', async () => {
  addMachine({ type: 'EXPRESS', logging: { level: 'ERROR', includesData: true, logGroupArn: 'arn:aws:logs:x' } });
  index.found = { visits: [visitsOf({ ended: 3, failed: 3 })], histories: [] };
  const { steps, states } = await ask();
  expect(new Set(steps.map(({ coverage }) => coverage))).toEqual(new Set(['failures']));
  expect(states[0]?.cells[0]).toMatchObject({ visits: 3, failing: 3, failureRate: null, retryRate: null });
});

it('knows no machine of another ARN', async () => {
  index.machines.clear();
  await expect(ask()).rejects.toThrow(AppError);
});
