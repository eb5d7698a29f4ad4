import { epochMs } from '@/lib/base/units';
import { type HistoryEvent, readHistoryEvent, readLogRecord } from '@/lib/domain/history/history-event';
import { foldEvents } from '@/lib/domain/timeline/fold';
import { Scheduler } from '@/lib/local-aws/clock/scheduler';
import { AccountRegion } from '@/lib/local-aws/engine/account-region';
import type { Execution } from '@/lib/local-aws/engine/execution';
import { toWireEvent } from '@/lib/local-aws/http/wire-event';
import { Random } from '@/lib/local-aws/random';
import { CHECKOUT_API } from '@/lib/local-aws/workload/checkout-api';
import type { MachinePlan } from '@/lib/local-aws/workload/machine-plan';
import { ORDER_FULFILMENT } from '@/lib/local-aws/workload/order-fulfilment';
import { SUPPLIER_PAYOUTS } from '@/lib/local-aws/workload/supplier-payouts';
import type { IndexBatch } from '@/lib/server/ports/index-store';
import { toLogLines } from '@/lib/testing/history-builder';
import { indexedMachine } from '@/lib/testing/index-batches';
import { toPlainEvent } from '@/lib/testing/plain-event';
import { type PlainVisit, plainParents, plainVisits } from '@/lib/testing/plain-hotspots';

/*
 * 2,000 executions of the local AWS, as the product reads them, and as they are read a second time straight from their
 * events. What the figures of states are checked over.
 */

export const SEED = '20261125';
export const HOUR_MS = 3_600_000;
export const NOW_MS = Date.UTC(2026, 10, 25, 12);
const FROM_MS = NOW_MS - 48 * HOUR_MS;
/** 2,000 executions: of Standard machines over two days, of the Express one over both windows of six hours. */
export const STARTS: readonly { readonly plan: MachinePlan; readonly count: number; readonly fromMs: number }[] = [
  { plan: ORDER_FULFILMENT, count: 1_200, fromMs: FROM_MS },
  { plan: SUPPLIER_PAYOUTS, count: 200, fromMs: FROM_MS },
  { plan: CHECKOUT_API, count: 600, fromMs: NOW_MS - 12 * HOUR_MS },
];

/** An execution with its visits as its events tell them. */
export type Made = {
  readonly plan: MachinePlan;
  readonly execution: Execution;
  readonly visits: readonly PlainVisit[];
};

export function makeSample(): readonly Made[] {
  return runAll().map(({ plan, execution }) => ({ plan, execution, visits: readPlainly(plan, execution) }));
}

/** Runs the machines until now; some orders are stopped by hand, and some of all are still open. */
function runAll(): readonly { readonly plan: MachinePlan; readonly execution: Execution }[] {
  const scheduler = new Scheduler(FROM_MS);
  const target = new AccountRegion('123456789012', 'eu-west-1', scheduler, SEED);
  const started: { plan: MachinePlan; execution: Execution }[] = [];
  for (const { plan, count, fromMs } of STARTS) {
    const machine = target.createMachine({ ...plan, createdMs: FROM_MS });
    const random = new Random(`${SEED}/${plan.name}`);
    for (let number = 1; number <= count; number += 1) {
      scheduler.at(fromMs + ((NOW_MS - fromMs) * number) / (count + 1), () => {
        const execution = target.start({ machine, ...plan.toStart(random, scheduler.nowMs, number) });
        started.push({ plan, execution });
        if (plan.type === 'EXPRESS' || !random.chance(0.03)) return;
        scheduler.after(random.between(500, 40_000), () => {
          if (execution.status === 'RUNNING') execution.abort({ error: null, cause: null });
        });
      });
    }
  }
  scheduler.runUntil(NOW_MS);
  return started;
}

function wire(execution: Execution) {
  return execution.events.map((event) => toWireEvent(event, true));
}

function readPlainly({ definition }: MachinePlan, execution: Execution): readonly PlainVisit[] {
  return plainVisits({ events: wire(execution).map(toPlainEvent), parents: plainParents(definition) });
}

/** As the product reads it: Standard ones from their history, Express ones from their log lines. */
function readAsProduct(plan: MachinePlan, execution: Execution): readonly HistoryEvent[] {
  if (plan.type === 'STANDARD') {
    return wire(execution).flatMap((raw) => {
      const read = readHistoryEvent(raw);
      return read.kind === 'event' ? [read.event] : [];
    });
  }
  return toLogLines(wire(execution), execution.arn).flatMap((line) => {
    const read = readLogRecord(line);
    return read.kind === 'record' ? [read.event] : [];
  });
}

/** As the sync hands them over; of those that were not read, what a listing tells. */
export function toBatch(executions: readonly Made[], isRead: (made: Made) => boolean = () => true): IndexBatch {
  const rows = executions.map((made) => {
    const { plan, execution } = made;
    const events = readAsProduct(plan, execution);
    const timeline = foldEvents(events);
    const row = {
      arn: execution.arn,
      machineArn: execution.machine.arn,
      name: execution.name,
      type: plan.type,
      status: timeline.status,
      startedAtMs: timeline.startedAtMs ?? epochMs(FROM_MS),
      endedAtMs: timeline.endedAtMs,
      error: timeline.failure?.error ?? null,
      cause: null,
      failedState: null,
      retries: null,
      redriveCount: 0,
      startedWith: null,
      hasInput: true,
      hasOutput: null,
      source: plan.type === 'STANDARD' ? ('history' as const) : ('log' as const),
      coverage: isRead(made) ? ('full' as const) : ('none' as const),
    };
    return { row, histories: isRead(made) ? [{ executionArn: execution.arn, timeline, events }] : [] };
  });
  return {
    connection: 'test',
    // A deleted machine is read no more, so how far reading has come plays no part in the coverage.
    machines: STARTS.map(({ plan }) => ({
      ...indexedMachine(plan.name),
      type: plan.type,
      status: 'DELETED',
      logging: { level: 'ALL', includesData: true, logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:x' },
    })),
    executions: rows.map(({ row }) => row),
    histories: rows.flatMap(({ histories }) => histories),
    watermarks: [],
  };
}
