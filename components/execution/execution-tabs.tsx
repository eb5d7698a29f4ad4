'use client';

import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { formatCount } from '@/lib/base/format';
import { EXECUTION_TABS, type ExecutionTab } from '@/lib/client/execution-state';

type ExecutionTabsProps = {
  readonly tab: ExecutionTab;
  readonly onTab: (tab: ExecutionTab) => void;
  /** Null where it is not known. */
  readonly eventCount: number | null;
  readonly children: Readonly<Record<ExecutionTab, () => ReactNode>>;
};

/** The views of one execution. Only the one in sight is made; on a narrow page their names take two lines. */
export function ExecutionTabs({ tab, onTab, eventCount, children }: ExecutionTabsProps): ReactNode {
  const labels: Readonly<Record<ExecutionTab, string>> = {
    timeline: 'Timeline',
    graph: 'Graph',
    events: eventCount === null ? 'Events' : `Events ${formatCount(eventCount)}`,
    data: 'Input and output',
    definition: 'Definition',
  };
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => {
        const next = EXECUTION_TABS.find((candidate) => candidate === value);
        if (next !== undefined) onTab(next);
      }}
      activationMode="manual"
      className="grid min-w-0 gap-3"
    >
      <Tabs.List aria-label="Views of the execution" className="flex flex-wrap gap-x-4 border-b border-line md:gap-x-5">
        {EXECUTION_TABS.map((value) => (
          <Tabs.Trigger
            key={value}
            value={value}
            className="h-9 shrink-0 border-b-2 border-transparent text-muted tabular-nums hover:text-text focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:text-text"
          >
            {labels[value]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={tab} tabIndex={-1} className="min-w-0">
        {children[tab]()}
      </Tabs.Content>
    </Tabs.Root>
  );
}
