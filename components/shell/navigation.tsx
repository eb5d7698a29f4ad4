'use client';

import { useQuery } from '@tanstack/react-query';
import { Flame, Inbox, LayoutGrid, List, type LucideIcon, Settings } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Brand } from '@/components/shell/brand';
import { formatCount } from '@/lib/base/format';
import { PAGES, type PageId, pageOfPath } from '@/lib/client/paths';
import { waitingCountQuery } from '@/lib/client/queries/approvals-query';
import { RangeLink } from '@/lib/client/range-link';
import { isSoon } from '@/lib/view/approval-words';

const ICONS: Record<PageId, LucideIcon> = {
  overview: LayoutGrid,
  hotspots: Flame,
  executions: List,
  approvals: Inbox,
  settings: Settings,
};

/** The pages, at the side of a wide window and at the foot of a narrow one. Links carry the time range and the connection along. */
export function Navigation(): ReactNode {
  const current = pageOfPath(usePathname());
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:static md:border-0 md:p-2"
    >
      <RangeLink path="/" className="mb-1.5 hidden h-10 items-center gap-2 px-2 font-semibold md:flex">
        <Brand />
        Statelens
      </RangeLink>
      <ul className="grid grid-cols-5 md:grid-cols-1 md:gap-0.5">
        {PAGES.map(({ id, path, label }) => {
          const Icon = ICONS[id];
          return (
            <li key={id}>
              <RangeLink
                path={path}
                aria-current={id === current ? 'page' : undefined}
                className="relative flex h-14 flex-col items-center justify-center gap-0.5 text-small text-muted hover:text-text aria-[current]:font-medium aria-[current]:text-accent md:h-8 md:flex-row md:justify-start md:gap-2.5 md:rounded-control md:px-2 md:text-body md:hover:bg-canvas md:aria-[current]:bg-selection md:aria-[current]:font-normal"
              >
                <Icon aria-hidden="true" className="size-5 md:size-4" strokeWidth={1.75} />
                {label}
                {id === 'approvals' ? <WaitingCount /> : null}
              </RangeLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** How many tasks wait for an answer; red while one of them is about to expire. Nothing where none does. */
function WaitingCount(): ReactNode {
  const { data } = useQuery(waitingCountQuery());
  if (data === undefined || data.waiting === 0) return null;
  const isUrgent = isSoon(data.soonestRemainingMs);
  const look = isUrgent ? 'bg-failed-soft text-failed-text' : 'bg-waiting-soft text-waiting-text';
  return (
    <span
      className={`absolute top-1 left-[calc(50%+0.5rem)] min-w-5 rounded-full px-1.5 text-center text-small font-medium tabular-nums md:static md:ml-auto ${look}`}
    >
      {formatCount(data.waiting)}
      <span className="sr-only"> waiting{isUrgent ? ', one of them expires soon' : ''}</span>
    </span>
  );
}
