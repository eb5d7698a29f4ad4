import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { DefinitionAnswer } from '@/lib/contract/definition';

const FRESH_MS = 5 * 60_000;

/** The definition that an execution ran with. */
export function definitionQuery(arn: string) {
  return queryOptions({
    queryKey: ['definition', arn],
    queryFn: ({ signal }) => apiGet<DefinitionAnswer>(apiPath(['executions', arn, 'definition']), signal),
    staleTime: FRESH_MS,
  });
}
