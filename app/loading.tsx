import type { ReactNode } from 'react';
import { Page } from '@/components/ui/page';

/** Keeps the places of title, notice and content while a page is made. */
export default function Loading(): ReactNode {
  return (
    <Page>
      <p role="status" className="sr-only">
        Loading
      </p>
      <div aria-hidden="true" className="grid gap-4 motion-safe:animate-pulse">
        <div className="h-12 w-64 max-w-full rounded-panel bg-line" />
        <div className="h-24 rounded-panel border border-line bg-surface" />
        <div className="h-72 rounded-panel border border-line bg-surface" />
      </div>
    </Page>
  );
}
