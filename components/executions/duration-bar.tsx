import type { ReactNode } from 'react';
import { formatDuration } from '@/lib/base/format';
import type { StatusTone } from '@/lib/view/visit-outcome';

// Class names are written out, because the style sheet holds only those that occur in the source.
const FILLS: Readonly<Record<StatusTone, string>> = {
  succeeded: 'bg-succeeded-solid',
  failed: 'bg-failed-solid',
  'timed-out': 'bg-timed-out-solid',
  aborted: 'bg-aborted-solid',
  running: 'bg-running-solid',
  redrive: 'bg-redrive-solid',
  waiting: 'bg-waiting-solid',
  caught: 'bg-caught-solid',
  unknown: 'bg-control',
};

type DurationBarProps = {
  readonly tone: StatusTone;
  /** Null where no end is known. */
  readonly durationMs: number | null;
  /**
   * The longest of those on this page that ended, or of all where none did: a full bar. What still runs may be longer and
   * is cut there.
   */
  readonly longestMs: number;
  /** Whether the execution still runs, so that it has only lasted this long up to now. */
  readonly isOpen: boolean;
};

/** A duration in words, and as a bar against the longest of the page; an open end is faded. */
export function DurationBar({ tone, durationMs, longestMs, isOpen }: DurationBarProps): ReactNode {
  if (durationMs === null) return <span className="text-muted">not known</span>;
  const percent = longestMs === 0 ? 0 : Math.min(100, (durationMs / longestMs) * 100);
  return (
    <span className="flex items-center justify-end gap-2">
      <span aria-hidden="true" className="flex h-2 w-16 justify-start rounded-full bg-canvas">
        <span className={`h-full min-w-0.5 rounded-full ${FILLS[tone]}`} style={{ width: `${percent.toFixed(1)}%` }} />
      </span>
      {/* "So far" says that it is no final figure; dots would look like a number cut off. */}
      <span className="w-26 text-right whitespace-nowrap">
        {formatDuration(durationMs)}
        {isOpen ? <span className="text-muted"> so far</span> : null}
      </span>
    </span>
  );
}
