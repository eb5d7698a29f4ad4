import 'server-only';
import { z } from 'zod';
import { statement, text, time, whole } from '../statement';

/** The waits that ended last, each with the outcome of its attempt. */
export const endedWaits = statement({
  // The few waits are found first; the attempts of their histories are then read by number.
  sql: `WITH found AS MATERIALIZED (
          SELECT * FROM current_waits WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, history, event LIMIT $limit)
        SELECT found.history, event, found.visit, found.state, resource, found.attempt, since, started_at,
          found.ended_at, timeout_s, heartbeat_s, attempts.outcome
        FROM found JOIN attempts ON attempts.history = found.history AND attempts.attempt = found.event
        ORDER BY found.ended_at DESC, found.history, event`,
  parameters: z.object({ limit: z.number() }),
  row: z.object({
    history: whole,
    event: whole,
    visit: whole,
    state: whole,
    resource: text,
    attempt: whole,
    since: time,
    started_at: time.nullable(),
    ended_at: time,
    timeout_s: whole.nullable(),
    heartbeat_s: whole.nullable(),
    outcome: whole,
  }),
});
