'use client';

import { type CSSProperties, useMemo, useState } from 'react';
import { timeVariables } from '@/components/execution/time-style';
import { useNowMs } from '@/lib/client/clock';
import type { ExecutionState } from '@/lib/client/execution-state';
import { timeOf } from '@/lib/client/timeline-visits';
import { foldsOf, type Gap, type IdleTime, idleMsOf, isMostlyIdle, shortestFoldMs } from '@/lib/view/timeline-idle';
import type { TimelineNode } from '@/lib/view/timeline-node';
import {
  clampWindow,
  foldAround,
  scaleOf,
  type TimeScale,
  type TimeWindow,
  wholeWindow,
} from '@/lib/view/timeline-scale';

const HOUR_MS = 3_600_000;

type Moments = {
  readonly lastEventDate: string | null;
  /** When the server read it: where an open execution ends at the first paint, so that its bars stay in their places. */
  readonly readDate: string;
};

type TimelineTime = {
  readonly whole: TimeWindow;
  readonly scale: TimeScale;
  /** The folds of the whole; those of the scale are fewer where somebody looks into one. */
  readonly folds: readonly Gap[];
  readonly nowMs: number;
  readonly variables: CSSProperties;
  readonly fold: FoldChoice;
};

/** Whether idle time is folded, and what there is to be folded. */
export type FoldChoice = {
  readonly isOn: boolean;
  /** Whether no link and nobody had to ask for it to be as it is. */
  readonly isOnAtFirst: boolean;
  /** Whether any gap is long enough. */
  readonly isPossible: boolean;
  /** How long nothing ran, in ms. */
  readonly idleMs: number;
};

/** What the bars are placed by. While the execution is open, its end moves on once a second. */
export function useTimelineTime(
  { fromMs, toMs }: TimelineNode,
  idle: IdleTime,
  { lastEventDate, readDate }: Moments,
  { t0, t1, fold }: ExecutionState,
): TimelineTime {
  const knownMs = lastEventDate === null ? fromMs : timeOf(lastEventDate);
  const clockMs = useNowMs(Math.max(knownMs, timeOf(readDate)), toMs === null ? undefined : HOUR_MS);
  // A redriven execution's last event can be later than the end that was read before it.
  const nowMs = toMs === null ? clockMs : Math.max(toMs, knownMs);
  const whole = wholeWindow(nowMs - fromMs);
  const window = clampWindow(t0, t1, whole);
  // Decided once, so that the picture does not change by itself under somebody who watches the execution wait.
  const [isOnAtFirst] = useState(() => isMostlyIdle(idle, whole.toMs));
  const isOn = fold === null ? isOnAtFirst : fold === 'on';
  const shortestMs = shortestFoldMs(idle, whole.toMs);
  const isLastFolded = idle.sinceMs !== null && whole.toMs - idle.sinceMs >= shortestMs;
  // The same list from second to second, so that no row is drawn again for it.
  const all = useMemo(
    () => (isOn ? foldsOf(idle, shortestMs, isLastFolded) : []),
    [isOn, idle, shortestMs, isLastFolded],
  );
  const around = foldAround(all, window);
  const folds = useMemo(() => (around === undefined ? all : all.filter((gap) => gap !== around)), [all, around]);
  const scale = scaleOf(window, folds);
  return {
    whole,
    scale,
    folds: all,
    nowMs,
    variables: timeVariables(scale, nowMs - fromMs),
    fold: {
      isOn,
      isOnAtFirst,
      isPossible: Number.isFinite(shortestMs),
      idleMs: idleMsOf(idle, whole.toMs),
    },
  };
}
