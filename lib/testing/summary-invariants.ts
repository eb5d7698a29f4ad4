import type { InspectSummary } from '@/lib/domain/summary';
import type { Comparison } from '@/lib/testing/expectation';
import type { PlainEvent } from '@/lib/testing/plain-event';

const ATTEMPT = /(Scheduled|ScheduleFailed)$|^(Map|Parallel)StateStarted$/;
const TERMINAL = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
const COUNTERS = [
  'visits',
  'attempts',
  'retries',
  'redrivenAttempts',
  'failedAttempts',
  'visitMs',
  'backoffMs',
] as const;
const OUTCOMES = ['succeeded', 'caught', 'failed', 'aborted', 'running', 'waiting'] as const;

type Visit = InspectSummary['visits'][number];
type State = InspectSummary['states'][string];
type Context = {
  readonly summary: InspectSummary;
  readonly byId: ReadonlyMap<number, PlainEvent>;
  readonly visitById: ReadonlyMap<number, Visit>;
};

/** What must hold in every summary, whatever the execution did, as comparisons of what must be with what is. */
export function summaryInvariants(summary: InspectSummary, events: readonly PlainEvent[]): readonly Comparison[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const visitById = new Map(summary.visits.map((visit) => [visit.id, visit]));
  const context: Context = { summary, byId, visitById };
  return [
    ...sums(summary),
    ...Object.entries(summary.states).flatMap(([name, state]) => stateSums(name, state, summary)),
    ...visitOrder(summary),
    ...summary.visits.flatMap((visit) => visitLinks(visit, context)),
    ...openEnds(context),
    ...failureEnds(context),
    ...lists(context),
    ...times(context),
  ];
}

function sums({ states, totals }: InspectSummary): Comparison[] {
  const add = (pick: (state: State) => number) => Object.values(states).reduce((sum, state) => sum + pick(state), 0);
  const counters = COUNTERS.map((name) =>
    is(
      `totals.${name}`,
      add((state) => state[name]),
      totals[name],
    ),
  );
  const outcomes = OUTCOMES.map((name) => {
    return is(
      `totals.outcomes.${name}`,
      add((state) => state.outcomes[name]),
      totals.outcomes[name],
    );
  });
  return [
    ...counters,
    ...outcomes,
    is(
      'errors in totals',
      add((state) => sumOf(state.errors)),
      sumOf(totals.errors),
    ),
  ];
}

function stateSums(name: string, state: State, { visits, redrives }: InspectSummary): Comparison[] {
  const own = visits.filter((visit) => visit.state === name);
  const listed = OUTCOMES.map((outcome) => {
    const count = own.filter((visit) => visit.outcome === outcome).length;
    return is(`${name}: visits that are ${outcome}`, count, state.outcomes[outcome]);
  });
  return [
    ...listed,
    is(`${name}: visits listed`, own.length, state.visits),
    is(`${name}: attempts listed`, own.flatMap((visit) => visit.attempts).length, state.attempts),
    is(`${name}: outcomes sum up`, state.visits, sumOf(state.outcomes)),
    // A visit can fail once in each run without an attempt of its own.
    holds(
      `${name}: no more errors than failures`,
      sumOf(state.errors) <= state.failedAttempts + state.visits * (1 + redrives),
    ),
    holds(`${name}: retries and redriven are attempts`, state.retries + state.redrivenAttempts <= state.attempts),
    holds(`${name}: failed attempts are attempts`, state.failedAttempts <= state.attempts),
    holds(
      `${name}: nothing negative`,
      COUNTERS.every((counter) => state[counter] >= 0),
    ),
  ];
}

function visitOrder({ visits }: InspectSummary): Comparison[] {
  const ids = visits.map((visit) => visit.id);
  const attempts = visits.flatMap((visit) => visit.attempts);
  return [
    is('visits are in order of id, each once', [...new Set(ids)].sort(ascending), ids),
    is('no attempt belongs to two visits', attempts.length, new Set(attempts).size),
  ];
}

function visitLinks(visit: Visit, { summary, byId, visitById }: Context): Comparison[] {
  const label = `visit ${visit.id}`;
  const parent = visit.parent === null ? null : visitById.get(visit.parent);
  const parentType = parent ? summary.states[parent.state]?.stateType : null;
  const entry = byId.get(visit.id);
  const exit = visit.exit === null ? null : byId.get(visit.exit);
  const hasExited = visit.outcome === 'succeeded' || visit.outcome === 'caught';
  const isOwnExit = exit?.type.endsWith('StateExited') && exit.details['name'] === visit.state;
  return [
    is(`${label}: is an entry`, true, entry?.type.endsWith('StateEntered')),
    is(`${label}: has the entry's name`, entry?.details['name'], visit.state),
    holds(`${label}: parent is a visit before it`, parent === null || (parent !== undefined && parent.id < visit.id)),
    holds(`${label}: parent holds states`, parent === null || parentType === 'Map' || parentType === 'Parallel'),
    is(`${label}: iteration under a Map only`, parentType === 'Map', visit.iteration !== null),
    is(`${label}: attempts sorted`, [...visit.attempts].sort(ascending), visit.attempts),
    holds(
      `${label}: attempts are scheduled`,
      visit.attempts.every((id) => ATTEMPT.test(byId.get(id)?.type ?? '')),
    ),
    is(`${label}: exit is an exit of the name`, true, exit === null || isOwnExit),
    is(`${label}: exits when succeeded or caught`, hasExited, visit.exit !== null),
    holds(`${label}: does not run in a visit that is over`, !isOpen(visit) || !parent || parent.outcome === 'running'),
  ];
}

function openEnds({ summary, visitById }: Context): Comparison[] {
  const { status, visits, waiting, inFlight } = summary;
  const isOver = status !== 'RUNNING' && status !== 'UNKNOWN';
  const waitingVisits = visits.filter((visit) => visit.outcome === 'waiting').map((visit) => visit.id);
  const isLastAttempt = waiting.every((item) => visitById.get(item.visit)?.attempts.at(-1) === item.eventId);
  return [
    holds('open visits only while it runs', !isOver || !visits.some(isOpen)),
    holds('nothing waits when it is over', !isOver || waiting.length === 0),
    holds('nothing is in flight when it is over', !isOver || inFlight.length === 0),
    is('waiting visits are listed', waitingVisits, waiting.map(({ visit }) => visit).sort(ascending)),
    holds('what waits is the last attempt of its visit', isLastAttempt),
  ];
}

function failureEnds({ summary, byId, visitById }: Context): Comparison[] {
  const { status, fatalVisits, rootCause, coverage } = summary;
  const isKnownFailure = status === 'FAILED' && coverage === 'full';
  const innermost = fatalVisits.at(-1);
  const parents = fatalVisits.slice(1).map((id) => visitById.get(id)?.parent);
  return [
    holds(
      'root cause and fatal visits only when failed',
      status === 'FAILED' || (rootCause === null && innermost === undefined),
    ),
    holds('a failure has a root cause', !isKnownFailure || (rootCause !== null && byId.has(rootCause))),
    holds('a failure has fatal visits', !isKnownFailure || innermost !== undefined),
    holds(
      'fatal visits failed',
      fatalVisits.every((id) => visitById.get(id)?.outcome === 'failed'),
    ),
    is('fatal visits lead inwards', fatalVisits.slice(0, -1), parents),
    holds(
      'the root cause is not before the innermost fatal visit',
      (rootCause ?? Number.POSITIVE_INFINITY) >= (innermost ?? 0),
    ),
  ];
}

function lists({ summary, byId, visitById }: Context): Comparison[] {
  const { maps, states, visits, redrives, children, mapRuns, inFlight, unknownTypes } = summary;
  const events = [...byId.values()];
  const ofType = (type: string) => events.filter((event) => event.type === type);
  const depth = (visit: Visit | undefined): number =>
    visit === undefined || visit.parent === null ? 0 : 1 + depth(visitById.get(visit.parent));
  const lengths = ofType('MapStateStarted').map((event) => Number(event.details['length']));
  const runs = new Set(ofType('MapRunStarted').map((event) => event.details['mapRunArn']));
  const isMap = (id: number) => states[visitById.get(id)?.state ?? '']?.stateType === 'Map';
  const hasNoDoubles = [children, mapRuns, inFlight, unknownTypes].every(
    (list) => new Set<unknown>(list).size === list.length,
  );
  return [
    is('redrives', ofType('ExecutionRedriven').length, redrives),
    is('maxDepth counts enclosing visits', Math.max(0, ...visits.map(depth)), summary.maxDepth),
    holds(
      'maps are visits of Map states',
      maps.every((map) => isMap(map.visit)),
    ),
    is('lengths', lengths.sort(ascending), maps.flatMap((map) => map.lengths).sort(ascending)),
    is('Map Runs', [...runs].sort(), [...mapRuns].sort()),
    holds('no list names anything twice', hasNoDoubles),
  ];
}

function times({ summary, byId }: Context): Comparison[] {
  const events = [...byId.values()].sort((a, b) => a.id - b.id);
  const start = events.find((event) => event.type === 'ExecutionStarted');
  const end = events.findLast((event) => TERMINAL.test(event.type));
  const isOver = summary.status !== 'RUNNING' && summary.status !== 'UNKNOWN';
  const isTimed = start !== undefined && end !== undefined && isOver;
  const at = (id: number) => byId.get(id)?.timeMs ?? Number.NaN;
  const spent = (name: string) =>
    summary.visits.reduce(
      (sum, { id, state, exit }) => (state === name && exit !== null ? sum + at(exit) - at(id) : sum),
      0,
    );
  return [
    is('durationMs', isTimed ? end.timeMs - start.timeMs : null, summary.durationMs),
    ...Object.entries(summary.states).map(([name, state]) => is(`${name}: visitMs`, spent(name), state.visitMs)),
  ];
}

function isOpen(visit: Visit): boolean {
  return visit.outcome === 'running' || visit.outcome === 'waiting';
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function ascending(a: number, b: number): number {
  return a - b;
}

function is(path: string, expected: unknown, actual: unknown): Comparison {
  return { path, expected, actual };
}

function holds(path: string, condition: boolean): Comparison {
  return { path, expected: true, actual: condition };
}
