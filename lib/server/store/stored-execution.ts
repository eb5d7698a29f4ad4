import 'server-only';
import { elapsedMs } from '@/lib/base/units';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { StartedWith, StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { HeldHistory } from './append-rows';
import { COVERAGE_CODES, decoder, MACHINE_TYPE_CODES, NO_ALIAS, NO_VERSION, SOURCE_CODES, STATUS_CODES } from './codes';
import type { ExecutionColumns } from './queries/read-executions';

const toStatus = decoder(STATUS_CODES);
const toMachineType = decoder(MACHINE_TYPE_CODES);
const toSource = decoder(SOURCE_CODES);
const toCoverage = decoder(COVERAGE_CODES);

/** A row of `executions` as the port gives it out: built by naming every field. */
export function toStoredExecution(row: ExecutionColumns, machine: IndexedMachine): StoredExecution {
  const status = toStatus(row.status);
  const held = toHeldHistory(row);
  return {
    connection: machine.connection,
    arn: row.arn,
    machineArn: machine.arn,
    name: row.name,
    type: toMachineType(row.type),
    status,
    startedAtMs: row.started_at,
    endedAtMs: row.ended_at,
    durationMs: row.ended_at === null ? null : elapsedMs(row.started_at, row.ended_at),
    error: row.error,
    cause: row.cause,
    failedState: row.failed_state,
    retries: row.retries,
    redriveCount: row.redrives,
    startedWith: toStartedWith(row),
    hasInput: row.has_input,
    hasOutput: row.has_output,
    source: toSource(row.source),
    coverage: toCoverage(row.coverage),
    history:
      held === null
        ? null
        : {
            eventCount: held.events,
            status: held.status,
            lastAtMs: held.lastAtMs,
            isCurrent: held.status === status && held.redrives === row.redrives,
          },
  };
}

function toStartedWith({ machine_version: version, alias }: ExecutionColumns): StartedWith | null {
  if (version === null || alias === null) return null;
  return { version: version === NO_VERSION ? null : version, alias: alias === NO_ALIAS ? null : alias };
}

/** Which history the row points to; null where none has been read. */
export function toHeldHistory(row: ExecutionColumns): HeldHistory | null {
  const { history, history_events: events, history_status: status, history_redrives: redrives } = row;
  if (history === null || events === null || status === null || redrives === null) return null;
  return { history, events, status: toStatus(status), redrives, lastAtMs: row.history_last_at };
}
