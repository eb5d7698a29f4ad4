import { beforeEach, expect, it } from 'vitest';
import { durationsResponse, getDurationsRequest } from '@/lib/contract/durations';
import { localActions, localCaller } from '@/lib/domain/access';
import type { MachineDurations } from '@/lib/server/ports/index-figures';
import { joinAws } from '@/lib/testing/fake-aws';
import { indexedMachine, machineArnOf } from '@/lib/testing/index-batches';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { getDurations } from './get-durations';

const ARN = machineArnOf('orders');
const NOW_MS = Date.UTC(2026, 10, 22);

/** An index that holds one machine, whose executions took this long. */
class DurationsIndex extends MemoryIndex {
  found: MachineDurations = {
    durations: [
      { status: 'SUCCEEDED', durationMs: 800, count: 95 },
      { status: 'FAILED', durationMs: 3_000, count: 5 },
    ],
    retries: Array.from({ length: 24 }, (_, part) => part),
    histories: { succeeded: 95, succeededRead: 95 },
  };

  override async machineDurations(): Promise<MachineDurations> {
    return this.found;
  }
}

let index: DurationsIndex;

beforeEach(() => {
  index = new DurationsIndex();
  // A deleted machine is read no more, so that how far reading has come plays no part.
  index.machines.set(ARN, { ...indexedMachine('orders'), connection: 'test', status: 'DELETED' });
});

async function ask(arn = ARN) {
  const deps = {
    index,
    clock: new VirtualClock(NOW_MS),
    connections: joinAws(),
    sync: { report: () => [] },
    switches: localActions(false),
  };
  const answer = await getDurations(deps, { ...getDurationsRequest.parse({ arn }), caller: localCaller });
  expect(durationsResponse.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  return answer;
}

it('tells durations in bins by status, percentiles, and retries with the time of each part', async () => {
  const answer = await ask();
  expect(answer).toMatchObject({ executions: 100, p50Ms: 800, p95Ms: 800, p99Ms: 3_000, coverage: { kind: 'all' } });
  expect(answer.bins.map(({ fromMs, toMs, counts }) => [fromMs, toMs, counts.SUCCEEDED, counts.FAILED])).toEqual([
    [500, 1_000, 95, 0],
    [1_000, 2_000, 0, 0],
    [2_000, 5_000, 0, 5],
  ]);
  expect(answer.retries).toHaveLength(24);
  expect(answer.retries[1]).toEqual({
    fromDate: '2026-11-21T01:00:00.000Z',
    toDate: '2026-11-21T02:00:00.000Z',
    retries: 1,
  });
});

it('has no bins and no percentiles where nothing ended', async () => {
  index.found = { ...index.found, durations: [] };
  expect(await ask()).toMatchObject({ executions: 0, bins: [], p50Ms: null, p95Ms: null, p99Ms: null });
});

it('says that not every history was read, on which the retries rest', async () => {
  index.found = { ...index.found, histories: { succeeded: 95, succeededRead: 40 } };
  expect((await ask()).coverage).toMatchObject({ kind: 'estimated' });
});

it('knows nothing of a machine that is not in the index', async () => {
  await expect(ask(machineArnOf('unknown'))).rejects.toMatchObject({ code: 'not-found' });
});
