import { beforeEach, expect, it } from 'vitest';
import { hotspotsResponse, listHotspotsRequest } from '@/lib/contract/hotspots';
import { localActions, localCaller } from '@/lib/domain/access';
import type { ComparedState, VisitRates } from '@/lib/server/ports/index-figures';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import { FakeAws } from '@/lib/testing/fake-aws';
import { indexedMachine, machineArnOf } from '@/lib/testing/index-batches';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { listHotspots } from './list-hotspots';

const RATES: VisitRates = {
  ended: 100,
  failed: 0,
  caught: 0,
  retried: 0,
  visitPercentiles: { p50: 10, p95: 20, p99: 30 },
  histories: { succeeded: 90, succeededRead: 90 },
};

/** An index that holds these states of its machines. */
class RatesIndex extends MemoryIndex {
  found: readonly ComparedState[] = [];

  override async stateRates(): Promise<readonly ComparedState[]> {
    return this.found;
  }
}

let index: RatesIndex;

beforeEach(() => {
  index = new RatesIndex();
  for (const name of ['orders', 'payouts']) addMachine(name, {});
});

/** A deleted machine is read no more, so that how far reading has come plays no part. */
function addMachine(name: string, facts: Partial<IndexedMachine>): void {
  const machine = { ...indexedMachine(name), connection: 'test', status: 'DELETED' as const, ...facts };
  index.machines.set(machine.arn, machine);
}

function state(name: string, rates: Partial<VisitRates>, facts: Partial<ComparedState> = {}): ComparedState {
  const figures = { ...RATES, ...rates };
  const machineArn = machineArnOf('orders');
  return { machineArn, state: name, stateType: 'Task', figures, before: null, errors: [], ...facts };
}

async function ask(query: Readonly<Record<string, string>> = {}) {
  const deps = {
    index,
    clock: new VirtualClock(Date.UTC(2026, 10, 22)),
    connections: new FakeAws(),
    sync: { report: () => [] },
    switches: localActions(false),
  };
  const answer = await listHotspots(deps, { ...listHotspotsRequest.parse(query), caller: localCaller });
  expect(hotspotsResponse.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  return answer;
}

const namesOf = ({ items }: Awaited<ReturnType<typeof ask>>) => items.map((item) => item.state);

it('ranks the states of all machines by the measure, worst first and Fail states last', async () => {
  const before = { ...RATES, failed: 1 };
  index.found = [
    state('Rejected', { failed: 100 }, { stateType: 'Fail' }),
    state('Charge', { failed: 4, caught: 6, retried: 2 }, { before: { ...RATES, failed: 20 } }),
    state('Pay', { failed: 3, retried: 50 }, { machineArn: machineArnOf('payouts'), before }),
    state('Reserve', { visitPercentiles: { p50: 1, p95: 900, p99: 990 } }),
  ];
  expect(namesOf(await ask())).toEqual(['Charge', 'Pay', 'Reserve', 'Rejected']);
  expect(namesOf(await ask({ by: 'retries' }))).toEqual(['Pay', 'Charge', 'Reserve', 'Rejected']);
  expect(namesOf(await ask({ by: 'p95' }))[0]).toBe('Reserve');
  // Three times as many failures as before come before half as many; a change that is not known comes after both.
  expect(namesOf(await ask({ by: 'trend' }))).toEqual(['Pay', 'Charge', 'Reserve', 'Rejected']);
});

it('tells of each state its machine, figures, most frequent error, and the window before', async () => {
  const errors = [{ error: 'States.Timeout', count: 6 }];
  index.found = [state('Charge', { failed: 4, caught: 6, retried: 20 }, { errors, before: { ...RATES, failed: 2 } })];
  const { items, coverage } = await ask();
  expect(coverage.kind).toBe('all');
  expect(items).toEqual([
    {
      stateMachineArn: machineArnOf('orders'),
      stateMachineName: 'orders',
      state: 'Charge',
      stateType: 'Task',
      visits: 100,
      failureRate: 0.1,
      retryRate: 0.2,
      failed: 4,
      caught: 6,
      retried: 20,
      p50Ms: 10,
      p95Ms: 20,
      p99Ms: 30,
      errors: [{ error: 'States.Timeout', errorClass: 'transient', count: 6 }],
      isScaled: false,
      before: { visits: 100, failureRate: 0.02, retryRate: 0, p95Ms: 20 },
      coverage: 'all',
    },
  ]);
});

it('says how many there are where it leaves some out', async () => {
  index.found = ['A', 'B', 'C'].map((name, at) => state(name, { failed: 3 - at }));
  const answer = await ask({ limit: '2' });
  expect([namesOf(answer), answer.total]).toEqual([['A', 'B'], 3]);
});

it('judges each state by what was read of its own machine', async () => {
  addMachine('sessions', {
    type: 'EXPRESS',
    logging: { level: 'ERROR', includesData: true, logGroupArn: 'arn:aws:logs:x' },
  });
  index.found = [
    state('Charge', { failed: 10, histories: { succeeded: 90, succeededRead: 30 } }),
    state(
      'Pay',
      { failed: 10, histories: { succeeded: 90, succeededRead: 0 } },
      { machineArn: machineArnOf('payouts') },
    ),
    state('Open', { failed: 10 }, { machineArn: machineArnOf('sessions'), before: RATES }),
  ];
  const { items } = await ask();
  const told = items.map((item) => [item.state, item.coverage, item.isScaled, item.failureRate, item.before]);
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      ['Charge', 'estimated', true, 0.1, null],
      ['Pay', 'estimated', true, null, null],
      ['Open', 'failures', false, null, null],
    ]),
  );
});

it('can be held to the machines of one connection', async () => {
  addMachine('payouts', { connection: 'default' });
  index.found = [state('Charge', { failed: 4 }), state('Pay', { failed: 3 }, { machineArn: machineArnOf('payouts') })];
  const held = await ask({ connection: 'default' });
  expect([namesOf(held), held.total]).toEqual([['Pay'], 1]);
  await expect(ask({ connection: 'payroll' })).rejects.toMatchObject({ code: 'invalid-request' });
});

it('leaves out the states of a machine that the index does not know', async () => {
  index.found = [state('Charge', { failed: 1 }, { machineArn: machineArnOf('unknown') })];
  expect(await ask()).toMatchObject({ items: [], total: 0 });
});
