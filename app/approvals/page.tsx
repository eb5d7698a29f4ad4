import { Inbox } from 'lucide-react';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ApprovalsOutline } from '@/components/approvals/approvals-outline';
import { Notice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { executionsPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';

export const metadata: Metadata = { title: 'Approvals' };

export default function ApprovalsPage(): ReactNode {
  return (
    <Page>
      <PageHeader title="Approvals" facts="Tasks that wait for a person" />
      <Notice icon={<Inbox className="size-4.5" strokeWidth={1.75} />} title="Approvals are not in this version">
        <p>
          Tasks with a token and activities that nobody has answered will stand here, to be approved or rejected. Until
          then the overview counts them, and each{' '}
          <RangeLink path={executionsPath({ status: 'RUNNING' })} className="text-accent underline">
            running execution
          </RangeLink>{' '}
          shows in its timeline what it waits for.
        </p>
      </Notice>
      <ApprovalsOutline />
    </Page>
  );
}
