import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { executionTitle } from '@/components/arn/arn-title';
import { ExecutionView } from '@/components/arn/execution-view';
import { Page } from '@/components/ui/page';

type Props = { readonly params: Promise<{ readonly arn: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: executionTitle((await params).arn) };
}

export default async function ExecutionPage({ params }: Props): Promise<ReactNode> {
  return (
    <Page>
      <ExecutionView segment={(await params).arn} />
    </Page>
  );
}
