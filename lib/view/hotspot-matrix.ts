import { formatCount, formatCounted } from '@/lib/base/format';
import { type ComparedFigures, changeOf, type HotspotMeasure, isFailByDesign, measured } from '@/lib/domain/hotspots';
import { type Interval, toAbsolute, type ZoneName } from '@/lib/domain/time-range';
import type { VisitKind } from '@/lib/domain/visit-kind';
import { describeChange, figureOf, type Heat, heatOf, isUncertain, MEASURE_WORDS, signOf } from '@/lib/view/hotspots';
import { timeRangeLabel } from '@/lib/view/time-range';

type Step = Interval & {
  /** Everything of it was read. Otherwise nothing can be said of a state of which no visit is known. */
  readonly isWhole: boolean;
  readonly isScaled: boolean;
};

/** Visits of one state that ended in one step. */
export type MatrixFigures = Omit<ComparedFigures, 'stateType' | 'before'> & {
  readonly failing: number;
  readonly retried: number;
};

type Row = Pick<ComparedFigures, 'stateType' | 'before'> & {
  readonly state: string;
  /** One for each step, null where no visit is known; shorter while the cells are not known. */
  readonly cells: readonly (MatrixFigures | null)[];
};

/** One state in one step, in words and as a colour. */
export type DrawnCell = {
  /** Everything a cell says: `4.1 %, 53 of 1,290 visits failed or were caught`. */
  readonly words: string;
  readonly look:
    | { readonly kind: 'none' | 'unknown' }
    | { readonly kind: 'visited'; readonly heat: Heat; readonly isUncertain: boolean; readonly isKnown: boolean };
  /** Which executions are behind it; null where none are. */
  readonly seen: VisitKind | null;
};

export type DrawnMatrix = {
  readonly columns: readonly {
    readonly span: Interval;
    /** `14:00`, or a day where one begins; empty where there is no room for it. */
    readonly label: string;
    /** `25 Nov 2026 14:00 – 15:00 UTC` */
    readonly title: string;
  }[];
  readonly rows: readonly { readonly key: string; readonly state: string; readonly cells: readonly DrawnCell[] }[];
};

type MatrixFacts = {
  readonly stepMs: number;
  readonly steps: readonly Step[];
  readonly rows: readonly Row[];
  readonly by: HotspotMeasure;
  readonly zone: ZoneName;
};

/** States × time under a measure, in the order of the rows given. */
export function prepareHotspotMatrix({ stepMs, steps, rows, by, zone }: MatrixFacts): DrawnMatrix {
  const labels = toLabels(steps, stepMs, zone);
  return {
    columns: steps.map((span, at) => ({
      span,
      label: labels[at] ?? '',
      title: `${timeRangeLabel(toAbsolute(span), zone)} ${zone}`,
    })),
    rows: rows.map((row) => ({
      key: `${row.stateType} ${row.state}`,
      state: row.state,
      cells: row.cells.flatMap((cell, at) => {
        const step = steps[at];
        return step === undefined ? [] : [cell === null ? drawEmpty(step) : drawCell(cell, row, step, by)];
      }),
    })),
  };
}

function drawEmpty({ isWhole }: Step): DrawnCell {
  return isWhole
    ? { words: 'no visits', look: { kind: 'none' }, seen: null }
    : { words: 'not known', look: { kind: 'unknown' }, seen: null };
}

function drawCell(cell: MatrixFigures, { stateType, before }: Row, { isScaled }: Step, by: HotspotMeasure): DrawnCell {
  const figures = { ...cell, stateType, before };
  return {
    words: wordsOf(cell, figures, by, isScaled),
    look: {
      kind: 'visited',
      heat: heatOf(figures, by),
      isUncertain: isUncertain(cell),
      isKnown: isFailByDesign(figures) || measured(figures, by) !== null,
    },
    seen: seenOf(cell, by),
  };
}

/** What the figure counts, where it counts any: a colour is looked into for that. */
function seenOf({ failing, retried }: MatrixFigures, by: HotspotMeasure): VisitKind {
  switch (by) {
    case 'failure':
    case 'trend':
      return failing > 0 ? 'failing' : 'visited';
    case 'retries':
      return retried > 0 ? 'retried' : 'visited';
    case 'p95':
      return 'visited';
  }
}

function wordsOf(cell: MatrixFigures, figures: ComparedFigures, by: HotspotMeasure, isScaled: boolean): string {
  const about = isScaled ? '≈ ' : '';
  const visits = `${about}${formatCounted(cell.visits, 'visit')}`;
  if (isFailByDesign(figures)) return `${visits}, fails by design`;
  const sign = signOf(isScaled, isUncertain(cell));
  const rate = figureOf(figures, by === 'trend' ? 'failure' : by);
  const value = rate === null ? `${MEASURE_WORDS[by]} not known` : `${sign}${rate}`;
  switch (by) {
    case 'failure':
      return `${value}, ${formatCount(cell.failing)} of ${visits} failed or were caught`;
    case 'retries':
      return `${value}, ${about}${formatCount(cell.retried)} of ${visits} were retried`;
    case 'p95':
      return `${value}, ${visits}, ${changeWords(figures, by)}`;
    case 'trend':
      return `${value}, ${formatCount(cell.failing)} of ${visits} failed or were caught, ${changeWords(figures, by)}`;
  }
}

function changeWords(figures: ComparedFigures, by: HotspotMeasure): string {
  const change = changeOf(figures, by);
  if (change !== null) return describeChange(change);
  return figures.before === null ? 'nothing to compare with in the window before' : 'no change to tell';
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Every so manieth step has a label: wide enough apart to be read, and at times that people count in. */
const LABEL_EVERY: ReadonlyMap<number, number> = new Map([
  [MINUTE_MS, 5],
  [15 * MINUTE_MS, 4],
]);

/** Labels stand where a step begins by the clock, so not at a first one that the window cuts. */
function toLabels(steps: readonly Interval[], stepMs: number, zone: ZoneName): readonly string[] {
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  });
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short' });
  const every = (LABEL_EVERY.get(stepMs) ?? 3) * stepMs;
  return steps.map(({ fromMs }, at) => {
    // The last one has no room to its right.
    if (fromMs % every !== 0 || at === steps.length - 1) return '';
    const clock = time.format(fromMs);
    return stepMs >= DAY_MS || clock === '00:00' ? day.format(fromMs) : clock;
  });
}
