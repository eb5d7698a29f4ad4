import { formatCount, formatCounted, formatUtc } from '@/lib/base/format';
import type { Box } from './sparkline';

export type RetryBar = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
};

/** Bars of one height unit each, and the whole in words. */
export type RetryBars = { readonly bars: readonly RetryBar[]; readonly total: number; readonly summary: string };

const GAP = 2;
/** One retry among thousands is still seen. */
const LEAST_HEIGHT = 2;

/** Lays out retries per part of a window; a part without any has no bar. Total for every box and every number of parts. */
export function layoutRetries(
  parts: readonly { readonly fromMs: number; readonly toMs: number; readonly retries: number }[],
  { width, height }: Box,
): RetryBars {
  const most = Math.max(0, ...parts.map(({ retries }) => retries));
  const total = parts.reduce((sum, { retries }) => sum + retries, 0);
  const step = parts.length === 0 ? 0 : width / parts.length;
  const bars = parts.flatMap(({ fromMs, toMs, retries }, at) => {
    if (retries === 0) return [];
    const high = Math.max(LEAST_HEIGHT, (retries / most) * height);
    const title = `${formatCounted(retries, 'retry', 'retries')}, ${formatUtc(fromMs)} to ${formatUtc(toMs)}`;
    return [{ x: at * step, y: height - high, width: Math.max(1, step - GAP), height: high, title }];
  });
  const worst = parts.find(({ retries }) => retries === most);
  const summary =
    total === 0 || worst === undefined
      ? 'No visit was retried'
      : `${formatCounted(total, 'retry', 'retries')}; most of them, ${formatCount(most)}, from ${formatUtc(worst.fromMs)} on`;
  return { bars, total, summary };
}
