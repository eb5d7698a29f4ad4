import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { OverviewOutline } from '@/components/overview/overview-outline';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { UnreadNotice } from '@/components/unread/unread-notice';

export const metadata: Metadata = { title: { absolute: 'Overview · Statelens' } };

export default function OverviewPage(): ReactNode {
  return (
    <Page>
      <PageHeader title="Overview" facts="All state machines, worst first" />
      <UnreadNotice willShow="Your state machines will stand here, with what failed, what runs and what waits for somebody." />
      <OverviewOutline />
    </Page>
  );
}
