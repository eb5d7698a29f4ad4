import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { GraphAnswer } from '@/lib/contract/graph';

const FRESH_MS = 5 * 60_000;

/** The definition that an execution ran with, laid out. */
export function executionGraphQuery(arn: string) {
  return queryOptions({
    queryKey: ['execution-graph', arn],
    queryFn: ({ signal }) => apiGet<GraphAnswer>(apiPath(['executions', arn, 'graph']), signal),
    staleTime: FRESH_MS,
  });
}

/** The definition that a machine has now, laid out. `arn` is without version or alias. */
export function machineGraphQuery(arn: string) {
  return queryOptions({
    queryKey: ['machine-graph', arn],
    queryFn: ({ signal }) => apiGet<GraphAnswer>(apiPath(['machines', arn, 'graph']), signal),
    staleTime: FRESH_MS,
  });
}
