import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HistoryEvent } from './history-event';
import { separateRuns } from './log-runs';

function event(id: number, type: string, atMs: number): HistoryEvent {
  return { id, previousEventId: Math.max(0, id - 1), type, atMs: epochMs(atMs), details: {} };
}

function run(startMs: number): HistoryEvent[] {
  return [
    event(1, 'ExecutionStarted', startMs),
    event(2, 'PassStateEntered', startMs + 1),
    event(3, 'ExecutionSucceeded', startMs + 2),
  ];
}

test('takes a line that was delivered twice for one event, in any order of arrival', () => {
  const once = run(1_000);
  const separated = separateRuns([...once.toReversed(), ...once], 'EXPRESS');
  expect(separated).toMatchObject({ kind: 'runs', duplicates: 3 });
  expect(separated.kind === 'runs' && separated.runs.map((each) => each.length)).toEqual([3]);
});

test('tells two runs under one ARN apart when one ended before the other began', () => {
  const separated = separateRuns([...run(5_000), ...run(1_000)], 'EXPRESS');
  expect(separated.kind === 'runs' && separated.runs.map((each) => each.map(({ id, atMs }) => [id, atMs]))).toEqual([
    [
      [1, 1_000],
      [2, 1_001],
      [3, 1_002],
    ],
    [
      [1, 5_000],
      [2, 5_001],
      [3, 5_002],
    ],
  ]);
});

test('does not blend runs that overlap', () => {
  const separated = separateRuns([...run(1_000), ...run(1_001)], 'EXPRESS');
  expect(separated).toMatchObject({ kind: 'overlapping', runs: 2 });
});

test.each([
  ['that has ended', run(1_005)],
  ['whose end is not here yet', run(1_005).slice(0, 2)],
])('does not take for apart a run %s, beside one that was further on when it began', (_, second) => {
  const first = [
    ...run(1_000).slice(0, 2),
    event(3, 'PassStateExited', 1_002),
    event(4, 'PassStateEntered', 1_006),
    event(5, 'PassStateExited', 1_006),
    event(6, 'ExecutionSucceeded', 1_020),
  ];
  expect(separateRuns([...first, ...second], 'EXPRESS')).toMatchObject({ kind: 'overlapping', runs: 2 });
});

test('does not blend runs whose starts were not both logged', () => {
  expect(separateRuns([...run(1_000), ...run(5_000).slice(1)], 'EXPRESS').kind).toBe('overlapping');
});

test.each([
  [
    'two ends with different ids, as a log of failures has them',
    [event(4, 'ExecutionFailed', 1_000), event(6, 'ExecutionFailed', 9_000)],
  ],
  ['a beginning after an end', [event(3, 'ExecutionSucceeded', 1_000), event(1, 'ExecutionStarted', 5_000)]],
  ['an id beyond that of the end', [event(3, 'ExecutionSucceeded', 1_000), event(5, 'PassStateEntered', 1_000)]],
])('takes no two runs for one where no id is shared: %s', (_, lines) => {
  expect(separateRuns(lines, 'EXPRESS').kind).toBe('overlapping');
});

test('takes ends of a Standard execution for those of its redrives, and lines out of step by some clocks for one run', () => {
  const redriven = [event(4, 'ExecutionFailed', 1_000), event(6, 'ExecutionFailed', 9_000)];
  expect(separateRuns(redriven, 'STANDARD')).toMatchObject({ kind: 'runs', runs: [redriven] });
  const skewed = [
    event(1, 'ExecutionStarted', 1_000),
    event(2, 'PassStateEntered', 1_080),
    event(3, 'ExecutionSucceeded', 1_040),
  ];
  expect(separateRuns(skewed, 'EXPRESS')).toMatchObject({ kind: 'runs', runs: [skewed] });
});
