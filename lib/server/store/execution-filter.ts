import 'server-only';
import { z } from 'zod';
import type { ExecutionFilter } from '@/lib/server/ports/index-store';
import { hasStatus, isOfMachines } from './conditions';

/** The values a filter binds; which of them are there depends on which filters were given. */
export const filterParameters = z.object({
  from: z.number(),
  to: z.number(),
  error: z.string().optional(),
  state: z.string().optional(),
  text: z.string().optional(),
});

export type FilterParameters = z.infer<typeof filterParameters>;

export type FilterSql = { readonly where: string; readonly parameters: FilterParameters };

/**
 * A filter as a condition over `executions`.
 *
 * @param machines their numbers in the catalog; null for all
 */
export function toFilterSql(filter: ExecutionFilter, machines: readonly number[] | null): FilterSql {
  const { fromMs: from, toMs: to, statuses, error, state, text } = filter;
  const conditions = [
    'started_at >= $from AND started_at < $to',
    isOfMachines(machines),
    ...(statuses === undefined ? [] : [hasStatus(statuses)]),
    ...(error === undefined ? [] : ['error = $error']),
    ...(state === undefined ? [] : ['failed_state = $state']),
    ...(text === undefined ? [] : [CONTAINS_TEXT]),
  ];
  const parameters = {
    from,
    to,
    ...(error === undefined ? {} : { error }),
    ...(state === undefined ? {} : { state }),
    ...(text === undefined ? {} : { text }),
  };
  return { where: conditions.join(' AND '), parameters };
}

const CONTAINS_TEXT = `(contains(lower(name), lower($text))
  OR contains(lower(error), lower($text)) OR contains(lower(cause), lower($text)))`;
