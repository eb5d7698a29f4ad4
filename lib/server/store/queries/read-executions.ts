import 'server-only';
import { z } from 'zod';
import { flag, statement, text, time, whole } from '../statement';

const row = z.object({
  version: whole,
  machine: whole,
  arn: text,
  name: text,
  type: whole,
  status: whole,
  started_at: time,
  ended_at: time.nullable(),
  error: text.nullable(),
  cause: text.nullable(),
  failed_state: text.nullable(),
  retries: whole.nullable(),
  redrives: whole,
  has_input: flag.nullable(),
  has_output: flag.nullable(),
  source: whole,
  coverage: whole,
  history: whole.nullable(),
  history_events: whole.nullable(),
  history_status: whole.nullable(),
  history_redrives: whole.nullable(),
  history_last_at: time.nullable(),
  machine_version: whole.nullable(),
  alias: text.nullable(),
});

/** One execution with all its columns. */
export type ExecutionColumns = z.infer<typeof row>;

const COLUMNS = '* EXCLUDE (key, bucket, is_child)';

/**
 * The rows of these versions, in no order. Versions are found by narrow columns first (`page-versions`), and places in
 * the table (`rowid`) by versions: reading every column of every candidate costs a hundred times more.
 */
export const readExecutions = statement({
  sql: `SELECT ${COLUMNS} FROM executions
        WHERE rowid IN (SELECT rowid FROM executions WHERE version IN (SELECT unnest($versions)))`,
  parameters: z.object({ versions: z.array(z.number()) }),
  row,
});

/** The current rows of executions with one of these keys, in no order. Two ARNs can share a key: compare the ARN. */
export const readExecutionsByKey = statement({
  // The few that are found are told apart from replaced ones, not the other way round.
  sql: `SELECT ${COLUMNS} FROM executions WHERE rowid IN (
          WITH found AS MATERIALIZED (
            SELECT rowid AS place, version FROM executions WHERE key IN (SELECT unnest($keys)))
          SELECT place FROM found ANTI JOIN replaced_executions USING (version))`,
  parameters: z.object({ keys: z.array(z.bigint()) }),
  row,
});
