'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { meanwhileWords, pausedWords } from '@/components/problems/meanwhile-words';
import { ProblemAlert } from '@/components/problems/problem-alert';
import { useNowMs } from '@/lib/client/clock';
import { connectionsQuery } from '@/lib/client/queries/connections-query';

/** What stands between this server and AWS, for every connection, each with its next step. Nothing while all is well. */
export function ConnectionProblems(): ReactNode {
  const { data, dataUpdatedAt } = useQuery(connectionsQuery());
  const nowMs = useNowMs(dataUpdatedAt);
  if (data === undefined) return null;
  const isOne = data.items.length === 1;
  return data.items.flatMap((connection) =>
    connection.problems.map((problem) => (
      <ProblemAlert
        key={`${connection.name} ${problem.code} ${problem.action}`}
        problem={problem}
        place={isOne ? null : connection.name}
        meanwhile={
          problem.code === 'disk-full'
            ? pausedWords(problem, connection, nowMs)
            : connection.state === 'ok'
              ? null
              : meanwhileWords(connection, nowMs)
        }
      />
    )),
  );
}
