import 'server-only';
import { parentIn } from '@/lib/domain/history/payload-fields';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';

/** What an execution belongs to; null where it belongs to none, and where AWS could not be asked. */
export type Links = { readonly parentExecutionArn: string | null; readonly mapRunArn: string | null };

/** Where an execution stands among others. Only `DescribeExecution` tells, and nothing of it ever changes. */
export interface ExecutionLinks {
  get(arn: string): Promise<Links>;
}

const NO_LINKS: Links = { parentExecutionArn: null, mapRunArn: null };

const MOST_REMEMBERED = 1_000;

/** A page does not wait longer for a link; the next look has it. */
const WAIT_MS = 1_000;

export function createExecutionLinks(connections: AwsConnections, clock: Clock): ExecutionLinks {
  const known = new Map<string, Links>();
  const ask = async (arn: string): Promise<Links> => {
    const options = { priority: 'click' } as const;
    const match = await connections.findFor(arn, options);
    if (match.kind !== 'connection') return NO_LINKS;
    const answer = await match.connection.stepFunctions.describeExecution(arn, options);
    const links =
      answer.kind === 'found'
        ? { parentExecutionArn: parentIn(answer.value.input), mapRunArn: answer.value.mapRunArn }
        : NO_LINKS;
    known.set(arn, links);
    const oldest = known.keys().next();
    if (known.size > MOST_REMEMBERED && !oldest.done) known.delete(oldest.value);
    return links;
  };
  return {
    get: async (arn) => {
      const links = known.get(arn);
      if (links !== undefined) return links;
      const waiting = new AbortController();
      // A link that cannot be had is no reason to show nothing: what is wrong stands with the connection.
      const asked = ask(arn).catch(() => NO_LINKS);
      const found = await Promise.race([asked, clock.sleep(WAIT_MS, waiting.signal).then(() => NO_LINKS)]);
      waiting.abort();
      return found;
    },
  };
}
