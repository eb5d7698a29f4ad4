import type { ReactNode } from 'react';
import { Legend } from '@/components/ui/legend';
import { Panel } from '@/components/ui/panel';

const TASK_FACTS = [
  {
    id: 'given',
    sign: <strong>What was given</strong>,
    meaning: 'The input the task was scheduled with, as the reviewer should see it',
  },
  {
    id: 'deadline',
    sign: <strong>If nobody answers</strong>,
    meaning: 'When the task times out, with which error, and where the machine goes then',
  },
  {
    id: 'who',
    sign: <strong>Where it comes from</strong>,
    meaning: 'The execution, the state and how long it has waited',
  },
  {
    id: 'answer',
    sign: <strong>The answer</strong>,
    meaning: 'Exactly what will be sent, before it is sent. The task token never leaves the server.',
  },
];

/** The parts of the approvals page, which does not list tasks yet. */
export function ApprovalsOutline(): ReactNode {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Panel title="Waiting" aside={<span className="text-muted">soonest first</span>}>
        <p className="px-3 py-8 text-center text-muted">
          Not listed in this version. Some may be waiting in AWS: answer them where you do now.
        </p>
      </Panel>
      <Panel title="What a task will show">
        <Legend entries={TASK_FACTS} />
      </Panel>
    </div>
  );
}
