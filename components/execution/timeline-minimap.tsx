'use client';

import { type ReactNode, useMemo } from 'react';
import { LanePieces } from '@/components/execution/lane-pieces';
import { barStyle, timeVariables } from '@/components/execution/time-style';
import { useRangeDrag } from '@/components/execution/use-range-drag';
import { useWidth } from '@/components/execution/use-width';
import { formatDuration } from '@/lib/base/format';
import type { Gap } from '@/lib/view/timeline-idle';
import { layoutLanePieces } from '@/lib/view/timeline-lane';
import { drawnLengthMs, scaleOf, type TimeWindow, toMs, toPx } from '@/lib/view/timeline-scale';
import type { Activity } from '@/lib/view/timeline-work';

/** Slices over the whole time: about one per two pixels. */
const BINS = 320;
/** How near to an end of the range a press takes hold of it. */
const REACH_PX = 8;
/** An arrow key moves an end by one part of so many, and never by less than 4 ms: an address holds whole ones. */
const MOST_STEPS = 200;
const LEAST_STEP_MS = 4;

type TimelineMinimapProps = {
  readonly activity: Activity;
  /** What it shows, in a sentence. */
  readonly summary: string;
  readonly originMs: number;
  readonly whole: TimeWindow;
  /** What the bars below show of it. */
  readonly window: TimeWindow;
  readonly folds: readonly Gap[];
  readonly onZoom: (window: TimeWindow) => void;
};

/** How much ran when, over the whole time. Dragging chooses the part that the bars show; its ends are also sliders. */
export function TimelineMinimap(props: TimelineMinimapProps): ReactNode {
  const { activity, summary, originMs, whole, window, folds, onZoom } = props;
  const [box, widthPx] = useWidth<HTMLDivElement>();
  const { fromMs: wholeFromMs, toMs: wholeToMs } = whole;
  const pieces = useMemo(
    () => layoutLanePieces(activity.items, originMs, { fromMs: wholeFromMs, toMs: wholeToMs }, folds, BINS),
    [activity, originMs, wholeFromMs, wholeToMs, folds],
  );
  const scale = scaleOf(whole, folds);
  const ends = [toPx(scale, window.fromMs, widthPx), toPx(scale, window.toMs, widthPx)] as const;
  const timeAt = (px: number): number => toMs(scale, px, widthPx);
  const { range, handlers } = useRangeDrag(
    ([from, to]) => onZoom({ fromMs: timeAt(from), toMs: timeAt(to) }),
    (px) => (Math.abs(px - ends[0]) <= REACH_PX ? ends[1] : Math.abs(px - ends[1]) <= REACH_PX ? ends[0] : px),
  );
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.floor(drawnLengthMs(scale) / LEAST_STEP_MS)));
  const moveEnd = (which: 0 | 1, part: number): void => {
    const atMs = timeAt((part / steps) * widthPx);
    const next = which === 0 ? { ...window, fromMs: atMs } : { ...window, toMs: atMs };
    if (next.toMs > next.fromMs) onZoom(next);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a way for pointers; the two sliders in it do the same by keyboard
    <div
      ref={box}
      title="Drag to choose a part, double-click for the whole time"
      className="relative col-start-3 mr-1.5 border-b touch-none overflow-hidden border-l border-line select-none"
      style={timeVariables(scale, whole.toMs)}
      onDoubleClick={() => onZoom(whole)}
      {...handlers}
    >
      <div role="img" aria-label={summary}>
        <LanePieces pieces={pieces} folds={folds} className="bottom-0 h-9" />
      </div>
      {ENDS.map(({ which, name }) => (
        <EndSlider
          key={name}
          name={name}
          part={Math.round((ends[which] / Math.max(1, widthPx)) * steps)}
          steps={steps}
          text={`${formatDuration(which === 0 ? window.fromMs : window.toMs)} after the start`}
          onMove={(part) => moveEnd(which, part)}
          style={barStyle(folds, which === 0 ? whole.fromMs : window.toMs, which === 0 ? window.fromMs : whole.toMs)}
          isFirst={which === 0}
        />
      ))}
      {range === null ? null : (
        <span
          className="absolute inset-y-0 bg-accent opacity-30"
          style={{ left: range[0], width: range[1] - range[0] }}
        />
      )}
    </div>
  );
}

const ENDS = [
  { which: 0, name: 'Start of the shown time' },
  { which: 1, name: 'End of the shown time' },
] as const;

type EndSliderProps = {
  readonly name: string;
  readonly part: number;
  readonly steps: number;
  readonly text: string;
  readonly onMove: (part: number) => void;
  /** Where the part lies that is not shown. */
  readonly style: ReturnType<typeof barStyle>;
  readonly isFirst: boolean;
};

/** One end of the chosen part: what lies beyond is veiled, the handle stands between. */
function EndSlider({ name, part, steps, text, onMove, style, isFirst }: EndSliderProps): ReactNode {
  return (
    <label
      className={`pointer-events-none absolute inset-y-0 flex items-center bg-surface/70 ${isFirst ? 'justify-end' : ''}`}
      style={style}
    >
      <input
        type="range"
        aria-label={name}
        aria-valuetext={text}
        min={0}
        max={steps}
        value={part}
        onChange={(event) => onMove(event.target.valueAsNumber)}
        className="peer sr-only"
      />
      <span
        className={`absolute inset-y-0 w-0.5 bg-control peer-focus-visible:w-1 peer-focus-visible:bg-accent ${isFirst ? 'left-full' : 'right-full'}`}
      />
    </label>
  );
}
