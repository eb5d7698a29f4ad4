import { expect, test } from 'vitest';
import { readWindowQuery, toWindowQuery } from '@/lib/client/window';
import { DEFAULT_TIME_RANGE } from '@/lib/domain/time-range';

test.each([
  ['', { from: 'now-24h', to: 'now', zone: 'UTC' }],
  ['from=now-7d&to=now', { from: 'now-7d', to: 'now', zone: 'UTC' }],
  ['from=soon&to=now', { from: 'now-24h', to: 'now', zone: 'UTC' }],
])('the address “%s” asks for %j', (text, window) => {
  expect(readWindowQuery(new URLSearchParams(text))).toEqual(window);
});

test('the zone is part of the question only where days are counted', () => {
  expect(toWindowQuery(DEFAULT_TIME_RANGE, 'Asia/Kolkata').zone).toBe('UTC');
  const today = { from: { kind: 'day-start' }, to: { kind: 'now' } } as const;
  expect(toWindowQuery(today, 'Asia/Kolkata')).toEqual({ from: 'now/d', to: 'now', zone: 'Asia/Kolkata' });
});
