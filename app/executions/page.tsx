import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ConnectionFilter } from '@/components/connections/connection-filter';
import { Executions } from '@/components/executions/executions';
import { ConnectionProblems } from '@/components/problems/connection-problems';
import { ReadingProgress } from '@/components/problems/reading-progress';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { readExecutionFilter, toFilterQuery } from '@/lib/client/execution-filter';
import { executionsQuery } from '@/lib/client/queries/executions-query';
import { readScopeQuery } from '@/lib/client/scope';
import { listExecutionsRequest } from '@/lib/contract/executions';
import { container, pageCaller } from '@/lib/server/container';
import { type SearchValues, toAddress } from '../address';
import { Prefetched } from '../prefetched';

export const metadata: Metadata = { title: 'Executions' };

type Props = { readonly searchParams: SearchValues };

export default async function ExecutionsPage({ searchParams }: Props): Promise<ReactNode> {
  const address = await toAddress(searchParams);
  const scope = readScopeQuery(address);
  const filter = readExecutionFilter(address);
  const { services } = container();
  const caller = await pageCaller();
  const list = async () => {
    const given = Object.entries({ ...scope, ...toFilterQuery(filter) }).filter(([, value]) => value !== null);
    // A filter that is not understood throws here and is left to the API, whose answer says which one and why.
    const input = listExecutionsRequest.parse(Object.fromEntries(given));
    return services.listExecutions({ ...input, caller });
  };
  return (
    <Prefetched queries={[{ queryKey: executionsQuery(scope, filter).queryKey, queryFn: list }]}>
      <Page>
        <PageHeader title="Executions" facts="Standard and Express, in one list" actions={<ConnectionFilter />} />
        <ConnectionProblems />
        <ReadingProgress />
        <Executions />
      </Page>
    </Prefetched>
  );
}
