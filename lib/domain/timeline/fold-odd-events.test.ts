import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { foldEvents } from './fold';

const NOW = Date.UTC(2026, 10, 22, 18);

/** An event that follows the one before it. */
function raw(id: number, type: string, details: object): HistoryEvent {
  return { id, previousEventId: id - 1, type, atMs: epochMs(NOW + id), details: { ...details } };
}

test('a Map of which the start is missing counts what ran in it to the first attempt', () => {
  const { visits } = foldEvents([
    raw(1, 'ExecutionStarted', {}),
    { ...raw(2, 'MapStateEntered', { name: 'Each' }), previousEventId: 0 },
    // 3, MapStateStarted, did not arrive.
    raw(4, 'MapIterationStarted', { name: 'Each', index: 0 }),
    raw(5, 'PassStateEntered', { name: 'Inner' }),
  ]);
  expect(visits.find(({ id }) => id === 2)?.map?.iterations).toMatchObject([{ index: 0, attempt: 0 }]);
});

test('a count of redrives that cannot be is passed over', () => {
  const { visits } = foldEvents([
    raw(1, 'ExecutionStarted', {}),
    raw(2, 'ExecutionAborted', {}),
    raw(3, 'ExecutionRedriven', { redriveCount: Number.MAX_SAFE_INTEGER }),
    raw(4, 'TaskStateEntered', { name: 'Charge' }),
    raw(5, 'TaskScheduled', { resourceType: 'sqs', resource: 'sendMessage' }),
  ]);
  expect(visits[0]?.attempts).toMatchObject([{ run: 1 }]);
});

test('a length or an index that is no count is passed over', () => {
  const { visits } = foldEvents([
    raw(1, 'ExecutionStarted', {}),
    raw(2, 'MapStateEntered', { name: 'Each' }),
    raw(3, 'MapStateStarted', { length: -1 }),
    raw(4, 'MapIterationStarted', { name: 'Each', index: 1.5 }),
  ]);
  expect(visits[0]?.map).toMatchObject({ lengths: [0], iterations: [{ index: 0 }] });
});
