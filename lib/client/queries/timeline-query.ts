import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { type HeldTimeline, mergeTimeline } from '@/lib/client/merge-timeline';
import { apiPath } from '@/lib/client/paths';
import { pollInterval } from '@/lib/client/poll-interval';
import type { TimelineAnswer } from '@/lib/contract/timeline';

/** The course of one execution. Each answer after the first brings what changed, and is merged into what is held. */
export function timelineQuery(arn: string, isLive = false) {
  const queryKey = ['timeline', arn] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }) => {
      const held = client.getQueryData<HeldTimeline>(queryKey) ?? null;
      const after = held?.kind === 'whole' ? held.version : null;
      return mergeTimeline(
        held,
        await apiGet<TimelineAnswer>(apiPath(['executions', arn, 'timeline'], { after }), signal),
      );
    },
    refetchInterval: isLive ? pollInterval : false,
    refetchIntervalInBackground: true,
    // Merging keeps identities already; comparing thousands of visits once more would cost a frame.
    structuralSharing: false,
  });
}
