import 'server-only';

/**
 * Copies the rows of these `$versions` to where replaced ones lie, every column as it is: sums over both tables take them
 * away again. They are found by their place, as in `read-executions`.
 */
export const MARK_REPLACED = `INSERT INTO replaced_executions SELECT * FROM executions
  WHERE rowid IN (SELECT rowid FROM executions WHERE version IN (SELECT unnest($versions)))`;
