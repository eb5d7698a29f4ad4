import { FileQuestion } from 'lucide-react';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Notice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { RangeLink } from '@/lib/client/range-link';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound(): ReactNode {
  return (
    <Page>
      <PageHeader title="Not found" />
      <Notice icon={<FileQuestion className="size-4.5" strokeWidth={1.75} />} title="There is no page at this address">
        <p>
          To open an execution or a state machine, paste its ARN into the jump field above. Or go to the{' '}
          <RangeLink path="/" className="text-accent underline">
            overview
          </RangeLink>
          .
        </p>
      </Notice>
    </Page>
  );
}
