import 'server-only';
import type { GetTimelineInput, TimelineAnswer } from '@/lib/contract/timeline';
import { isOpen } from '@/lib/domain/execution-status';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { Course } from './course-cache';
import { coverageOfExecution } from './coverage';
import { loadCourse, loadExecution, versionOf } from './load-execution';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate, toDateOrNull } from './time-window';
import { toTimelineVisit, toTimelineWait } from './to-timeline';

/** The visits of an execution, or what changed of them since the version the caller holds. */
export async function getTimeline(
  deps: Pick<ServiceDependencies, 'index' | 'reader' | 'courses' | 'contextOf' | 'clock' | 'switches'>,
  { arn, after, caller }: By<GetTimelineInput>,
): Promise<TimelineAnswer> {
  requireView(caller, deps);
  const { execution, isSettled } = await loadExecution(deps, arn);
  const course = await loadCourse(deps, execution);
  const version = versionOf(execution, course);
  if (after === version) return { kind: 'unchanged', executionArn: arn, version, isSettled };
  const coverage = coverageOfExecution(execution, course.timeline.missingIds);
  if (course.events.length === 0) return { kind: 'unavailable', executionArn: arn, isSettled, coverage };
  const head = { ...toHead(execution, course), version, isSettled, coverage };
  const lastId = after === undefined ? null : lastIdHeld(after, execution);
  const { visits } = course.timeline;
  if (lastId === null) return { kind: 'whole', ...head, visits: visits.map(toTimelineVisit) };
  // A visit that has exited does not change any more; every other may have.
  const changed = visits.filter(({ exit }) => exit === null || exit > lastId);
  return { kind: 'changes', ...head, visits: changed.map(toTimelineVisit) };
}

/**
 * The last event that a caller with this version knows, where it knows all events before it too. Log lines come late and
 * out of order, so there a new one may change any visit: null, everything is sent.
 */
function lastIdHeld(version: string, { source }: StoredExecution): number | null {
  const [lastId, eventCount] = version.split('.').map(Number);
  const isContiguous = lastId !== undefined && Number.isInteger(lastId) && lastId > 0 && lastId === eventCount;
  return source === 'history' && isContiguous ? lastId : null;
}

function toHead(execution: StoredExecution, { timeline }: Course) {
  const isLive = isOpen(execution.status) || execution.status === 'UNKNOWN';
  return {
    executionArn: execution.arn,
    status: execution.status,
    startDate: toDateOrNull(timeline.startedAtMs),
    stopDate: toDateOrNull(execution.endedAtMs),
    lastEventDate: toDateOrNull(timeline.lastAtMs),
    rootCause: timeline.rootCause,
    fatalVisits: timeline.fatalVisits,
    // What has ended waits for nothing, even where the events read do not reach the end.
    waits: isLive ? timeline.waits.map(toTimelineWait) : [],
    inFlight: isLive ? timeline.inFlight : [],
    redrives: timeline.redrives.map(({ eventId, atMs }) => ({ eventId, date: toDate(atMs) })),
    childExecutionArns: timeline.childExecutionArns,
    eventCount: timeline.eventCount,
    missingIds: timeline.missingIds,
    unknownTypes: timeline.unknownTypes,
  };
}
