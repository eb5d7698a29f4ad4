import { describe, expect, test } from 'vitest';
import { readCorpus } from '@/lib/testing/corpus';
import { parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { Scheduler } from './clock/scheduler';
import { AccountRegion } from './engine/account-region';
import type { Execution } from './engine/execution';
import { executionsOf } from './engine/probe';
import { generatedInput, generateMachine } from './generated-machine';
import { findViolations, HISTORY_RULES } from './history-rules';
import { toWireEvent } from './http/wire-event';
import { isMap, type JsonMap, type JsonValue, tryParseValue } from './json-value';
import { checkDefinition } from './language/check-definition';
import { Random } from './random';
import { type RecordingFacts, toRuleHistory } from './rules/rule-history';
import { CUSTOMER_ONBOARDING } from './workload/customer-onboarding';
import { IDENTITY_VERIFICATION } from './workload/identity-verification';
import { ORDER_FULFILMENT } from './workload/order-fulfilment';
import { SALES_LEDGER } from './workload/sales-ledger';
import { World } from './world';

const SEED = '20261122';
const START_MS = Date.UTC(2026, 10, 22, 18);
const HOUR_MS = 3_600_000;
/** These run seconds of events; on a busy machine that takes longer than a test may by default. */
const SLOW_MACHINE_MS = 60_000;
const EVERYTHING = { fromMs: null, toMs: null, fromSequence: 0, limit: 10_000, matches: () => true };

function wire(execution: Execution): readonly JsonMap[] {
  return execution.events.map((event) => toWireEvent(event, true));
}

function check(
  what: string,
  histories: ReadonlyMap<string, { events: readonly JsonValue[]; facts?: RecordingFacts }>,
): void {
  const violations = [...histories].flatMap(([name, { events, facts }]) =>
    findViolations(toRuleHistory(events, facts)).map((violation) => `${name}: ${violation}`),
  );
  process.stdout.write(
    `${what}: ${HISTORY_RULES.length} rules, ${histories.size} executions, ${violations.length} violations\n`,
  );
  expect(violations).toEqual([]);
}

function toHistories(executions: readonly Execution[]) {
  return new Map(executions.map((execution) => [execution.arn, { events: wire(execution) }]));
}

/** Machines made at random, each run twice and looked at only when everything has ended or an hour has passed. */
function runGenerated(machines: number): readonly Execution[] {
  const scheduler = new Scheduler(START_MS);
  const target = new AccountRegion('123456789012', 'eu-west-1', scheduler, SEED);
  const executions: Execution[] = [];
  for (let number = 0; number < machines; number += 1) {
    const random = new Random(`${SEED}/${number}`);
    // A check of a definition takes a tenth of a second: some of the machines show that the generator makes fit ones.
    const check = number % 20 === 0 ? checkDefinition : () => {};
    const machine = target.createMachine(generateMachine(random, number, START_MS), check);
    for (const flag of [3, 9]) {
      executions.push(target.start({ machine, input: generatedInput(flag, random.between(0, 5)) }));
    }
    const stopped = executions.at(-1);
    if (random.chance(0.1)) {
      scheduler.after(random.between(1, 3_000), () => {
        if (stopped?.status === 'RUNNING') stopped.abort({ error: null, cause: null });
      });
    }
  }
  scheduler.runUntil(START_MS + HOUR_MS);
  redriveSome(executions);
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  redriveSome(executions);
  scheduler.runUntil(START_MS + 3 * HOUR_MS);
  // With the children of their map runs.
  return [...target.executions.values()];
}

/** The machines that use map runs, activities, nested executions and JSONata; each hour what failed is redriven. */
function runLedgerAndOnboarding(hours: number): readonly Execution[] {
  const scheduler = new Scheduler(START_MS);
  const target = new AccountRegion('123456789012', 'eu-west-1', scheduler, SEED);
  const random = new Random(SEED);
  target.createMachine({ ...IDENTITY_VERIFICATION, createdMs: START_MS });
  const ledger = target.createMachine({ ...SALES_LEDGER, createdMs: START_MS });
  const customers = target.createMachine({ ...CUSTOMER_ONBOARDING, createdMs: START_MS });
  for (let hour = 1; hour <= hours; hour += 1) {
    scheduler.runUntil(START_MS + hour * HOUR_MS);
    target.start({ machine: ledger, ...SALES_LEDGER.toStart(random, scheduler.nowMs, hour) });
    for (const turn of [1, 2, 3]) {
      target.start({ machine: customers, ...CUSTOMER_ONBOARDING.toStart(random, scheduler.nowMs, 3 * hour + turn) });
    }
    for (const execution of executionsOf(target, ledger.arn)) if (execution.status === 'FAILED') execution.redrive();
  }
  return [...target.executions.values()];
}

/** Redrives every second execution that may be. */
function redriveSome(executions: readonly Execution[]): void {
  for (const [index, execution] of executions.entries()) {
    const isOver = execution.status !== 'RUNNING' && execution.status !== 'SUCCEEDED';
    if (isOver && index % 2 === 0) execution.redrive();
  }
}

/** A log line as the event it stands for: the rules know the form of the API. */
function fromLogLine(line: JsonMap): JsonMap {
  const details = isMap(line['details']) ? line['details'] : {};
  const type = String(line['type']);
  const [id, previousEventId, timeMs] = [line['id'], line['previous_event_id'], line['event_timestamp']].map(Number);
  const event = { id: id ?? 0, previousEventId: previousEventId ?? 0, timeMs: timeMs ?? 0, type, details };
  return toWireEvent(event, true);
}

describe('the rules hold', () => {
  const corpus = readCorpus();

  test.skipIf(corpus.kind === 'absent')('on every recorded history', () => {
    if (corpus.kind === 'absent') return;
    // Their publishers wrote over payloads, so that they are no JSON any more (the cases' own notes).
    const overwritten = ['ext-cumulus-single-task-fail-89dd1a0d', 'ls-base-scenarios-parallel-state-lambda-2fffa78f'];
    const histories = corpus.entries
      .filter(({ events }) => events > 0)
      .map((entry) => {
        const { history, timestamps_synthetic } = parseCase(readCaseText(entry));
        const events: JsonValue[] = JSON.parse(JSON.stringify(history));
        const facts = { hasRealTimes: !timestamps_synthetic, hasRealPayloads: !overwritten.includes(entry.id) };
        return [entry.id, { events, facts }] as const;
      });
    check('recorded', new Map(histories));
  });

  test(
    'on histories of machines made at random',
    () => {
      const executions = runGenerated(400);
      const types = new Set(executions.flatMap(({ events }) => events.map(({ type }) => type)));
      // Every type this engine can write must have occurred, or the rules about it would have proved nothing.
      expect(types.size).toBe(49);
      const errors = new Set(executions.map(({ failure }) => failure.error));
      for (const error of ['States.DataLimitExceeded', 'States.Runtime', 'States.QueryEvaluationError']) {
        expect(errors).toContain(error);
      }
      check(`generated, seed ${SEED}`, toHistories(executions));
    },
    SLOW_MACHINE_MS,
  );

  test(
    'on orders of the demo, over a day',
    () => {
      const scheduler = new Scheduler(START_MS);
      const target = new AccountRegion('123456789012', 'eu-west-1', scheduler, SEED);
      const machine = target.createMachine({ ...ORDER_FULFILMENT, createdMs: START_MS });
      const random = new Random(SEED);
      for (let number = 1; number <= 400; number += 1) {
        scheduler.runUntil(START_MS + number * 200_000);
        target.start({ machine, ...ORDER_FULFILMENT.toStart(random, scheduler.nowMs, number) });
      }
      const executions = [...target.executions.values()];
      const statuses = new Set(executions.map(({ status }) => status));
      expect(statuses).toEqual(new Set(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'RUNNING']));
      check('orders', toHistories(executions));
    },
    SLOW_MACHINE_MS,
  );

  test(
    'on the sales ledger and the onboarding of the demo, over two days with redrives',
    () => {
      const executions = runLedgerAndOnboarding(48);
      const types = new Set(executions.flatMap(({ events }) => events.map(({ type }) => type)));
      for (const type of ['MapRunRedriven', 'EvaluationFailed', 'ActivityTimedOut', 'TaskSubmitted']) {
        expect(types).toContain(type);
      }
      check('ledger and onboarding', toHistories(executions));
    },
    SLOW_MACHINE_MS,
  );

  test(
    'on the small workload, and on the log lines of its Express executions',
    () => {
      const world = new World({ kind: 'small', seed: SEED, days: 1 }, START_MS);
      check('small', toHistories([...world.home.executions.values()]));
      const lines = [...world.home.logGroups.values()].flatMap(
        (group) => group.read(EVERYTHING, START_MS + HOUR_MS).events,
      );
      const histories = new Map<string, { events: JsonValue[] }>();
      for (const { message } of lines) {
        const line = tryParseValue(message);
        if (!isMap(line)) continue;
        const arn = String(line['execution_arn']);
        histories.set(arn, { events: [...(histories.get(arn)?.events ?? []), fromLogLine(line)] });
      }
      expect(histories.size).toBe(60);
      check('checkouts from their log', histories);
    },
    SLOW_MACHINE_MS,
  );
});

describe('the rules are strict', () => {
  const history = runGenerated(60)
    .map(wire)
    .filter((events) => events.length > 30);

  /** Breaks each long history in one way; at least one break must be seen, by the rule that is named. */
  function firstViolations(breakHistory: (events: readonly JsonMap[]) => readonly JsonMap[]): readonly string[] {
    return history.flatMap((events) => findViolations(toRuleHistory(breakHistory(events))));
  }

  test.each<readonly [string, (event: JsonMap) => JsonMap]>([
    ['an event points at a type that can come before it', (event) => pointing(event, 'MapIterationStarted', 1)],
    [
      'the first state points at nothing, every later one at something',
      (event) => pointing(event, 'TaskStateEntered', 0),
    ],
    ['every type is known', (event) => (event['type'] === 'TaskStarted' ? { ...event, type: 'TaskBegan' } : event)],
    ['details have the members their type always has', (event) => ({ ...event, stateEnteredEventDetails: {} })],
    ['time never goes back', (event) => (event['id'] === 7 ? { ...event, timestamp: 1 } : event)],
  ])('%s', (rule, breakEvent) => {
    expect(firstViolations((events) => events.map(breakEvent)).some((line) => line.startsWith(rule))).toBe(true);
  });

  test('a missing event is seen by its id', () => {
    const lines = firstViolations((events) => events.filter(({ id }) => id !== 9));
    expect(lines.some((line) => line.startsWith('ids run from 1 without gaps'))).toBe(true);
  });
});

function pointing(event: JsonMap, type: string, previousEventId: number): JsonMap {
  return event['type'] === type ? { ...event, previousEventId } : event;
}
