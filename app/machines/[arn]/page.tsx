import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { machineTitle } from '@/components/arn/arn-title';
import { MachineView } from '@/components/arn/machine-view';
import { HotspotsOutline } from '@/components/hotspots/hotspots-outline';
import { Page } from '@/components/ui/page';
import { UnreadNotice } from '@/components/unread/unread-notice';

type Props = { readonly params: Promise<{ readonly arn: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: machineTitle((await params).arn) };
}

export default async function MachinePage({ params }: Props): Promise<ReactNode> {
  return (
    <Page>
      <MachineView segment={(await params).arn}>
        {(facts) => (
          <>
            <UnreadNotice willShow="The definition of this machine will stand here, coloured by where it fails, retries or slows down." />
            <HotspotsOutline caption="States of this machine, worst first" beside={facts} />
          </>
        )}
      </MachineView>
    </Page>
  );
}
