import type { EpochMs } from '@/lib/base/units';
import { awaitsAnswer } from '@/lib/domain/timeline/fold';
import type { Attempt, Timeline, Visit } from '@/lib/domain/timeline/timeline';
import type { Paint } from './terminal-text';

/** The time span a bar is drawn over. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** From the first event known to the last one. Zero-length where all events share a time. */
export function spanOf(timeline: Timeline): Span {
  const fromMs = timeline.startedAtMs ?? timeline.visits[0]?.enteredAtMs ?? timeline.lastAtMs ?? 0;
  return { fromMs, toMs: Math.max(fromMs, timeline.lastAtMs ?? fromMs) };
}

type Segment = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly mark: string;
  readonly paint: (text: string) => string;
};

const WORK = '█';
const FAILED = '▒';
const ABORTED = '▞';
const WAITING = '░';
const IDLE = '╌';
const AROUND = '━';

/** The marks that need a word, because colour may be off and must not be all that tells them apart. */
export const MARKS = [
  { mark: FAILED, means: 'failed attempt' },
  { mark: ABORTED, means: 'cut off' },
  { mark: WAITING, means: 'waiting for an answer' },
  { mark: IDLE, means: 'idle' },
] as const;

function attemptSegment(attempt: Attempt, span: Span, paint: Paint): Segment {
  const range = { fromMs: attempt.scheduledAtMs, toMs: attempt.endedAtMs ?? span.toMs };
  if (attempt.outcome === 'failed') return { ...range, mark: FAILED, paint: paint.failed };
  if (attempt.outcome === 'aborted') return { ...range, mark: ABORTED, paint: paint.dim };
  if (attempt.outcome === 'succeeded') {
    return { ...range, mark: awaitsAnswer(attempt.work) ? WAITING : WORK, paint: paint.succeeded };
  }
  return awaitsAnswer(attempt.work)
    ? { ...range, mark: WAITING, paint: paint.waiting }
    : { ...range, mark: WORK, paint: paint.running };
}

const OUTCOME_PAINT = {
  succeeded: 'succeeded',
  caught: 'caught',
  failed: 'failed',
  aborted: 'dim',
  running: 'running',
  waiting: 'waiting',
} as const satisfies Record<Visit['outcome'], keyof Paint>;

/** The colour of a visit by how it stands. */
export function paintOf(visit: Visit, paint: Paint): (text: string) => string {
  return paint[OUTCOME_PAINT[visit.outcome]];
}

function segmentsOf(visit: Visit, span: Span, paint: Paint): Segment[] {
  const whole = { fromMs: visit.enteredAtMs, toMs: visit.endedAtMs ?? span.toMs };
  if (visit.stateType === 'Map' || visit.stateType === 'Parallel')
    return [{ ...whole, mark: AROUND, paint: paintOf(visit, paint) }];
  if (visit.stateType === 'Wait') return [{ ...whole, mark: IDLE, paint: paint.dim }];
  if (visit.attempts.length === 0) return [{ ...whole, mark: WORK, paint: paintOf(visit, paint) }];
  // What no attempt covers (backoff, the pause before a redrive) is idle.
  return [
    { ...whole, mark: IDLE, paint: paint.dim },
    ...visit.attempts.map((attempt) => attemptSegment(attempt, span, paint)),
  ];
}

/** Draws a visit's bar into exactly `columns` cells; whatever happened takes at least a sliver. */
export function drawBar(visit: Visit, span: Span, columns: number, paint: Paint): string {
  const cells: string[] = Array.from({ length: columns }, () => ' ');
  const perMs = columns / Math.max(1, span.toMs - span.fromMs);
  const cellAt = (atMs: number) => Math.min(columns - 1, Math.max(0, Math.floor((atMs - span.fromMs) * perMs)));
  for (const segment of segmentsOf(visit, span, paint)) {
    const first = cellAt(segment.fromMs);
    const last = Math.max(first, Math.min(columns - 1, Math.ceil((segment.toMs - span.fromMs) * perMs) - 1));
    const isSliver = (segment.toMs - segment.fromMs) * perMs < 0.5;
    for (let at = first; at <= last; at += 1)
      cells[at] = segment.paint(isSliver && segment.mark === WORK ? '▏' : segment.mark);
  }
  return cells.join('');
}

/** The ruler over the bars: its ends, and where redrives were. */
export function drawRuler(
  span: Span,
  redrivenAtMs: readonly EpochMs[],
  left: string,
  right: string,
  columns: number,
): string {
  const cells = Array.from(left.padEnd(columns - right.length) + right).slice(0, columns);
  const perMs = columns / Math.max(1, span.toMs - span.fromMs);
  for (const atMs of redrivenAtMs) {
    let at = Math.min(columns - 1, Math.floor((atMs - span.fromMs) * perMs));
    // A mark gives way to the ruler's numbers.
    while (at > 0 && cells[at] !== ' ') at -= 1;
    cells[at] = '↻';
  }
  return cells.join('');
}
