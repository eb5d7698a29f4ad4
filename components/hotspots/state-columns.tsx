import type { ReactNode } from 'react';
import { heatClasses } from '@/components/hotspots/heat';
import { formatCount, formatDuration, formatShare } from '@/lib/base/format';
import { executionsPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import type { HotspotRow } from '@/lib/contract/hotspots';
import { changeOf, type HotspotMeasure, isFailByDesign, rankOf } from '@/lib/domain/hotspots';
import type { VisitKind } from '@/lib/domain/visit-kind';
import { describeChange, figureOf, formatChange, heatOf, isUncertain, signOf } from '@/lib/view/hotspots';

export const COLUMN_IDS = [
  'state',
  'machine',
  'visits',
  'failure',
  'failed',
  'caught',
  'retries',
  'p50',
  'p95',
  'p99',
  'trend',
  'error',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

/** One column of a table of states: what it sorts by, and what it shows. */
export type Column<Row> = {
  readonly id: ColumnId;
  readonly label: string;
  /** What the words or numbers in it mean. */
  readonly hint: string;
  readonly isNumber: boolean;
  /** From which width on it is shown; the narrowest page has room for four. */
  readonly shown: 'always' | 'medium' | 'wide';
  readonly sortValue: (row: Row) => number | string | null;
  readonly cell: (row: Row) => ReactNode;
};

type FigureOptions<Row> = {
  /** What is coloured. */
  readonly by: HotspotMeasure;
  /** The machine of a row, whose executions its numbers lead to. */
  readonly machineOf: (row: Row) => string;
};

/** The columns of numbers. Each count leads to the executions that it counts. */
export function figureColumns<Row extends HotspotRow>(options: FigureOptions<Row>): readonly Column<Row>[] {
  const { by, machineOf } = options;
  const count = (row: Row, value: number, seen: VisitKind, restsOnSuccesses: boolean) => (
    <Count path={stateExecutionsPath(machineOf(row), row.state, seen)} value={value}>
      {restsOnSuccesses ? aboutOf(row) : ''}
    </Count>
  );
  const rate = (row: Row, measure: HotspotMeasure, seen: VisitKind) => (
    <Count path={stateExecutionsPath(machineOf(row), row.state, seen)} value={rankOf(row, measure)}>
      <Heated row={row} measure={measure} isHeated={by === measure} />
    </Count>
  );
  const duration = (row: Row, ms: number | null) =>
    ms === null ? <Unknown /> : `${aboutOf(row)}${formatDuration(ms)}`;
  const change: HotspotMeasure = by === 'trend' ? 'failure' : by;
  const number = { isNumber: true } as const;
  return [
    {
      ...number,
      id: 'visits',
      label: 'Visits',
      hint: 'Passes through the state that ended in the time range',
      shown: 'always',
      sortValue: ({ visits }) => visits,
      cell: (row) => count(row, row.visits, 'visited', true),
    },
    {
      ...number,
      id: 'failure',
      label: 'Failure rate',
      hint: 'Visits that failed or were caught, of all that ended',
      shown: by === 'failure' || by === 'trend' ? 'always' : 'medium',
      sortValue: ({ failureRate }) => failureRate,
      cell: (row) => rate(row, 'failure', 'failing'),
    },
    {
      ...number,
      id: 'failed',
      label: 'Failed',
      hint: 'Visits that failed by themselves and were not caught',
      shown: 'wide',
      sortValue: ({ failed }) => failed,
      cell: (row) => count(row, row.failed, 'failed', false),
    },
    {
      ...number,
      id: 'caught',
      label: 'Caught',
      hint: 'Visits whose failure a Catch took',
      shown: 'wide',
      sortValue: ({ caught }) => caught,
      cell: (row) => count(row, row.caught, 'caught', false),
    },
    {
      ...number,
      id: 'retries',
      label: 'Retried',
      hint: 'Visits with at least one retry, of all that ended',
      shown: by === 'retries' ? 'always' : 'medium',
      sortValue: ({ retryRate }) => retryRate,
      cell: (row) => rate(row, 'retries', 'retried'),
    },
    {
      ...number,
      id: 'p50',
      label: 'p50',
      hint: 'Half of the visits took no longer, entry to exit',
      shown: 'wide',
      sortValue: ({ p50Ms }) => p50Ms,
      cell: (row) => duration(row, row.p50Ms),
    },
    {
      ...number,
      id: 'p95',
      label: 'p95',
      hint: '95 % of the visits took no longer; coloured against the window before',
      shown: by === 'p95' ? 'always' : 'medium',
      sortValue: ({ p95Ms }) => p95Ms,
      cell: (row) => <Heated row={row} measure="p95" isHeated={by === 'p95'} />,
    },
    {
      ...number,
      id: 'p99',
      label: 'p99',
      hint: '99 % of the visits took no longer',
      shown: 'wide',
      sortValue: ({ p99Ms }) => p99Ms,
      cell: (row) => duration(row, row.p99Ms),
    },
    {
      ...number,
      id: 'trend',
      label: 'Trend',
      hint: `${TREND_OF[change]} against the window of equal length before`,
      shown: by === 'trend' ? 'always' : 'medium',
      sortValue: (row) => changeOf(row, change),
      cell: (row) =>
        by === 'trend' ? <Heated row={row} measure="trend" isHeated /> : <Change change={changeOf(row, change)} />,
    },
  ];
}

const TREND_OF = { failure: 'Failure rate', trend: 'Failure rate', retries: 'Retry rate', p95: 'p95' } as const;

/** What the sign means. */
export const SCALED_WORDS =
  '≈: not every history of a succeeded execution was read; the figure is scaled up to all of them.';

/** The sign of what is scaled up from the histories that were read. */
export function aboutOf({ isScaled }: Pick<HotspotRow, 'isScaled'>): string {
  return isScaled ? '≈ ' : '';
}

/** The executions that a number of a state counts. */
export function stateExecutionsPath(machine: string, state: string, seen: VisitKind): string {
  return executionsPath({ machine, state, seen });
}

type CountProps = { readonly path: string; readonly value: number | null; readonly children: ReactNode };

/** A count, which leads to what it counts unless that is nothing; with other words where a share of it is shown. */
function Count({ path, value, children }: CountProps): ReactNode {
  const shown = typeof children === 'string' ? `${children}${formatCount(value ?? 0)}` : children;
  if (value === null || value === 0) return <span className="text-muted">{shown}</span>;
  return (
    <RangeLink path={path} className="relative z-10 hover:text-accent hover:underline">
      {shown}
    </RangeLink>
  );
}

type HeatedProps = {
  readonly row: HotspotRow;
  readonly measure: HotspotMeasure;
  readonly isHeated: boolean;
};

/** A figure on the colour of its bin. Few visits show by `~` and a dotted border. */
function Heated({ row, measure, isHeated }: HeatedProps): ReactNode {
  const figure = figureOf(row, measure);
  if (figure === null) return <Unknown />;
  const words =
    measure === 'trend' ? (
      <Change change={changeOf(row, measure)} />
    ) : (
      `${signOf(row.isScaled, isUncertain(row))}${figure}`
    );
  if (!isHeated) return words;
  const border = isUncertain(row) ? 'border-dotted border-control' : 'border-transparent';
  return (
    <span
      title={isFailByDesign(row) ? 'A Fail state fails by design' : undefined}
      className={`inline-block min-w-16 rounded-control border px-1.5 leading-5.5 ${border} ${heatClasses(heatOf(row, measure))}`}
    >
      {words}
    </span>
  );
}

function Change({ change }: { readonly change: number | null }): ReactNode {
  const words = formatChange(change);
  if (words === null) return <Unknown />;
  return (
    <>
      <span aria-hidden="true">{words}</span>
      <span className="sr-only">{describeChange(change)}</span>
    </>
  );
}

function Unknown(): ReactNode {
  return (
    <span className="text-muted">
      <span aria-hidden="true">–</span>
      <span className="sr-only">not known</span>
    </span>
  );
}

/** Shares as they stand in lists of facts: `4.1 %`, or that they are not known. */
export function shareOrUnknown(share: number | null): string {
  return share === null ? 'not known' : formatShare(share);
}
