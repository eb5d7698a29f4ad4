import { type Routine, sleep } from '../clock/routine';
import type { JsonValue } from '../json-value';
import { decide } from '../language/choice';
import type { Definition, State, WaitState } from '../language/definition';
import { requirePath } from '../language/json-path';
import { placeResult, toOutput, toWorkInput } from '../language/payload';
import { matchesError, RuntimeFailure } from '../language/states-error';
import type { Execution } from './execution';
import { inputDetails, MAX_EVENTS, outputDetails } from './history';
import type { Line, LineEnd, OpenState, WorkEnd } from './line';
import { runMap } from './run-map';
import { runParallel } from './run-parallel';
import { runTask } from './run-task';
import { failedAt, type MapItem, toContext, toFatal, type Visit, writeNext } from './visit';

type StateEnd =
  | { readonly kind: 'next'; readonly next: string | null; readonly output: JsonValue }
  | Exclude<LineEnd, { readonly kind: 'done' }>;

/** A whole execution: its states, and the moments that pass before the first and after the last. */
export function* runExecution(execution: Execution): Routine<LineEnd> {
  const { scheduler } = execution.world;
  yield* sleep(scheduler, execution.random.between(12, 38));
  const end = yield* runLine(execution, execution.machine.definition, execution.input, execution.root, null);
  yield* sleep(scheduler, execution.random.between(14, 36));
  return end;
}

/** Runs one state after the other until the line ends or fails. A redriven line begins in the state that it was in. */
function* runLine(
  execution: Execution,
  definition: Definition,
  input: JsonValue,
  line: Line,
  item: MapItem | null,
): Routine<LineEnd> {
  if (line.done !== null) return line.done;
  let data = line.open === null ? input : line.open.input;
  for (let name: string | null = line.open?.name ?? definition.startAt; name !== null; ) {
    const state = definition.states.get(name);
    if (state === undefined) throw new Error(`no state ${name}: the definition was checked for that`);
    const end: StateEnd = yield* runState(execution, state, data, line, item);
    if (end.kind !== 'next') return end;
    name = end.next;
    data = end.output;
  }
  line.done = { kind: 'done', output: data, eventId: line.at };
  return line.done;
}

function* runState(
  execution: Execution,
  state: State,
  input: JsonValue,
  line: Line,
  item: MapItem | null,
): Routine<StateEnd> {
  if (execution.machine.type === 'STANDARD' && execution.events.length >= MAX_EVENTS - 1) {
    const cause = `The execution reached the maximum number of history events (${MAX_EVENTS}).`;
    return { kind: 'fatal', eventId: line.at, error: 'States.Runtime', cause };
  }
  // Nothing is entered a second time after a redrive: what comes next points at the old entry (aws-facts §2.6).
  const open = line.open ?? enter(execution, state, input, line);
  line.open = open;
  line.at = open.enteredEventId;
  const visit: Visit = { execution, line, open, item, input, runLine };
  try {
    return leave(visit, state, yield* work(visit, state));
  } catch (error) {
    return toFatal(visit, state, error);
  }
}

function enter(execution: Execution, state: State, input: JsonValue, line: Line): OpenState {
  const details = { ...inputDetails(input), name: state.name };
  const enteredEventId = execution.write(`${state.type}StateEntered`, line.at, details);
  const enteredMs = execution.world.scheduler.nowMs;
  const { type, name } = state;
  return { type, name, input, enteredMs, enteredEventId, lines: [], isClosed: false, resume: null };
}

function* work(visit: Visit, state: State): Routine<WorkEnd> {
  switch (state.type) {
    case 'Task':
      return yield* runTask(visit, state);
    case 'Parallel':
      return yield* runParallel(visit, state);
    case 'Map':
      return yield* runMap(visit, state);
    case 'Wait':
      yield* sleep(visit.execution.world.scheduler, waitMs(visit, state));
      return { kind: 'result', value: toWorkInput(state, visit.input, toContext(visit)) };
    case 'Fail':
      return { kind: 'failed', eventId: failedAt(visit), error: state.error, cause: state.cause };
    case 'Pass': {
      const input = toWorkInput(state, visit.input, toContext(visit));
      return { kind: 'result', value: state.result ?? input };
    }
    case 'Choice':
    case 'Succeed':
      return { kind: 'result', value: toWorkInput(state, visit.input, toContext(visit)) };
  }
}

/** Writes the exit, unless the failure is for others to handle, and says what comes next. */
function leave(visit: Visit, state: State, end: WorkEnd): StateEnd {
  if (end.kind === 'fatal') return end;
  if (end.kind === 'failed') {
    const catchers = 'catchers' in state ? state.catchers : [];
    const catcher = catchers.find(({ errorEquals }) => matchesError(errorEquals, end));
    if (catcher === undefined) return end;
    const caught = { Error: end.error, Cause: end.cause ?? (end.error === 'States.Timeout' ? '' : null) };
    return exit(visit, state, catcher.next, placeResult(visit.input, catcher.resultPath, caught));
  }
  if (state.type === 'Choice') {
    const next = decide(state, end.value);
    if (next !== null) return exit(visit, state, next, end.value);
    throw new RuntimeFailure('Failed to transition out of the state. The state does not point to a next state.');
  }
  // Only these make something new that ResultPath puts into what they were entered with.
  const makesResult =
    state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map' || state.type === 'Pass';
  const output = makesResult ? toOutput(state, visit.input, end.value, toContext(visit)) : end.value;
  return exit(visit, state, state.next, output);
}

function exit(visit: Visit, state: State, next: string | null, output: JsonValue): StateEnd {
  writeNext(visit, `${state.type}StateExited`, { name: state.name, ...outputDetails(output) });
  visit.line.open = null;
  return { kind: 'next', next, output };
}

/** A time that is past gives 0: the state is left at once (aws-facts §9.13). */
function waitMs(visit: Visit, { until }: WaitState): number {
  const nowMs = visit.execution.world.scheduler.nowMs;
  switch (until.kind) {
    case 'seconds':
      return until.seconds * 1000;
    case 'seconds-path':
      return Math.max(0, Number(requirePath(visit.input, until.path, 'SecondsPath')) * 1000);
    case 'timestamp':
      return Math.max(0, Date.parse(until.timestamp) - nowMs);
    case 'timestamp-path':
      return Math.max(0, Date.parse(String(requirePath(visit.input, until.path, 'TimestampPath'))) - nowMs);
  }
}
