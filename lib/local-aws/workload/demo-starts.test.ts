import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Scheduler } from '../clock/scheduler';
import { AccountRegion } from '../engine/account-region';
import { ask, listIn } from '../http/ask';
import { CUSTOMER_ONBOARDING } from './customer-onboarding';
import { type DemoSettings, layOutDemo } from './demo-starts';
import { IDENTITY_VERIFICATION } from './identity-verification';
import type { MachinePlan } from './machine-plan';
import { ORDER_FULFILMENT } from './order-fulfilment';
import { SALES_LEDGER } from './sales-ledger';

const DAY_MS = 86_400_000;
/** These run seconds of events; on a busy machine that takes longer than a test may by default. */
const SLOW_MACHINE_MS = 180_000;
/** Late enough in the day for a night of the ledger to be over, redrives included. */
const NOW_MS = Date.UTC(2026, 10, 23, 15);
const SETTINGS: DemoSettings = { seed: '7', days: 1, nowMs: NOW_MS, isPaused: () => false };

/** The demo of the given machines, and no other, as it is when it is ready. */
function demoOf(plans: readonly MachinePlan[], settings: Partial<DemoSettings> = {}): AccountRegion {
  const scheduler = new Scheduler(NOW_MS - 3 * DAY_MS);
  const region = new AccountRegion('123456789012', 'eu-west-1', scheduler, '7');
  const machines = plans.map((plan) => {
    const machine = region.createMachine({ ...plan, createdMs: scheduler.nowMs });
    return { plan, region, machineAt: () => machine };
  });
  layOutDemo(machines, { ...SETTINGS, ...settings });
  scheduler.runUntil(NOW_MS);
  return region;
}

function arnOf({ name }: MachinePlan): string {
  return `arn:aws:states:eu-west-1:123456789012:stateMachine:${name}`;
}

function listed(region: AccountRegion, plan: MachinePlan, status?: string) {
  const filter = status === undefined ? {} : { statusFilter: status };
  const input = { stateMachineArn: arnOf(plan), maxResults: 1000, ...filter };
  return listIn(ask(region, 'ListExecutions', input), 'executions');
}

function historyOf(region: AccountRegion, executionArn: string) {
  return listIn(ask(region, 'GetExecutionHistory', { executionArn, maxResults: 1000 }), 'events');
}

test(
  'what is over is out of memory and yet answers as it would have, event by event',
  () => {
    const plans = [ORDER_FULFILMENT, IDENTITY_VERIFICATION, CUSTOMER_ONBOARDING];
    const region = demoOf(plans);
    // Laid out a day before the first of it: nothing is past, and everything happens in the one virtual time.
    const kept = demoOf(plans, { nowMs: NOW_MS - 2 * DAY_MS, days: -1 });
    expect(region.past.size).toBeGreaterThan(400);
    expect(kept.past.size).toBe(0);
    let compared = 0;
    for (const plan of plans) {
      for (const { executionArn, ...item } of listed(region, plan)) {
        const arn = String(executionArn);
        const live = kept.executions.get(arn);
        if (live === undefined || region.executions.has(arn)) continue;
        expect(item['status']).toBe(live.status);
        expect(historyOf(region, arn)).toEqual(historyOf(kept, arn));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(100);
  },
  SLOW_MACHINE_MS,
);

test(
  'map runs of the past and their children are found by their ARNs',
  () => {
    const region = demoOf([SALES_LEDGER]);
    const closings = listed(region, SALES_LEDGER, 'SUCCEEDED').filter(({ name }) => String(name).endsWith('close'));
    expect(closings.length).toBeGreaterThan(1);
    for (const { executionArn } of closings) {
      const runs = listIn(ask(region, 'ListMapRuns', { executionArn: executionArn ?? '' }), 'mapRuns');
      expect(runs).toHaveLength(2);
      for (const { mapRunArn } of runs) {
        const run = ask(region, 'DescribeMapRun', { mapRunArn: mapRunArn ?? '' });
        const children = listIn(
          ask(region, 'ListExecutions', { mapRunArn: mapRunArn ?? '', maxResults: 1000 }),
          'executions',
        );
        expect(run['itemCounts']).toMatchObject({ total: children.length });
        const [first] = children;
        const described = ask(region, 'DescribeExecution', { executionArn: first?.['executionArn'] ?? '' });
        expect(described).toMatchObject({ mapRunArn, status: first?.['status'] });
      }
    }
  },
  SLOW_MACHINE_MS,
);

test(
  'an execution of the past can be redriven: it comes back and goes on from where it failed',
  () => {
    const region = demoOf([ORDER_FULFILMENT]);
    const failed = listed(region, ORDER_FULFILMENT, 'FAILED').find(
      ({ executionArn }) => !region.executions.has(String(executionArn)),
    );
    const executionArn = String(failed?.['executionArn']);
    const before = historyOf(region, executionArn);
    const sizeBefore = region.past.size;
    ask(region, 'RedriveExecution', { executionArn });
    region.scheduler.runUntil(NOW_MS + DAY_MS / 2);
    const after = historyOf(region, executionArn);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after[before.length]).toMatchObject({ type: 'ExecutionRedriven', timestamp: NOW_MS / 1000 });
    expect(after.length).toBeGreaterThan(before.length + 1);
    expect(region.past.size).toBe(sizeBefore - 1);
    const entries = region.listOf(arnOf(ORDER_FULFILMENT)).all.filter(({ arn }) => arn === executionArn);
    expect(entries.map(({ redriveCount }) => redriveCount)).toEqual([1]);
  },
  SLOW_MACHINE_MS,
);

test(
  'a second demo of the day takes what came of past starts from the file, and one of other code does not',
  () => {
    const pastFile = join(mkdtempSync(join(tmpdir(), 'past-')), 'past.json');
    const first = demoOf([ORDER_FULFILMENT], { pastFile });
    const text = readFileSync(pastFile, 'utf8');
    // A mark that no rehearsal would give shows where an outcome comes from.
    writeFileSync(pastFile, text.replaceAll('"SUCCEEDED"', '"ABORTED"'));
    const second = demoOf([ORDER_FULFILMENT], { pastFile });
    const arns = (region: AccountRegion) => listed(region, ORDER_FULFILMENT).map(({ executionArn }) => executionArn);
    expect(arns(second)).toEqual(arns(first));
    const marked = (region: AccountRegion) => listed(region, ORDER_FULFILMENT, 'ABORTED').length;
    expect(marked(second)).toBeGreaterThan(marked(first) + 300);
    const saved: unknown = JSON.parse(text);
    writeFileSync(pastFile, JSON.stringify({ ...Object(saved), of: 'other code' }));
    expect(marked(demoOf([ORDER_FULFILMENT], { pastFile }))).toBe(marked(first));
    writeFileSync(pastFile, text.slice(0, 1_000));
    expect(marked(demoOf([ORDER_FULFILMENT], { pastFile }))).toBe(marked(first));
  },
  SLOW_MACHINE_MS,
);

test('executions go on starting, until they are paused', () => {
  let paused = false;
  const region = demoOf([ORDER_FULFILMENT], { isPaused: () => paused });
  const { executions, scheduler } = region;
  const before = executions.size;
  scheduler.runUntil(NOW_MS + 600_000);
  expect(executions.size - before).toBeGreaterThan(15);
  paused = true;
  const size = executions.size;
  scheduler.runUntil(NOW_MS + 1_200_000);
  expect(executions.size).toBe(size);
});
