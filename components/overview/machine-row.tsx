import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Sparkline } from '@/components/charts/sparkline';
import { Badge } from '@/components/ui/badge';
import { formatCount, formatDuration, formatShare } from '@/lib/base/format';
import { executionsPath, machineStatePath } from '@/lib/client/paths';
import type { PlaceWords } from '@/lib/client/places';
import { RangeLink } from '@/lib/client/range-link';
import type { Coverage } from '@/lib/contract/coverage';
import type { Machine } from '@/lib/contract/machines';

const SPARK_BOX = { width: 95, height: 20 };
const TYPES: Readonly<Record<Machine['type'], string>> = { STANDARD: 'Standard', EXPRESS: 'Express' };
/** Under this share of successes the figure stands out; a matter of sight, the order of rows comes from the server. */
const LOW_SUCCESS = 0.95;

type MachineRowProps = {
  readonly machine: Machine;
  /** Null where all machines are of one place. */
  readonly place: PlaceWords | null;
  readonly columns: number;
};

/** A machine with its figures, and in a second line what keeps them from being complete. */
export function MachineRow({ machine, place, columns }: MachineRowProps): ReactNode {
  const { stateMachineArn, name, type, status, figures, coverage } = machine;
  // Where nothing could be read, a zero would be a statement that nobody can make.
  const isKnown = coverage.kind !== 'none';
  const { successRate } = figures;
  return (
    <tbody className="border-t border-line hover:bg-canvas">
      <tr className="h-8 tabular-nums">
        <th scope="row" className="py-1 pl-3 font-normal">
          <RangeLink
            path={executionsPath({ machine: stateMachineArn })}
            className="font-medium text-accent [overflow-wrap:anywhere] hover:underline"
          >
            {name}
          </RangeLink>{' '}
          <span className="text-muted">{TYPES[type]}</span>
          {status === 'ACTIVE' ? null : (
            <span className="text-muted"> · {status === 'DELETED' ? 'deleted' : 'being deleted'}</span>
          )}
          {place === null ? null : (
            <span className="block text-small text-muted" title={place.full}>
              {place.short}
            </span>
          )}
        </th>
        <Figure value={isKnown ? formatCount(figures.executions) : null} />
        <Figure
          value={successRate === null || !isKnown ? null : formatShare(successRate)}
          className={`pr-3 md:pr-0 ${successRate !== null && successRate < LOW_SUCCESS ? 'font-medium text-failed-text' : ''}`}
        />
        <td className="hidden pl-6 lg:table-cell">
          {isKnown ? <Sparkline parts={figures.spark} box={SPARK_BOX} /> : <Unknown />}
        </td>
        <Figure
          value={figures.p50Ms === null ? null : formatDuration(figures.p50Ms)}
          className="hidden md:table-cell"
        />
        <Figure
          value={figures.p95Ms === null ? null : formatDuration(figures.p95Ms)}
          className="hidden md:table-cell"
        />
        <Figure value={isKnown ? formatCount(figures.running) : null} className="hidden md:table-cell" />
        <td className="hidden py-1 pr-3 pl-6 md:table-cell">
          <WorstState machine={machine} />
        </td>
      </tr>
      <Shortfall machine={machine} columns={columns} />
    </tbody>
  );
}

function Figure({ value, className = '' }: { readonly value: string | null; readonly className?: string }): ReactNode {
  return <td className={`py-1 pl-4 text-right whitespace-nowrap ${className}`}>{value ?? <Unknown />}</td>;
}

function Unknown(): ReactNode {
  return (
    <span className="text-muted">
      <span aria-hidden="true">–</span>
      <span className="sr-only">not known</span>
    </span>
  );
}

const WORST = {
  failed: { tone: 'failed', word: null },
  caught: { tone: 'caught', word: 'caught' },
  recovered: { tone: 'succeeded', word: 'recovered' },
} as const;

function WorstState({ machine: { stateMachineArn, figures, coverage } }: { readonly machine: Machine }): ReactNode {
  const { worstState } = figures;
  if (coverage.kind === 'none') return <Unknown />;
  if (worstState === null) {
    // Without every history read, "nothing" is only true of what was read.
    return <span className="text-muted">{coverage.kind === 'all' ? 'no failure' : 'none seen'}</span>;
  }
  const { tone, word } = WORST[worstState.kind];
  const parts = [worstState.state, worstState.error, word].filter((part) => part !== null);
  return (
    <RangeLink
      path={machineStatePath(stateMachineArn, worstState.state)}
      className="inline-flex max-w-full hover:underline [&>span]:max-w-full"
    >
      <Badge tone={tone}>
        <span className="max-w-90 truncate">{parts.join(' · ')}</span>
        <span className="tabular-nums">
          {coverage.kind === 'estimated' ? '≈ ' : ''}×{formatCount(worstState.count)}
        </span>
      </Badge>
    </RangeLink>
  );
}

/** What is missing from the figures above it, with the next step. */
function Shortfall({ machine, columns }: Pick<MachineRowProps, 'machine' | 'columns'>): ReactNode {
  const { problems, coverage } = machine;
  const lines =
    problems.length > 0
      ? problems.map(({ code, title, nextStep }) => ({ key: code, text: `${title}. ${nextStep}` }))
      : shortfallOf(coverage);
  if (lines.length === 0) return null;
  return (
    <tr className="text-small">
      <td colSpan={columns} className="px-3 pb-1.5">
        {lines.map(({ key, text }) => (
          <p key={key} className="flex gap-1.5">
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-waiting-text" />
            <span className="min-w-0 [overflow-wrap:anywhere] text-muted">{text}</span>
          </p>
        ))}
      </td>
    </tr>
  );
}

function shortfallOf({ kind, reasons }: Coverage): readonly { readonly key: string; readonly text: string }[] {
  // While the past is being read or a connection is down the page says so once, above the table.
  if (kind === 'all' || kind === 'estimated') return [];
  return reasons
    .filter(({ code }) => code !== 'still-reading' && code !== 'connection-problem')
    .map(({ code, message }) => ({ key: code, text: message }));
}
