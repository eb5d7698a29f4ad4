'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { definitionQuery } from '@/lib/client/queries/definition-query';
import { toVisit } from '@/lib/client/timeline-visits';
import type { TimelineVisit } from '@/lib/contract/timeline';
import { readDefinition } from '@/lib/domain/definition/definition';
import { canHandleFailures, explainHandling, type Handling } from '@/lib/domain/retry/explain-handling';

/**
 * What Retry and Catch did about a visit's failures. Null where nothing failed, the state cannot have either, or its
 * definition is not known (yet): the definition is read only for a visit that needs it.
 */
export function useHandling(arn: string, visit: TimelineVisit | null): Handling | null {
  const isWanted = visit !== null && visit.failures.length > 0 && canHandleFailures(visit.stateType);
  const { data } = useQuery({ ...definitionQuery(arn), enabled: isWanted });
  const text = data?.kind === 'definition' ? data.definition : null;
  const definition = useMemo(() => {
    const read = text === null ? null : readDefinition(text);
    return read?.kind === 'definition' ? read.definition : null;
  }, [text]);
  return useMemo(() => {
    const state = visit === null ? undefined : definition?.states.get(visit.state);
    return visit === null || state === undefined || !isWanted ? null : explainHandling(toVisit(visit), state);
  }, [definition, visit, isWanted]);
}
