import 'server-only';
import { NO_CHANGE } from './catalog';
import type { Database } from './database';
import { findExpired } from './queries/find-expired';
import { MARK_REPLACED } from './queries/mark-replaced';

/** Executions dropped in one transaction, so that it stays short. */
const AT_ONCE = 5_000;

/**
 * Drops executions that were over before a time (epoch ms), with their histories, and answers how many. Like all writing it only
 * appends (D4): a dropped row is one that was replaced by nothing, so no figure counts it from then on, and compaction
 * removes it with the others.
 */
export async function dropExpired(database: Database, beforeMs: number): Promise<number> {
  let dropped = 0;
  for (let last = AT_ONCE; last === AT_ONCE; ) {
    await database.write(async (session) => {
      const expired = await session.all(findExpired, { before: beforeMs, limit: AT_ONCE });
      last = expired.length;
      if (last === 0) return NO_CHANGE;
      const histories = expired.flatMap(({ history }) => history ?? []);
      await session.run('INSERT INTO replaced_histories SELECT unnest($histories)', { histories });
      await session.run(MARK_REPLACED, { versions: expired.map(({ version }) => version) });
      return NO_CHANGE;
    });
    dropped += last;
  }
  return dropped;
}
