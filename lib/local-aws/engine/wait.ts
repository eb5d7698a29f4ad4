import { asText, type JsonValue } from '../json-value';
import type { WaitState } from '../language/definition';
import { fillJsonata } from '../language/jsonata-template';
import { findPath } from '../language/scope';
import { EvaluationFailure, RuntimeFailure } from '../language/states-error';
import { toBindings, toScope } from './state-data';
import type { Visit } from './visit';

/** How long a Wait waits, ms. A time that is past gives 0: the state is left at once (aws-facts §9.13). */
export function waitMs(visit: Visit, { until }: WaitState): number {
  const nowMs = visit.execution.world.scheduler.nowMs;
  switch (until.kind) {
    case 'seconds':
      return until.seconds * 1000;
    case 'seconds-path':
      return Math.max(0, secondsAt(visit, until.path) * 1000);
    case 'timestamp':
      return Math.max(0, Date.parse(until.timestamp) - nowMs);
    case 'timestamp-path':
      return Math.max(0, timeMsAt(visit, until.path) - nowMs);
    case 'expression': {
      const value = fillJsonata(until.text, until.field, toBindings(visit));
      if (until.field === 'Seconds') return Math.max(0, Number(value) * 1000);
      return Math.max(0, timeMsOf(String(value)) - nowMs);
    }
  }
}

// The words of failures are AWS's (the corpus' `wait-base-wait-seconds-path` and `wait-timestamp-…`).

function secondsAt(visit: Visit, path: string): number {
  const value = valueAt(visit, path, 'SecondsPath');
  if (Number.isInteger(value)) return Number(value);
  throw new RuntimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${asText(value)}`);
}

function timeMsAt(visit: Visit, path: string): number {
  const text = asText(valueAt(visit, path, 'TimestampPath'));
  const timeMs = toTimeMs(text);
  if (timeMs !== null) return timeMs;
  throw new RuntimeFailure(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${text}`,
  );
}

function timeMsOf(text: string): number {
  const timeMs = toTimeMs(text);
  if (timeMs !== null) return timeMs;
  throw new EvaluationFailure(
    'Timestamp',
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
  );
}

function valueAt(visit: Visit, path: string, field: string): JsonValue {
  const value = findPath(toScope(visit), visit.input, path);
  if (value !== undefined) return value;
  throw new RuntimeFailure(`The ${field} parameter does not reference an input value: ${path}`);
}

/** A time must name its offset; `null` for text that is no such time. */
function toTimeMs(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? null : timeMs;
}
