import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { HotspotsOutline } from '@/components/hotspots/hotspots-outline';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { UnreadNotice } from '@/components/unread/unread-notice';

export const metadata: Metadata = { title: 'Hotspots' };

export default function HotspotsPage(): ReactNode {
  return (
    <Page>
      <PageHeader title="Hotspots" facts="The worst states over all state machines" />
      <UnreadNotice willShow="The states that fail, retry or slow down most will stand here." />
      <HotspotsOutline caption="States of all machines, worst first" />
    </Page>
  );
}
