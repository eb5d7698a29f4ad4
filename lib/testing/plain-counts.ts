import { KNOWN_EVENT_TYPES } from '@/lib/testing/event-types';
import { isRecord, type PlainEvent } from '@/lib/testing/plain-event';

/** Figures of one state name, or of a whole execution. */
export type PlainCount = {
  entries: number;
  exits: number;
  attempts: number;
  /** Attempts that follow a failed attempt of the same run. */
  retries: number;
  /** Attempts of a Task that point back at an entry from before the last `ExecutionRedriven`. */
  redrivenAttempts: number;
  failedAttempts: number;
  /** Milliseconds between failed work attempts and their retries; Map and Parallel are left out. */
  workBackoffMs: number;
  /** Attempts that were open when an `ExecutionFailed` pointed straight at them: no event of their own says that they failed. */
  cutAttempts: number;
};

export type PlainIterations = { started: number; succeeded: number; failed: number; aborted: number };

export type PlainCounts = {
  readonly states: ReadonlyMap<string, PlainCount>;
  /** Iteration events by the name of the Map state that they carry. */
  readonly iterations: ReadonlyMap<string, PlainIterations>;
  readonly totals: PlainCount;
  /** Attempts, or failed attempts, that plain counting cannot lay to a state; they are in `totals` alone. */
  readonly unattributed: number;
  readonly events: number;
  readonly missingIds: number;
  readonly unknownTypes: readonly string[];
};

const WORK_ATTEMPT = /^(Task|LambdaFunction|Activity)Scheduled$/;
const SCOPE_ATTEMPT = /^(Map|Parallel)StateStarted$/;
const WORK_FAILURE =
  /^(Task(Failed|TimedOut|StartFailed|SubmitFailed)|LambdaFunction(Failed|TimedOut|StartFailed|ScheduleFailed)|Activity(Failed|TimedOut|ScheduleFailed))$/;
const OPEN_MARKER = /^(Task|LambdaFunction|Activity)(Scheduled|Started|Submitted)$|^(Map|Parallel)StateStarted$/;

/**
 * Counts entries, exits, attempts and failed attempts straight from the event types. A state is found by walking
 * `previousEventId` to the nearest entry; for Map and Parallel, where that entry may be a state inside, by the nesting
 * of the definition. Events must be sorted by id. Where neither answers, the figure goes to the totals alone.
 */
export function countPlainly(events: readonly PlainEvent[], definition: Record<string, unknown> | null): PlainCounts {
  const byId = new Map(events.map((event) => [event.id, event]));
  const nesting = readNesting(definition, events);
  const states = new Map<string, PlainCount>();
  const iterations = new Map<string, PlainIterations>();
  const totals = emptyCount();
  let unattributed = 0;
  const add: Add = (figure, state, amount = 1) => {
    totals[figure] += amount;
    if (state === null) {
      unattributed += 1;
      return;
    }
    const count = states.get(state) ?? emptyCount();
    count[figure] += amount;
    states.set(state, count);
  };
  const reading: Reading = { byId, nesting, failedScopes: new Set(), lastRedriveId: 0 };
  for (const event of events) {
    if (event.type.endsWith('StateEntered')) add('entries', String(event.details['name']));
    else if (event.type.endsWith('StateExited')) add('exits', String(event.details['name']));
    else if (event.type.startsWith('MapIteration')) countIteration(iterations, event);
    else countWork(event, reading, add);
    if (event.type === 'ExecutionRedriven') reading.lastRedriveId = event.id;
  }
  return {
    states,
    iterations,
    totals,
    unattributed,
    events: byId.size,
    missingIds: Math.max(0, ...byId.keys()) - byId.size,
    unknownTypes: [...new Set(events.map((event) => event.type).filter((type) => !KNOWN_EVENT_TYPES.has(type)))],
  };
}

type Add = (figure: keyof PlainCount, state: string | null, amount?: number) => void;

type Reading = {
  readonly byId: ReadonlyMap<number, PlainEvent>;
  readonly nesting: Nesting;
  readonly failedScopes: Set<number>;
  lastRedriveId: number;
};

function countWork(event: PlainEvent, reading: Reading, add: Add): void {
  const { byId, lastRedriveId } = reading;
  const previous = byId.get(event.previousId);
  const previousType = previous?.type ?? '';
  if (WORK_ATTEMPT.test(event.type)) {
    const state = nearestState(event, byId);
    add('attempts', state);
    if (previous !== undefined && previous.id < lastRedriveId) add('redrivenAttempts', state);
    if (previous !== undefined && WORK_FAILURE.test(previousType)) {
      add('retries', state);
      add('workBackoffMs', state, event.timeMs - previous.timeMs);
    }
  }
  if (WORK_FAILURE.test(event.type)) {
    const state = nearestState(event, byId);
    if (event.type.endsWith('ScheduleFailed') && !OPEN_MARKER.test(previousType)) add('attempts', state);
    add('failedAttempts', state);
  }
  countScope(event, previousType, reading, add);
  if (event.type === 'ExecutionFailed' && OPEN_MARKER.test(previousType)) add('cutAttempts', nearestState(event, byId));
}

function countScope(event: PlainEvent, previousType: string, reading: Reading, add: Add): void {
  const { byId, nesting, failedScopes } = reading;
  const scopeType = /^(Map|Parallel)State(Started|Failed)$/.exec(event.type)?.[1];
  if (scopeType === undefined) return;
  const state = scopeState(event, scopeType, byId, nesting);
  const isStart = SCOPE_ATTEMPT.test(event.type);
  const isRetry = isStart && previousType !== `${scopeType}StateEntered`;
  if (isStart) add('attempts', state);
  if (isRetry) add('retries', state);
  // A retry, or a closing failure, says that the attempt before it failed. A redriven Map fails its one attempt once.
  const attempt = isRetry || !isStart ? attemptBefore(event, `${scopeType}StateStarted`, byId) : null;
  if (attempt !== null && !failedScopes.has(attempt)) {
    failedScopes.add(attempt);
    add('failedAttempts', state);
  }
}

function countIteration(iterations: Map<string, PlainIterations>, event: PlainEvent): void {
  const name = String(event.details['name']);
  const counts = iterations.get(name) ?? { started: 0, succeeded: 0, failed: 0, aborted: 0 };
  if (event.type === 'MapIterationStarted') counts.started += 1;
  else if (event.type === 'MapIterationSucceeded') counts.succeeded += 1;
  else if (event.type === 'MapIterationFailed') counts.failed += 1;
  else if (event.type === 'MapIterationAborted') counts.aborted += 1;
  iterations.set(name, counts);
}

/** The state that an event's chain names first: by an entry, or by an EvaluationFailed, which names its own. */
function nearestState(event: PlainEvent, byId: ReadonlyMap<number, PlainEvent>): string | null {
  for (let at: PlainEvent | undefined = event; at !== undefined; at = byId.get(at.previousId)) {
    if (at.type.endsWith('StateEntered')) return String(at.details['name']);
    if (at.type === 'EvaluationFailed') return String(at.details['state']);
  }
  return null;
}

function attemptBefore(event: PlainEvent, type: string, byId: ReadonlyMap<number, PlainEvent>): number | null {
  for (let at = byId.get(event.previousId); at !== undefined; at = byId.get(at.previousId)) {
    if (at.type === type) return at.id;
    if (at.type === 'EvaluationFailed') return null;
  }
  return null;
}

/** The Map or Parallel state that an event without a name belongs to, when there is only one that it can be. */
function scopeState(
  event: PlainEvent,
  scopeType: string,
  byId: ReadonlyMap<number, PlainEvent>,
  nesting: Nesting,
): string | null {
  const previous = byId.get(event.previousId);
  if (previous?.type === `${scopeType}StateEntered`) return String(previous.details['name']);
  const inside = nearestState(event, byId);
  if (inside === null) return null;
  const candidates = [inside, ...nesting.ancestors(inside)].filter((name) => nesting.types.get(name) === scopeType);
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

type Nesting = {
  readonly types: ReadonlyMap<string, string>;
  readonly ancestors: (state: string) => readonly string[];
};

/** State types and enclosing states by name. Without a definition the one entered Map or Parallel encloses the rest. */
function readNesting(definition: Record<string, unknown> | null, events: readonly PlainEvent[]): Nesting {
  const types = new Map<string, string>();
  const parents = new Map<string, string | null>();
  for (const event of events) {
    const type = /^(\w+)StateEntered$/.exec(event.type)?.[1];
    if (type !== undefined) types.set(String(event.details['name']), type);
  }
  if (definition === null) {
    const scopes = [...types].filter(([, type]) => type === 'Map' || type === 'Parallel').map(([name]) => name);
    return { types, ancestors: (state) => scopes.filter((name) => name !== state) };
  }
  readLevel(definition, null, types, parents);
  const ancestors = (state: string): readonly string[] => {
    const parent = parents.get(state) ?? null;
    return parent === null ? [] : [parent, ...ancestors(parent)];
  };
  return { types, ancestors };
}

function readLevel(
  level: unknown,
  parent: string | null,
  types: Map<string, string>,
  parents: Map<string, string | null>,
): void {
  if (!isRecord(level) || !isRecord(level['States'])) return;
  for (const [name, state] of Object.entries(level['States'])) {
    if (!isRecord(state)) continue;
    types.set(name, String(state['Type']));
    parents.set(name, parent);
    const branches = Array.isArray(state['Branches']) ? state['Branches'] : [];
    for (const inner of [...branches, state['Iterator'], state['ItemProcessor']])
      readLevel(inner, name, types, parents);
  }
}

function emptyCount(): PlainCount {
  return {
    entries: 0,
    exits: 0,
    attempts: 0,
    retries: 0,
    redrivenAttempts: 0,
    failedAttempts: 0,
    workBackoffMs: 0,
    cutAttempts: 0,
  };
}
