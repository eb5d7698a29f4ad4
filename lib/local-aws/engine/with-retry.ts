import { type Routine, sleep } from '../clock/routine';
import type { Retrier } from '../language/definition';
import { RetryBudget } from '../language/retry';
import { evaluating } from './evaluation-failed';
import type { WorkEnd } from './line';
import type { Visit } from './visit';

/**
 * Runs attempts until one succeeds or Retry gives up. Nothing is written while the next attempt is waited for, and its
 * first event points at the failure (aws-facts §2.4). After a redrive the first attempt may be the one that was under
 * way, and retries are counted anew (§2.6).
 * @param attempt given its number, from 0
 */
export function* withRetry(
  visit: Visit,
  retriers: readonly Retrier[],
  attempt: (number: number) => Routine<WorkEnd>,
): Routine<WorkEnd> {
  const { resume } = visit.open;
  visit.open.resume = null;
  const budget = new RetryBudget(retriers);
  for (let number = 0; ; number += 1) {
    const end = yield* evaluating(visit, () => (number === 0 && resume !== null ? resume() : attempt(number)));
    if (end.kind !== 'failed') return end;
    const delayMs = budget.takeDelayMs(end, visit.execution.random);
    if (delayMs === null) return end;
    visit.line.at = end.eventId;
    yield* sleep(visit.execution.world.scheduler, delayMs);
  }
}
