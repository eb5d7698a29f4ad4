import { beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ListedExecution } from '@/lib/server/ports/aws';
import { connectionDependencies } from '@/lib/testing/connection-dependencies';
import { FakeAws } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createMachineCatalogue, toMachineRow } from './machine-catalogue';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';
import { ToldLately } from './told-lately';

const NOW = Date.UTC(2026, 10, 22, 18);
const MINUTE = 60_000;

/** What was looked up in the index, by name. */
let lookedUp: string[];
let index: MemoryIndex;
let told: ToldLately;
let listed: readonly ListedExecution[];
let deps: ConnectionDependencies;

beforeEach(async () => {
  lookedUp = [];
  index = new (class extends MemoryIndex {
    override findExecutions(arns: readonly string[]) {
      lookedUp.push(...arns.map((arn) => arn.slice(arn.lastIndexOf(':') + 1)));
      return super.findExecutions(arns);
    }
  })();
  told = new ToldLately();
  const aws = new FakeAws();
  const machine = aws.addMachine('orders');
  listed = ['one', 'two'].map((name) => aws.addExecution('orders', name, 'RUNNING', []).listed);
  const none = { executions: [], histories: [], watermarks: [] };
  await index.apply({ ...none, connection: 'default', machines: [toMachineRow(machine)] });
  deps = {
    ...connectionDependencies(aws, index, new VirtualClock(NOW)),
    catalogue: createMachineCatalogue(),
    log: createLogger('silent'),
  };
});

/** Takes one round over these and answers how many were news, and what was looked up. */
async function round(executions: readonly ListedExecution[], atMs = NOW) {
  lookedUp = [];
  told.beginRound(epochMs(atMs));
  return { news: await takeListed(deps, executions, { told }), lookedUp };
}

const ended = (execution: ListedExecution | undefined): ListedExecution => {
  if (execution === undefined) throw new Error('no such execution');
  return { ...execution, status: 'SUCCEEDED', endedAtMs: epochMs(NOW) };
};

test('what a list says again is not looked up, and what it says anew is taken in', async () => {
  expect(await round(listed)).toEqual({ news: 2, lookedUp: ['one', 'two'] });
  expect(await round(listed)).toEqual({ news: 0, lookedUp: [] });
  expect(await round([ended(listed[0]), ...listed.slice(1)])).toEqual({ news: 1, lookedUp: ['one'] });
  expect(index.executions.get(listed[0]?.arn ?? '')?.status).toBe('SUCCEEDED');
});

test('what was told before the last round is looked up again', async () => {
  await round(listed);
  await round(listed.slice(0, 1));
  expect(await round(listed)).toEqual({ news: 0, lookedUp: ['two'] });
});

test('what the index could not take in is not taken for known', async () => {
  index.failure = new Error('no room');
  await expect(round(listed)).rejects.toThrow('no room');
  index.failure = null;
  expect(await round(listed)).toEqual({ news: 2, lookedUp: ['one', 'two'] });
});

test('after ten minutes the index is asked whether it still knows', async () => {
  await round(listed);
  expect(await round(listed, NOW + 9 * MINUTE)).toEqual({ news: 0, lookedUp: [] });
  index.executions.clear();
  expect(await round(listed, NOW + 10 * MINUTE)).toEqual({ news: 2, lookedUp: ['one', 'two'] });
});
