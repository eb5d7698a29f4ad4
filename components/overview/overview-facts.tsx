'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatAge, formatCounted } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { isProvisional } from '@/lib/client/coverage';
import { useIsLive } from '@/lib/client/live';
import { machinesQuery } from '@/lib/client/queries/machines-query';
import { useScope } from '@/lib/client/use-scope';
import type { Machines } from '@/lib/contract/machines';

/** How much the page is about, and up to when it is complete. */
export function OverviewFacts(): ReactNode {
  const { data, dataUpdatedAt } = useQuery(machinesQuery(useScope(), useIsLive()));
  const nowMs = useNowMs(dataUpdatedAt);
  if (data === undefined || (data.items.length === 0 && isProvisional(data.coverage)))
    return 'All state machines, worst first';
  const executions = data.items.reduce((sum, { figures }) => sum + figures.executions, 0);
  const freshMs = oldestFreshMs(data);
  const parts = [
    formatCounted(data.items.length, 'state machine'),
    formatCounted(executions, 'execution'),
    ...(freshMs === null ? [] : [`complete up to ${formatAge(nowMs - freshMs)}`]),
  ];
  return <span className="tabular-nums">{parts.join(' · ')}</span>;
}

/** The time up to which every machine that can be read has been read; null while one has not been read at all. */
function oldestFreshMs({ items }: Machines): number | null {
  const readable = items.filter(({ status, coverage }) => status === 'ACTIVE' && coverage.kind !== 'none');
  const times = readable.map(({ freshDate }) => (freshDate === null ? Number.NaN : Date.parse(freshDate)));
  const oldest = Math.min(...times);
  return Number.isFinite(oldest) ? oldest : null;
}
