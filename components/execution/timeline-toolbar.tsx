'use client';

import { ZoomIn, ZoomOut } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FoldChoice } from '@/components/execution/use-timeline-time';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/lib/base/format';
import { useSingleKeys } from '@/lib/client/use-single-keys';
import type { LegendSign } from '@/lib/view/timeline-legend';

const LEGEND: readonly { readonly sign: LegendSign; readonly name: string; readonly className: string }[] = [
  { sign: 'succeeded', name: 'Succeeded', className: 'h-2.5 bg-succeeded-solid' },
  { sign: 'failed', name: 'Failed', className: 'h-2.5 bg-failed-solid' },
  { sign: 'timed-out', name: 'Timed out', className: 'h-2.5 bg-timed-out-solid' },
  { sign: 'aborted', name: 'Aborted', className: 'h-2.5 bg-aborted-solid' },
  { sign: 'redrive', name: 'Pending redrive', className: 'h-2.5 bg-redrive-solid' },
  { sign: 'caught', name: 'Caught error', className: 'h-2.5 bg-caught-solid' },
  { sign: 'waiting', name: 'Waiting for an answer', className: 'h-2.5 bg-waiting-solid' },
  { sign: 'running', name: 'Running', className: 'h-2.5 bg-running-solid' },
  { sign: 'unknown', name: 'Unknown', className: 'h-2.5 bg-control' },
  {
    sign: 'retried',
    name: 'Retried attempt',
    className: 'h-2.5 bg-[repeating-linear-gradient(135deg,var(--caught-solid)_0_3px,var(--surface)_3px_6px)]',
  },
  { sign: 'scheduled', name: 'Scheduled', className: 'h-2.5 border border-control' },
  {
    sign: 'pause',
    name: 'Backoff, wait',
    className: 'h-0.5 bg-[repeating-linear-gradient(to_right,var(--control)_0_4px,transparent_4px_8px)]',
  },
];

/** `in` halves the time that is shown, `out` doubles it, `whole` shows all; the others move it by a quarter. */
export type ZoomStep = 'in' | 'out' | 'whole' | 'earlier' | 'later';

type TimelineToolbarProps = {
  readonly isErrorsOnly: boolean;
  readonly onErrorsOnly: (isOn: boolean) => void;
  readonly fold: FoldChoice;
  readonly onFold: (isOn: boolean) => void;
  /** What occurs among the bars. */
  readonly signs: ReadonlySet<LegendSign>;
  readonly isZoomed: boolean;
  readonly onZoom: (how: ZoomStep) => void;
};

/** What of the timeline is shown, and what its colours mean. */
export function TimelineToolbar(props: TimelineToolbarProps): ReactNode {
  const { isErrorsOnly, onErrorsOnly, fold, onFold, signs, isZoomed, onZoom } = props;
  const zoomIn = (): void => onZoom('in');
  useSingleKeys({
    '+': zoomIn,
    'Shift++': zoomIn,
    '=': zoomIn,
    '-': () => onZoom('out'),
    '0': () => onZoom('whole'),
    'Shift+ArrowLeft': () => onZoom('earlier'),
    'Shift+ArrowRight': () => onZoom('later'),
  });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line px-3 py-1.5">
      <Check isOn={fold.isOn && fold.isPossible} onChange={onFold} isDisabled={!fold.isPossible}>
        Hide idle time
        {fold.isPossible ? (
          <span className="text-small text-muted tabular-nums">{formatDuration(fold.idleMs)}</span>
        ) : null}
      </Check>
      <Check isOn={isErrorsOnly} onChange={onErrorsOnly}>
        Errors only
      </Check>
      <div className="flex items-center">
        <Button look="quiet" isIcon aria-label="Zoom in" title="Zoom in (+)" onClick={zoomIn}>
          <ZoomIn aria-hidden="true" className="size-4" />
        </Button>
        <Button
          look="quiet"
          isIcon
          aria-label="Zoom out"
          title="Zoom out (−)"
          disabled={!isZoomed}
          onClick={() => onZoom('out')}
        >
          <ZoomOut aria-hidden="true" className="size-4" />
        </Button>
        {isZoomed ? (
          <Button look="quiet" title="Show the whole execution (0)" onClick={() => onZoom('whole')}>
            Whole time
          </Button>
        ) : null}
      </div>
      <ul aria-label="Legend" className="flex flex-wrap gap-x-3 text-small text-muted lg:ml-auto">
        {LEGEND.filter(({ sign }) => signs.has(sign)).map(({ name, className }) => (
          <li key={name} className="flex items-center gap-1.5">
            <span className={`w-5 rounded-xs ${className}`} />
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

type CheckProps = {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
};

function Check({ isOn, onChange, isDisabled = false, children }: CheckProps): ReactNode {
  return (
    <label className="flex min-h-6 items-center gap-1.5 has-disabled:opacity-50">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
      {children}
    </label>
  );
}
