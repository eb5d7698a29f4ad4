import { expect, test } from 'vitest';
import { untilNextCloseMs } from './month-end-close';

test.each([
  ['2026-10-31T23:00:00Z', '2026-11-01T05:00:00Z'],
  ['2026-11-01T05:00:00Z', '2026-11-01T05:20:00Z'],
  ['2026-11-01T06:40:00Z', '2026-12-01T05:00:00Z'],
  ['2026-12-24T12:00:00Z', '2027-01-01T05:00:00Z'],
])('after %s the next company is due at %s', (from, next) => {
  expect(Date.parse(from) + untilNextCloseMs(Date.parse(from))).toBe(Date.parse(next));
});
