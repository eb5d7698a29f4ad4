import { elapsedMs } from '@/lib/base/units';
import type { Attempt, Visit } from '@/lib/domain/timeline/timeline';

/** Time that brought nothing, in ms. */
export type LostTime = {
  /** In attempts that failed. */
  readonly attemptsMs: number;
  /** Between a failed attempt and the retry. */
  readonly backoffMs: number;
};

export function lostTimeOfVisit({ attempts }: Visit): LostTime {
  return {
    attemptsMs: attempts.reduce((sum, attempt) => sum + failedLength(attempt), 0),
    backoffMs: attempts.reduce((sum, { backoffMs }) => sum + (backoffMs ?? 0), 0),
  };
}

/**
 * Over many visits. What was lost inside an attempt of a Map or Parallel that failed as a whole is in that attempt's time
 * already. Branches and items that ran at once are added up, so the sum may be longer than the execution.
 */
export function lostTimeOf(visits: readonly Visit[]): LostTime {
  const byId = new Map(visits.map((visit) => [visit.id, visit]));
  let attemptsMs = 0;
  let backoffMs = 0;
  for (const visit of visits) {
    if (isInsideLost(visit, byId)) continue;
    const lost = lostTimeOfVisit(visit);
    attemptsMs += lost.attemptsMs;
    backoffMs += lost.backoffMs;
  }
  return { attemptsMs, backoffMs };
}

function failedLength({ hasFailed, scheduledAtMs, endedAtMs }: Attempt): number {
  return hasFailed && endedAtMs !== null ? elapsedMs(scheduledAtMs, endedAtMs) : 0;
}

function isInsideLost(visit: Visit, byId: ReadonlyMap<number, Visit>): boolean {
  let at = visit;
  while (at.parent !== null) {
    const parent = byId.get(at.parent);
    if (parent === undefined) return false;
    if (parent.attempts[at.parentAttempt ?? 0]?.hasFailed) return true;
    at = parent;
  }
  return false;
}
