'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemAlert } from '@/components/problems/problem-alert';
import { useIsLive } from '@/lib/client/live';
import { connectionsQuery } from '@/lib/client/queries/connections-query';
import { machineQuery } from '@/lib/client/queries/machines-query';
import { useWindow } from '@/lib/client/use-window';

/** What keeps the executions of one machine from being read, such as logging that is off. Beside `ConnectionProblems`. */
export function MachineProblems({ arn }: { readonly arn: string }): ReactNode {
  const { data } = useQuery(machineQuery(arn, useWindow(), useIsLive()));
  const connections = useQuery(connectionsQuery());
  if (data === undefined) return null;
  // What befalls the whole connection befalls its machines too, and need not be said twice.
  const connection = connections.data?.items.find(({ name }) => name === data.connection);
  const told = new Set(connection?.problems.map(({ code }) => code));
  return data.problems
    .filter(({ code }) => !told.has(code))
    .map((problem) => <ProblemAlert key={problem.code} problem={problem} />);
}
