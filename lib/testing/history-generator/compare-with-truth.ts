import type { Timeline, Visit } from '@/lib/domain/timeline/timeline';
import type { Comparison } from '@/lib/testing/expectation';
import type { TrueVisit, Truth } from './truth';

/** What a timeline says beside what was meant when its events were written. */
export function compareWithTruth(timeline: Timeline, truth: Truth): readonly Comparison[] {
  const { status, redrives, rootCause, fatalVisits, visits } = truth;
  const isOver = status !== 'RUNNING';
  const open = visits.filter(({ outcome, stateType }) => outcome === null && stateType === 'Task');
  const atWork = open.flatMap((visit) => {
    const attempt = visit.attempts.at(-1);
    return attempt?.outcome === 'running' ? [{ id: attempt.id, awaitsAnswer: visit.awaitsAnswer }] : [];
  });
  return [
    { path: 'status', expected: status, actual: timeline.status },
    { path: 'redrives', expected: redrives, actual: timeline.redrives.length },
    { path: 'root cause', expected: rootCause, actual: timeline.rootCause },
    { path: 'fatal visits', expected: fatalVisits, actual: timeline.fatalVisits },
    { path: 'visits', expected: visits.map(({ id }) => id), actual: timeline.visits.map(({ id }) => id) },
    { path: 'in flight', expected: isOver ? [] : atWork.map(({ id }) => id), actual: timeline.inFlight },
    {
      path: 'waits',
      expected: isOver ? [] : atWork.filter(({ awaitsAnswer }) => awaitsAnswer).map(({ id }) => id),
      actual: timeline.waits.map(({ eventId }) => eventId),
    },
    ...visits.map((visit, at) => {
      const read = timeline.visits[at];
      const actual = read === undefined ? null : told(read);
      return { path: `visit ${visit.id} ${visit.state}`, expected: meant(visit), actual };
    }),
  ];
}

function meant(visit: TrueVisit) {
  const attempt = visit.attempts.at(-1);
  const isWaiting = visit.awaitsAnswer && attempt?.outcome === 'running';
  const { container, ...place } = visit.place;
  return {
    state: visit.state,
    stateType: visit.stateType,
    parent: container?.id ?? null,
    ...place,
    exit: visit.exit,
    outcome: visit.outcome ?? (isWaiting ? 'waiting' : 'running'),
    attempts: visit.attempts.map(({ id, kind, outcome, hasFailed, backoffMs }) => {
      return { id, kind, outcome, hasFailed, backoffMs };
    }),
    errors: hasOwnErrors(visit) ? visit.errors : null,
    map: visit.stateType === 'Map' ? { lengths: visit.lengths, counts: visit.iterations } : null,
  };
}

function told(visit: Visit): ReturnType<typeof meant> {
  const { state, stateType, parent, parentAttempt, branch, iteration, exit, outcome, attempts, map } = visit;
  return {
    state,
    stateType,
    parent,
    attempt: parentAttempt,
    branch,
    iteration,
    exit,
    outcome,
    attempts: attempts.map(({ id, kind, outcome, hasFailed, backoffMs }) => {
      return { id, kind, outcome, hasFailed, backoffMs };
    }),
    errors: hasOwnErrors(visit) ? visit.failures.flatMap(({ error }) => error ?? []) : null,
    map: map === null ? null : { lengths: [...map.lengths], counts: { ...map.counts } },
  };
}

/** A Map or Parallel fails with the error of what is inside, and a Fail state's is written in the definition. */
function hasOwnErrors({ stateType }: { readonly stateType: string }): boolean {
  return stateType !== 'Map' && stateType !== 'Parallel' && stateType !== 'Fail';
}
