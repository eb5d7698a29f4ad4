import { expect, test } from 'vitest';
import { formatDuration } from './format';
import { readDuration } from './read-duration';

test.each([
  ['340 ms', 340],
  ['90s', 90_000],
  ['1.5 h', 5_400_000],
  ['12m 8s', 728_000],
  [' 2D 4h ', 187_200_000],
  ['10 min', 600_000],
  ['0 ms', 0],
])('reads %j', (text, durationMs) => {
  expect(readDuration(text)).toBe(durationMs);
});

test.each(['', '90', 'soon', '5 weeks', '12m 8', '-3 s', '1..5 s'])('does not guess at %j', (text) => {
  expect(readDuration(text)).toBeNull();
});

test('what is written for people is read back', () => {
  for (const durationMs of [0, 340, 1_200, 34_000, 728_000, 10_920_000, 187_200_000]) {
    expect(readDuration(formatDuration(durationMs))).toBe(durationMs);
  }
});
