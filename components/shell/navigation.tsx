'use client';

import { Flame, Inbox, LayoutGrid, List, type LucideIcon, Settings } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Brand } from '@/components/shell/brand';
import { PAGES, type PageId, pageOfPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';

const ICONS: Record<PageId, LucideIcon> = {
  overview: LayoutGrid,
  hotspots: Flame,
  executions: List,
  approvals: Inbox,
  settings: Settings,
};

/** The pages, at the side of a wide window and at the foot of a narrow one. Links carry the time range along. */
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
                className="flex h-14 flex-col items-center justify-center gap-0.5 text-small text-muted hover:text-text aria-[current]:font-medium aria-[current]:text-accent md:h-8 md:flex-row md:justify-start md:gap-2.5 md:rounded-control md:px-2 md:text-body md:hover:bg-canvas md:aria-[current]:bg-selection md:aria-[current]:font-normal"
              >
                <Icon aria-hidden="true" className="size-5 md:size-4" strokeWidth={1.75} />
                {label}
              </RangeLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
