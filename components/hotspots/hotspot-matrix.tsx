'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ReactNode, useMemo } from 'react';
import { MatrixTable } from '@/components/hotspots/matrix-table';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { formatAge, formatDuration } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { useZone } from '@/lib/client/preferences';
import { matrixQuery } from '@/lib/client/queries/matrix-query';
import { timeOf } from '@/lib/client/timeline-visits';
import { useWindow } from '@/lib/client/use-window';
import type { StateHotspot } from '@/lib/contract/hotspots';
import type { Matrix } from '@/lib/contract/matrix';
import type { HotspotMeasure } from '@/lib/domain/hotspots';
import { prepareHotspotMatrix } from '@/lib/view/hotspot-matrix';
import { MEASURE_WORDS } from '@/lib/view/hotspots';

type HotspotMatrixProps = {
  readonly arn: string;
  /** In the order in which the table shows them; null while they are not known. */
  readonly states: readonly StateHotspot[];
  readonly by: HotspotMeasure;
  readonly selected: string | null;
  readonly onSelect: (state: string) => void;
};

/** When each state failed, was retried or slowed down: the rows of the table, a colour for each hour. */
export function HotspotMatrix({ arn, states, by, selected, onSelect }: HotspotMatrixProps): ReactNode {
  const { data, error, dataUpdatedAt, refetch } = useQuery(matrixQuery(arn, useWindow(), useIsLive()));
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const zone = useZone();
  const router = useRouter();
  const matrix = useMemo(() => {
    const { stepMs, steps } = data ?? { stepMs: 1, steps: [] };
    return prepareHotspotMatrix({ stepMs, steps: steps.map(toStep), rows: toRows(states, data), by, zone });
  }, [data, states, by, zone]);
  const title = `${MEASURE_WORDS[by].replace(/^./, (first) => first.toUpperCase())} ${data === undefined ? 'over time' : stepWords(data.stepMs)}`;
  return (
    <Panel title={title}>
      {error === null ? null : (
        <div className="p-3">
          <LoadProblem
            what="When its states were visited"
            message={error.message}
            shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      <MatrixTable
        caption={`${title}, in the order of the states above`}
        matrix={matrix}
        machine={arn}
        selected={selected}
        onSelect={onSelect}
        onOpen={(address) => router.push(address)}
      />
    </Panel>
  );
}

const HOUR_MS = 3_600_000;

function stepWords(stepMs: number): string {
  if (stepMs === HOUR_MS) return 'by hour';
  return stepMs === 24 * HOUR_MS ? 'by day' : `per ${formatDuration(stepMs)}`;
}

function toStep({ fromDate, toDate, coverage, isScaled }: Matrix['steps'][number]) {
  return { fromMs: timeOf(fromDate), toMs: timeOf(toDate), isWhole: coverage === 'all', isScaled };
}

/** The rows of the table with their cells; without cells while those are not known. */
function toRows(states: readonly StateHotspot[], answer: Matrix | undefined) {
  const known = new Map(answer?.states.map((row) => [`${row.stateType} ${row.state}`, row.cells]));
  const none = answer?.steps.map(() => null) ?? [];
  return states.map(({ state, stateType, before }) => ({
    state,
    stateType,
    before,
    cells: known.get(`${stateType} ${state}`) ?? none,
  }));
}
