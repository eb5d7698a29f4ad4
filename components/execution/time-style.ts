import type { CSSProperties } from 'react';
import type { Gap } from '@/lib/view/timeline-idle';
import { drawnLengthMs, FOLD_PX, placeOf, type TimeScale } from '@/lib/view/timeline-scale';

/**
 * What the bars below an element are placed by. Zooming and the growing of open bars change these alone, and so move every
 * bar without drawing one again. `nowMs` is where open bars end, since the start.
 */
export function timeVariables(scale: TimeScale, nowMs: number): CSSProperties {
  const { from, to, folds } = scale;
  const now = placeOf(folds, nowMs);
  const variables: CSSProperties & Readonly<Record<`--${string}`, number | string>> = {
    '--t0': from.drawnMs,
    '--span': drawnLengthMs(scale),
    '--now': now.drawnMs,
    '--f0': from.folds,
    '--folds': to.folds - from.folds,
    '--now-folds': now.folds,
    '--fold': `min(${FOLD_PX}px, 50% / max(1, var(--folds)))`,
    '--drawn': '(100% - var(--folds) * var(--fold))',
  };
  return variables;
}

/** Where a bar lies, by its ends in ms since the start; without an end it grows. */
export function barStyle(folds: readonly Gap[], fromMs: number, toMs: number | null): CSSProperties {
  const from = placeOf(folds, fromMs);
  const to = toMs === null ? { drawnMs: 'var(--now)', folds: 'var(--now-folds)' } : placeOf(folds, toMs);
  return {
    left: distance(from, { drawnMs: 'var(--t0)', folds: 'var(--f0)' }),
    width: distance(to, from),
  };
}

type Terms = { readonly drawnMs: number | string; readonly folds: number | string };

function distance(to: Terms, from: Terms): string {
  return `calc(var(--drawn) * (${to.drawnMs} - ${from.drawnMs}) / var(--span) + (${to.folds} - ${from.folds}) * var(--fold))`;
}
