import type { ReactNode } from 'react';
import { SOLID } from '@/components/execution/bar-colours';
import { barStyle } from '@/components/execution/time-style';
import type { Gap } from '@/lib/view/timeline-idle';
import { busiest, type LanePiece, lanePaths } from '@/lib/view/timeline-lane';

type LanePiecesProps = {
  readonly pieces: readonly LanePiece[];
  readonly folds: readonly Gap[];
  readonly className: string;
};

/** Many items as a few paths: height is how many were in work, colour the worst that became of one. */
export function LanePieces({ pieces, folds, className }: LanePiecesProps): ReactNode {
  const most = busiest(pieces.flatMap(({ bins }) => bins));
  return pieces.map(({ fromMs, toMs, bins }) => (
    <svg
      key={`${fromMs} ${toMs}`}
      aria-hidden="true"
      viewBox={`0 0 ${bins.length} 1`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      className={`absolute min-w-0.5 overflow-visible border-b border-control ${className}`}
      style={barStyle(folds, fromMs, toMs)}
    >
      {lanePaths(bins, most).map(({ tone, path }) => (
        <path key={tone} d={path} className={SOLID[tone]} />
      ))}
    </svg>
  ));
}
