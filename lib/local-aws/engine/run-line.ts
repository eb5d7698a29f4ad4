import { type Routine, sleep } from '../clock/routine';
import { type JsonValue, textIn } from '../json-value';
import { decide } from '../language/choice';
import type { ChoiceState, Definition, State } from '../language/definition';
import { placeResult } from '../language/payload';
import { matchesError, RuntimeFailure, requireHeld } from '../language/states-error';
import { evaluating, toDataFailure } from './evaluation-failed';
import type { Execution } from './execution';
import { assignedDetails, inputDetails, outputDetails } from './history';
import type { Line, LineEnd, OpenState, WorkEnd } from './line';
import { runMap } from './run-map';
import { runParallel } from './run-parallel';
import { runTask } from './run-task';
import { failText, type Passed, passOn, resultOutput, toBindings, toScope, workInput } from './state-data';
import { failedAt, type MapItem, toFatal, type Visit, writeNext } from './visit';
import { waitMs } from './wait';

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
  if (execution.stopsFor !== null) return { kind: 'fatal', eventId: line.at, ...execution.stopsFor };
  // Nothing is entered a second time after a redrive: what comes next points at the old entry (aws-facts §2.6).
  const open = line.open ?? enter(execution, state, input, line);
  line.open = open;
  line.at = open.enteredEventId;
  const visit: Visit = { execution, line, open, item, input, runLine };
  try {
    return yield* runVisit(visit, state);
  } catch (error) {
    return toFatal(visit, state, error);
  }
}

/** An expression that fails fails the state as its work would, and Catch may take it. */
function* runVisit(visit: Visit, state: State): Routine<StateEnd> {
  const end = yield* evaluating(visit, () => work(visit, state));
  const { stopsFor } = visit.execution;
  if (stopsFor !== null) return { kind: 'fatal', eventId: visit.line.at, ...stopsFor };
  if (end.kind === 'failed') return catchFailure(visit, state, end);
  try {
    return leave(visit, state, end);
  } catch (error) {
    return catchFailure(visit, state, toDataFailure(visit, error));
  }
}

/** An expression of the catcher itself is for nobody in this state to catch. */
function catchFailure(visit: Visit, state: State, end: WorkEnd & { readonly kind: 'failed' }): StateEnd {
  try {
    return leaveFailed(visit, state, end);
  } catch (error) {
    return toDataFailure(visit, error);
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
      return { kind: 'result', value: workInput(visit, state) };
    case 'Fail': {
      const error = failText(visit, state.error, 'Error');
      return { kind: 'failed', eventId: failedAt(visit), error, cause: failText(visit, state.cause, 'Cause') };
    }
    case 'Pass': {
      const input = workInput(visit, state);
      return { kind: 'result', value: state.result ?? input };
    }
    case 'Choice':
    case 'Succeed':
      return { kind: 'result', value: workInput(visit, state) };
  }
}

/** Writes the exit and says what comes next. */
function leave(visit: Visit, state: State, end: Exclude<WorkEnd, { readonly kind: 'failed' }>): StateEnd {
  if (end.kind === 'fatal') return end;
  if (state.type === 'Choice') return leaveChoice(visit, state, end.value);
  // Only these make something new that ResultPath puts into what they were entered with.
  const makesResult =
    state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map' || state.type === 'Pass';
  const output = makesResult ? resultOutput(visit, state, end.value) : end.value;
  return exit(visit, state, state.next, passOn(visit, state, state, makesResult ? { result: end.value } : {}, output));
}

/** Writes the exit by the catcher that takes the failure; without one it is for others to handle. */
function leaveFailed(visit: Visit, state: State, end: WorkEnd & { readonly kind: 'failed' }): StateEnd {
  const catchers = 'catchers' in state ? state.catchers : [];
  const catcher = catchers.find(({ errorEquals }) => matchesError(errorEquals, end));
  if (catcher === undefined) return end;
  const caught = { Error: end.error, Cause: end.cause ?? (end.error === 'States.Timeout' ? '' : null) };
  const output = state.query === 'JSONPath' ? placeResult(visit.input, catcher.resultPath, caught) : caught;
  visit.line.at = end.eventId;
  return exit(visit, state, catcher.next, passOn(visit, state, catcher, { errorOutput: caught }, output));
}

function leaveChoice(visit: Visit, state: ChoiceState, value: JsonValue): StateEnd {
  const branch = decide(state, value, toScope(visit), () => toBindings(visit));
  const next = branch?.next ?? state.otherwise;
  if (next !== null) return exit(visit, state, next, passOn(visit, state, branch ?? state, {}, value));
  throw new RuntimeFailure('Failed to transition out of the state. The state does not point to a next state.');
}

function exit(visit: Visit, state: State, next: string | null, { output, assigned }: Passed): StateEnd {
  const details = { name: state.name, ...outputDetails(output), ...assignedDetails(assigned) };
  requireHeld(textIn(details, 'output') ?? '', state.name);
  writeNext(visit, `${state.type}StateExited`, details);
  visit.line.open = null;
  visit.line.variables = { ...visit.line.variables, ...assigned };
  return { kind: 'next', next, output };
}
