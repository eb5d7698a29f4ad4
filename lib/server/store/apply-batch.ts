import 'server-only';
import type { DuckDBAppender } from '@duckdb/node-api';
import type { IndexBatch } from '@/lib/server/ports/index-store';
import {
  appendAttempt,
  appendBlock,
  appendExecution,
  appendFailure,
  appendPayload,
  appendVisit,
  appendWait,
} from './append-rows';
import type { Catalog } from './catalog';
import { NO_MACHINE, NO_VERSION, STATE_TYPE_CODES } from './codes';
import type { Database } from './database';
import { type KnownExecution, type PlannedVisit, planWrite, type WritePlan } from './plan-batch';
import { type PreparedExecution, prepareExecutions } from './prepare-batch';
import { MARK_REPLACED } from './queries/mark-replaced';
import { readExecutionsByKey } from './queries/read-executions';
import type { Session } from './session';
import { toHeldHistory, toStoredExecution } from './stored-execution';

/** Takes a batch in: prepares it, then appends rows and watermarks in one transaction (D4, D5). */
export async function applyBatch(database: Database, batch: IndexBatch): Promise<void> {
  const prepared = await prepareExecutions(batch);
  await database.write(async (session, catalog) => {
    const known = await readKnown(session, catalog, prepared);
    const plan = planWrite(catalog, batch, prepared, known);
    await markReplaced(session, plan);
    await appendPlan(session, catalog, plan);
    await appendPayloads(session, batch);
    await appendWatermarks(session, catalog, batch);
    return plan;
  });
}

async function readKnown(
  session: Session,
  catalog: Catalog,
  prepared: readonly PreparedExecution[],
): Promise<ReadonlyMap<string, KnownExecution>> {
  const known = new Map<string, KnownExecution>();
  if (prepared.length === 0) return known;
  const rows = await session.all(readExecutionsByKey, { keys: prepared.map(({ key }) => key) });
  for (const row of rows) {
    const execution = toStoredExecution(row, catalog.machineOf(row.machine));
    known.set(row.arn, { version: row.version, execution, held: toHeldHistory(row) });
  }
  return known;
}

async function markReplaced(session: Session, { replacedVersions, replacedHistories }: WritePlan): Promise<void> {
  if (replacedVersions.length > 0) {
    await session.run(MARK_REPLACED, { versions: replacedVersions });
  }
  if (replacedHistories.length > 0) {
    await session.run('INSERT INTO replaced_histories SELECT unnest($histories)', { histories: replacedHistories });
  }
}

async function appendPlan(session: Session, catalog: Catalog, plan: WritePlan): Promise<void> {
  for (const { machine, facts } of plan.machines) {
    await session.run('INSERT INTO machines VALUES ($version, $machine, $arn, $facts)', {
      version: catalog.nextVersion(),
      machine,
      arn: facts.arn,
      facts: JSON.stringify(facts),
    });
  }
  for (const { state, machine, name, type } of plan.states) {
    await session.run('INSERT INTO states VALUES ($state, $machine, $name, $type)', {
      state,
      machine,
      name,
      type: STATE_TYPE_CODES[type],
    });
  }
  for (const { machine, version, revisionId, updatedAtMs, seenAtMs } of plan.revisions) {
    await session.run('INSERT INTO revisions VALUES ($machine, $version, $revision, $updated_at, $seen_at)', {
      machine,
      version: version ?? NO_VERSION,
      revision: revisionId,
      updated_at: updatedAtMs,
      seen_at: seenAtMs,
    });
  }
  if (plan.executions.length > 0) {
    await session.append('executions', (to) => {
      for (const row of plan.executions) appendExecution(to, row);
    });
  }
  if (plan.histories.length > 0) await appendHistories(session, plan);
}

async function appendHistories(session: Session, { histories, visits }: WritePlan): Promise<void> {
  await session.append('event_blocks', (to) => {
    for (const { history, blocks } of histories) {
      for (const [part, events] of blocks.entries()) appendBlock(to, history, part, events);
    }
  });
  // An appender costs a millisecond even where nothing is appended, and most histories have no failure and no wait.
  const counted = visits.filter(({ isCounted }) => isCounted);
  const failed = counted.filter(({ rows }) => rows.failure !== null);
  const waited = visits.filter(({ rows }) => rows.waits.length > 0);
  if (counted.length > 0) {
    await session.append('visits', (to) => {
      for (const { place, rows } of counted) appendVisit(to, place, rows.row);
    });
  }
  if (visits.some(({ rows }) => rows.attempts.length > 0)) {
    await session.append('attempts', (to) => {
      for (const visit of visits) appendAttempts(to, visit);
    });
  }
  if (failed.length > 0) {
    await session.append('failures', (to) => {
      for (const { place, rows } of failed) if (rows.failure !== null) appendFailure(to, place, rows.failure);
    });
  }
  if (waited.length > 0) {
    await session.append('waits', (to) => {
      for (const { place, rows } of waited) for (const row of rows.waits) appendWait(to, place, row);
    });
  }
}

/** Where a visit is not counted, the attempts that had to be answered, as those of no machine: their waits lead to them. */
function appendAttempts(to: DuckDBAppender, { place, rows, isCounted }: PlannedVisit): void {
  const answered = new Set(rows.waits.map(({ event }) => event));
  for (const row of rows.attempts) {
    if (isCounted) appendAttempt(to, place, row);
    else if (answered.has(row.attempt)) appendAttempt(to, { ...place, machine: NO_MACHINE }, row);
  }
}

async function appendPayloads(session: Session, { payloads = [] }: IndexBatch): Promise<void> {
  if (payloads.length === 0) return;
  await session.append('payloads', (to) => {
    for (const payload of payloads) appendPayload(to, payload);
  });
}

async function appendWatermarks(session: Session, catalog: Catalog, { watermarks }: IndexBatch): Promise<void> {
  for (const { key, value } of watermarks) {
    await session.run('INSERT INTO watermarks VALUES ($version, $key, $value)', {
      version: catalog.nextVersion(),
      key,
      value: JSON.stringify(value ?? null),
    });
  }
}
