import { expect, test } from 'vitest';
import { changeInWindow, changeSince } from '@/lib/view/overview-words';

const DAY_MS = 86_400_000;

test.each([
  [251, 213, DAY_MS, '38 more than in the 24 h before'],
  [11, 1_020, 7 * DAY_MS, '1,009 fewer than in the 7d before'],
  [4, 4, 900_000, 'As many as in the 15m before'],
  [4, null, DAY_MS, 'The number for the 24 h before is not known'],
])('%d against %s over %d ms', (count, before, lengthMs, words) => {
  expect(changeInWindow(count, before, lengthMs)).toBe(words);
});

test.each([
  [146, 140, '6 more than 24 h ago'],
  [1, 2, '1 fewer than 24 h ago'],
  [0, 0, 'As many as 24 h ago'],
  [0, null, 'The number 24 h ago is not known'],
])('%d now against %s then', (count, before, words) => {
  expect(changeSince(count, before, DAY_MS)).toBe(words);
});
