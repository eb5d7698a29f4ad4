import { expect, test } from 'vitest';
import { isLogged } from './execution-log';
import { parseFilterPattern } from './filter-pattern';
import { type LogEvent, LogGroup } from './log-group';

const HOUR_MS = 3_600_000;
const ALL = { fromMs: null, toMs: null, fromSequence: 0, limit: 10_000, matches: () => true };

function groupOf(lines: number, message: (index: number) => string, keepMs = HOUR_MS): LogGroup {
  const group = new LogGroup('group', '123456789012', 'eu-west-1', 0, keepMs);
  for (let index = 0; index < lines; index += 1) {
    group.append({ timestampMs: index, ingestionMs: index + 2_000, stream: 's', message: message(index) });
  }
  return group;
}

function pages(group: LogGroup, matches: (event: LogEvent) => boolean): readonly number[] {
  const lengths: number[] = [];
  for (let next: number | null = 0; next !== null; ) {
    const page = group.read({ ...ALL, fromSequence: next, matches }, Number.POSITIVE_INFINITY);
    lengths.push(page.events.length);
    next = page.nextSequence;
  }
  return lengths;
}

test('a page holds at most 1 MB', () => {
  expect(
    pages(
      groupOf(25, () => 'x'.repeat(100_000)),
      () => true,
    ),
  ).toEqual([10, 10, 5]);
});

test('a page holds at most 10,000 lines', () => {
  expect(
    pages(
      groupOf(20_001, () => 'x'),
      () => true,
    ),
  ).toEqual([10_000, 10_000, 1]);
});

test('a rare match gives empty pages that are not the last', () => {
  const group = groupOf(100_000, (index) => `{"n":"${index}"}`);
  expect(pages(group, parseFilterPattern('{ $.n = "99999" }'))).toEqual([0, 0, 1]);
});

test('a line cannot be read before it arrives', () => {
  const group = groupOf(10, () => 'x');
  expect(group.read(ALL, 2_004).events.map(({ timestampMs }) => timestampMs)).toEqual([0, 1, 2, 3, 4]);
});

test('both ends of a time range are in it', () => {
  const group = groupOf(10, () => 'x');
  const { events } = group.read({ ...ALL, fromMs: 3, toMs: 5 }, HOUR_MS);
  expect(events.map(({ timestampMs }) => timestampMs)).toEqual([3, 4, 5]);
});

test('old lines are forgotten, and tokens still lead on', () => {
  const group = groupOf(20_000, () => 'x', 1_000);
  const { events } = group.read({ ...ALL, fromSequence: 5_000 }, HOUR_MS);
  expect(events[0]?.sequence).toBe(18_999);
  expect(group.storedBytes).toBe(events.length * 27);
});

test.each([
  ['{ $.a = "x" }', '{"a":"x"}', true],
  ['{ $.a = "x" }', '{"a":"xy"}', false],
  ['{ $.a = "x*" }', '{"a":"xy"}', true],
  ['{ $.a.b != "x" }', '{"a":{"b":"y"}}', true],
  ['{ $.a = "x" && $.b = 2 }', '{"a":"x","b":2}', true],
  ['{ $.a = "x" || $.b = "y" }', '{"a":"z","b":"y"}', true],
  ['{ $.a = "x" || $.b = "y" && $.c = "z" }', '{"a":"x"}', true],
  ['{ ($.a = "x" || $.b = "y") && $.c = "z" }', '{"a":"x"}', false],
  ['{ ($.a = "x*" || $.b = "y") && ($.c = "z") }', '{"a":"x: (1 || 2)","c":"z"}', true],
  ['{ $.a = "x" }', 'plain text with "a":"x"', false],
])('%s on %s: %s', (pattern, message, expected) => {
  const event = { sequence: 0, timestampMs: 0, ingestionMs: 0, stream: 's', message };
  expect(parseFilterPattern(pattern)(event)).toBe(expected);
});

test.each(['ERROR', '[a, b]', '{ $.a > 3 }', '{ ($.a = "x" }', '{ $.a = "x" | $.b = "y" }', '{ $.a = "x") }'])(
  'refuses the pattern %s',
  (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow('Invalid filter pattern');
  },
);

test.each([
  ['ALL', 'TaskStateEntered', true],
  ['ERROR', 'TaskStateEntered', false],
  ['ERROR', 'FailStateEntered', true],
  ['ERROR', 'TaskTimedOut', true],
  ['ERROR', 'ExecutionFailed', true],
  ['FATAL', 'TaskFailed', false],
  ['FATAL', 'ExecutionAborted', true],
  ['OFF', 'ExecutionFailed', false],
] as const)('%s logs %s: %s', (level, type, expected) => {
  expect(isLogged(level, type)).toBe(expected);
});
