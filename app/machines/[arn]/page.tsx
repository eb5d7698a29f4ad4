import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { machineArnOf, machineTitle } from '@/components/arn/arn-title';
import { MachineView } from '@/components/arn/machine-view';
import { MachineHotspots } from '@/components/hotspots/machine-hotspots';
import { MachineDurations } from '@/components/machine/machine-durations';
import { MachineFigures } from '@/components/machine/machine-figures';
import { ConnectionProblems } from '@/components/problems/connection-problems';
import { MachineProblems } from '@/components/problems/machine-problems';
import { Page } from '@/components/ui/page';
import { machineHotspotsQuery } from '@/lib/client/queries/hotspots-query';
import { machineQuery } from '@/lib/client/queries/machines-query';
import { readWindowQuery } from '@/lib/client/window';
import { container, pageCaller } from '@/lib/server/container';
import { type SearchValues, toAddress } from '../../address';
import { Prefetched } from '../../prefetched';

type Props = { readonly params: Promise<{ readonly arn: string }>; readonly searchParams: SearchValues };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: machineTitle((await params).arn) };
}

export default async function MachinePage({ params, searchParams }: Props): Promise<ReactNode> {
  const { arn: segment } = await params;
  const window = readWindowQuery(await toAddress(searchParams));
  const { services } = container();
  const caller = await pageCaller();
  const named = machineArnOf(segment);
  const queries =
    named === null
      ? []
      : [
          {
            queryKey: machineQuery(named, window).queryKey,
            queryFn: () => services.getMachine({ arn: named, ...window, caller }),
          },
          {
            queryKey: machineHotspotsQuery(named, window).queryKey,
            queryFn: () => services.getHotspots({ arn: named, ...window, caller }),
          },
        ];
  return (
    <Prefetched queries={queries}>
      <Page>
        <MachineView segment={segment}>
          {(arn, facts) => (
            <>
              <ConnectionProblems />
              <MachineProblems arn={arn} />
              <MachineHotspots arn={arn} name={machineTitle(segment)} />
              <div className="grid items-start gap-4 lg:grid-cols-2">
                <MachineFigures arn={arn} />
                {facts}
              </div>
              <MachineDurations arn={arn} />
            </>
          )}
        </MachineView>
      </Page>
    </Prefetched>
  );
}
