import 'server-only';

/**
 * Inputs and outputs of executions for search: one row for each of the two (`part`: 1 input, 2 output), of which neither ever
 * changes, so that none is replaced. In lower case, because search has no regard to it. `text` is null where AWS was asked
 * and told none. `started_at` is about when the execution started: a search reads only what lies near its window.
 */
export const ADD_PAYLOADS = [
  'CREATE TABLE payloads (key BIGINT, part UTINYINT, started_at BIGINT, text VARCHAR, is_cut BOOLEAN)',
] as const;
