import 'server-only';

/**
 * The version and the alias that an execution was started by: 0 and an empty text where it was by neither, null in rows
 * from before, of which that is not known. A view holds the columns that were there when it was made, so both that show
 * every column are made again.
 */
export const ADD_STARTED_WITH = [
  ...['executions', 'replaced_executions'].flatMap((table) => [
    `ALTER TABLE ${table} ADD COLUMN machine_version INTEGER`,
    `ALTER TABLE ${table} ADD COLUMN alias VARCHAR`,
  ]),
  `CREATE OR REPLACE VIEW signed_executions AS
     SELECT *, 1 AS n FROM executions UNION ALL SELECT *, -1 AS n FROM replaced_executions`,
  'CREATE OR REPLACE VIEW current_executions AS SELECT * FROM executions ANTI JOIN replaced_executions USING (version)',
] as const;
