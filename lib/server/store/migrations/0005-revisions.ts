import 'server-only';

/**
 * With which definition executions ran, as AWS told of one of them. Where `version` is 0 all that no version started from
 * `updated_at` to `seen_at` ran with it, else all that this version started. `revision` is null for the definition from
 * before the first update. Of one revision there is a row for each time that it was seen later.
 */
export const ADD_REVISIONS = [
  'CREATE TABLE revisions (machine INTEGER, version INTEGER, revision VARCHAR, updated_at BIGINT, seen_at BIGINT)',
] as const;
