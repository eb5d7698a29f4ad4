import { expect, test } from 'vitest';
import { Random } from '../random';
import type { Retrier } from './definition';
import { RetryBudget } from './retry';
import { matchesError } from './states-error';

const RETRIER: Retrier = {
  errorEquals: ['A'],
  intervalSeconds: 2,
  maxAttempts: 4,
  backoffRate: 3,
  maxDelaySeconds: 30,
  jitter: 'NONE',
};

function delays(retriers: readonly Retrier[], errors: readonly string[]): readonly (number | null)[] {
  const budget = new RetryBudget(retriers);
  return errors.map((error) => budget.takeDelayMs({ error, cause: null }, new Random('retry')));
}

test('waits longer each time, up to the longest delay, and gives up', () => {
  expect(delays([RETRIER], ['A', 'A', 'A', 'A', 'A'])).toEqual([2_000, 6_000, 18_000, 30_000, null]);
});

test('each retrier counts for itself', () => {
  const other: Retrier = { ...RETRIER, errorEquals: ['States.ALL'], maxAttempts: 1, intervalSeconds: 1 };
  expect(delays([RETRIER, other], ['A', 'B', 'A', 'B'])).toEqual([2_000, 1_000, 6_000, null]);
});

test('full jitter stays below the delay', () => {
  const [delay] = delays([{ ...RETRIER, jitter: 'FULL' }], ['A']);
  expect(delay).toBeGreaterThanOrEqual(0);
  expect(delay).toBeLessThan(2_000);
});

test.each([
  [['States.TaskFailed'], { error: 'Any.Thing', cause: null }, true],
  [['States.TaskFailed'], { error: 'States.Timeout', cause: null }, false],
  [['States.Timeout'], { error: 'States.Timeout', cause: null, missedHeartbeat: true as const }, true],
  [['States.HeartbeatTimeout'], { error: 'States.Timeout', cause: null, missedHeartbeat: true as const }, true],
  [['States.HeartbeatTimeout'], { error: 'States.Timeout', cause: null }, false],
  [['States.ALL'], { error: null, cause: null }, true],
])('%j takes %j: %s', (errorEquals, error, expected) => {
  expect(matchesError(errorEquals, error)).toBe(expected);
});
