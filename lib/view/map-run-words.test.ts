import { expect, it } from 'vitest';
import { groupsOf, itemsText, type MapRunCounts, pendingText, startedOf, toleranceText } from './map-run-words';

const NONE: MapRunCounts = {
  total: 0,
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  pendingRedrive: 0,
};

it('groups what there is by status, what went wrong first, and counts what can be listed', () => {
  const counts = { ...NONE, total: 12, pending: 3, succeeded: 5, aborted: 2, failed: 1, running: 1 };
  expect(groupsOf(counts)).toEqual([
    { status: 'FAILED', count: 1 },
    { status: 'ABORTED', count: 2 },
    { status: 'RUNNING', count: 1 },
    { status: 'SUCCEEDED', count: 5 },
  ]);
  expect(startedOf(counts)).toBe(9);
  expect(groupsOf(NONE)).toEqual([]);
});

it('speaks of items only where an execution works on several', () => {
  expect(itemsText({ ...NONE, total: 10 }, { ...NONE, total: 10 })).toBeNull();
  expect(itemsText({ ...NONE, total: 10 }, { ...NONE, total: 1_000 })).toBe('1,000 items in 10 batches');
});

it.each([
  [0, 0, 'no failure'],
  [1, 0, '1 item failing'],
  [0, 5, '5 % of its items failing'],
  [20, 0.333_333, '20 items or 0.33 % of its items failing'],
])('says what is tolerated: %d, %d %%', (toleratedFailureCount, toleratedFailurePercentage, words) => {
  expect(toleranceText({ toleratedFailureCount, toleratedFailurePercentage })).toBe(words);
});

it('tells what was never started from what still waits for its turn', () => {
  expect(pendingText(NONE, true)).toBeNull();
  expect(pendingText({ ...NONE, pending: 1_200 }, true)).toBe('1,200 never started');
  expect(pendingText({ ...NONE, pending: 1_200 }, false)).toBe('1,200 not started yet');
});
