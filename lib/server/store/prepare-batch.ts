import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionHistory, IndexBatch } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import { encodeEvents } from './event-block';
import { toExecutionKey } from './execution-key';
import { toHistoryRows, type VisitRows } from './history-rows';

/** A history turned into what the tables take, before any transaction is begun. */
export type PreparedHistory = {
  readonly timeline: ExecutionHistory['timeline'];
  readonly visits: readonly VisitRows[];
  readonly blocks: readonly Uint8Array[];
};

export type PreparedExecution = {
  readonly key: bigint;
  readonly execution: IndexedExecution;
  readonly history: PreparedHistory | null;
};

/** How long folding and compressing may keep the event loop before others get a turn. */
const TURN_MS = 20;

/**
 * Does the work of a batch that needs no database. Where an execution is named twice, the later one counts. Throws for a
 * history whose execution is not in the batch.
 */
export async function prepareExecutions(batch: IndexBatch): Promise<readonly PreparedExecution[]> {
  const histories = new Map(batch.histories.map((history) => [history.executionArn, history]));
  const executions = new Map(batch.executions.map((execution) => [execution.arn, execution]));
  for (const arn of histories.keys()) {
    if (!executions.has(arn)) throw new Error(`A history was given without its execution: ${arn}`);
  }
  const prepared: PreparedExecution[] = [];
  let turnEndsAt = performance.now() + TURN_MS;
  for (const execution of executions.values()) {
    const history = histories.get(execution.arn);
    prepared.push({
      key: toExecutionKey(execution.arn),
      execution,
      history: history === undefined ? null : await prepareHistory(history),
    });
    if (performance.now() < turnEndsAt) continue;
    await nextTurn();
    turnEndsAt = performance.now() + TURN_MS;
  }
  return prepared;
}

async function prepareHistory({ timeline, events }: ExecutionHistory): Promise<PreparedHistory> {
  return { timeline, visits: toHistoryRows(timeline), blocks: await encodeEvents(events) };
}
