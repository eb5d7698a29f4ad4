import type { ReactNode } from 'react';
import { Badge, type Tone } from '@/components/ui/badge';
import { EmptyTable } from '@/components/ui/empty-table';
import { Panel } from '@/components/ui/panel';

const TILES: readonly { readonly tone: Tone; readonly label: string; readonly meaning: string }[] = [
  { tone: 'failed', label: 'Failed', meaning: 'Executions that failed, against the window before' },
  { tone: 'timed-out', label: 'Timed out', meaning: 'Executions that ran out of time, against the window before' },
  { tone: 'running', label: 'Running', meaning: 'Open executions, and the age of the oldest' },
  { tone: 'waiting', label: 'Waiting', meaning: 'Tasks that wait for a person, and the soonest deadline' },
  { tone: 'redrive', label: 'Can be redriven', meaning: 'Failed executions still inside their 14 days' },
];

const COLUMNS = [
  { label: 'State machine' },
  { label: 'Executions', isNumber: true },
  { label: 'Success', isNumber: true },
  { label: 'Over time', isExtra: true },
  { label: 'p50', isNumber: true, isExtra: true },
  { label: 'p95', isNumber: true, isExtra: true },
  { label: 'Running', isNumber: true, isExtra: true },
  { label: 'Worst state', isExtra: true },
];

/** The parts of the overview before anything is read: what each will tell. */
export function OverviewOutline(): ReactNode {
  return (
    <>
      <ul aria-label="Figures of this page" className="grid gap-3 md:grid-cols-2 lg:grid-cols-5">
        {TILES.map(({ tone, label, meaning }) => (
          <li key={label} className="rounded-panel border border-dashed border-control p-3">
            <Badge tone={tone}>{label}</Badge>
            <p className="mt-2 text-muted">{meaning}</p>
          </li>
        ))}
      </ul>
      <Panel title="State machines" aside={<span className="text-muted">worst first</span>}>
        <EmptyTable caption="State machines, worst first" columns={COLUMNS}>
          No state machine has been read.
        </EmptyTable>
      </Panel>
    </>
  );
}
