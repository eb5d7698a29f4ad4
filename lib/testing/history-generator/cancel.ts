import type { HistoryWriter } from './history-writer';
import type { Line, TrueVisit } from './truth';

/**
 * Writes what AWS writes for the lines that end because of a failure at `at`: one `TaskStateAborted` for each open Task, the
 * failed one included, and `MapIterationAborted` for each iteration (aws-facts §2.4). What `…StateAborted` of a Wait, a
 * Map or a Parallel and `MapRunAborted` look like was never seen, so they are there or not.
 */
export function cancelLines(history: HistoryWriter, lines: readonly Line[], at: number): void {
  for (const line of lines) {
    if (line.isDone) continue;
    if (line.place.iteration !== null) cancelIteration(history, line, at);
    if (line.visit !== null) cancelVisit(history, line.visit, at);
  }
}

function cancelIteration(history: HistoryWriter, { place }: Line, at: number): void {
  const { container, iteration } = place;
  if (container === null) return;
  history.add('MapIterationAborted', at, { name: container.state, index: iteration });
  container.iterations.aborted += 1;
}

function cancelVisit(history: HistoryWriter, visit: TrueVisit, at: number): void {
  if (visit.outcome !== null) return;
  cancelLines(history, visit.lines, at);
  const isTold = visit.stateType === 'Task' || history.choices.oneIn(2);
  const hasEvent = visit.stateType === 'Task' || visit.stateType === 'Wait' || visit.lines.length > 0;
  if (visit.mapRunAt !== null && isTold) history.add('MapRunAborted', history.choices.of(visit.mapRunAt, at));
  if (isTold && hasEvent) history.add(`${visit.stateType}StateAborted`, at);
  endFromOutside(visit);
}

/** Notes that a visit and all inside it end because of something elsewhere. */
export function endFromOutside(visit: TrueVisit): void {
  for (const line of visit.lines) if (line.visit !== null) endFromOutside(line.visit);
  if (visit.outcome !== null) return;
  visit.outcome = visit.failedAtMs === null ? 'aborted' : 'failed';
  const attempt = visit.attempts.at(-1);
  if (attempt?.outcome === 'running') attempt.outcome = 'aborted';
}
