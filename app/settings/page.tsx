import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ConnectionProblems } from '@/components/problems/connection-problems';
import { AboutPanels } from '@/components/settings/about-panels';
import { Choices } from '@/components/settings/choices';
import { ConnectionPanels } from '@/components/settings/connection-panels';
import { IndexPanel } from '@/components/settings/index-panel';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { connectionsQuery } from '@/lib/client/queries/connections-query';
import { syncQuery } from '@/lib/client/queries/sync-query';
import { container, pageCaller } from '@/lib/server/container';
import { Prefetched } from '../prefetched';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage(): Promise<ReactNode> {
  const { services } = container();
  const caller = await pageCaller();
  return (
    <Prefetched
      queries={[
        { queryKey: connectionsQuery().queryKey, queryFn: () => services.listConnections({ caller }) },
        { queryKey: syncQuery().queryKey, queryFn: () => services.getSync({ caller }) },
      ]}
    >
      <Page>
        <PageHeader title="Settings" facts="Choices of this browser, what is read, and what is running" />
        <ConnectionProblems />
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <div className="grid min-w-0 gap-4">
            <Choices />
            <ConnectionPanels />
          </div>
          <div className="grid min-w-0 gap-4">
            <IndexPanel index={await services.getIndexFacts({ caller })} />
            <AboutPanels about={services.getAbout({ caller })} />
          </div>
        </div>
      </Page>
    </Prefetched>
  );
}
