import { setImmediate } from 'node:timers/promises';
import { parseJson } from '@/lib/base/json';
import { epochMs } from '@/lib/base/units';
import { readLogRecord } from '@/lib/domain/history/history-event';
import { Scheduler } from '@/lib/local-aws/clock/scheduler';
import { AccountRegion } from '@/lib/local-aws/engine/account-region';
import type { Execution } from '@/lib/local-aws/engine/execution';
import type { StateMachine } from '@/lib/local-aws/engine/state-machine';
import { type MachineScript, succeeds } from '@/lib/local-aws/engine/task-script';
import type { LogEvent } from '@/lib/local-aws/logs/log-group';
import type { LogOddities } from '@/lib/local-aws/logs/log-oddities';
import { SHOP } from '@/lib/local-aws/places';
import { Random } from '@/lib/local-aws/random';
import { CHECKOUT_API } from '@/lib/local-aws/workload/checkout-api';
import { createLogger } from '@/lib/server/logger';
import type { Connection, LoggedEvent, LogReader } from '@/lib/server/ports/aws';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { createReading } from '@/lib/server/sync/reading';
import { FakeAws } from '@/lib/testing/fake-aws';
import { VirtualClock } from '@/lib/testing/virtual-clock';

/*
 * Checkouts that are known by their log alone, and what the product makes of that log while it grows. The
 * executions themselves are the truth that the index is held against.
 */

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const PAST_MS = 2 * MINUTE_MS;
const LIVE_MS = 2 * MINUTE_MS;
/** For second runs, late lines, and until no slice begins before the last of them. */
const QUIET_MS = 3.5 * MINUTE_MS;
const GAP_MS = 1_000;
/** Reading may fall behind by so much. */
const STEP_MS = 5_000;

export const CHECKOUTS = (PAST_MS + LIVE_MS) / GAP_MS;
/** What the index is asked for when all is over. */
export const WINDOW = { fromMs: epochMs(NOW_MS - PAST_MS), toMs: epochMs(NOW_MS + LIVE_MS + QUIET_MS) };

/** Every third cart is empty, so that two runs of one checkout often end differently. */
const SCRIPT: MachineScript = {
  ...CHECKOUT_API.script,
  LoadCart: ({ random }) => succeeds(random.latencyMs(38), { lines: random.chance(0.33) ? 0 : 3, currency: 'EUR' }),
};

export type Checkouts = {
  readonly machineArn: string;
  /** First runs, oldest first. */
  readonly executions: readonly Execution[];
  /** Second runs, by ARN. */
  readonly secondRuns: ReadonlyMap<string, Execution>;
};

/** Reads the log of the past into the index, follows it as it grows, and lets everything that is on its way arrive. */
export async function readOddLog(index: IndexStore, oddities: LogOddities, seed: string): Promise<Checkouts> {
  const clock = new VirtualClock(NOW_MS);
  const scheduler = new Scheduler(NOW_MS - PAST_MS);
  const region = new AccountRegion(SHOP.account, SHOP.region, scheduler, seed);
  const logs = { ...CHECKOUT_API.logs, oddities };
  const machine = region.createMachine({ ...CHECKOUT_API, script: SCRIPT, logs, createdMs: scheduler.nowMs });
  const executions = startCheckouts(region, machine, seed);
  const connections = new LoggedAccount(machine, toReader(region, machine, clock));
  const watched = watch(index);
  const { sync } = createReading({ index: watched.index, connections, clock, log: createLogger('silent') });
  sync.start();
  for (let passedMs = 0; passedMs < LIVE_MS + QUIET_MS; passedMs += STEP_MS) {
    await clock.advance(STEP_MS);
    await watched.untilIdle();
  }
  await sync.stop();
  return { machineArn: machine.arn, executions, secondRuns: region.secondRuns };
}

/** The index works in real time: virtual time has to stand still until it has, or reading would fall behind by minutes. */
function watch(index: IndexStore): { readonly index: IndexStore; readonly untilIdle: () => Promise<void> } {
  let underWay = 0;
  const counting = new Proxy(index, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]) => {
        underWay += 1;
        try {
          return await Reflect.apply(member, target, args);
        } finally {
          underWay -= 1;
        }
      };
    },
  });
  const untilIdle = async () => {
    // What an answer leads to is asked for a moment later.
    for (let quiet = 0; quiet < 3; quiet = underWay === 0 ? quiet + 1 : 0) await setImmediate();
  };
  return { index: counting, untilIdle };
}

/** One after the other from now on; the list fills as time goes by. */
function startCheckouts(region: AccountRegion, machine: StateMachine, seed: string): readonly Execution[] {
  const executions: Execution[] = [];
  const random = new Random(seed);
  const { scheduler } = region;
  const fromMs = scheduler.nowMs;
  for (let number = 0; number < CHECKOUTS; number += 1) {
    scheduler.at(fromMs + number * GAP_MS, () => {
      executions.push(region.start({ machine, ...CHECKOUT_API.toStart(random, scheduler.nowMs, number) }));
    });
  }
  return executions;
}

/** The lines that have arrived by the clock, with which the account keeps pace. */
function toReader(region: AccountRegion, { logs }: StateMachine, clock: VirtualClock): LogReader {
  return {
    filterEvents: async ({ fromMs, toMs, token, limit = 10_000 }) => {
      const nowMs = clock.nowMs();
      region.scheduler.runUntil(nowMs);
      const group = region.logGroups.get(logs.group ?? '');
      if (group === undefined) return { kind: 'gone' };
      const query = { fromMs, toMs, fromSequence: Number(token ?? 0), limit, matches: () => true };
      const { events, nextSequence } = group.read(query, nowMs);
      const items = events.flatMap(toLogged);
      const nextToken = nextSequence === null ? null : String(nextSequence);
      return { kind: 'page', items, nextToken, skippedLines: events.length - items.length };
    },
  };
}

function toLogged({ message, ingestionMs }: LogEvent): LoggedEvent[] {
  const record = readLogRecord(parseJson(message));
  return record.kind === 'record' ? [{ ...record, ingestedAtMs: epochMs(ingestionMs) }] : [];
}

/** A connection with one machine, whose log is that of the account. */
class LoggedAccount extends FakeAws {
  readonly #reader: LogReader;

  constructor({ name, logs, definitionText }: StateMachine, reader: LogReader) {
    super();
    this.#reader = reader;
    const logGroupArn = `arn:aws:logs:${SHOP.region}:${SHOP.account}:log-group:${logs.group}`;
    const logging = { level: logs.level, includesData: logs.includeExecutionData, logGroupArn };
    this.addMachine(name, { type: 'EXPRESS', definition: definitionText, logging });
  }

  override list(): readonly Connection[] {
    return super.list().map((connection) => ({ ...connection, logs: this.#reader }));
  }
}
