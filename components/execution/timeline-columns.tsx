import type { ReactNode } from 'react';
import { barStyle } from '@/components/execution/time-style';
import type { Gap } from '@/lib/view/timeline-idle';

type TimelineColumnsProps = {
  readonly folds: readonly Gap[];
  /** Offsets in ms at which the execution was redriven. */
  readonly redrives: readonly number[];
};

/**
 * What crosses all rows: a break through every bar where idle time is folded, and a line where a redrive split the run.
 * It lies over the rows, so that it costs nothing per row.
 */
export function TimelineColumns({ folds, redrives }: TimelineColumnsProps): ReactNode {
  if (folds.length === 0 && redrives.length === 0) return null;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 grid grid-cols-(--columns)">
      <div className="relative col-start-3 mr-1.5 overflow-hidden">
        {folds.map(({ fromMs, toMs }) => (
          <span
            key={fromMs}
            data-fold=""
            // Two strokes in the colour of the paper in each row cut what crosses the fold.
            className="absolute inset-y-0 border-x border-dashed border-control bg-[linear-gradient(105deg,transparent_36%,var(--surface)_36%_45%,transparent_45%_55%,var(--surface)_55%_64%,transparent_64%)] bg-size-[100%_26px]"
            style={barStyle(folds, fromMs, toMs)}
          />
        ))}
        {redrives.map((offset) => (
          <span
            key={offset}
            className="absolute inset-y-0 border-l-2 border-dashed border-redrive-solid"
            style={{ left: barStyle(folds, offset, offset).left }}
          />
        ))}
      </div>
    </div>
  );
}
