import 'server-only';

/**
 * With which definition executions ran: those that `version` started (0: no version) from `updated_at` on, until the next one
 * of the same machine and version. `revision` is null for the definition from before the first update.
 */
export const ADD_REVISIONS = [
  'CREATE TABLE revisions (machine INTEGER, version INTEGER, revision VARCHAR, updated_at BIGINT)',
] as const;
