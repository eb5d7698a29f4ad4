import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ConnectionFilter } from '@/components/connections/connection-filter';
import { WorstStates } from '@/components/hotspots/worst-states';
import { ConnectionProblems } from '@/components/problems/connection-problems';
import { ReadingProgress } from '@/components/problems/reading-progress';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { readHotspotMeasure } from '@/lib/client/hotspot-address';
import { hotspotsQuery } from '@/lib/client/queries/hotspots-query';
import { readScopeQuery, toScopeInput } from '@/lib/client/scope';
import { container, pageCaller } from '@/lib/server/container';
import { type SearchValues, toAddress } from '../address';
import { Prefetched } from '../prefetched';

export const metadata: Metadata = { title: 'Hotspots' };

type Props = { readonly searchParams: SearchValues };

const LIMIT = 100;

export default async function HotspotsPage({ searchParams }: Props): Promise<ReactNode> {
  const address = await toAddress(searchParams);
  const scope = readScopeQuery(address);
  const { by } = readHotspotMeasure(address);
  const { services } = container();
  const caller = await pageCaller();
  return (
    <Prefetched
      queries={[
        {
          queryKey: hotspotsQuery(scope, by).queryKey,
          queryFn: () => services.listHotspots({ ...toScopeInput(scope), by, limit: LIMIT, caller }),
        },
      ]}
    >
      <Page>
        <PageHeader
          title="Hotspots"
          facts="The states that fail, retry or slow down most, over all state machines"
          actions={<ConnectionFilter />}
        />
        <ConnectionProblems />
        <ReadingProgress />
        <WorstStates />
      </Page>
    </Prefetched>
  );
}
