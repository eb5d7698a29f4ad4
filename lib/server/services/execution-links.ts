import 'server-only';
import { parentIn } from '@/lib/domain/history/payload-fields';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';
import type { MapRuns } from './map-runs';
import { createRecentAnswers } from './recent-answers';

/** What an execution belongs to; null where it belongs to none, and where AWS could not be asked. */
export type Links = { readonly parentExecutionArn: string | null; readonly mapRunArn: string | null };

/**
 * Where an execution stands among others. Only `DescribeExecution` tells, and `DescribeMapRun` of a map run's child;
 * nothing of it ever changes.
 */
export interface ExecutionLinks {
  get(arn: string): Promise<Links>;
}

const NO_LINKS: Links = { parentExecutionArn: null, mapRunArn: null };

/** A page does not wait longer for a link; the next look has it. */
const WAIT_MS = 1_000;

/** A child whose parent could not be read is asked about again. */
const PARTIAL_MS = 60_000;

export function createExecutionLinks(
  connections: AwsConnections,
  mapRuns: Pick<MapRuns, 'describe'>,
  clock: Clock,
): ExecutionLinks {
  const known = createRecentAnswers<Links>(clock, ({ mapRunArn, parentExecutionArn }) =>
    mapRunArn !== null && parentExecutionArn === null ? PARTIAL_MS : Number.POSITIVE_INFINITY,
  );
  // A link that cannot be had is no reason to show nothing: what is wrong stands with the connection.
  const parentOf = (mapRunArn: string) =>
    mapRuns.describe(mapRunArn).then(
      (run) => run?.executionArn ?? null,
      () => null,
    );
  const ask = async (arn: string): Promise<Links> => {
    const options = { priority: 'click' } as const;
    const match = await connections.findFor(arn, options);
    if (match.kind !== 'connection') return NO_LINKS;
    const answer = await match.connection.stepFunctions.describeExecution(arn, options);
    if (answer.kind !== 'found') return NO_LINKS;
    const { input, mapRunArn } = answer.value;
    const parentExecutionArn = mapRunArn === null ? parentIn(input) : await parentOf(mapRunArn);
    return { parentExecutionArn, mapRunArn };
  };
  return {
    get: async (arn) => {
      const waiting = new AbortController();
      const asked = known.get(arn, () => ask(arn)).catch(() => NO_LINKS);
      const found = await Promise.race([asked, clock.sleep(WAIT_MS, waiting.signal).then(() => NO_LINKS)]);
      waiting.abort();
      return found;
    },
  };
}
