import type { WaitState } from '../language/definition';
import { requirePath } from '../language/json-path';
import { fillJsonata } from '../language/jsonata-template';
import { EvaluationFailure } from '../language/states-error';
import { toBindings } from './state-data';
import type { Visit } from './visit';

/** How long a Wait waits, ms. A time that is past gives 0: the state is left at once (aws-facts §9.13). */
export function waitMs(visit: Visit, { until }: WaitState): number {
  const nowMs = visit.execution.world.scheduler.nowMs;
  switch (until.kind) {
    case 'seconds':
      return until.seconds * 1000;
    case 'seconds-path':
      return Math.max(0, Number(requirePath(visit.input, until.path, 'SecondsPath')) * 1000);
    case 'timestamp':
      return Math.max(0, Date.parse(until.timestamp) - nowMs);
    case 'timestamp-path':
      return Math.max(0, Date.parse(String(requirePath(visit.input, until.path, 'TimestampPath'))) - nowMs);
    case 'expression': {
      const value = fillJsonata(until.text, until.field, toBindings(visit));
      if (until.field === 'Seconds') return Math.max(0, Number(value) * 1000);
      return Math.max(0, toTimeMs(String(value)) - nowMs);
    }
  }
}

/** A time must name its offset. @throws EvaluationFailure in AWS's words (the corpus' `wait-timestamp-jsonata`) */
function toTimeMs(text: string): number {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return Date.parse(text);
  throw new EvaluationFailure(
    'Timestamp',
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
  );
}
