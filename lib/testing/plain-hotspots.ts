import { isRecord, type PlainEvent } from '@/lib/testing/plain-event';

/*
 * The figures of states by the words of design §1, straight from events: slow, written to be read, and without a line of
 * the product's own reading. It asks of a history what nobody retries as a whole: Map and Parallel states have one attempt.
 */

export type PlainExecution = {
  /** Sorted by id. */
  readonly events: readonly PlainEvent[];
  /** The enclosing Map or Parallel state of each state, from the definition. */
  readonly parents: ReadonlyMap<string, string>;
};

/** One pass through a state, as its events tell it. */
export type PlainVisit = {
  readonly id: number;
  readonly state: string;
  readonly enteredMs: number;
  /** When it exited, or when what ended it happened; null while it is open. */
  readonly endedMs: number | null;
  readonly hasExited: boolean;
  readonly outcome: 'succeeded' | 'caught' | 'failed' | 'aborted' | 'running' | 'waiting';
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly retries: number;
  readonly lostMs: number;
  /** The error it failed with, or that was caught. */
  readonly error: string | null;
  readonly isConsequence: boolean;
  readonly isFatal: boolean;
};

const WORK_SCHEDULED = /^(Task|LambdaFunction|Activity)Scheduled$/;
const WORK_FAILED = /^(Task|LambdaFunction|Activity)(Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/;
const SCOPE_STARTED = /^(Map|Parallel)StateStarted$/;
const SCOPE_FAILED = /^(Map|Parallel)StateFailed$/;
const ENDED = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
/** Events that say again what the event they point at has said. */
const ECHOES = /^(MapIteration(Failed|Aborted)|(Map|Parallel)State(Failed|Aborted)|(Task|Wait)StateAborted)$/;
const NAMED_ENTRY = /\(entered at the event id #(\d+)\)/;

/** All visits of an execution. */
export function plainVisits({ events, parents }: PlainExecution): readonly PlainVisit[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const ownOf = new Map<number, PlainEvent[]>();
  for (const event of events) {
    const owner = ownerOf({ byId }, event);
    if (owner !== null) ownOf.set(owner.id, [...(ownOf.get(owner.id) ?? []), event]);
  }
  const end = events.find(({ type }) => ENDED.test(type)) ?? null;
  const history: History = { events, byId, ownOf, parents, end };
  const drafts = events.filter(({ type }) => type.endsWith('StateEntered')).map((entry) => toDraft(history, entry));
  const root = rootEntry(history);
  const failedParents = new Set(drafts.flatMap(({ outcome, parent }) => (outcome === 'failed' ? (parent ?? []) : [])));
  return drafts.map(({ parent: _, ...visit }) => ({
    ...visit,
    isConsequence: visit.outcome === 'failed' && failedParents.has(visit.id),
    isFatal: visit.id === root,
  }));
}

type History = {
  readonly events: readonly PlainEvent[];
  readonly byId: ReadonlyMap<number, PlainEvent>;
  /** The events told of each visit, by the id of its entry. */
  readonly ownOf: ReadonlyMap<number, readonly PlainEvent[]>;
  readonly parents: ReadonlyMap<string, string>;
  readonly end: PlainEvent | null;
};

type Draft = Omit<PlainVisit, 'isConsequence' | 'isFatal'> & { readonly parent: number | null };

function toDraft(history: History, entry: PlainEvent): Draft {
  const state = String(entry.details['name']);
  const own = history.ownOf.get(entry.id) ?? [];
  const exit = own.find(({ type }) => type.endsWith('StateExited')) ?? null;
  const failures = own.filter(({ type }) => WORK_FAILED.test(type) || SCOPE_FAILED.test(type));
  const starts = own.filter(({ type }) => WORK_SCHEDULED.test(type) || SCOPE_STARTED.test(type));
  const endedMs = exit?.timeMs ?? endOutside(history, entry, own)?.timeMs ?? null;
  const outcome = outcomeOf(history, { entry, exit, own, isEnded: endedMs !== null });
  const isFailure = outcome === 'failed' || outcome === 'caught';
  // A Map or Parallel around a runtime error fails with it, and no event of its own tells that.
  const cut = starts.length > 0 && failures.length === 0 && isAroundRuntimeError(history, entry) ? history.end : null;
  return {
    id: entry.id,
    state,
    enteredMs: entry.timeMs,
    endedMs,
    hasExited: exit !== null,
    outcome,
    attempts: starts.length,
    failedAttempts: failures.length + (cut === null ? 0 : 1),
    retries: starts.length === 0 ? 0 : starts.length - 1,
    lostMs:
      sum(failures.map((failure) => failedMs(history, failure, starts) + backoffAfter(starts, failure))) +
      (cut === null ? 0 : cut.timeMs - startedBefore(starts, cut)),
    error: isFailure ? errorOf(history, entry, failures.at(-1) ?? null) : null,
    parent: parentOf(history, entry)?.id ?? null,
  };
}

/** The entry of the visit that an event is told of; null for what is told of iterations or of the execution. */
function ownerOf(history: Pick<History, 'byId'>, event: PlainEvent): PlainEvent | null {
  const { type, details } = event;
  // An exit carries its state's name, and hangs on whatever came last inside.
  if (type.endsWith('StateExited')) return entryBehind(history, event, details['name']);
  if (SCOPE_STARTED.test(type)) return history.byId.get(event.previousId) ?? null;
  if (SCOPE_FAILED.test(type)) return nearestOfType(history, event, /^(Map|Parallel)/.exec(type)?.[0] ?? '');
  return /^(Task|LambdaFunction|Activity)(?!State)/.test(type) ? entryBehind(history, event, null) : null;
}

/** Back along the chain to the nearest entry, of the name given where there is one. */
function entryBehind({ byId }: Pick<History, 'byId'>, event: PlainEvent, name: unknown): PlainEvent | null {
  for (let at = byId.get(event.previousId); at !== undefined; at = byId.get(at.previousId)) {
    if (at.type.endsWith('StateEntered') && (name === null || at.details['name'] === name)) return at;
  }
  return null;
}

function nearestOfType({ byId }: Pick<History, 'byId'>, event: PlainEvent, stateType: string): PlainEvent | null {
  for (let at = byId.get(event.previousId); at !== undefined; at = byId.get(at.previousId)) {
    if (at.type === `${stateType}StateEntered`) return at;
  }
  return null;
}

function parentOf(history: History, entry: PlainEvent): PlainEvent | null {
  const name = history.parents.get(String(entry.details['name']));
  return name === undefined ? null : entryBehind(history, entry, name);
}

/** What ended a visit that did not exit: its iteration, the Map or Parallel around it, or the execution. */
function endOutside(history: History, entry: PlainEvent, own: readonly PlainEvent[]): PlainEvent | null {
  const failedScope = own.find(({ type }) => SCOPE_FAILED.test(type));
  if (failedScope !== undefined) return failedScope;
  const parent = parentOf(history, entry);
  if (parent === null) return history.end;
  const closings = [iterationEnd(history, entry, parent), scopeEnd(history, parent)].filter((event) => event !== null);
  return closings.toSorted((a, b) => a.id - b.id)[0] ?? null;
}

function iterationEnd({ events, byId }: History, entry: PlainEvent, parent: PlainEvent): PlainEvent | null {
  const name = parent.details['name'];
  let started = byId.get(entry.previousId);
  while (started !== undefined && (started.type !== 'MapIterationStarted' || started.details['name'] !== name)) {
    if (started.id <= parent.id) return null;
    started = byId.get(started.previousId);
  }
  if (started === undefined) return null;
  const index = started.details['index'];
  return (
    events.find(
      ({ id, type, details }) =>
        id > entry.id &&
        /^MapIteration(Failed|Aborted)$/.test(type) &&
        details['name'] === name &&
        details['index'] === index,
    ) ?? null
  );
}

/** The exit or the failure of a Map or Parallel, or what ended it from outside. */
function scopeEnd(history: History, scope: PlainEvent): PlainEvent | null {
  const own = history.ownOf.get(scope.id) ?? [];
  const closing = own.find(({ type }) => SCOPE_FAILED.test(type) || type.endsWith('StateExited'));
  return closing ?? endOutside(history, scope, own);
}

type VisitFacts = {
  readonly entry: PlainEvent;
  readonly exit: PlainEvent | null;
  readonly own: readonly PlainEvent[];
  readonly isEnded: boolean;
};

function outcomeOf(history: History, { entry, exit, own, isEnded }: VisitFacts): PlainVisit['outcome'] {
  if (exit !== null) {
    const before = history.byId.get(exit.previousId);
    return before !== undefined && (WORK_FAILED.test(before.type) || SCOPE_FAILED.test(before.type))
      ? 'caught'
      : 'succeeded';
  }
  if (!isEnded) return waitsForAnswer(own) ? 'waiting' : 'running';
  if (entry.type === 'FailStateEntered') return 'failed';
  const last = own.findLast(({ type }) => /^(Task|LambdaFunction|Activity|Map|Parallel)/.test(type));
  const hasFailed = last !== undefined && (WORK_FAILED.test(last.type) || SCOPE_FAILED.test(last.type));
  return hasFailed || isAroundRuntimeError(history, entry) ? 'failed' : 'aborted';
}

/** Work that a person or a worker has to answer, from its Scheduled event on. */
function waitsForAnswer(own: readonly PlainEvent[]): boolean {
  const scheduled = own.findLast(({ type }) => WORK_SCHEDULED.test(type));
  if (scheduled === undefined || own.some(({ id, type }) => id > scheduled.id && WORK_FAILED.test(type))) return false;
  return scheduled.type === 'ActivityScheduled' || /\.waitForTaskToken$/.test(String(scheduled.details['resource']));
}

/** `States.Runtime` has no event but the end: its cause names the entry of the state that it happened in. */
function isAroundRuntimeError(history: History, entry: PlainEvent): boolean {
  let failed = runtimeErrorEntry(history);
  while (failed !== null && failed.id !== entry.id) failed = parentOf(history, failed);
  return failed !== null;
}

function runtimeErrorEntry({ end, byId }: History): PlainEvent | null {
  const named = NAMED_ENTRY.exec(String(end?.details['cause'] ?? ''))?.[1];
  return end?.type === 'ExecutionFailed' && named !== undefined ? (byId.get(Number(named)) ?? null) : null;
}

/** The visit whose failure ended the execution: the innermost. */
function rootEntry(history: History): number | null {
  const { end, byId } = history;
  if (end?.type !== 'ExecutionFailed') return null;
  const runtime = runtimeErrorEntry(history);
  if (runtime !== null) return runtime.id;
  let at = byId.get(end.previousId);
  while (at !== undefined && ECHOES.test(at.type)) at = byId.get(at.previousId);
  if (at === undefined) return null;
  return at.type.endsWith('StateEntered') ? at.id : (entryBehind(history, at, null)?.id ?? null);
}

/** The error of a visit that failed or was caught; a Map or Parallel has that of what failed inside it. */
function errorOf(history: History, entry: PlainEvent, failure: PlainEvent | null): string | null {
  let told = failure;
  while (told !== null && told !== undefined && ECHOES.test(told.type))
    told = history.byId.get(told.previousId) ?? null;
  const error = (told?.type === 'FailStateEntered' || told === null ? history.end : told)?.details['error'];
  return typeof error === 'string' && (failure !== null || isAroundEnd(history, entry)) ? error : null;
}

/** True for a Fail state and for what a runtime error happened in: only the end of the execution tells their error. */
function isAroundEnd(history: History, entry: PlainEvent): boolean {
  return entry.type === 'FailStateEntered' || isAroundRuntimeError(history, entry);
}

/**
 * How long an attempt went on until it failed. A Map failed when its iteration did, a Parallel when that did which failed
 * in its branch: a Map there, or the event that everything after it points at.
 */
function failedMs({ events, byId }: History, failure: PlainEvent, starts: readonly PlainEvent[]): number {
  const startMs = startedBefore(starts, failure);
  if (!SCOPE_FAILED.test(failure.type)) return failure.timeMs - startMs;
  let origin = byId.get(failure.previousId);
  while (origin !== undefined && ECHOES.test(origin.type)) origin = byId.get(origin.previousId);
  const iteration = events.findLast(
    ({ id, type, previousId }) => id < failure.id && type === 'MapIterationFailed' && previousId === origin?.id,
  );
  return (iteration ?? origin ?? failure).timeMs - startMs;
}

function startedBefore(starts: readonly PlainEvent[], failure: PlainEvent): number {
  return starts.findLast(({ id }) => id < failure.id)?.timeMs ?? failure.timeMs;
}

function backoffAfter(starts: readonly PlainEvent[], failure: PlainEvent): number {
  const next = starts.find(({ id }) => id > failure.id);
  return next === undefined ? 0 : next.timeMs - failure.timeMs;
}

/** The enclosing state of each state of a definition. */
export function plainParents(definition: unknown): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  const read = (level: unknown, parent: string | null): void => {
    if (!isRecord(level) || !isRecord(level['States'])) return;
    for (const [name, state] of Object.entries(level['States'])) {
      if (!isRecord(state)) continue;
      if (parent !== null) parents.set(name, parent);
      const branches = Array.isArray(state['Branches']) ? state['Branches'] : [];
      for (const inner of [...branches, state['ItemProcessor'], state['Iterator']]) read(inner, name);
    }
  };
  read(definition, null);
  return parents;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
