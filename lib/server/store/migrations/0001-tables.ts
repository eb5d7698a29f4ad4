import 'server-only';

/**
 * The first tables. Rows are only appended (security.md D4). `version` numbers rows in the order in which they were
 * written; a replaced execution's row is copied into `replaced_executions`, a replaced history's number goes into
 * `replaced_histories`, and compaction removes both sides. Times are ms since the epoch. `bucket` is a duration as
 * `duration-bucket.ts` counts it, null where it has none. No column is NOT NULL: rewriting a table would drop that.
 */
const EXECUTION_COLUMNS = `
  version BIGINT, key BIGINT, machine INTEGER, arn VARCHAR, name VARCHAR, type UTINYINT, is_child BOOLEAN,
  status UTINYINT,
  started_at BIGINT, ended_at BIGINT, bucket SMALLINT,
  error VARCHAR, cause VARCHAR, failed_state VARCHAR, retries INTEGER, redrives INTEGER,
  has_input BOOLEAN, has_output BOOLEAN, source UTINYINT, coverage UTINYINT,
  history BIGINT, history_events INTEGER, history_status UTINYINT, history_redrives INTEGER, history_last_at BIGINT`;

export const CREATE_TABLES = [
  // Facts are JSON, as the port shapes them; the newest version of a machine counts.
  'CREATE TABLE machines (version BIGINT, machine INTEGER, arn VARCHAR, facts VARCHAR)',
  'CREATE TABLE states (state INTEGER, machine INTEGER, name VARCHAR, type UTINYINT)',

  `CREATE TABLE executions (${EXECUTION_COLUMNS})`,
  `CREATE TABLE replaced_executions (${EXECUTION_COLUMNS})`,
  // Sums of n over it count each execution once, without looking up which rows were replaced.
  `CREATE VIEW signed_executions AS
     SELECT *, 1 AS n FROM executions UNION ALL SELECT *, -1 AS n FROM replaced_executions`,
  'CREATE VIEW current_executions AS SELECT * FROM executions ANTI JOIN replaced_executions USING (version)',

  'CREATE TABLE event_blocks (history BIGINT, part INTEGER, events BLOB)',
  'CREATE TABLE replaced_histories (history BIGINT)',

  `CREATE TABLE visits (history BIGINT, machine INTEGER, state INTEGER, visit INTEGER, outcome UTINYINT,
     is_consequence BOOLEAN, is_fatal BOOLEAN, is_recovered BOOLEAN,
     entered_at BIGINT, ended_at BIGINT, bucket SMALLINT,
     attempts INTEGER, failed_attempts INTEGER, retries INTEGER, redriven_attempts INTEGER, lost_ms BIGINT)`,
  `CREATE TABLE attempts (history BIGINT, machine INTEGER, state INTEGER, visit INTEGER, attempt INTEGER,
     outcome UTINYINT, scheduled_at BIGINT, ended_at BIGINT, bucket SMALLINT)`,
  // Visits that failed, were caught or recovered: few, and asked for over all machines at once.
  `CREATE TABLE failures (history BIGINT, machine INTEGER, state INTEGER, visit INTEGER, kind UTINYINT,
     is_consequence BOOLEAN, ended_at BIGINT, error VARCHAR)`,
  // Every attempt that had to be answered, also those that were.
  `CREATE TABLE waits (history BIGINT, machine INTEGER, state INTEGER, visit INTEGER, event INTEGER, attempt INTEGER,
     resource VARCHAR, since BIGINT, started_at BIGINT, ended_at BIGINT, timeout_s BIGINT, heartbeat_s BIGINT)`,

  // An anti-join by name: the same as NOT EXISTS is planned as a join that first writes down every row.
  ...['visits', 'attempts', 'failures', 'waits'].map(
    (table) => `CREATE VIEW current_${table} AS SELECT * FROM ${table} ANTI JOIN replaced_histories USING (history)`,
  ),

  'CREATE TABLE watermarks (version BIGINT, key VARCHAR, value VARCHAR)',
  // When a group of tables was rewritten: what has a higher number was appended since.
  'CREATE TABLE compactions (version BIGINT, tables VARCHAR)',
] as const;
