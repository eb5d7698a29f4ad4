import 'server-only';
import { NO_CHANGE } from './catalog';
import type { Database } from './database';
import { readCompactionNeed } from './queries/read-compaction-need';
import { READ_REVISIONS } from './queries/read-revisions';
import type { Session } from './session';

/**
 * How much has to be replaced or out of order before rewriting pays: as a share of the table, so that filling an index
 * rewrites each row a few times and not once per batch, and never less than some rows, which are read through as fast.
 */
export type CompactionLimits = {
  readonly replacedRows: number;
  readonly looseRows: number;
  readonly watermarks: number;
  readonly share: number;
};

export const DEFAULT_COMPACTION: CompactionLimits = {
  replacedRows: 5_000,
  looseRows: 200_000,
  watermarks: 1_000,
  share: 0.25,
};

/** Tables that are rewritten together, because the same marks say which of their rows were replaced. */
export type TableGroup = 'executions' | 'histories' | 'blocks' | 'payloads' | 'watermarks';

const REWRITE: Readonly<Record<TableGroup, readonly string[]>> = {
  executions: [
    rewrite('executions', 'current_executions ORDER BY started_at, key'),
    rewrite('replaced_executions', 'replaced_executions LIMIT 0'),
  ],
  // Figures ask for one machine over a span of time: its rows lie together, in the order of time.
  histories: [
    rewrite('visits', 'current_visits ORDER BY machine, ended_at'),
    rewrite('attempts', 'current_attempts ORDER BY machine, ended_at'),
    rewrite('failures', 'current_failures ORDER BY machine, ended_at'),
    // Open ones first: they are asked for most, and found without reading the others.
    rewrite('waits', 'current_waits ORDER BY ended_at NULLS FIRST'),
    rewrite('replaced_histories', 'replaced_histories LIMIT 0'),
  ],
  blocks: [rewrite('event_blocks', 'event_blocks WHERE history IN (SELECT history FROM current_executions)')],
  // None is replaced, but an execution can be dropped.
  payloads: [rewrite('payloads', 'payloads WHERE key IN (SELECT key FROM current_executions)')],
  watermarks: [
    rewrite('watermarks', 'watermarks QUALIFY row_number() OVER (PARTITION BY key ORDER BY version DESC) = 1'),
    // As small, and written less often.
    rewrite('revisions', `(${READ_REVISIONS})`),
  ],
};

/**
 * Rewrites every group of tables that has gathered enough replaced or unordered rows, each in a transaction of its own
 * (D4). Readers go on with the old form until it is done; writers wait. Tells which groups were rewritten.
 */
export async function compact(database: Database, limits: CompactionLimits): Promise<readonly TableGroup[]> {
  const due = await database.read((session) => findDueGroups(session, limits));
  for (const group of due) {
    await database.write(async (session, catalog) => {
      for (const sql of REWRITE[group]) await session.run(sql);
      await session.run('INSERT INTO compactions VALUES ($version, $tables)', {
        version: catalog.nextVersion(),
        tables: group,
      });
      return NO_CHANGE;
    });
  }
  if (due.length > 0) await database.checkpoint();
  return due;
}

async function findDueGroups(session: Session, limits: CompactionLimits): Promise<readonly TableGroup[]> {
  const need = await session.first(readCompactionNeed, {});
  if (need === null) return [];
  const isDue = (changed: number, rows: number, least: number) => changed >= Math.max(least, rows * limits.share);
  const due: Readonly<Record<TableGroup, boolean>> = {
    executions: isDue(need.replaced_executions, need.executions, limits.replacedRows),
    histories:
      isDue(need.replaced_histories, need.blocks, limits.replacedRows) ||
      isDue(need.loose_visits, need.visits, limits.looseRows),
    blocks: isDue(need.dead_blocks, need.blocks, limits.replacedRows),
    payloads: isDue(need.dead_payloads, need.payloads, limits.replacedRows),
    watermarks: need.watermarks >= limits.watermarks,
  };
  return (['executions', 'histories', 'blocks', 'payloads', 'watermarks'] as const).filter((group) => due[group]);
}

function rewrite(table: string, from: string): string {
  return `CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${from}`;
}
