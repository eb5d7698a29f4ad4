import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { EmptyTable } from '@/components/ui/empty-table';
import { Legend } from '@/components/ui/legend';
import { Panel } from '@/components/ui/panel';

const COLUMNS = [
  { label: 'Status' },
  { label: 'Name' },
  { label: 'State machine', isExtra: true },
  { label: 'Started' },
  { label: 'Duration', isNumber: true, isExtra: true },
  { label: 'Failed at', isExtra: true },
  { label: 'Error', isExtra: true },
  { label: 'Retries', isNumber: true, isExtra: true },
];

const STATUSES = [
  { id: 'failed', sign: <Badge tone="failed">Failed</Badge>, meaning: 'An error that no Retry and no Catch handled' },
  { id: 'timed-out', sign: <Badge tone="timed-out">Timed out</Badge>, meaning: 'Longer than the state machine allows' },
  { id: 'aborted', sign: <Badge tone="aborted">Aborted</Badge>, meaning: 'Stopped from outside' },
  { id: 'running', sign: <Badge tone="running">Running</Badge>, meaning: 'Not ended yet' },
  {
    id: 'redrive',
    sign: <Badge tone="redrive">Pending redrive</Badge>,
    meaning: 'Child of a map run, about to run again',
  },
  { id: 'succeeded', sign: <Badge tone="succeeded">Succeeded</Badge>, meaning: 'Reached its end' },
];

const STATES = [
  { id: 'caught', sign: <Badge tone="caught">Caught</Badge>, meaning: 'The state failed and a Catch handled it' },
  {
    id: 'waiting',
    sign: <Badge tone="waiting">Waiting</Badge>,
    meaning: 'The state waits for a person or another system',
  },
];

/** The parts of the executions page before anything is read. */
export function ExecutionsOutline(): ReactNode {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Panel title="Executions" aside={<span className="text-muted">newest first</span>}>
        <EmptyTable caption="Executions, newest first" columns={COLUMNS}>
          No execution has been read. To open one by its ARN, use the jump field above.
        </EmptyTable>
      </Panel>
      <div className="grid gap-4">
        <Panel title="Status of an execution">
          <Legend entries={STATUSES} />
        </Panel>
        <Panel title="Marks of a state">
          <Legend entries={STATES} />
        </Panel>
      </div>
    </div>
  );
}
