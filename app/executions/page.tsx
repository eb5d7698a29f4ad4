import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ExecutionsOutline } from '@/components/executions/executions-outline';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { UnreadNotice } from '@/components/unread/unread-notice';

export const metadata: Metadata = { title: 'Executions' };

export default function ExecutionsPage(): ReactNode {
  return (
    <Page>
      <PageHeader title="Executions" facts="Standard and Express, in one list" />
      <UnreadNotice willShow="Executions will stand here, to be narrowed by status, machine, error and time." />
      <ExecutionsOutline />
    </Page>
  );
}
