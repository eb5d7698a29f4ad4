import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { LastFailures } from '@/components/hotspots/last-failures';
import { aboutOf, shareOrUnknown, stateExecutionsPath } from '@/components/hotspots/state-columns';
import { Button } from '@/components/ui/button';
import { type Fact, Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatCounted, formatDuration, formatUtc } from '@/lib/base/format';
import { executionsPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import type { StateHotspot } from '@/lib/contract/hotspots';
import { isFailByDesign } from '@/lib/domain/hotspots';

type SelectedStateProps = {
  readonly machine: string;
  readonly hotspot: StateHotspot;
  readonly onClose: () => void;
};

/** Everything about one state that its row has no room for, and the ways to the executions behind it. */
export function SelectedState({ machine, hotspot, onClose }: SelectedStateProps): ReactNode {
  const { state, stateType, errors } = hotspot;
  return (
    <Panel
      title={state}
      // Beside the table where there is room; else it lies over the end of the window, below the row that was chosen.
      className="z-10 flex flex-col max-lg:sticky max-lg:bottom-2 max-lg:max-h-[40dvh] max-md:bottom-[calc(4rem+env(safe-area-inset-bottom))] max-lg:shadow-[0_0_1.5rem_var(--scrim)] lg:h-[max(18rem,calc((100dvh-16rem)*0.6-1rem))]"
      aside={
        <span className="flex items-center gap-2 text-muted">
          {stateType}
          <Button isIcon look="quiet" aria-label="Close the selected state" title="Close" onClick={onClose}>
            <X aria-hidden="true" className="size-4" />
          </Button>
        </span>
      }
    >
      <section
        aria-label={`${state}, details`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 overflow-y-auto overscroll-contain"
      >
        <Errors machine={machine} state={state} errors={errors} />
        <Failures machine={machine} hotspot={hotspot} />
        <div className="border-t border-line">
          <Facts facts={factsOf(hotspot)} />
        </div>
      </section>
    </Panel>
  );
}

function factsOf(hotspot: StateHotspot): readonly Fact[] {
  const about = aboutOf(hotspot);
  const { visits, failureRate, before, consequences, fatal, attempts, failedAttempts, recovered, lostMs } = hotspot;
  const { timeShare, firstFailureDate, lastFailureDate, running, waiting } = hotspot;
  const fact = (label: string, value: string | null): Fact[] => (value === null ? [] : [{ label, value }]);
  const design = isFailByDesign(hotspot) ? ', by design' : '';
  const open = running + waiting;
  return [
    ...fact('Visits', `${about}${formatCount(visits)}`),
    ...fact('Failure rate', `${failureRate === null ? '' : about}${shareOrUnknown(failureRate)}${design}`),
    ...fact('Window before', before === null ? 'not known' : beforeWords(before)),
    ...fact('Ended executions', `${formatCount(fatal)} by its failure`),
    ...fact('Failed inside', consequences === 0 ? null : `${formatCount(consequences)} because of a state in it`),
    ...fact(
      'Attempts',
      attempts === 0 ? null : `${about}${formatCount(attempts)}, ${formatCount(failedAttempts)} failed`,
    ),
    ...fact('Saved by Retry', `${about}${formatCounted(recovered, 'visit')}`),
    ...fact('Time lost', `${about}${formatDuration(lostMs)} in failed attempts and pauses`),
    ...fact('Share of time', timeShare === null ? null : timeWords(timeShare, about)),
    ...fact('First failure', firstFailureDate === null ? null : formatUtc(Date.parse(firstFailureDate))),
    ...fact('Last failure', lastFailureDate === null ? null : formatUtc(Date.parse(lastFailureDate))),
    ...fact('Open now', open === 0 ? null : `${formatCount(running)} running, ${formatCount(waiting)} waiting`),
  ];
}

function beforeWords({ visits, failureRate, p95Ms }: NonNullable<StateHotspot['before']>): string {
  const p95 = p95Ms === null ? '' : `, p95 ${formatDuration(p95Ms)}`;
  return `${shareOrUnknown(failureRate)} of ${formatCounted(visits, 'visit')}${p95}`;
}

/** Where visits run side by side their time adds up to more than the executions took. */
function timeWords(timeShare: number, about: string): string {
  if (timeShare > 1) return `${about}${timeShare.toFixed(1)} times that of its executions: visits run side by side`;
  return `${about}${shareOrUnknown(timeShare)} of the time of its executions`;
}

const CLASS_WORDS = {
  definition: 'the definition’s',
  transient: 'transient',
  task: 'the work’s own',
} as const;

type ErrorsProps = {
  readonly machine: string;
  readonly state: string;
  readonly errors: StateHotspot['errors'];
};

function Errors({ machine, state, errors }: ErrorsProps): ReactNode {
  return (
    <div className="p-3">
      <h3 className="text-muted">Errors, most frequent first</h3>
      {errors.length === 0 ? (
        <p>None in this time range</p>
      ) : (
        <ul>
          {errors.map(({ error, errorClass, count }) => (
            <li key={error ?? ''} className="flex items-baseline justify-between gap-3">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {error ?? 'without a name'} <span className="text-muted">· {CLASS_WORDS[errorClass]}</span>
              </span>
              {error === null ? (
                <span className="tabular-nums">{formatCount(count)}</span>
              ) : (
                <RangeLink
                  path={executionsPath({ machine, state, seen: 'failing', error })}
                  aria-label={`${formatCount(count)} with ${error}`}
                  // A single digit is too narrow to be hit.
                  className="min-w-6 text-right leading-6 text-accent tabular-nums underline"
                >
                  {formatCount(count)}
                </RangeLink>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const BEHIND = [
  { seen: 'failing', words: 'Failed or caught here' },
  { seen: 'fatal', words: 'Ended by its failure' },
  { seen: 'retried', words: 'Retried here' },
  { seen: 'recovered', words: 'Saved by a retry' },
] as const;

/** The last failures, and the ways to all executions behind the numbers. */
function Failures({ machine, hotspot }: Pick<SelectedStateProps, 'machine' | 'hotspot'>): ReactNode {
  const { state, failed, caught, fatal, retried, recovered } = hotspot;
  const counts = { failing: failed + caught, fatal, retried, recovered };
  const shown = BEHIND.filter(({ seen }) => counts[seen] > 0);
  return (
    <div className="border-t border-line p-3">
      <h3 className="text-muted">Last failures</h3>
      {counts.failing === 0 ? (
        <p>None in this time range</p>
      ) : (
        <LastFailures machine={machine} state={state} count={counts.failing} />
      )}
      {shown.length === 0 ? null : (
        <>
          <h3 className="mt-2 text-muted">Executions, newest first</h3>
          <ul className="flex flex-wrap gap-x-4">
            {shown.map(({ seen, words }) => (
              <li key={seen}>
                <RangeLink path={stateExecutionsPath(machine, state, seen)} className="leading-6 text-accent underline">
                  {words}
                </RangeLink>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
