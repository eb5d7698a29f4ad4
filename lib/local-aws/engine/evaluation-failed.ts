import type { Routine } from '../clock/routine';
import { DATA_LIMIT_ERROR, DataLimitFailure, EVALUATION_ERROR, EvaluationFailure } from '../language/states-error';
import type { WorkEnd } from './line';
import type { Visit } from './visit';

/**
 * The failure of a state that its own data brought about: an expression that fails is written first, data beyond the limit
 * is not. Anything else that was thrown goes on.
 */
export function toDataFailure(visit: Visit, error: unknown): WorkEnd & { readonly kind: 'failed' } {
  if (!(error instanceof DataLimitFailure)) return toEvaluationFailed(visit, error);
  return { kind: 'failed', eventId: visit.line.at, error: DATA_LIMIT_ERROR, cause: error.message };
}

/**
 * Writes EvaluationFailed and gives the failure that it is. The event stands beside the entry of its state, not below it;
 * a Wait's stands below (aws-facts §2.4). Anything else that was thrown goes on.
 */
function toEvaluationFailed(visit: Visit, error: unknown): WorkEnd & { readonly kind: 'failed' } {
  if (!(error instanceof EvaluationFailure)) throw error;
  const { execution, line, open } = visit;
  const isBeside = line.at === open.enteredEventId && open.type !== 'Wait';
  const entry = execution.events[open.enteredEventId - 1];
  const cause = `An error occurred while executing the state '${open.name}' (entered at the event id #${open.enteredEventId}). ${error.message}`;
  const failure = { error: EVALUATION_ERROR, cause };
  const eventId = execution.write('EvaluationFailed', isBeside ? (entry?.previousEventId ?? 0) : line.at, {
    ...failure,
    ...(error.location === null ? {} : { location: error.location }),
    state: open.name,
  });
  return { kind: 'failed', eventId, ...failure };
}

/** Runs an attempt; an expression that fails in it fails the attempt, so that Retry may take it. */
export function* evaluating(visit: Visit, attempt: () => Routine<WorkEnd>): Routine<WorkEnd> {
  try {
    return yield* attempt();
  } catch (error) {
    return toDataFailure(visit, error);
  }
}
