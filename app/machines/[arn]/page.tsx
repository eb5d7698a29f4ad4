import { Flame } from 'lucide-react';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { machineArnOf, machineTitle } from '@/components/arn/arn-title';
import { MachineView } from '@/components/arn/machine-view';
import { MachineDefinition } from '@/components/machine/machine-definition';
import { MachineDurations } from '@/components/machine/machine-durations';
import { MachineFigures } from '@/components/machine/machine-figures';
import { ConnectionProblems } from '@/components/problems/connection-problems';
import { MachineProblems } from '@/components/problems/machine-problems';
import { Notice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
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
        ];
  return (
    <Prefetched queries={queries}>
      <Page>
        <MachineView segment={segment}>
          {(arn, facts) => (
            <>
              <ConnectionProblems />
              <MachineProblems arn={arn} />
              <div className="grid items-start gap-4 lg:grid-cols-2">
                <MachineFigures arn={arn} />
                {facts}
              </div>
              <MachineDurations arn={arn} />
              <MachineDefinition arn={arn} name={machineTitle(segment)} />
              <Notice
                icon={<Flame className="size-4.5" strokeWidth={1.75} />}
                title="Figures of its states are not in this version"
              >
                <p>
                  Where it fails, retries or slows down is not told here yet. Which state each execution failed at
                  stands in the list of its executions.
                </p>
              </Notice>
            </>
          )}
        </MachineView>
      </Page>
    </Prefetched>
  );
}
