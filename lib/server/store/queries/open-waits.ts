import 'server-only';
import { z } from 'zod';
import { noParameters, statement, text, time, whole } from '../statement';

/** Waits that nobody has answered as far as the histories tell. Whether their execution is still open is asked apart. */
export const openWaits = statement({
  sql: `SELECT history, event, visit, state, resource, attempt, since, started_at, timeout_s, heartbeat_s
        FROM current_waits WHERE ended_at IS NULL ORDER BY since, history, event`,
  parameters: noParameters,
  row: z.object({
    history: whole,
    event: whole,
    visit: whole,
    state: whole,
    resource: text,
    attempt: whole,
    since: time,
    started_at: time.nullable(),
    timeout_s: whole.nullable(),
    heartbeat_s: whole.nullable(),
  }),
});
