import type { ReactNode } from 'react';
import { SOLID } from '@/components/execution/bar-colours';
import { LanePieces } from '@/components/execution/lane-pieces';
import { barStyle } from '@/components/execution/time-style';
import type { Gap } from '@/lib/view/timeline-idle';
import { layoutLanePieces } from '@/lib/view/timeline-lane';
import type { TimelineNode } from '@/lib/view/timeline-node';
import { type Segment, segmentsOf } from '@/lib/view/timeline-segments';

/** Slices of a lane: about one per three pixels of a wide track. */
const LANE_BINS = 240;

const LOOKS: Readonly<Record<Segment['look'], string>> = {
  solid: 'top-1.5 h-3.5 rounded-xs',
  // Overrides the colour beneath: stripes of the caught tone on the surface.
  hatched:
    'top-1.5 h-3.5 rounded-xs bg-[repeating-linear-gradient(135deg,var(--caught-solid)_0_3px,var(--surface)_3px_6px)]',
  dashed: 'top-3 border-t-2 border-dashed border-control',
  hollow: 'top-1.5 h-3.5 rounded-xs border',
};

type BarsProps = {
  readonly node: TimelineNode;
  readonly originMs: number;
  readonly nowMs: number;
  readonly folds: readonly Gap[];
};

/** The bars of one row. Everything in them is also in the row's name or in the panel beside, so they are not read out. */
export function TimelineBars(props: BarsProps): ReactNode {
  const { node, originMs, folds } = props;
  if (node.lane !== null) return <Lane {...props} />;
  const segments = node.visit === null ? [spanSegment(node)] : segmentsOf(node.visit);
  return segments.map(({ look, tone, fromMs, toMs, words }) => (
    <span
      key={`${look} ${fromMs}`}
      title={words}
      className={`absolute min-w-0.75 ${look === 'solid' || look === 'hollow' ? SOLID[tone] : ''} ${LOOKS[look]} ${look === 'hollow' ? 'bg-transparent' : ''}`}
      style={barStyle(folds, fromMs - originMs, toMs === null ? null : toMs - originMs)}
    />
  ));
}

function spanSegment({ tone, statusWord, fromMs, toMs }: TimelineNode): Segment {
  return { look: 'solid', tone, fromMs, toMs, words: statusWord };
}

/** A window of many items, never a solid bar. */
function Lane({ node, originMs, nowMs, folds }: BarsProps): ReactNode {
  const window = {
    fromMs: node.fromMs - originMs,
    toMs: Math.max(node.toMs ?? nowMs, node.fromMs + 1) - originMs,
  };
  const pieces = layoutLanePieces(node.lane ?? [], originMs, window, folds, LANE_BINS);
  return <LanePieces pieces={pieces} folds={folds} className="top-1 h-4.5" />;
}
