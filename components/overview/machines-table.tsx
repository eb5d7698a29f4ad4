'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { MachineRow } from '@/components/overview/machine-row';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatAge } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { machinesQuery } from '@/lib/client/queries/machines-query';
import { usePlaces } from '@/lib/client/use-places';
import { useScope } from '@/lib/client/use-scope';
import type { Machines } from '@/lib/contract/machines';

const COLUMNS = [
  { label: 'State machine', className: 'pl-3' },
  { label: 'Executions', className: 'pl-4 text-right' },
  { label: 'Success', className: 'pr-3 pl-4 text-right md:pr-0' },
  { label: 'Over time', className: 'hidden pl-6 lg:table-cell' },
  { label: 'p50', className: 'hidden pl-4 text-right md:table-cell' },
  { label: 'p95', className: 'hidden pl-4 text-right md:table-cell' },
  { label: 'Running', className: 'hidden pl-4 text-right md:table-cell' },
  { label: 'Worst state', className: 'hidden pr-3 pl-6 md:table-cell' },
] as const;

/** All state machines, worst first; a row leads to the executions of its machine. */
export function MachinesTable(): ReactNode {
  const { data, error, dataUpdatedAt, isPlaceholderData, refetch } = useQuery(machinesQuery(useScope(), useIsLive()));
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const shownFrom = data === undefined ? null : formatAge(nowMs - dataUpdatedAt);
  return (
    <>
      {error === null ? null : (
        <LoadProblem
          what="The state machines"
          message={error.message}
          shownFrom={shownFrom}
          onRetry={() => void refetch()}
        />
      )}
      <Panel title="State machines" aside={<span className="text-muted">worst first</span>}>
        {data === undefined ? (
          error === null && <SkeletonRows what="state machines" rows={6} />
        ) : (
          <div className={isPlaceholderData ? 'opacity-60' : ''} aria-busy={isPlaceholderData}>
            {data.items.length === 0 ? <NoMachines machines={data} /> : <Table machines={data} />}
          </div>
        )}
      </Panel>
    </>
  );
}

function Table({ machines }: { readonly machines: Machines }): ReactNode {
  const places = usePlaces();
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">State machines, worst first</caption>
      <thead>
        <tr className="h-8 text-small text-muted">
          {COLUMNS.map(({ label, className }) => (
            <th key={label} scope="col" className={`font-medium ${className}`}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      {machines.items.map((machine) => (
        <MachineRow
          key={machine.stateMachineArn}
          machine={machine}
          place={places.of(machine.stateMachineArn)}
          columns={COLUMNS.length}
        />
      ))}
    </table>
  );
}

/** An empty table means three different things, and only one of them is that there is nothing. */
function NoMachines({ machines: { coverage } }: { readonly machines: Machines }): ReactNode {
  return (
    <div className="grid gap-1 px-3 py-8 text-center text-muted">
      {coverage.kind === 'all' ? (
        <p>
          AWS was asked and knows no state machine here. Create one, or choose another account or region for this
          server.
        </p>
      ) : (
        <>
          <p>No state machine could be read yet. That says nothing about how many there are.</p>
          {coverage.reasons.map(({ message }) => (
            <p key={message}>{message}</p>
          ))}
        </>
      )}
    </div>
  );
}
