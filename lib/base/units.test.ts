import fc from 'fast-check';
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

test.each([
  undefined,
  null,
  '',
  'yesterday',
  '2026-13-45T99:00:00Z',
  Number.NaN,
  -1,
  253_402_300_800_000,
  '1e300',
  '9'.repeat(20),
  {},
])('does not take %s for a time', (value) => {
  expect(readTime(value)).toBeUndefined();
});

test('reads every time in the form that is printed most as Date.parse does, days that no month has included', () => {
  const two = (max: number) => fc.nat({ max }).map((number) => String(number).padStart(2, '0'));
  const text = fc
    .tuple(fc.integer({ min: 1, max: 9_999 }), two(14), two(33), two(25), two(61), two(61), fc.nat({ max: 999 }))
    .map(([year, month, day, hour, minute, second, ms]) => {
      const date = `${String(year).padStart(4, '0')}-${month}-${day}`;
      return `${date}T${hour}:${minute}:${second}.${String(ms).padStart(3, '0')}Z`;
    });
  fc.assert(
    fc.property(text, (value) => {
      const parsed = Date.parse(value);
      expect(readTime(value)).toBe(Number.isNaN(parsed) ? undefined : parsed);
    }),
    { numRuns: 1_000 },
  );
});

test('never gives a negative length of time', () => {
  expect(elapsedMs(epochMs(10), epochMs(7))).toBe(0);
});
