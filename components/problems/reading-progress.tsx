'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProgressBar } from '@/components/ui/progress-bar';
import { syncQuery } from '@/lib/client/queries/sync-query';
import type { SyncState } from '@/lib/contract/sync';

/** How far the first reading of the past has come. Nothing once all of it is there. */
export function ReadingProgress(): ReactNode {
  const { data } = useQuery(syncQuery());
  const busy = data?.items.filter(isReadingThePast) ?? [];
  if (busy.length === 0) return null;
  return (
    <section
      aria-label="Reading the past"
      className="grid gap-2 rounded-panel border border-line bg-surface px-3 py-2.5"
    >
      {busy.map((item) => (
        <div key={item.connection} className="grid gap-1.5">
          <p className="flex flex-wrap justify-between gap-x-4">
            {/* Reading goes on while a busy browser has not come to this part of the page: the share has moved on by then. */}
            <span suppressHydrationWarning>
              <strong className="font-semibold">Reading the past</strong>
              {data?.items.length === 1 ? '' : ` of ${item.connection}`} · {item.message}
            </span>
            <span className="text-muted">Figures and lists grow until then</span>
          </p>
          <ProgressBar label={`Reading the past of ${item.connection}`} share={item.progress?.share ?? null} />
        </div>
      ))}
    </section>
  );
}

function isReadingThePast({ phase }: SyncState): boolean {
  return phase === 'starting' || phase === 'discovering' || phase === 'first-read' || phase === 'back-fill';
}
