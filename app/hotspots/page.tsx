import { Flame } from 'lucide-react';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { HotspotsOutline } from '@/components/hotspots/hotspots-outline';
import { Notice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { executionsPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';

export const metadata: Metadata = { title: 'Hotspots' };

export default function HotspotsPage(): ReactNode {
  return (
    <Page>
      <PageHeader title="Hotspots" facts="The worst states over all state machines" />
      <Notice icon={<Flame className="size-4.5" strokeWidth={1.75} />} title="Hotspots are not in this version">
        <p>
          The states that fail, retry or slow down most will stand here. Until then the{' '}
          <RangeLink path="/" className="text-accent underline">
            overview
          </RangeLink>{' '}
          names the worst state of each machine, and the list of{' '}
          <RangeLink path={executionsPath({ status: 'FAILED' })} className="text-accent underline">
            failed executions
          </RangeLink>{' '}
          the state each failed at.
        </p>
      </Notice>
      <HotspotsOutline caption="States of all machines, worst first" />
    </Page>
  );
}
