import { type Routine, sleep } from '../clock/routine';
import type { Retrier } from '../language/definition';
import { RetryBudget } from '../language/retry';
import type { Visit, WorkEnd } from './visit';

/**
 * Runs attempts until one succeeds or Retry gives up. Nothing is written while the next attempt is waited for, and its
 * first event points at the failure (aws-facts §2.4).
 * @param attempt given its number, from 0
 */
export function* withRetry(
  visit: Visit,
  retriers: readonly Retrier[],
  attempt: (number: number) => Routine<WorkEnd>,
): Routine<WorkEnd> {
  const budget = new RetryBudget(retriers);
  for (let number = 0; ; number += 1) {
    const end = yield* attempt(number);
    if (end.kind !== 'failed') return end;
    const delayMs = budget.takeDelayMs(end, visit.execution.random);
    if (delayMs === null) return end;
    visit.line.at = end.eventId;
    yield* sleep(visit.execution.world.scheduler, delayMs);
  }
}
