import type { ReactNode } from 'react';
import { HeatScale } from '@/components/hotspots/heat-scale';
import { EmptyTable } from '@/components/ui/empty-table';
import { Legend } from '@/components/ui/legend';
import { Panel } from '@/components/ui/panel';

const COLUMNS = [
  { label: 'State' },
  { label: 'Visits', isNumber: true },
  { label: 'Failure rate', isNumber: true },
  { label: 'Retry rate', isNumber: true, isExtra: true },
  { label: 'p50', isNumber: true, isExtra: true },
  { label: 'p95', isNumber: true, isExtra: true },
  { label: 'Trend', isNumber: true, isExtra: true },
];

const WORDS = [
  { id: 'visit', sign: <strong>Visit</strong>, meaning: 'One pass through a state, however many attempts it took.' },
  {
    id: 'failure',
    sign: <strong>Failure rate</strong>,
    meaning: 'Visits that failed or were caught, of all that ended in the window.',
  },
  {
    id: 'retry',
    sign: <strong>Retry rate</strong>,
    meaning: 'Visits with at least one retry, of all that ended in the window.',
  },
  { id: 'trend', sign: <strong>Trend</strong>, meaning: 'Against the window of equal length before.' },
];

type HotspotsOutlineProps = {
  readonly caption: string;
  /** What stands below the colours. */
  readonly beside?: ReactNode;
};

/** The parts of the hotspots page, whose figures are not computed yet. */
export function HotspotsOutline({ caption, beside }: HotspotsOutlineProps): ReactNode {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid gap-4">
        <Panel title="States" aside={<span className="text-muted">worst first</span>}>
          <EmptyTable caption={caption} columns={COLUMNS}>
            This version does not compute figures of states.
          </EmptyTable>
        </Panel>
        <Panel title="Words">
          <Legend entries={WORDS} />
        </Panel>
      </div>
      <div className="grid gap-4">
        <Panel title="Colours" aside={<span className="text-muted">zero stays empty</span>}>
          <dl className="grid gap-3 p-3">
            <div className="grid gap-1">
              <dt className="text-muted">Failures and retries, share of visits</dt>
              <dd>
                <HeatScale measure="failure" />
              </dd>
            </div>
            <div className="grid gap-1">
              <dt className="text-muted">Duration, p95 against its baseline</dt>
              <dd>
                <HeatScale measure="p95" />
              </dd>
            </div>
          </dl>
        </Panel>
        {beside}
      </div>
    </div>
  );
}
