'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { definitionQuery } from '@/lib/client/queries/definition-query';
import { toVisit } from '@/lib/client/timeline-visits';
import type { TimelineVisit } from '@/lib/contract/timeline';
import { readDefinition, type StateDefinition } from '@/lib/domain/definition/definition';
import { canHandleFailures, explainHandling, type Handling } from '@/lib/domain/retry/explain-handling';

/**
 * The definition of the state that a visit went through. Null where nothing failed or the state can have no Retry, and
 * while it is not known: it is read only for a visit that needs it, because AWS hands out few definitions a second.
 */
export function useFailedState(arn: string, visit: TimelineVisit | null): StateDefinition | null {
  const isWanted = visit !== null && visit.failures.length > 0 && canHandleFailures(visit.stateType);
  const { data } = useQuery({ ...definitionQuery(arn), enabled: isWanted });
  const text = data?.kind === 'definition' ? data.definition : null;
  const definition = useMemo(() => {
    const read = text === null ? null : readDefinition(text);
    return read?.kind === 'definition' ? read.definition : null;
  }, [text]);
  return isWanted ? (definition?.states.get(visit.state) ?? null) : null;
}

/** What Retry and Catch did about a visit's failures; null where `useFailedState` gives no state. */
export function useHandling(visit: TimelineVisit | null, state: StateDefinition | null): Handling | null {
  return useMemo(
    () => (visit === null || state === null ? null : explainHandling(toVisit(visit), state)),
    [visit, state],
  );
}
