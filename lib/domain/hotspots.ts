import type { StateType } from '@/lib/domain/history/event-types';

/** What states are coloured and ranked by. */
export const HOTSPOT_MEASURES = ['failure', 'retries', 'p95', 'trend'] as const;
export type HotspotMeasure = (typeof HOTSPOT_MEASURES)[number];

/** The figures of a state that are told now and of the window before. Null: not known. */
type Compared = {
  readonly visits: number;
  readonly failureRate: number | null;
  readonly retryRate: number | null;
  readonly p95Ms: number | null;
};

/** What a colour says: figures, those that they are compared with, and what kind of state it is that has them. */
export type ComparedFigures = Compared & { readonly stateType: StateType; readonly before: Compared | null };

export type HotspotFigures = ComparedFigures & {
  readonly state: string;
  readonly failed: number;
  readonly caught: number;
};

/** A Fail state does nothing but fail: its rate is the design, and no hotspot. */
export function isFailByDesign({ stateType }: Pick<ComparedFigures, 'stateType'>): boolean {
  return stateType === 'Fail';
}

/**
 * The ratio of now to before; infinite where there was none before, null where either is not known or both are 0 so that
 * nothing changed.
 */
export function changeOf({ before, ...now }: ComparedFigures, measure: HotspotMeasure): number | null {
  const [value, base] = [measured(now, measure), before === null ? null : measured(before, measure)];
  if (value === null || base === null || (value === 0 && base === 0)) return null;
  return base === 0 ? Number.POSITIVE_INFINITY : value / base;
}

/** The figure that a measure is about: a rate, or for p95 a length of time; null where it is not known. */
export function measured({ failureRate, retryRate, p95Ms }: Compared, measure: HotspotMeasure): number | null {
  switch (measure) {
    case 'failure':
    case 'trend':
      return failureRate;
    case 'retries':
      return retryRate;
    case 'p95':
      return p95Ms;
  }
}

/** What the measure ranks by: a rate, a length of time, or for the trend the change; null where it is not known. */
export function rankOf(row: ComparedFigures, measure: HotspotMeasure): number | null {
  return measure === 'trend' ? changeOf(row, measure) : measured(row, measure);
}

export type SortOrder = 'asc' | 'desc';

/**
 * Worst first by a measure, Fail states after all others: they fail by design. Where the measure says the same, more
 * failures come first, then more visits, then the name.
 */
export function byMeasure(measure: HotspotMeasure) {
  return (a: HotspotFigures, b: HotspotFigures): number =>
    Number(isFailByDesign(a)) - Number(isFailByDesign(b)) ||
    compareValues(rankOf(a, measure), rankOf(b, measure), 'desc') ||
    b.failed + b.caught - (a.failed + a.caught) ||
    b.visits - a.visits ||
    a.state.localeCompare(b.state);
}

/** Compares what a column shows; what is not known comes last in either order. */
export function compareValues(a: number | string | null, b: number | string | null, order: SortOrder): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  // Two infinite ones are equal, though their difference is no number.
  const rising =
    typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a === b ? 0 : a - b;
  return order === 'asc' ? rising : -rising;
}
