import 'server-only';

/** Histories of the children of map runs. */
const OF_CHILDREN = 'history IN (SELECT history FROM executions WHERE is_child AND history IS NOT NULL)';

/**
 * Children of map runs are no executions of the machine whose map started them: AWS lists them by their map run alone, and
 * the index holds only those that somebody opened. Figures and lists are without them. What is kept beside the history is
 * what has to be answered in them (`waits`), each with its attempt, which belongs to no machine's figures: machine 0.
 */
export const SET_CHILDREN_APART = [
  `CREATE OR REPLACE VIEW signed_executions AS
     SELECT *, 1 AS n FROM executions WHERE NOT is_child
     UNION ALL SELECT *, -1 AS n FROM replaced_executions WHERE NOT is_child`,
  `DELETE FROM visits WHERE ${OF_CHILDREN}`,
  `DELETE FROM failures WHERE ${OF_CHILDREN}`,
  `INSERT INTO attempts SELECT * REPLACE (0 AS machine) FROM attempts
     WHERE ${OF_CHILDREN} AND (history, attempt) IN (SELECT (history, event) FROM waits)`,
  `DELETE FROM attempts WHERE machine <> 0 AND ${OF_CHILDREN}`,
] as const;
