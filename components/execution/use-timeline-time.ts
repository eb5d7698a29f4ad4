'use client';

import type { CSSProperties } from 'react';
import { useNowMs } from '@/lib/client/clock';
import type { ExecutionState } from '@/lib/client/execution-state';
import { timeOf } from '@/lib/client/timeline-visits';
import { clampWindow, type TimeWindow, wholeWindow } from '@/lib/view/timeline-scale';

const HOUR_MS = 3_600_000;

type Moments = {
  readonly lastEventDate: string | null;
  /** When the server read it: where an open execution ends at the first paint, so that its bars stay in their places. */
  readonly readDate: string;
};

/** What the bars are placed by. While the execution is open, its end moves on once a second. */
export function useTimelineTime(
  fromMs: number,
  toMs: number | null,
  { lastEventDate, readDate }: Moments,
  { t0, t1 }: ExecutionState,
): {
  readonly whole: TimeWindow;
  readonly window: TimeWindow;
  readonly nowMs: number;
  readonly variables: CSSProperties;
} {
  const knownMs = lastEventDate === null ? fromMs : timeOf(lastEventDate);
  const clockMs = useNowMs(Math.max(knownMs, timeOf(readDate)), toMs === null ? undefined : HOUR_MS);
  // A redriven execution's last event can be later than the end that was read before it.
  const nowMs = toMs === null ? clockMs : Math.max(toMs, knownMs);
  const whole = wholeWindow(nowMs - fromMs);
  const window = clampWindow(t0, t1, whole);
  const variables: CSSProperties & Readonly<Record<`--${string}`, number>> = {
    '--t0': window.fromMs,
    '--span': window.toMs - window.fromMs,
    '--now': nowMs - fromMs,
  };
  return { whole, window, nowMs, variables };
}
