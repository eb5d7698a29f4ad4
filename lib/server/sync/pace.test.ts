import { describe, expect, it, test } from 'vitest';
import { nextInterval, rereadDelay, retryDelay, stopsConnection } from './pace';

describe('nextInterval', () => {
  it('asks soon after news and ever more seldom without, as seldom as the number of machines wants', () => {
    expect(nextInterval(300_000, true, 100)).toBe(5_000);
    expect([5_000, 10_000, 20_000].map((previous) => nextInterval(previous, false, 2))).toEqual([
      10_000, 10_000, 10_000,
    ]);
    expect([5_000, 10_000, 400_000].map((previous) => nextInterval(previous, false, 20))).toEqual([
      10_000, 20_000, 100_000,
    ]);
  });
});

test('calls twice a minute while credentials are missing or expired, however often that has failed (R3)', () => {
  for (const code of ['no-credentials', 'expired-credentials'] as const)
    expect([1, 5, 100].map((failures) => retryDelay(code, failures))).toEqual([30_000, 30_000, 30_000]);
});

test('asks for a permission that was refused twice a minute, and half as often once nobody mends it', () => {
  expect([1, 2, 10, 11, 100].map((failures) => retryDelay('access-denied', failures))).toEqual([
    30_000, 30_000, 30_000, 60_000, 60_000,
  ]);
});

test('tries an endpoint that is down soon and then at least every 30 s, so that it is back by then', () => {
  expect([1, 2, 3, 4, 5, 100].map((failures) => retryDelay('unreachable', failures))).toEqual([
    3_000, 6_000, 12_000, 24_000, 30_000, 30_000,
  ]);
});

test('takes a refusal of one call for that of one machine, and a missing login for all', () => {
  expect(stopsConnection('expired-credentials')).toBe(true);
  expect(stopsConnection('access-denied')).toBe(false);
  expect(stopsConnection('throttled')).toBe(false);
});

test('reads open executions again the more seldom the older they are', () => {
  expect([0, 60_000, 600_000, 86_400_000].map(rereadDelay)).toEqual([10_000, 10_000, 30_000, 300_000]);
});
