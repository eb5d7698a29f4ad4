import { describe, expect, it, test } from 'vitest';
import { nextInterval, rereadDelay, restAfterWalk, retryDelay, smoothRate, stopsConnection } from './pace';

describe('nextInterval', () => {
  it('asks soon after news and ever more seldom without, as seldom as the number of machines wants', () => {
    expect(nextInterval(300_000, true, 100)).toBe(5_000);
    expect([5_000, 10_000, 20_000].map((previous) => nextInterval(previous, false, 2))).toEqual([
      10_000, 10_000, 10_000,
    ]);
    expect(nextInterval(8_000, false, 1)).toBe(8_000);
    expect([5_000, 10_000, 400_000].map((previous) => nextInterval(previous, false, 20))).toEqual([
      10_000, 20_000, 100_000,
    ]);
  });
});

test('rests after a walk through open executions a minute for each page but the first, and an hour at most', () => {
  expect([1, 2, 61, 1_000].map(restAfterWalk)).toEqual([0, 60_000, 3_600_000, 3_600_000]);
});

describe('smoothRate', () => {
  it('follows the rate of news over some minutes, and takes the first round for what it tells of', () => {
    expect(smoothRate(0, 8_640, 86_400_000)).toBeCloseTo(0.1, 5);
    const afterOne = smoothRate(0, 10, 10_000);
    expect(afterOne).toBeGreaterThan(0.05);
    expect(afterOne).toBeLessThan(0.1);
    expect(smoothRate(1, 0, 600_000)).toBeLessThan(0.01);
    expect(smoothRate(0.3, 5, 0)).toBe(0.3);
  });
});

test('calls twice a minute while credentials are missing or expired, and not before the connection lets a call out (R3)', () => {
  for (const code of ['no-credentials', 'expired-credentials'] as const)
    expect([1, 5, 100].map((failures) => retryDelay(code, failures))).toEqual([30_050, 30_050, 30_050]);
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

test('asks again within 20 s of a refusal for too many calls, so that reading is back within a minute (R2)', () => {
  expect([1, 2, 3, 100].map((failures) => retryDelay('throttled', failures))).toEqual([5_000, 10_000, 20_000, 20_000]);
});

test('takes a refusal of one call for that of one machine, and a missing login for all', () => {
  expect(stopsConnection('expired-credentials')).toBe(true);
  expect(stopsConnection('access-denied')).toBe(false);
  expect(stopsConnection('throttled')).toBe(false);
});

test('reads open executions again the more seldom the older they are', () => {
  expect([0, 60_000, 600_000, 86_400_000].map(rereadDelay)).toEqual([10_000, 10_000, 30_000, 300_000]);
});
