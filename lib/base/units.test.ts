import { expect, test } from 'vitest';
import { elapsedMs, epochMs, readTime } from './units';

test.each([
  ['ISO text in UTC', '2026-09-24T02:56:28.731Z', 1790218588731],
  ['ISO text with an offset and microseconds', '2026-09-24T03:56:28.731000+01:00', 1790218588731],
  ['epoch seconds with a fraction, not one millisecond less', 1790218588.751, 1790218588751],
  ['epoch milliseconds', 1790218588731, 1790218588731],
  ['epoch milliseconds as text', '1790218588731', 1790218588731],
])('reads %s', (_, value, expected) => {
  expect(readTime(value)).toBe(expected);
});

test.each([undefined, null, '', 'yesterday', '2026-13-45T99:00:00Z', Number.NaN, -1, {}])(
  'does not take %s for a time',
  (value) => {
    expect(readTime(value)).toBeUndefined();
  },
);

test('never gives a negative length of time', () => {
  expect(elapsedMs(epochMs(10), epochMs(7))).toBe(0);
});
