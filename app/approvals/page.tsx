import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ApprovalsOutline } from '@/components/approvals/approvals-outline';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { UnreadNotice } from '@/components/unread/unread-notice';

export const metadata: Metadata = { title: 'Approvals' };

export default function ApprovalsPage(): ReactNode {
  return (
    <Page>
      <PageHeader title="Approvals" facts="Tasks that wait for a person" />
      <UnreadNotice willShow="Tasks with a token and activities that nobody has answered will stand here, to be approved or rejected." />
      <ApprovalsOutline />
    </Page>
  );
}
