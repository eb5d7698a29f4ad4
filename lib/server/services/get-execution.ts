import 'server-only';
import { textOf } from '@/lib/base/json';
import type { ExecutionAnswer, GetExecutionInput } from '@/lib/contract/executions';
import { isFailure } from '@/lib/domain/execution-status';
import { parentIn } from '@/lib/domain/history/payload-fields';
import { coverageOfExecution } from './coverage';
import { loadCourse, loadExecution, versionOf } from './load-execution';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate } from './time-window';
import { toExecution } from './to-execution';

/** One execution without its payloads; read from AWS now where the index does not know it or it is still open. */
export async function getExecution(
  deps: Pick<ServiceDependencies, 'index' | 'reader' | 'courses' | 'contextOf' | 'links' | 'clock' | 'switches'>,
  { arn, caller }: By<GetExecutionInput>,
): Promise<ExecutionAnswer> {
  requireView(caller, deps);
  const { execution, isSettled, problems } = await loadExecution(deps, arn);
  const [course, links] = await Promise.all([loadCourse(deps, execution), deps.links.get(arn)]);
  const { timeline, events } = course;
  const end = events.findLast(({ type }) => type === 'ExecutionSucceeded');
  return {
    ...toExecution(execution),
    cause: execution.cause,
    failureEventId: isFailure(execution.status) ? (timeline.failure?.eventId ?? null) : null,
    inputEventId: events[0]?.type === 'ExecutionStarted' ? events[0].id : null,
    outputEventId: execution.status === 'SUCCEEDED' ? (end?.id ?? null) : null,
    eventCount: execution.history?.eventCount ?? null,
    parentExecutionArn: links.parentExecutionArn ?? parentIn(textOf(events[0]?.details, 'input') ?? null),
    childExecutionArns: timeline.childExecutionArns,
    mapRunArns: [...new Set(timeline.visits.flatMap(({ map }) => map?.mapRunArns ?? []))],
    mapRunArn: links.mapRunArn,
    redrives: timeline.redrives.map(({ eventId, atMs }) => ({ eventId, date: toDate(atMs) })),
    source: execution.source,
    isSettled,
    version: versionOf(execution, course),
    readDate: toDate((isSettled ? null : deps.reader.lastReadMs(arn)) ?? deps.clock.nowMs()),
    coverage: coverageOfExecution(execution, timeline.missingIds),
    problems,
  };
}
