import { expect, test } from 'vitest';
import { readHistoryEvent } from './history-event';

const whole = { id: 2, previousEventId: 1, type: 'TaskStateEntered', timestamp: '2026-11-22T18:00:00.000Z' };

test.each([
  { what: 'an id that no number holds exactly', change: { id: 1e300 }, reason: /id/ },
  { what: 'a predecessor that comes later', change: { previousEventId: 3 }, reason: /predecessor/ },
  { what: 'a time after the year 9999', change: { timestamp: 8.64e15 }, reason: /timestamp/ },
])('refuses $what, and says why', ({ change, reason }) => {
  expect(readHistoryEvent(whole)).toMatchObject({ kind: 'event' });
  expect(readHistoryEvent({ ...whole, ...change })).toEqual({
    kind: 'malformed',
    reason: expect.stringMatching(reason),
  });
});
