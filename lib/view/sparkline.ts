import { formatCounted } from '@/lib/base/format';

/** Executions of one of the equal parts of a window. */
export type SparkPart = { readonly ok: number; readonly failed: number };

export type Box = { readonly width: number; readonly height: number };

/** Outlines for SVG paths: one for what ended well, one for what failed, stacked upon it. Empty where there is none. */
export type SparkDrawing = { readonly okPath: string; readonly failedPath: string; readonly summary: string };

const GAP = 1;
/** A failure among thousands of successes is still seen. */
const LEAST_HEIGHT = 1.5;

/**
 * Draws the parts as stacked bars, the tallest as high as the box. Total: no parts, no executions and a box without room
 * give empty paths and a summary that says so.
 */
export function layoutSparkline(parts: readonly SparkPart[], { width, height }: Box): SparkDrawing {
  const tallest = Math.max(0, ...parts.map(({ ok, failed }) => ok + failed));
  const summary = summarize(parts);
  if (tallest === 0 || width <= 0 || height <= 0) return { okPath: '', failedPath: '', summary };
  const step = width / parts.length;
  const barWidth = Math.max(step - GAP, step / 2);
  const bars = parts.map(({ ok, failed }, index) => {
    const failedHeight = heightOf(failed, tallest, height);
    // The successes give way where both together would stand above the box.
    const okHeight = Math.min(heightOf(ok, tallest, height), height - failedHeight);
    const left = index * step;
    return {
      ok: rectangle(left, height - okHeight, barWidth, okHeight),
      failed: rectangle(left, height - okHeight - failedHeight, barWidth, failedHeight),
    };
  });
  return { okPath: bars.map(({ ok }) => ok).join(''), failedPath: bars.map(({ failed }) => failed).join(''), summary };
}

function heightOf(count: number, tallest: number, height: number): number {
  return count === 0 ? 0 : Math.min(height, Math.max(LEAST_HEIGHT, (count / tallest) * height));
}

function rectangle(left: number, top: number, width: number, height: number): string {
  if (height <= 0) return '';
  return `M${round(left)} ${round(top)}h${round(width)}v${round(height)}h${round(-width)}z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What the drawing shows, for those who do not see it. */
function summarize(parts: readonly SparkPart[]): string {
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  const ok = parts.reduce((sum, part) => sum + part.ok, 0);
  if (failed === 0 && ok === 0) return 'No execution ended';
  if (failed === 0) return `${formatCounted(ok, 'execution')} ended well, none failed`;
  const most = Math.max(...parts.map((part) => part.failed));
  const where = parts.findIndex((part) => part.failed === most) + 1;
  return `${formatCounted(failed, 'execution')} failed and ${formatCounted(ok, 'execution')} ended well; most failures, ${most}, in part ${where} of ${parts.length}`;
}
