import 'server-only';
import type { ExecutionStatus, MachineType } from '@/lib/domain/execution-status';
import type { StateType } from '@/lib/domain/history/event-types';
import type { Attempt, VisitOutcome } from '@/lib/domain/timeline/timeline';
import type { ExecutionPayload } from '@/lib/server/ports/index-store';
import type { ExecutionCoverage, IndexedExecution } from '@/lib/server/ports/indexed-execution';

/*
 * How words are written in the index: as small numbers, which are compared and grouped faster than text. A number in use
 * never changes its meaning; a new word gets a new number, or it does not compile.
 */

export const STATUS_CODES: Readonly<Record<ExecutionStatus, number>> = {
  RUNNING: 1,
  SUCCEEDED: 2,
  FAILED: 3,
  TIMED_OUT: 4,
  ABORTED: 5,
  PENDING_REDRIVE: 6,
  UNKNOWN: 7,
};

export const MACHINE_TYPE_CODES: Readonly<Record<MachineType, number>> = { STANDARD: 1, EXPRESS: 2 };

export const SOURCE_CODES: Readonly<Record<IndexedExecution['source'], number>> = { history: 1, log: 2 };

export const COVERAGE_CODES: Readonly<Record<ExecutionCoverage, number>> = {
  none: 0,
  partial: 1,
  full: 2,
  several: 3,
};

export const OUTCOME_CODES: Readonly<Record<VisitOutcome, number>> = {
  succeeded: 1,
  caught: 2,
  failed: 3,
  aborted: 4,
  running: 5,
  waiting: 6,
};

export const ATTEMPT_OUTCOME_CODES: Readonly<Record<Attempt['outcome'], number>> = {
  succeeded: 1,
  failed: 2,
  aborted: 3,
  running: 4,
};

export const STATE_TYPE_CODES: Readonly<Record<StateType, number>> = {
  Task: 1,
  Pass: 2,
  Choice: 3,
  Wait: 4,
  Succeed: 5,
  Fail: 6,
  Map: 7,
  Parallel: 8,
};

export const PAYLOAD_PART_CODES: Readonly<Record<ExecutionPayload['part'], number>> = { input: 1, output: 2 };

/** Of rows that belong to no machine's figures; machines count from 1. */
export const NO_MACHINE = 0;

/** Of an execution that was started without a version or an alias; null is one of which that is not known. */
export const NO_VERSION = 0;
export const NO_ALIAS = '';

/** Why a visit is among the failures. */
export type FailureKind = 'failed' | 'caught' | 'recovered';

export const FAILURE_KIND_CODES: Readonly<Record<FailureKind, number>> = { failed: 1, caught: 2, recovered: 3 };

/** Reads codes back into words. Throws for a number that this version does not know: the file is from a newer one. */
export function decoder<Word extends string>(codes: Readonly<Record<Word, number>>): (code: number) => Word {
  const words = new Map<number, Word>();
  for (const word in codes) words.set(codes[word], word);
  return (code) => {
    const word = words.get(code);
    if (word === undefined) throw new Error(`The index holds the code ${code}, which this version does not know.`);
    return word;
  };
}
