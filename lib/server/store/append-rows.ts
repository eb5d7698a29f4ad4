import 'server-only';
import type { DuckDBAppender } from '@duckdb/node-api';
import type { EpochMs } from '@/lib/base/units';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { ExecutionPayload } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import {
  ATTEMPT_OUTCOME_CODES,
  COVERAGE_CODES,
  FAILURE_KIND_CODES,
  MACHINE_TYPE_CODES,
  NO_ALIAS,
  NO_VERSION,
  OUTCOME_CODES,
  PAYLOAD_PART_CODES,
  SOURCE_CODES,
  STATUS_CODES,
} from './codes';
import { toDurationBucket } from './duration-bucket';
import { toExecutionKey } from './execution-key';
import type { AttemptRow, FailureRow, VisitRow, WaitRow } from './history-rows';

/*
 * One function per table that rows of many executions go to. The order of the calls is the order of the columns in
 * `migrations/`; the appender refuses a row with too few or too many, and the tests read every column back.
 */

/** Which history an execution's row points to, and how far that history goes. */
export type HeldHistory = {
  readonly history: number;
  readonly events: number;
  readonly status: ExecutionStatus;
  readonly redrives: number;
  readonly lastAtMs: EpochMs | null;
};

export type ExecutionRow = {
  readonly version: number;
  readonly key: bigint;
  readonly machine: number;
  /** Of a map run. */
  readonly isChild: boolean;
  readonly execution: IndexedExecution;
  readonly held: HeldHistory | null;
};

/** Which history, machine, state and visit a row belongs to. */
export type Place = {
  readonly history: number;
  readonly machine: number;
  readonly state: number;
  readonly visit: number;
};

export function appendExecution(to: DuckDBAppender, row: ExecutionRow): void {
  const { version, key, machine, isChild, execution, held } = row;
  const { startedAtMs, endedAtMs } = execution;
  appendLong(to, version);
  to.appendBigInt(key);
  to.appendInteger(machine);
  to.appendVarchar(execution.arn);
  to.appendVarchar(execution.name);
  to.appendUTinyInt(MACHINE_TYPE_CODES[execution.type]);
  to.appendBoolean(isChild);
  to.appendUTinyInt(STATUS_CODES[execution.status]);
  appendLong(to, startedAtMs);
  appendLong(to, endedAtMs);
  appendSmall(to, endedAtMs === null ? null : toDurationBucket(endedAtMs - startedAtMs));
  appendText(to, execution.error);
  appendText(to, execution.cause);
  appendText(to, execution.failedState);
  appendInteger(to, execution.retries);
  to.appendInteger(execution.redriveCount);
  appendFlag(to, execution.hasInput);
  appendFlag(to, execution.hasOutput);
  to.appendUTinyInt(SOURCE_CODES[execution.source]);
  to.appendUTinyInt(COVERAGE_CODES[execution.coverage]);
  appendLong(to, held?.history ?? null);
  appendInteger(to, held?.events ?? null);
  if (held === null) to.appendNull();
  else to.appendUTinyInt(STATUS_CODES[held.status]);
  appendInteger(to, held?.redrives ?? null);
  appendLong(to, held?.lastAtMs ?? null);
  const { startedWith } = execution;
  appendInteger(to, startedWith === null ? null : (startedWith.version ?? NO_VERSION));
  appendText(to, startedWith === null ? null : (startedWith.alias ?? NO_ALIAS));
  to.endRow();
}

export function appendVisit(to: DuckDBAppender, place: Place, row: VisitRow): void {
  appendPlace(to, place);
  to.appendUTinyInt(OUTCOME_CODES[row.outcome]);
  to.appendBoolean(row.isConsequence);
  to.appendBoolean(row.isFatal);
  to.appendBoolean(row.isRecovered);
  appendLong(to, row.enteredAtMs);
  appendLong(to, row.endedAtMs);
  appendSmall(to, row.bucket);
  to.appendInteger(row.attempts);
  to.appendInteger(row.failedAttempts);
  to.appendInteger(row.retries);
  to.appendInteger(row.redrivenAttempts);
  appendLong(to, row.lostMs);
  to.endRow();
}

export function appendAttempt(to: DuckDBAppender, place: Place, row: AttemptRow): void {
  appendPlace(to, place);
  to.appendInteger(row.attempt);
  to.appendUTinyInt(ATTEMPT_OUTCOME_CODES[row.outcome]);
  appendLong(to, row.scheduledAtMs);
  appendLong(to, row.endedAtMs);
  appendSmall(to, row.bucket);
  to.endRow();
}

export function appendFailure(to: DuckDBAppender, place: Place, row: FailureRow): void {
  appendPlace(to, place);
  to.appendUTinyInt(FAILURE_KIND_CODES[row.kind]);
  to.appendBoolean(row.isConsequence);
  appendLong(to, row.endedAtMs);
  appendText(to, row.error);
  to.endRow();
}

export function appendWait(to: DuckDBAppender, place: Place, row: WaitRow): void {
  appendPlace(to, place);
  to.appendInteger(row.event);
  to.appendInteger(row.attempt);
  to.appendVarchar(row.resource);
  appendLong(to, row.sinceMs);
  appendLong(to, row.startedAtMs);
  appendLong(to, row.endedAtMs);
  appendLong(to, row.timeoutSeconds);
  appendLong(to, row.heartbeatSeconds);
  to.endRow();
}

export function appendBlock(to: DuckDBAppender, history: number, part: number, events: Uint8Array): void {
  appendLong(to, history);
  to.appendInteger(part);
  to.appendBlob(events);
  to.endRow();
}

export function appendPayload(to: DuckDBAppender, { executionArn, startedAtMs, part, kept }: ExecutionPayload): void {
  to.appendBigInt(toExecutionKey(executionArn));
  to.appendUTinyInt(PAYLOAD_PART_CODES[part]);
  appendLong(to, startedAtMs);
  appendText(to, kept?.text.toLowerCase() ?? null);
  to.appendBoolean(kept?.isCut ?? false);
  to.endRow();
}

function appendPlace(to: DuckDBAppender, { history, machine, state, visit }: Place): void {
  appendLong(to, history);
  to.appendInteger(machine);
  to.appendInteger(state);
  to.appendInteger(visit);
}

function appendLong(to: DuckDBAppender, value: number | null): void {
  if (value === null) to.appendNull();
  // AWS gives some numbers with a fraction; the columns hold whole ms and seconds.
  else to.appendBigInt(BigInt(Math.round(value)));
}

function appendInteger(to: DuckDBAppender, value: number | null): void {
  if (value === null) to.appendNull();
  else to.appendInteger(value);
}

function appendSmall(to: DuckDBAppender, value: number | null): void {
  if (value === null) to.appendNull();
  else to.appendSmallInt(value);
}

function appendText(to: DuckDBAppender, value: string | null): void {
  if (value === null) to.appendNull();
  else to.appendVarchar(value);
}

function appendFlag(to: DuckDBAppender, value: boolean | null): void {
  if (value === null) to.appendNull();
  else to.appendBoolean(value);
}
