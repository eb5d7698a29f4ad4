'use client';

import { useQuery } from '@tanstack/react-query';
import { Cloud, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type FootWords, footWords } from '@/components/shell/foot-words';
import { useNowMs } from '@/lib/client/clock';
import { connectionsQuery } from '@/lib/client/queries/connections-query';
import { syncQuery } from '@/lib/client/queries/sync-query';

/** What the shown data comes from and how fresh it is; always in sight. */
export function ConnectionFoot(): ReactNode {
  const { place, line, isWarning } = useFootWords();
  const Icon = isWarning ? TriangleAlert : Cloud;
  return (
    <footer
      className={`order-2 flex items-start gap-2 border-b border-line px-4 py-1.5 text-small md:mt-auto md:border-t md:border-b-0 md:py-3 ${isWarning ? 'bg-waiting-soft' : 'bg-surface'}`}
    >
      <Icon
        aria-hidden="true"
        className={`size-4 shrink-0 ${isWarning ? 'text-waiting-text' : 'text-muted'}`}
        strokeWidth={1.75}
      />
      <div className="flex min-w-0 flex-wrap gap-x-1.5 md:block">
        <p className="flex flex-wrap gap-x-1.5 font-medium tabular-nums">
          {place.map((part) => (
            <span key={part} className="whitespace-nowrap">
              {part}
            </span>
          ))}
        </p>
        <p className={`tabular-nums ${isWarning ? 'text-waiting-text' : 'text-muted'}`}>{line}</p>
      </div>
    </footer>
  );
}

function useFootWords(): FootWords {
  const sync = useQuery(syncQuery());
  const connections = useQuery(connectionsQuery());
  const nowMs = useNowMs(sync.dataUpdatedAt);
  if (sync.error !== null) {
    return { place: ['No news from the server'], line: sync.error.message, isWarning: true };
  }
  if (sync.data === undefined) return { place: ['Connecting'], line: 'Asking the server', isWarning: false };
  return footWords(sync.data, connections.data?.items ?? [], nowMs - sync.dataUpdatedAt);
}
