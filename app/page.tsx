import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ConnectionFilter } from '@/components/connections/connection-filter';
import { MachinesTable } from '@/components/overview/machines-table';
import { OverviewFacts } from '@/components/overview/overview-facts';
import { OverviewTiles } from '@/components/overview/overview-tiles';
import { ConnectionProblems } from '@/components/problems/connection-problems';
import { ReadingProgress } from '@/components/problems/reading-progress';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { machinesQuery } from '@/lib/client/queries/machines-query';
import { overviewQuery } from '@/lib/client/queries/overview-query';
import { readScopeQuery, toScopeInput } from '@/lib/client/scope';
import { container, pageCaller } from '@/lib/server/container';
import { type SearchValues, toAddress } from './address';
import { Prefetched } from './prefetched';

export const metadata: Metadata = { title: { absolute: 'Overview · Statelens' } };

type Props = { readonly searchParams: SearchValues };

export default async function OverviewPage({ searchParams }: Props): Promise<ReactNode> {
  const scope = readScopeQuery(await toAddress(searchParams));
  const asked = toScopeInput(scope);
  const { services } = container();
  const caller = await pageCaller();
  return (
    <Prefetched
      queries={[
        { queryKey: overviewQuery(scope).queryKey, queryFn: () => services.getOverview({ ...asked, caller }) },
        { queryKey: machinesQuery(scope).queryKey, queryFn: () => services.listMachines({ ...asked, caller }) },
      ]}
    >
      <Page>
        <PageHeader title="Overview" facts={<OverviewFacts />} actions={<ConnectionFilter />} />
        <ConnectionProblems />
        <ReadingProgress />
        <OverviewTiles />
        <MachinesTable />
      </Page>
    </Prefetched>
  );
}
