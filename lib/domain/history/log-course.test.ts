import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HistoryEvent } from './history-event';
import { readLogCourse } from './log-course';

const MINUTE = 60_000;

function run(startMs: number, last = 'ExecutionSucceeded'): readonly HistoryEvent[] {
  const types = ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', last];
  return types.map((type, at) => ({
    id: at + 1,
    previousEventId: at < 2 ? 0 : at,
    type,
    atMs: epochMs(startMs + at),
    details: type.startsWith('PassState') ? { name: 'Only' } : {},
  }));
}

function read(records: readonly HistoryEvent[], nowMs = 10 * MINUTE) {
  return readLogCourse(records, { type: 'EXPRESS', nowMs: epochMs(nowMs) });
}

test('puts lines in order however they came, doubled ones once', () => {
  const course = read([...run(1_000).toReversed(), ...run(1_000)]);
  expect(course).toMatchObject({ status: 'SUCCEEDED', isComplete: true });
  expect(course.events.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
});

test('a missing line makes it incomplete and no less ended', () => {
  expect(read(run(1_000).filter(({ id }) => id !== 2))).toMatchObject({ status: 'SUCCEEDED', isComplete: false });
});

test('silence is running for six minutes and unknown from then on', () => {
  const open = run(1_000).slice(0, 2);
  expect(read(open, 1_000 + 6 * MINUTE - 1).status).toBe('RUNNING');
  expect(read(open, 1_000 + 6 * MINUTE).status).toBe('UNKNOWN');
});

test('of two runs one after the other the last is shown, and said not to be all', () => {
  const course = read([...run(1_000, 'ExecutionFailed'), ...run(5_000)]);
  expect(course).toMatchObject({ status: 'SUCCEEDED', isComplete: false });
  expect(course.timeline.startedAtMs).toBe(5_000);
});

test('overlapping runs have ended when each of them has', () => {
  const course = read([...run(1_000), ...run(1_001).slice(0, 3)], 2_000);
  expect(course).toMatchObject({ status: 'RUNNING', events: [], isRepeated: true, isComplete: false });
});

test('of runs that are known to overlap nothing but ends is read', () => {
  const facts = { type: 'EXPRESS', nowMs: epochMs(2_000), isMixed: true } as const;
  expect(readLogCourse(run(1_000), facts)).toMatchObject({ status: 'RUNNING', events: [], isRepeated: true });
});

test('of runs that overlap only an end that they agree on is known', () => {
  expect(read([...run(1_000), ...run(1_001)])).toMatchObject({ status: 'SUCCEEDED', timeline: { visits: [] } });
  expect(read([...run(1_000), ...run(1_001, 'ExecutionFailed')])).toMatchObject({ status: 'UNKNOWN', events: [] });
  const open = [...run(1_000).slice(0, 2), ...run(1_001).slice(0, 2)];
  expect([read(open, 2_000).status, read(open).status]).toEqual(['RUNNING', 'UNKNOWN']);
});
