'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemAlert } from '@/components/problems/problem-alert';
import { useIsLive } from '@/lib/client/live';
import { machineQuery } from '@/lib/client/queries/machines-query';
import { useWindow } from '@/lib/client/use-window';

/** What keeps the executions of one machine from being read, such as logging that is off. */
export function MachineProblems({ arn }: { readonly arn: string }): ReactNode {
  const { data } = useQuery(machineQuery(arn, useWindow(), useIsLive()));
  return data?.problems.map((problem) => <ProblemAlert key={problem.code} problem={problem} />);
}
