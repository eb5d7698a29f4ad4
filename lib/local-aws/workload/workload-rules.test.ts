import { expect, test } from 'vitest';
import { Scheduler } from '../clock/scheduler';
import { AccountRegion } from '../engine/account-region';
import type { Execution } from '../engine/execution';
import { findViolations, HISTORY_RULES } from '../history-rules';
import { toWireEvent } from '../http/wire-event';
import { checkDefinition } from '../language/check-definition';
import { toRuleHistory } from '../rules/rule-history';
import { beginningOfDemoMs, layOutDemo } from './demo-starts';
import { DEMO_PLANS } from './workload';

const NOW_MS = Date.UTC(2026, 10, 25, 12);

/** Every Standard machine of the demo with a day and a half behind it, as clients read it: the past happens again. */
function readDemo(): readonly Execution[] {
  const plans = DEMO_PLANS.filter(({ type }) => type === 'STANDARD');
  const scheduler = new Scheduler(beginningOfDemoMs(plans, 1, NOW_MS));
  const regions = new Map<string, AccountRegion>();
  const machines = plans.map((plan) => {
    const { account, region: name } = plan.place;
    const region = regions.get(account) ?? new AccountRegion(account, name, scheduler, 'rules');
    regions.set(account, region);
    const machine = region.createMachine({ ...plan, createdMs: scheduler.nowMs });
    return { plan, region, machineAt: () => machine };
  });
  layOutDemo(machines, { seed: 'rules', days: 1, nowMs: NOW_MS, isPaused: () => false });
  scheduler.runUntil(NOW_MS);
  return [...regions.values()].flatMap(executionsIn);
}

/** Those that lists show, and the children of their map runs. */
function executionsIn(region: AccountRegion): readonly Execution[] {
  return [...region.lists.values()].flatMap(({ all }) =>
    all.flatMap(({ arn }) => {
      const { executions, expressChildren } = region.holderOf(arn);
      const execution = executions.get(arn);
      const children = execution?.mapRuns.flatMap((run) => run.children.map((child) => child.arn)) ?? [];
      return [arn, ...children].flatMap((found) => executions.get(found) ?? expressChildren.get(found) ?? []);
    }),
  );
}

test.each(DEMO_PLANS)('the definitions of $name are fit, which no start checks again', ({ definition, revision }) => {
  for (const text of [definition, revision?.definition ?? definition].map((source) => JSON.stringify(source))) {
    expect(() => checkDefinition(text)).not.toThrow();
  }
});

test('every Standard machine of the demo writes histories as AWS does', () => {
  const executions = readDemo();
  const violations = executions.flatMap(({ arn, events }) =>
    findViolations(toRuleHistory(events.map((event) => toWireEvent(event, true)))).map((line) => `${arn}: ${line}`),
  );
  process.stdout.write(
    `demo: ${HISTORY_RULES.length} rules, ${executions.length} executions, ${violations.length} violations\n`,
  );
  expect(violations).toEqual([]);
  const machines = new Set(executions.map(({ machine }) => machine.name.split('/')[0]));
  expect(machines.size).toBe(DEMO_PLANS.filter(({ type }) => type === 'STANDARD').length);
}, 120_000);
