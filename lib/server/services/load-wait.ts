import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { TaskName } from '@/lib/domain/decision';
import { isOpen } from '@/lib/domain/execution-status';
import { awaitsAnswer } from '@/lib/domain/timeline/fold';
import type { Attempt, TaskWork, Visit } from '@/lib/domain/timeline/timeline';
import { endOfWait, type WaitEnd } from '@/lib/domain/wait-answer';
import { AppError } from '@/lib/server/errors';
import type { StoredWait } from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from '@/lib/server/sync/aws-clock';
import type { ApprovalDependencies } from './approval-dependencies';
import type { Course } from './course-cache';
import { loadCourse } from './load-execution';

/** One wait of an execution that is held, and how it stands. */
export type LoadedWait = {
  readonly execution: StoredExecution;
  readonly course: Course;
  readonly visit: Visit;
  readonly attempt: Attempt;
  readonly wait: StoredWait;
  /** `sqs`, `lambda`, …; empty for an activity. */
  readonly service: string;
  readonly end: WaitEnd;
};

type LoadDependencies = Pick<
  ApprovalDependencies,
  'index' | 'reader' | 'courses' | 'contextOf' | 'clock' | 'connections'
>;

/** @throws {AppError} `not-found` where the execution has no such wait. */
export async function loadWait(
  deps: LoadDependencies,
  execution: StoredExecution,
  eventId: number,
): Promise<LoadedWait> {
  const course = await loadCourse(deps, execution);
  const found = findAttempt(course.timeline.visits, eventId);
  if (found === null)
    throw new AppError('not-found', 'This execution has no task with that number that waits or waited.');
  const { visit, attempt, work, position } = found;
  const isWaiting = isOpen(execution.status) && course.timeline.waits.some((wait) => wait.eventId === eventId);
  return {
    execution,
    course,
    visit,
    attempt,
    service: work.service,
    wait: toWait(execution, visit, attempt, work, position),
    end: endOfWait(course.events, eventId, isWaiting),
  };
}

/** How a wait stands by the newest history of AWS; null where the index does not hold its execution. */
export async function readWaitEnd(
  deps: LoadDependencies,
  { executionArn, eventId }: TaskName,
): Promise<LoadedWait | null> {
  await deps.reader.read(executionArn, { priority: 'click' });
  const execution = await deps.index.getExecution(executionArn);
  return execution === null ? null : loadWait(deps, execution, eventId);
}

type FoundAttempt = {
  readonly visit: Visit;
  readonly attempt: Attempt;
  readonly work: TaskWork;
  /** Counted from 1. */
  readonly position: number;
};

function findAttempt(visits: readonly Visit[], eventId: number): FoundAttempt | null {
  for (const visit of visits) {
    const at = visit.attempts.findIndex(({ id }) => id === eventId);
    const attempt = visit.attempts[at];
    if (attempt !== undefined) {
      const { work } = attempt;
      return awaitsAnswer(work) ? { visit, attempt, work, position: at + 1 } : null;
    }
  }
  return null;
}

function toWait(
  execution: StoredExecution,
  visit: Visit,
  attempt: Attempt,
  work: TaskWork,
  position: number,
): StoredWait {
  return {
    connection: execution.connection,
    executionArn: execution.arn,
    executionName: execution.name,
    executionStartedAtMs: execution.startedAtMs,
    machineArn: execution.machineArn,
    eventId: attempt.id,
    visit: visit.id,
    state: visit.state,
    resource: work.resource,
    attempt: position,
    sinceMs: attempt.scheduledAtMs,
    startedAtMs: attempt.startedAtMs,
    timeoutSeconds: work.timeoutSeconds,
    heartbeatSeconds: work.heartbeatSeconds,
  };
}

/** Now by the clock of the AWS that a connection reads: it stamped the times that are compared with it (security R7). */
export function nowAt({ connections, clock }: Pick<LoadDependencies, 'connections' | 'clock'>, name: string): EpochMs {
  const connection = connections.list().find((each) => each.name === name);
  return connection === undefined ? clock.nowMs() : awsNow(clock, connection);
}
