import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { Problem } from '@/lib/contract/problem';
import { isExecutionArn, parseArn } from '@/lib/domain/arn';
import { isOpen } from '@/lib/domain/execution-status';
import { AppError } from '@/lib/server/errors';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { ExecutionReading } from '@/lib/server/sync/execution-reader';
import type { Course } from './course-cache';
import { failureCodeOf, toFailureProblem } from './failure-problems';
import type { ServiceDependencies } from './service-dependencies';

type LoadDependencies = Pick<ServiceDependencies, 'index' | 'reader' | 'courses' | 'clock' | 'contextOf'>;

/** An execution as new as it can be had, and why it is not newer. */
export type LoadedExecution = {
  readonly execution: StoredExecution;
  /** Whether nothing about it is expected to change. */
  readonly isSettled: boolean;
  /** What went wrong when AWS was asked just now; what is shown was read before. */
  readonly problems: readonly Problem[];
};

/** However many people look at it, AWS is asked at most this often for one execution. */
const LIVE_MS = 2_000;

/** What is held is shown rather than waiting longer for AWS; the answer is there the next time. */
const WAIT_MS = 1_500;

/**
 * The execution from the index; read from AWS first where the index does not know it, has not read its history, or it is
 * still open.
 *
 * @throws {AppError} `not-found` where neither the index nor AWS has it, and what the gateway says where AWS cannot be
 * asked and nothing is held.
 */
export async function loadExecution(deps: LoadDependencies, arn: string): Promise<LoadedExecution> {
  const stored = await deps.index.getExecution(arn);
  if (stored === null) return { ...(await readUnknown(deps, arn)), problems: [] };
  if (isSettled(deps, stored)) return { execution: stored, isSettled: true, problems: [] };
  const problems = await refresh(deps, stored);
  const execution = (await deps.index.getExecution(arn)) ?? stored;
  return { execution, isSettled: isSettled(deps, execution), problems };
}

/** Lines of a log arrive up to 12 s after their event, now and then later (aws-facts §4.3). */
const LATE_LINES_MS = 60_000;

/** Ended, and its history read to the end. A failed one may be redriven all the same: then the sync finds it open. */
function isSettled({ clock }: LoadDependencies, { status, history, source, coverage }: StoredExecution): boolean {
  if (isOpen(status) || history?.isCurrent !== true) return false;
  const mayGainLines = source === 'log' && coverage !== 'full';
  return !mayGainLines || clock.nowMs() - (history.lastAtMs ?? 0) >= LATE_LINES_MS;
}

async function readUnknown(deps: LoadDependencies, arn: string): Promise<Omit<LoadedExecution, 'problems'>> {
  const reading = await deps.reader.read(arn, { priority: 'click' });
  const execution = await deps.index.getExecution(arn);
  if (execution !== null) return { execution, isSettled: isSettled(deps, execution) };
  throw new AppError('not-found', reading === 'not-logged' && isChild(arn) ? CHILD_NOT_LOGGED : NOT_FOUND[reading]);
}

const NOT_FOUND: Readonly<Record<ExecutionReading, string>> = {
  read: 'AWS has no events of this execution.',
  gone: 'AWS does not know this execution. It keeps one for 90 days after its end, less where the account set less, and deletes it with its state machine; an Express execution is looked for in the log of the last 24 hours.',
  foreign: 'This execution belongs to an account or a region that this server does not read.',
  'not-logged':
    'AWS keeps no history of Express executions, and this state machine writes no log. Turn logging on with level ALL to see the next ones.',
};

const CHILD_NOT_LOGGED =
  'AWS keeps no history of the Express executions of a Distributed Map, and their state machine writes no log. Why it failed stands in the panel of the Map, in the execution that started it. Turn logging on with level ALL to see the course of the next ones.';

function isChild(arn: string): boolean {
  const parsed = parseArn(arn);
  return parsed.kind === 'ok' && isExecutionArn(parsed.arn) && parsed.arn.label !== null;
}

/** Reads it again if that was not done just now, and waits for the answer for a moment. */
async function refresh(deps: LoadDependencies, { arn, history }: StoredExecution): Promise<readonly Problem[]> {
  const waiting = new AbortController();
  const reading = deps.reader.refresh(arn, LIVE_MS, { priority: 'click' }).then(
    () => [],
    (thrown: unknown) => [toProblem(thrown, deps)],
  );
  // Without any history there is nothing to show meanwhile.
  if (history === null) return reading;
  const tired = deps.clock.sleep(WAIT_MS, waiting.signal).then(() => []);
  const problems = await Promise.race([reading, tired]);
  waiting.abort();
  return problems;
}

function toProblem(thrown: unknown, { clock }: LoadDependencies): Problem {
  if (!(thrown instanceof AppError)) throw thrown;
  return toFailureProblem({
    code: failureCodeOf(thrown.code),
    nextStep: thrown.message,
    sinceMs: epochMs(clock.nowMs()),
  });
}

/** The events that are held of an execution, folded. */
export async function loadCourse(deps: LoadDependencies, execution: StoredExecution): Promise<Course> {
  const { arn, machineArn, startedAtMs } = execution;
  const events = async () => (await deps.index.getEvents(arn)) ?? [];
  return deps.courses.get(execution, events, deps.contextOf(machineArn, startedAtMs));
}

/** Changes with every change of the execution or its timeline. */
export function versionOf({ status, redriveCount, coverage, history }: StoredExecution, course: Course): string {
  const lastId = course.events.at(-1)?.id ?? 0;
  return [lastId, history?.eventCount ?? 0, status, redriveCount, coverage].join('.');
}
