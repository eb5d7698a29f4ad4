'use client';

import type { ReactNode } from 'react';
import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCount } from '@/lib/base/format';
import type { DurationBar, DurationChart } from '@/lib/view/duration-chart';

const COLOURS = {
  SUCCEEDED: 'var(--succeeded-solid)',
  FAILED: 'var(--failed-solid)',
  TIMED_OUT: 'var(--timed-out-solid)',
  ABORTED: 'var(--aborted-solid)',
} as const;

const WORDS = { fill: 'var(--muted)', fontSize: 12 } as const;
/** Percentiles in one bar would be written upon each other: each has a line of its own. */
const MARK_LINE_PX = 15;

/**
 * Bars of how many executions took how long, stacked by status, with the percentiles. The only user of Recharts, which is
 * large: load it by `next/dynamic`.
 */
export function DurationHistogram({ chart }: { readonly chart: DurationChart }): ReactNode {
  const { bars, series, marks, summary } = chart;
  return (
    <div role="img" aria-label={summary} className="h-72">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={[...bars]}
          margin={{ top: 14 + MARK_LINE_PX * marks.length, right: 16, bottom: 4, left: 0 }}
          barCategoryGap={2}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="label"
            tick={WORDS}
            tickLine={false}
            axisLine={{ stroke: 'var(--control)' }}
            minTickGap={12}
          />
          <YAxis
            tick={WORDS}
            tickLine={false}
            axisLine={false}
            width={48}
            allowDecimals={false}
            tickFormatter={(count: number) => formatCount(count)}
          />
          <Tooltip
            cursor={{ fill: 'var(--selection)' }}
            content={<Reading chart={chart} />}
            isAnimationActive={false}
          />
          {series.map(({ status }) => (
            <Bar
              key={status}
              dataKey={(bar: DurationBar) => bar.counts[status]}
              name={status}
              stackId="all"
              fill={COLOURS[status]}
              isAnimationActive={false}
            />
          ))}
          {marks.map(({ name, value, label }, at) => (
            <ReferenceLine
              key={name}
              x={label}
              stroke="var(--text)"
              strokeDasharray="4 3"
              label={{
                ...WORDS,
                fill: 'var(--text)',
                value: `${name} ${value}`,
                position: 'top',
                dy: -MARK_LINE_PX * (marks.length - 1 - at),
              }}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

type ReadingProps = { readonly chart: DurationChart; readonly active?: boolean; readonly label?: string | number };

/** What the bar under the pointer says. */
function Reading({ chart, active = false, label }: ReadingProps): ReactNode {
  const bar = chart.bars.find((each) => each.label === label);
  if (!active || bar === undefined) return null;
  return (
    <div className="rounded-control border border-line bg-surface px-2.5 py-1.5 text-small shadow-sm">
      <p className="font-semibold">{bar.range}</p>
      {chart.series.map(({ status, word }) => (
        <p key={status} className="flex justify-between gap-4 tabular-nums">
          <span className="text-muted">{word}</span>
          {formatCount(bar.counts[status])}
        </p>
      ))}
    </div>
  );
}
