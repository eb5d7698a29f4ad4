import type { Line, TrueVisit } from './truth';

/**
 * Whether recordings tell, or nearly so, what a redrive of this line writes. They do not for a Fail state inside a Map or
 * Parallel, nor for a Map that failed before it began.
 */
export function canRedrive(line: Line): boolean {
  const { visit } = line;
  if (visit === null || line.isDone) return true;
  switch (visit.stateType) {
    case 'Fail':
      return visit.place.container === null;
    case 'Map':
    case 'Parallel': {
      const hasBegun = visit.lines.length > 0 || visit.mapRunAt !== null;
      return visit.attempts.length > 0 && hasBegun && visit.lines.every(canRedrive);
    }
    default:
      return true;
  }
}

/** Notes that a visit that never exited goes on: a Map or Parallel in the attempt it had, a Task with a new one. */
export function reopen(visit: TrueVisit): void {
  if (visit.exit !== null) return;
  visit.outcome = null;
  if (visit.stateType === 'Fail') return;
  visit.failedAtMs = null;
  visit.timeOut = null;
  const attempt = visit.attempts.at(-1);
  if (attempt !== undefined && visit.stateType !== 'Task') attempt.outcome = 'running';
  for (const line of visit.lines) if (line.visit !== null) reopen(line.visit);
}
