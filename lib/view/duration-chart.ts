import { formatCount, formatCounted, formatDuration } from '@/lib/base/format';
import { type DurationBin, ENDED_STATUSES, type EndedStatus } from '@/lib/domain/duration-distribution';
import { STATUS_LOOKS } from './execution-status';
import type { StatusTone } from './visit-outcome';

/** One group of bars upon each other. */
export type DurationBar = {
  /** `2 s`: where the bin begins; the axis shows it. */
  readonly label: string;
  /** `2 s to 5 s` */
  readonly range: string;
  readonly counts: Readonly<Record<EndedStatus, number>>;
};

/** A percentile, and the bar whose bin holds it. */
export type DurationMark = { readonly name: string; readonly value: string; readonly label: string };

/** A status that occurs, in the order in which they are stacked. */
export type DurationSeries = { readonly status: EndedStatus; readonly word: string; readonly tone: StatusTone };

export type DurationChart = {
  readonly bars: readonly DurationBar[];
  readonly series: readonly DurationSeries[];
  readonly marks: readonly DurationMark[];
  /** The whole in one sentence, for those who do not see it. */
  readonly summary: string;
};

type Durations = {
  readonly bins: readonly DurationBin[];
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
};

/** Prepares the bars, the percentiles and the words of a distribution of durations. Empty bins stay: they are gaps in time. */
export function prepareDurationChart({ bins, p50Ms, p95Ms, p99Ms }: Durations): DurationChart {
  const bars = bins.map(({ fromMs, toMs, counts }) => ({
    label: edgeText(fromMs),
    range: `${edgeText(fromMs)} to ${edgeText(toMs)}`,
    counts,
  }));
  const percentiles = [
    ['p50', p50Ms],
    ['p95', p95Ms],
    ['p99', p99Ms],
  ] as const;
  const marks = percentiles.flatMap(([name, ms]) => {
    const bin = ms === null ? -1 : bins.findIndex(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
    const bar = bars[bin];
    return ms === null || bar === undefined ? [] : [{ name, value: formatDuration(ms), label: bar.label }];
  });
  const series = ENDED_STATUSES.filter((status) => bins.some(({ counts }) => counts[status] > 0)).map((status) => ({
    status,
    word: STATUS_LOOKS[status].label,
    tone: STATUS_LOOKS[status].tone,
  }));
  return { bars, series, marks, summary: summarize(bins, marks) };
}

/** Edges are whole units: `5 s`, not `5.0 s`. */
function edgeText(ms: number): string {
  return formatDuration(ms).replace('.0 s', ' s');
}

function summarize(bins: readonly DurationBin[], marks: readonly DurationMark[]): string {
  const total = bins.reduce((sum, bin) => sum + countOf(bin), 0);
  if (total === 0) return 'No execution ended';
  const most = bins.reduce((best, bin) => (countOf(bin) > countOf(best) ? bin : best));
  const where = `${edgeText(most.fromMs)} to ${edgeText(most.toMs)}`;
  const ranks = marks.map(({ name, value }) => `${name} ${value}`).join(', ');
  return `${formatCounted(total, 'execution')}; most of them, ${formatCount(countOf(most))}, took ${where}; ${ranks}`;
}

function countOf({ counts }: DurationBin): number {
  return ENDED_STATUSES.reduce((sum, status) => sum + counts[status], 0);
}
