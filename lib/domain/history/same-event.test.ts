import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HistoryEvent } from './history-event';
import { isSameEvent } from './same-event';

const EVENT: HistoryEvent = {
  id: 5,
  previousEventId: 4,
  type: 'TaskSubmitted',
  atMs: epochMs(1_000),
  details: { resource: 'startExecution.sync', outputDetails: { truncated: false } },
};

test('takes two readings of an event that say the same for the same', () => {
  expect(isSameEvent(EVENT, structuredClone(EVENT))).toBe(true);
});

test.each<[string, Partial<HistoryEvent>]>([
  ['its type', { type: 'TaskSucceeded' }],
  ['its time', { atMs: epochMs(1_001) }],
  ['what it hangs on', { previousEventId: 3 }],
  ['what was looked up for it', { details: { ...EVENT.details, output: '{"ExecutionArn":"arn"}' } }],
  ['a detail that is gone', { details: { resource: 'startExecution.sync' } }],
  ['a detail within', { details: { ...EVENT.details, outputDetails: { truncated: true } } }],
])('tells readings apart by %s', (_, change) => {
  expect(isSameEvent(EVENT, { ...EVENT, ...change })).toBe(false);
  expect(isSameEvent({ ...EVENT, ...change }, EVENT)).toBe(false);
});
