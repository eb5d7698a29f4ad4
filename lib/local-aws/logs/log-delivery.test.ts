import { beforeEach, expect, test } from 'vitest';
import { Scheduler } from '../clock/scheduler';
import { AccountRegion } from '../engine/account-region';
import type { LogSettings, StateMachine } from '../engine/state-machine';
import { type MachineScript, succeeds } from '../engine/task-script';
import { isMap, type JsonMap, type JsonValue, textIn, tryParseValue } from '../json-value';
import type { LogEvent, LogGroup } from './log-group';

// What CloudWatch may do with the lines of a machine (aws-facts §4.3), and that a reader gets them as AWS gives them.

const START_MS = Date.UTC(2026, 10, 25, 12);
const GROUP = '/aws/vendedlogs/states/all-Logs';
const LATE_MS = 120_000;

const SCRIPT: MachineScript = {
  Load: ({ random }) => succeeds(random.latencyMs(400), { total: random.between(1, 9) }),
};

let target: AccountRegion;

beforeEach(() => {
  target = new AccountRegion('123456789012', 'eu-west-1', new Scheduler(START_MS), '7');
});

function makeMachine(logs: Partial<LogSettings> = {}, name = 'quotes', type: StateMachine['type'] = 'EXPRESS') {
  return target.createMachine({
    name,
    type,
    definition: {
      StartAt: 'Load',
      States: {
        Load: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:load', Next: 'Done' },
        Done: { Type: 'Pass', End: true },
      },
    },
    script: SCRIPT,
    logs: { level: 'ALL', includeExecutionData: true, group: GROUP, ...logs },
    createdMs: START_MS,
  });
}

/** Starts so many executions, a second apart, and lets everything arrive. */
function run(machine: StateMachine, count: number, input: JsonValue = {}): void {
  const { scheduler } = target;
  const fromMs = scheduler.nowMs;
  for (let number = 0; number < count; number += 1) {
    scheduler.at(fromMs + number * 1_000, () => target.start({ machine, name: `q-${number}`, input }));
  }
  scheduler.runUntil(fromMs + count * 1_000 + LATE_MS);
}

function group(): LogGroup {
  const found = target.logGroups.get(GROUP);
  if (found === undefined) throw new Error('no group');
  return found;
}

function read(nowMs = target.scheduler.nowMs, fromMs: number | null = null): readonly LogEvent[] {
  return group().read({ fromMs, toMs: null, fromSequence: 0, limit: 10_000, matches: isRecord }, nowMs).events;
}

function isRecord({ message }: LogEvent): boolean {
  return message.startsWith('{');
}

function parse({ message }: LogEvent): JsonMap {
  const value = tryParseValue(message);
  return isMap(value) ? value : {};
}

function countBy<T>(values: readonly T[], key: (value: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(key(value), (counts.get(key(value)) ?? 0) + 1);
  return counts;
}

test('without oddities every line comes once', () => {
  run(makeMachine(), 50);
  expect(Math.max(...countBy(read(), ({ message }) => message).values())).toBe(1);
});

test('a doubled line is the same line again, arriving at another time', () => {
  run(makeMachine({ oddities: { doubledLines: 0.25, doubledRuns: 0 } }), 200);
  const lines = read();
  const counts = [...countBy(lines, ({ message }) => message).values()];
  expect(Math.max(...counts)).toBe(2);
  const doubled = counts.filter((count) => count === 2).length;
  expect(doubled / counts.length).toBeGreaterThan(0.2);
  expect(doubled / counts.length).toBeLessThan(0.3);
  const [one, other] = [...lines].filter(({ message }, _, all) => all.filter((l) => l.message === message).length > 1);
  expect(one).toMatchObject({ timestampMs: other?.timestampMs, stream: other?.stream });
  expect(one?.sequence).not.toBe(other?.sequence);
});

test('doubled lines change nothing but that they are doubled', () => {
  run(makeMachine({ oddities: { doubledLines: 0.5, doubledRuns: 0 } }), 50);
  const odd = new Set(read().map(({ message }) => message));
  target = new AccountRegion('123456789012', 'eu-west-1', new Scheduler(START_MS), '7');
  run(makeMachine(), 50);
  expect(new Set(read().map(({ message }) => message))).toEqual(odd);
});

test('a doubled run logs under the ARN of the first, beside it or after it, and goes its own way', () => {
  run(makeMachine({ oddities: { doubledLines: 0, doubledRuns: 0.4 } }), 100);
  const records = read().map(parse);
  const starts = records.filter(({ type }) => type === 'ExecutionStarted');
  const startsByArn = countBy(starts, (record) => textIn(record, 'execution_arn') ?? '');
  expect(startsByArn.size).toBe(100);
  const twice = [...startsByArn].filter(([, count]) => count === 2).map(([arn]) => arn);
  expect(twice.length).toBeGreaterThan(25);
  expect(twice.length).toBeLessThan(55);
  const shapes = twice.map((arn) => {
    const own = records.filter((record) => record['execution_arn'] === arn);
    const times = (type: string) =>
      own.filter((each) => each['type'] === type).map((each) => Number(each['event_timestamp']));
    expect(times('ExecutionSucceeded')).toHaveLength(2);
    return Math.max(...times('ExecutionStarted')) < Math.min(...times('ExecutionSucceeded')) ? 'beside' : 'after';
  });
  expect(countBy(shapes, (shape) => shape).get('beside')).toBeGreaterThan(5);
  expect(countBy(shapes, (shape) => shape).get('after')).toBeGreaterThan(5);
});

test('a Standard execution runs once, however odd its log is', () => {
  run(makeMachine({ oddities: { doubledLines: 0, doubledRuns: 1 } }, 'orders', 'STANDARD'), 20);
  expect(
    read()
      .map(parse)
      .filter(({ type }) => type === 'ExecutionStarted'),
  ).toHaveLength(20);
});

test('the account says how odd the logs are of machines that do not say it', () => {
  target.logOddities = { doubledLines: 1, doubledRuns: 0 };
  run(makeMachine({ oddities: { doubledLines: 0, doubledRuns: 0 } }, 'plain'), 5);
  run(makeMachine({}, 'odd'), 5);
  const byMachine = countBy(read().map(parse), (record) => (textIn(record, 'execution_arn') ?? '').split(':')[6] ?? '');
  expect(byMachine.get('odd')).toBe((byMachine.get('plain') ?? 0) * 2);
});

test('machines that share a group write into streams of their own', () => {
  run(makeMachine({}, 'one'), 3);
  run(makeMachine({}, 'two'), 3);
  const streams = new Set(read().map(({ stream }) => stream.split('/').slice(0, 2).join('/')));
  expect(streams).toEqual(new Set(['states/one', 'states/two']));
});

test('a late line appears behind a cursor that has passed its time', () => {
  run(makeMachine(), 60);
  const lines = read();
  const [late] = [...lines].sort((a, b) => b.ingestionMs - b.timestampMs - (a.ingestionMs - a.timestampMs));
  if (late === undefined) throw new Error('no line');
  const before = read(late.ingestionMs - 1);
  const newest = Math.max(...before.map(({ timestampMs }) => timestampMs));
  expect(newest).toBeGreaterThan(late.timestampMs);
  expect(before).not.toContainEqual(late);
  expect(read(late.ingestionMs)).toContainEqual(late);
  expect(read(late.ingestionMs, newest)).not.toContainEqual(late);
});

test('an input or output above 248 KiB, escaped, is cut and says so; one below it is whole', () => {
  const quotes = '"'.repeat(90_000);
  run(makeMachine(), 1, { note: quotes });
  const cut = read()
    .map(parse)
    .find(({ type }) => type === 'ExecutionStarted')?.['details'];
  if (!isMap(cut)) throw new Error('no details');
  const text = textIn(cut, 'input') ?? '';
  expect(cut['inputDetails']).toEqual({ truncated: true });
  // A quote is two characters in the payload and four in the line.
  expect(JSON.stringify(text).length - 2).toBeGreaterThan(248 * 1_024 - 4);
  expect(JSON.stringify(text).length - 2).toBeLessThanOrEqual(248 * 1_024);
  expect(JSON.stringify({ note: quotes }).startsWith(text)).toBe(true);
  expect(Math.max(...read().map(({ message }) => Buffer.byteLength(message)))).toBeLessThan(256 * 1_024);

  run(makeMachine(), 1, { note: 'x'.repeat(250_000) });
  const whole = read()
    .map(parse)
    .findLast(({ type }) => type === 'ExecutionStarted')?.['details'];
  expect(isMap(whole) && whole['inputDetails']).toEqual({ truncated: false });
});
