'use client';

import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';

type ErrorPageProps = { readonly error: unknown; readonly retry: () => void };

/** Shown in place of a page that could not be made. The rest of the shell keeps working. */
export default function ErrorPage({ error, retry }: ErrorPageProps): ReactNode {
  const digest = digestOf(error);
  return (
    <Page>
      <PageHeader title="This page could not be shown" />
      <Notice
        icon={<TriangleAlert className="size-4.5" strokeWidth={1.75} />}
        title="Something went wrong here, not in your executions"
        action={
          <div className="lg:justify-self-end">
            <Button look="filled" onClick={retry}>
              Try again
            </Button>
          </div>
        }
      >
        <p>
          {digest === null
            ? 'The browser’s console says more.'
            : `The cause is in the server’s log, under the number ${digest}.`}
        </p>
      </Notice>
    </Page>
  );
}

/** The number under which the server logged an error it kept to itself. */
function digestOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('digest' in error)) return null;
  return typeof error.digest === 'string' ? error.digest : null;
}
