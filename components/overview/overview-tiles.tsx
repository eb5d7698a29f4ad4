'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { prepareTiles, type Tile } from '@/components/overview/tiles';
import { Badge } from '@/components/ui/badge';
import { LoadProblem } from '@/components/ui/load-problem';
import { formatAge, formatCount } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { overviewQuery } from '@/lib/client/queries/overview-query';
import { useLinkQuery } from '@/lib/client/use-link-query';
import { useScope } from '@/lib/client/use-scope';

/** What went wrong, what runs, what waits and what can be mended, each a way into the list of executions. */
export function OverviewTiles(): ReactNode {
  const { data, error, dataUpdatedAt, isPlaceholderData, refetch } = useQuery(overviewQuery(useScope(), useIsLive()));
  const { keepAll, keepConnection } = useLinkQuery();
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const shownFrom = data === undefined ? null : formatAge(nowMs - dataUpdatedAt);
  return (
    <>
      {error === null ? null : (
        <LoadProblem what="The figures" message={error.message} shownFrom={shownFrom} onRetry={() => void refetch()} />
      )}
      {data === undefined ? (
        error === null && <TilePlaces />
      ) : (
        <ul
          aria-label="Figures of all state machines"
          aria-busy={isPlaceholderData}
          className={`grid grid-cols-2 gap-3 lg:grid-cols-5 ${isPlaceholderData ? 'opacity-60' : ''}`}
        >
          {prepareTiles(data, dataUpdatedAt).map((tile) => (
            <li key={tile.label} className="grid max-lg:last:col-span-2">
              <TileLink tile={tile} href={tile.hasOwnRange ? keepConnection(tile.path) : keepAll(tile.path)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function TileLink({ tile, href }: { readonly tile: Tile; readonly href: string }): ReactNode {
  const { tone, label, count, change, detail, opens } = tile;
  return (
    <Link
      href={href}
      title={`Opens ${opens}`}
      className="grid min-h-27 content-start gap-1 rounded-panel border border-line bg-surface p-3 hover:border-control"
    >
      <span>
        <Badge tone={tone}>{label}</Badge>
      </span>
      <span className="text-title font-semibold tabular-nums">{count === null ? '–' : formatCount(count)}</span>
      <span className="text-small text-muted">
        {change}
        {detail === null ? null : <span className="block">{detail}</span>}
      </span>
    </Link>
  );
}

const PLACES = ['failed', 'timed out', 'running', 'waiting', 'redrivable'] as const;

function TilePlaces(): ReactNode {
  return (
    <div aria-hidden="true" className="grid grid-cols-2 gap-3 motion-safe:animate-pulse lg:grid-cols-5">
      {PLACES.map((place) => (
        <div key={place} className="min-h-27 rounded-panel border border-line bg-surface max-lg:last:col-span-2" />
      ))}
    </div>
  );
}
