import 'server-only';
import type { Execution } from '@/lib/contract/executions';
import { parseArn } from '@/lib/domain/arn';
import { classifyError } from '@/lib/domain/error-class';
import { isFailure } from '@/lib/domain/execution-status';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { toDate, toDateOrNull } from './time-window';

/** One execution as a row leaves the server (security T5). */
export function toExecution(stored: StoredExecution): Execution {
  const isKnownFailure = isFailure(stored.status) && (stored.error !== null || stored.failedState !== null);
  return {
    executionArn: stored.arn,
    stateMachineArn: stored.machineArn,
    stateMachineName: machineName(stored.machineArn),
    connection: stored.connection,
    name: stored.name,
    type: stored.type,
    status: stored.status,
    startDate: toDate(stored.startedAtMs),
    stopDate: toDateOrNull(stored.endedAtMs),
    durationMs: stored.durationMs,
    error: stored.error,
    errorClass: isKnownFailure ? classifyError(stored.error) : null,
    failedState: stored.failedState,
    retries: stored.retries,
    redriveCount: stored.redriveCount,
    startedWith: toStartedWith(stored),
    historyCoverage: toHistoryCoverage(stored),
  };
}

function toStartedWith({ machineArn, startedWith }: StoredExecution): Execution['startedWith'] {
  if (startedWith === null) return null;
  const arnOf = (qualifier: number | string | null) => (qualifier === null ? null : `${machineArn}:${qualifier}`);
  return {
    stateMachineVersionArn: arnOf(startedWith.version),
    stateMachineAliasArn: arnOf(startedWith.alias),
  };
}

function toHistoryCoverage({ history, coverage }: StoredExecution): Execution['historyCoverage'] {
  if (history?.eventCount === 0) return 'none';
  return coverage === 'several' ? 'partial' : coverage;
}

/** The machine's name is the last part of its ARN. */
function machineName(machineArn: string): string {
  const parsed = parseArn(machineArn);
  return parsed.kind === 'ok' && parsed.arn.kind === 'machine' ? parsed.arn.machine : machineArn;
}
