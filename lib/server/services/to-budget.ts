import 'server-only';
import type { ConnectionBudget, OperationBudget as OperationAnswer } from '@/lib/contract/budget';
import type { Connection } from '@/lib/server/ports/aws';
import type { BucketState, BudgetState, OperationBudget } from '@/lib/server/ports/aws-budget';
import { toDate, toDateOrNull } from './time-window';

/** The budget of a connection, and who else of `all` draws on it. */
export function toBudget(connection: Connection, all: readonly Connection[]): ConnectionBudget {
  const { place, share, operations } = connection.budget();
  const others = all.filter((other) => other.name !== connection.name && isSamePlace(other.budget().place, place));
  return {
    place: place === null ? null : { accountId: place.account, region: place.region },
    sharedWith: others.map(({ name }) => name),
    share: share === 'off' ? null : share,
    operations: operations.map(toOperation),
  };
}

function isSamePlace(a: BudgetState['place'], b: BudgetState['place']): boolean {
  return a !== null && b !== null && a.account === b.account && a.region === b.region;
}

function toOperation(budget: OperationBudget): OperationAnswer {
  return {
    operation: budget.operation,
    quotaPerSecond: budget.quota.perSecond,
    quotaBurst: budget.quota.burst,
    limit: toLimit(budget.limit),
    callsLastMinute: budget.calledLastMinute,
    callsSinceStart: budget.called,
    waitingClicks: budget.waiting.click,
    waitingBackground: budget.waiting.background,
    refusalsSinceStart: budget.refused,
    lastRefusalDate: toDateOrNull(budget.lastRefusedMs),
    throttled:
      budget.slowed === null
        ? null
        : { sinceDate: toDate(budget.slowed.sinceMs), untilDate: toDateOrNull(budget.slowed.untilMs) },
  };
}

function toLimit(limit: BucketState['limit']): OperationAnswer['limit'] {
  if (limit === null) return null;
  const { perSecond, fullPerSecond, burst, available } = limit;
  return { allowedPerSecond: perSecond, fullPerSecond, burst, available };
}
