import 'server-only';
import type { IndexFacts } from '@/lib/contract/index-facts';
import type { Logger } from '@/lib/server/logger';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';

type Dependencies = Pick<ServiceDependencies, 'index' | 'switches'> & {
  readonly log: Pick<Logger, 'warn'>;
  readonly keepDays: number;
};

/**
 * What the index holds; null, and why in the log, where it cannot count now: the page that asks has more to say. Rows are
 * counted, so it is asked for when a page is opened and not again and again.
 */
export async function getIndexFacts(deps: Dependencies, { caller }: By<object>): Promise<IndexFacts | null> {
  requireView(caller, deps);
  const { log, index, keepDays } = deps;
  try {
    const { machines, executions, histories, visits, databaseBytes, walBytes } = await index.stats();
    const setAside = index.rebuilds().map(({ movedTo }) => movedTo);
    return {
      stateMachines: machines,
      executions,
      histories,
      visits,
      bytes: databaseBytes + walBytes,
      keepDays,
      setAside,
    };
  } catch (error) {
    log.warn({ err: error }, 'the index could not be counted');
    return null;
  }
}
