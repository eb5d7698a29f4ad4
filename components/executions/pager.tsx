'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { type ReactNode, useState } from 'react';

type PagerProps = { readonly cursor: string | null; readonly nextCursor: string | null; readonly summary: string };

const LINK =
  'inline-flex h-8 items-center gap-1 rounded-control border border-control bg-surface px-2.5 hover:bg-canvas';

/**
 * The ways to the pages before and after. A cursor points forward only, so the way back is what was walked: from a
 * pasted link it leads to the first page.
 */
export function Pager({ cursor, nextCursor, summary }: PagerProps): ReactNode {
  const query = useSearchParams();
  const [before, setBefore] = useState<ReadonlyMap<string, string | null>>(new Map());
  const previous = cursor === null ? undefined : before.get(cursor);
  return (
    <nav
      aria-label="Pages of executions"
      className="flex min-h-12 flex-wrap items-center justify-between gap-2 border-t border-line px-3 py-2"
    >
      <p className="text-muted tabular-nums">{summary}</p>
      <div className="flex gap-2">
        {cursor === null ? null : (
          <Link href={pageHref(query, null)} className={LINK}>
            First page
          </Link>
        )}
        {previous === undefined ? null : (
          <Link href={pageHref(query, previous)} className={LINK}>
            <ChevronLeft aria-hidden="true" className="size-4" />
            Previous
          </Link>
        )}
        {nextCursor === null ? null : (
          <Link
            href={pageHref(query, nextCursor)}
            onClick={() => setBefore(new Map(before).set(nextCursor, cursor))}
            className={LINK}
          >
            Next
            <ChevronRight aria-hidden="true" className="size-4" />
          </Link>
        )}
      </div>
    </nav>
  );
}

/** This page's address with another cursor, all else the same. */
function pageHref(query: URLSearchParams, cursor: string | null): string {
  const next = new URLSearchParams(query);
  if (cursor === null) next.delete('cursor');
  else next.set('cursor', cursor);
  return `?${next.toString()}`;
}
