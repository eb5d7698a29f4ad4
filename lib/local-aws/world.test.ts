import { expect, test } from 'vitest';
import { Scheduler } from './clock/scheduler';
import { AccountRegion } from './engine/account-region';
import type { Place } from './places';
import { untilNextClosingMs } from './workload/sales-ledger';
import { Workload, type WorkloadSettings } from './workload/workload';
import { World } from './world';

const START_MS = Date.UTC(2026, 10, 22, 18);
const SMALL: WorkloadSettings = { kind: 'small', seed: '7', days: 1 };
function namesAndEvents(world: World): unknown {
  return [...world.home.executions.values()].map(({ name, events }) => ({ name, events }));
}

test('the same seed at the same time gives the same executions, event by event', () => {
  expect(namesAndEvents(new World(SMALL, START_MS))).toEqual(namesAndEvents(new World(SMALL, START_MS)));
  const other = new World({ ...SMALL, seed: '8' }, START_MS);
  expect(namesAndEvents(other)).not.toEqual(namesAndEvents(new World(SMALL, START_MS)));
});

test('the small workload has every way an order can end, and approvals that wait', () => {
  const executions = [...new World(SMALL, START_MS).home.executions.values()];
  const endings = new Set(executions.map(({ status, failure }) => `${status} ${failure.error ?? ''}`.trim()));
  expect(endings).toEqual(
    new Set([
      'SUCCEEDED',
      'FAILED TypeError',
      'FAILED States.Runtime',
      'FAILED Order.Rejected',
      'FAILED Order.PaymentFailed',
      'FAILED Order.FulfilmentFailed',
      'TIMED_OUT',
      'ABORTED Operator.Stopped',
      'RUNNING',
    ]),
  );
  const waiting = executions.flatMap(({ inFlight }) => [...inFlight.values()]).filter(({ token }) => token !== null);
  // Two orders, three payouts of one batch, and the release of another.
  expect(waiting).toHaveLength(6);
  const activities = executions.filter(({ events }) => events.at(-1)?.type === 'ActivityScheduled');
  expect(activities).toHaveLength(1);
});

test('the demo has its own machines beside those of the small workload, which stays as browser tests know it', () => {
  const names = (settings: WorkloadSettings) => {
    const regions = new Map<string, AccountRegion>();
    const regionOf = ({ account, region }: Place) => {
      const known = regions.get(account) ?? new AccountRegion(account, region, new Scheduler(START_MS), '7');
      regions.set(account, known);
      return known;
    };
    new Workload(settings, regionOf, START_MS);
    return [...regions.values()].flatMap(({ machines }) => [...machines.values()].map(({ name }) => name));
  };
  const small = ['order-fulfilment', 'checkout-api', 'price-quotes', 'supplier-payouts'];
  expect(names(SMALL)).toEqual([...small, 'asset-backup']);
  expect(names({ ...SMALL, kind: 'demo' })).toEqual([
    ...small,
    'nightly-sales-ledger',
    'identity-verification',
    'customer-onboarding',
    'month-end-close',
    'media-pipeline',
    'catalogue-search-refresh',
    'asset-backup',
    'asset-events',
  ]);
});

test.each([
  ['2026-11-22T00:30:00Z', '2026-11-22T01:00:00Z'],
  ['2026-11-22T01:00:00Z', '2026-11-22T02:00:00Z'],
  ['2026-11-22T07:00:00Z', '2026-11-23T01:00:00Z'],
])('after %s the next region closes at %s', (from, next) => {
  expect(Date.parse(from) + untilNextClosingMs(Date.parse(from))).toBe(Date.parse(next));
});

test('an empty account has no machines, and neither has another region or another account', () => {
  expect(new World({ kind: 'empty', seed: '1', days: 1 }, START_MS).home.machines.size).toBe(0);
  const world = new World(SMALL, START_MS);
  const { account, region } = world.home;
  expect(world.regionOf({ account, region: 'us-east-1' }).machines.size).toBe(0);
  expect(world.regionOf({ account: '210987654321', region }).machines.size).toBe(0);
});
