import { type BuiltEvent, toApiEvent } from '@/lib/testing/history-builder';
import { Choices } from './choices';
import type { LinePlan, StatePlan } from './plan';
import type { Line, Place, TrueAttempt, TrueVisit } from './truth';

const START_MS = Date.UTC(2026, 0, 1);

/** Writes events in the order in which they happen, and notes beside them what they mean. */
export class HistoryWriter {
  readonly events: BuiltEvent[] = [];
  readonly visits: TrueVisit[] = [];
  readonly choices: Choices;
  /** 0, and one more after each redrive. */
  run = 0;
  nowMs = START_MS;

  constructor(choices: readonly number[]) {
    this.choices = new Choices(choices);
    this.add('ExecutionStarted', 0, { input: '{}' });
  }

  get lastId(): number {
    return this.events.length;
  }

  /** Writes an event at the present time and returns its id. */
  add(type: string, previousEventId: number, details: Readonly<Record<string, unknown>> = {}): number {
    const id = this.events.length + 1;
    this.events.push(toApiEvent({ id, previousEventId, type, timeMs: this.nowMs, details }));
    return id;
  }

  /** Lets some time pass, or none: AWS gives several events the same time. */
  pass(mostMs = 40): void {
    this.nowMs += this.choices.below(mostMs);
  }

  /** Writes the entry of a line's next state. */
  enter(line: Line, plan: StatePlan): TrueVisit {
    const { place } = line;
    if (place.container?.stateType === 'Parallel' && place.branch === null) {
      place.branch = place.container.branches;
      place.container.branches += 1;
    }
    const stateType = plan.type === 'DistributedMap' ? 'Map' : plan.type;
    const state = `${stateType} ${line.path}${line.position}`;
    const id = this.add(`${stateType}StateEntered`, line.at, { name: state, input: '{}' });
    const visit: TrueVisit = {
      id,
      state,
      stateType,
      place,
      previousId: line.at,
      run: this.run,
      exit: null,
      attempts: [],
      outcome: null,
      failedAtMs: null,
      errors: [],
      awaitsAnswer: plan.type === 'Task' && (plan.work === 'activity' || plan.work === 'callback'),
      lines: [],
      branches: 0,
      lengths: [],
      iterations: { started: 0, succeeded: 0, failed: 0, aborted: 0 },
      mapRunAt: null,
      timeOut: null,
    };
    this.visits.push(visit);
    line.visit = visit;
    return visit;
  }

  /** Writes the exit of a visit and answers its id; what it exits from is `at`. */
  exit(visit: TrueVisit, at: number): number {
    visit.exit = this.add(`${visit.stateType}StateExited`, at, { name: visit.state, output: '{}' });
    visit.outcome = visit.failedAtMs === null ? 'succeeded' : 'caught';
    return visit.exit;
  }

  /** Notes that the event `id`, written just now, is the next attempt of the visit. */
  begin(visit: TrueVisit, id: number, kind: TrueAttempt['kind']): TrueAttempt {
    const backoffMs = kind === 'retry' && visit.failedAtMs !== null ? this.nowMs - visit.failedAtMs : null;
    const attempt: TrueAttempt = { id, kind, backoffMs, outcome: 'running', hasFailed: false };
    visit.attempts.push(attempt);
    visit.failedAtMs = null;
    return attempt;
  }

  /** Notes that the visit, and the attempt under way, failed just now. */
  fail(visit: TrueVisit): void {
    visit.failedAtMs = this.nowMs;
    visit.timeOut = null;
    const attempt = visit.attempts.at(-1);
    if (attempt?.outcome !== 'running') return;
    attempt.outcome = 'failed';
    attempt.hasFailed = true;
  }
}

export function newLine(plan: LinePlan, path: string, place: Place, at: number): Line {
  return { plan, path, place, at, position: 0, visit: null, loops: 0, isDone: false };
}
