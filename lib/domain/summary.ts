import { type EpochMs, elapsedMs } from '@/lib/base/units';
import { type ExecutionStatus, isOpen, type MachineType } from './execution-status';
import type { StateType } from './history/event-types';
import { visitDuration } from './timeline/fold';
import type { Timeline, Visit, VisitOutcome } from './timeline/timeline';

/** Counts over the visits of one state, or over all of them. Times in ms. */
export type Counters = {
  visits: number;
  attempts: number;
  retries: number;
  redrivenAttempts: number;
  failedAttempts: number;
  outcomes: Record<VisitOutcome, number>;
  /** Entry to exit, over exited visits. */
  visitMs: number;
  /** Between a failed attempt and the next one of the same run. */
  backoffMs: number;
  /** Failures by error name; a failure that names no error is counted above but not here. */
  errors: Record<string, number>;
};

/** One execution in the words and numbers of `inspect --json`. Times are ISO 8601 in UTC. */
export type InspectSummary = {
  readonly arn: string | null;
  readonly type: MachineType;
  readonly status: ExecutionStatus;
  readonly error: string | null;
  readonly durationMs: number | null;
  readonly events: number;
  readonly coverage: 'full' | 'partial';
  readonly missingIds: number;
  readonly unknownTypes: readonly string[];
  readonly skippedLines: number;
  readonly states: Readonly<Record<string, { readonly stateType: StateType } & Readonly<Counters>>>;
  readonly totals: Readonly<Counters>;
  readonly rootCause: number | null;
  readonly fatalVisits: readonly number[];
  readonly maxDepth: number;
  readonly waiting: readonly {
    readonly eventId: number;
    readonly visit: number;
    readonly state: string;
    readonly resource: string;
    readonly tokenKnown: boolean;
    readonly timeoutSeconds: number | null;
    readonly heartbeatSeconds: number | null;
    readonly since: string;
  }[];
  readonly inFlight: readonly number[];
  readonly children: readonly string[];
  readonly mapRuns: readonly string[];
  readonly redrives: number;
  readonly maps: readonly {
    readonly visit: number;
    readonly lengths: readonly number[];
    readonly iterations: {
      readonly started: number;
      readonly succeeded: number;
      readonly failed: number;
      readonly aborted: number;
    };
  }[];
  readonly visits: readonly {
    readonly id: number;
    readonly state: string;
    readonly parent: number | null;
    readonly iteration: number | null;
    readonly exit: number | null;
    readonly attempts: readonly number[];
    readonly outcome: VisitOutcome;
  }[];
};

/** What is known of an execution besides its folded events. */
export type ExecutionFacts = {
  readonly arn: string | null;
  readonly type: MachineType;
  readonly status: ExecutionStatus;
  readonly isComplete: boolean;
  readonly skippedLines: number;
  /** Ids of Scheduled events whose task token can be read from the history. */
  readonly knownTokens: ReadonlySet<number>;
};

function emptyCounters(): Counters {
  return {
    visits: 0,
    attempts: 0,
    retries: 0,
    redrivenAttempts: 0,
    failedAttempts: 0,
    outcomes: { succeeded: 0, caught: 0, failed: 0, aborted: 0, running: 0, waiting: 0 },
    visitMs: 0,
    backoffMs: 0,
    // No prototype: an error may be named "constructor".
    errors: Object.create(null),
  };
}

/**
 * Error names of a visit's failures. A Map, Parallel or Fail state that fails again after a redrive does so in the
 * attempt it already had, which counts once per error name.
 */
function errorNames(visit: Visit): string[] {
  const names = visit.failures.flatMap((failure) => (failure.error === null ? [] : [failure.error]));
  if (visit.stateType === 'Task') return names;
  return visit.attempts.length > 1 ? names : [...new Set(names)];
}

function count(counters: Counters, visit: Visit): void {
  counters.visits += 1;
  counters.outcomes[visit.outcome] += 1;
  counters.visitMs += visitDuration(visit) ?? 0;
  for (const attempt of visit.attempts) {
    counters.attempts += 1;
    if (attempt.kind === 'retry') counters.retries += 1;
    if (attempt.kind === 'redriven') counters.redrivenAttempts += 1;
    if (attempt.hasFailed) counters.failedAttempts += 1;
    counters.backoffMs += attempt.backoffMs ?? 0;
  }
  for (const name of errorNames(visit)) counters.errors[name] = (counters.errors[name] ?? 0) + 1;
}

function isoText(atMs: EpochMs): string {
  return new Date(atMs).toISOString();
}

/** The time an execution took; null while it runs and where its first event is not known. */
function executionDuration(timeline: Timeline, status: ExecutionStatus): number | null {
  if (isOpen(status) || timeline.startedAtMs === null || timeline.endedAtMs === null) return null;
  return elapsedMs(timeline.startedAtMs, timeline.endedAtMs);
}

/** Sums a timeline up as `inspect --json` prints it. */
export function summarize(timeline: Timeline, facts: ExecutionFacts): InspectSummary {
  const states: Record<string, { stateType: StateType } & Counters> = Object.create(null);
  const totals = emptyCounters();
  const isLive = isOpen(facts.status) || facts.status === 'UNKNOWN';
  for (const visit of timeline.visits) {
    const counters = states[visit.state] ?? { stateType: visit.stateType, ...emptyCounters() };
    states[visit.state] = counters;
    count(counters, visit);
    count(totals, visit);
  }
  return {
    arn: facts.arn,
    type: facts.type,
    status: facts.status,
    error: timeline.failure?.error ?? null,
    durationMs: executionDuration(timeline, facts.status),
    events: timeline.eventCount,
    coverage: facts.isComplete ? 'full' : 'partial',
    missingIds: timeline.missingIds,
    unknownTypes: timeline.unknownTypes,
    skippedLines: facts.skippedLines,
    states,
    totals,
    rootCause: timeline.rootCause,
    fatalVisits: timeline.fatalVisits,
    maxDepth: timeline.visits.reduce((deepest, visit) => Math.max(deepest, visit.depth), 0),
    // What has ended waits for nothing, even where the events given do not reach the end.
    waiting: (isLive ? timeline.waits : []).map(({ sinceMs, ...wait }) => ({
      eventId: wait.eventId,
      visit: wait.visit,
      state: wait.state,
      resource: wait.resource,
      tokenKnown: facts.knownTokens.has(wait.eventId),
      timeoutSeconds: wait.timeoutSeconds,
      heartbeatSeconds: wait.heartbeatSeconds,
      since: isoText(sinceMs),
    })),
    inFlight: isLive ? timeline.inFlight : [],
    children: timeline.childExecutionArns,
    mapRuns: [...new Set(timeline.visits.flatMap((visit) => visit.map?.mapRunArns ?? []))],
    redrives: timeline.redrives.length,
    maps: timeline.visits.flatMap((visit) =>
      visit.map === null ? [] : [{ visit: visit.id, lengths: visit.map.lengths, iterations: visit.map.counts }],
    ),
    visits: timeline.visits.map((visit) => ({
      id: visit.id,
      state: visit.state,
      parent: visit.parent,
      iteration: visit.iteration,
      exit: visit.exit,
      attempts: visit.attempts.map((attempt) => attempt.id),
      outcome: visit.outcome,
    })),
  };
}
