import type { JsonMap, JsonValue } from '../json-value';
import { isMap } from '../json-value';
import type { Source, State } from '../language/definition';
import type { Bindings } from '../language/jsonata-functions';
import { fillJsonata } from '../language/jsonata-template';
import { evaluate, fillTemplate, toOutput, toWorkInput } from '../language/payload';
import type { Scope } from '../language/scope';
import { type AttemptContext, toContext, type Visit } from './visit';

/** What a state passes on, and the variables it sets. */
export type Passed = { readonly output: JsonValue; readonly assigned: JsonMap };

/** What only the end of a state adds to `$states`. */
type Ending = { readonly result?: JsonValue; readonly errorOutput?: JsonValue };

/** What paths of a visit can refer to. */
export function toScope(visit: Visit, attempt?: AttemptContext): Scope {
  const { execution, line } = visit;
  return {
    // Few paths lead there, and making it costs as much as everything else a state does.
    get context() {
      return toContext(visit, attempt);
    },
    variables: line.variables,
    random: execution.random,
  };
}

/** What names in JSONata mean: `$states` and the variables (without their `$`). */
export function toBindings(visit: Visit, ending: Ending = {}, attempt?: AttemptContext): Bindings {
  const { random, world } = visit.execution;
  const states = { input: visit.input, ...ending, context: toContext(visit, attempt) };
  return { values: { ...visit.line.variables, states }, random, nowMs: world.scheduler.nowMs };
}

/** What a state's work is given: `InputPath` and `Parameters`, or `Arguments`. */
export function workInput(visit: Visit, state: State, attempt?: AttemptContext): JsonValue {
  if (state.query === 'JSONPath') return toWorkInput(state, visit.input, toScope(visit, attempt));
  if (state.arguments === undefined) return visit.input;
  return fillJsonata(state.arguments, 'Arguments', toBindings(visit, {}, attempt));
}

type Exit = { readonly output: JsonValue | undefined; readonly assign: JsonValue | null };

/**
 * What is passed on after a result or an error that was caught. `Output` and `Assign` both see the variables as they were.
 * @param byDefault the output where no `Output` says otherwise
 */
export function passOn(visit: Visit, state: State, exit: Exit, ending: Ending, byDefault: JsonValue): Passed {
  if (state.query === 'JSONPath') {
    // A state that makes no result assigns from what it passes on.
    const data = ending.errorOutput ?? ending.result ?? byDefault;
    const assigned = exit.assign === null ? {} : fillTemplate(exit.assign, data, toScope(visit));
    return { output: byDefault, assigned: isMap(assigned) ? assigned : {} };
  }
  const bindings = toBindings(visit, ending);
  const output = exit.output === undefined ? byDefault : fillJsonata(exit.output, 'Output', bindings);
  const assigned = exit.assign === null ? {} : fillJsonata(exit.assign, 'Assign', bindings);
  return { output, assigned: isMap(assigned) ? assigned : {} };
}

/** The output of a state that made a result, before `Output` has its say. */
export function resultOutput(visit: Visit, state: State, result: JsonValue): JsonValue {
  return state.query === 'JSONPath' ? toOutput(state, visit.input, result, toScope(visit)) : result;
}

/**
 * The value of a field that a path or an expression gives.
 * @throws RuntimeFailure when a path leads nowhere, EvaluationFailure when an expression fails
 */
export function evaluateField(
  visit: Visit,
  source: Exclude<Source<unknown>, { kind: 'value' }>,
  field: string,
): JsonValue {
  if (source.kind === 'path') return evaluate(source.path, `${field}Path`, visit.input, toScope(visit));
  return fillJsonata(source.text, field, toBindings(visit));
}

/** Text of a Fail state. */
export function failText(visit: Visit, source: Source<string> | null, field: string): string | null {
  if (source === null) return null;
  return source.kind === 'value' ? source.value : String(evaluateField(visit, source, field));
}
