import { formatDuration, formatShare } from '@/lib/base/format';
import { type ComparedFigures, changeOf, type HotspotMeasure, isFailByDesign, measured } from '@/lib/domain/hotspots';

export const MEASURE_WORDS: Readonly<Record<HotspotMeasure, string>> = {
  failure: 'failure rate',
  retries: 'retry rate',
  p95: 'p95 duration',
  trend: 'trend of the failure rate',
};

/** The fixed bins of ui.md §4: `bin` counts from 1, and 0 is empty, because zero looks empty. */
export type Heat = { readonly ramp: 'heat' | 'pace'; readonly bin: 0 | 1 | 2 | 3 | 4 | 5 | 6 };

export const RATE_BINS = ['< 0.1 %', '< 0.5 %', '< 2 %', '< 5 %', '< 20 %', '≥ 20 %'] as const;
export const RATIO_BINS = ['< 0.8×', '< 1.2×', '< 2×', '< 4×', '< 8×', '≥ 8×'] as const;

const RATE_BOUNDS = [0.001, 0.005, 0.02, 0.05, 0.2] as const;
const RATIO_BOUNDS = [0.8, 1.2, 2, 4, 8] as const;
const BINS = [1, 2, 3, 4, 5, 6] as const;

function binOf(value: number, bounds: readonly number[]): Heat['bin'] {
  return BINS[bounds.filter((bound) => value >= bound).length] ?? 6;
}

/** Fewer visits than this say little: they are marked, never hidden. */
const ENOUGH_VISITS = 20;

export function isUncertain({ visits }: { readonly visits: number }): boolean {
  return visits > 0 && visits < ENOUGH_VISITS;
}

/** What stands before a figure that is not exact. Scaled says more than few, which the dotted border shows as well. */
export function signOf(isScaled: boolean, isFew: boolean): '≈ ' | '~ ' | '' {
  if (isScaled) return '≈ ';
  return isFew ? '~ ' : '';
}

/** The colour of a state under a measure. A Fail state has none. */
export function heatOf(row: ComparedFigures, measure: HotspotMeasure): Heat {
  if (isFailByDesign(row)) return { ramp: 'heat', bin: 0 };
  const value = measured(row, measure);
  if (measure === 'failure' || measure === 'retries')
    return { ramp: 'heat', bin: value === null || value === 0 ? 0 : binOf(value, RATE_BOUNDS) };
  const change = changeOf(row, measure);
  const ramp = measure === 'p95' ? 'pace' : 'heat';
  return { ramp, bin: change === null || value === 0 ? 0 : binOf(change, RATIO_BOUNDS) };
}

/** The figure of a measure in short: `4.1 %`, `8.4 s`, `↑ 3.1×`; null where it is not known. */
export function figureOf(row: ComparedFigures, measure: HotspotMeasure): string | null {
  if (measure === 'trend') return formatChange(changeOf(row, measure));
  const value = measured(row, measure);
  if (value === null) return null;
  return measure === 'p95' ? formatDuration(value) : formatShare(value);
}

/** An arrow and a ratio: `↑ 3.1×`, `↓ 0.6×`; `→` where little changed, `↑ new` where there was none before. */
export function formatChange(change: number | null): string | null {
  if (change === null) return null;
  if (change === Number.POSITIVE_INFINITY) return '↑ new';
  if (change >= 0.95 && change < 1.05) return '→';
  const digits = change < 10 ? 1 : 0;
  const ratio = change < 0.05 ? '< 0.1' : change.toFixed(digits);
  return `${change > 1 ? '↑' : '↓'} ${ratio}×`;
}

/** The same for those who hear it. */
export function describeChange(change: number | null): string {
  if (change === null) return 'not known';
  if (change === Number.POSITIVE_INFINITY) return 'new: none in the window before';
  if (change >= 0.95 && change < 1.05) return 'about the same as in the window before';
  return `${change < 0.05 ? 'less than 0.1' : change.toFixed(1)} times that of the window before`;
}
