import { isList, isMap, type JsonMap, type JsonValue } from '../json-value';
import type { DataFlow } from './definition';
import { evaluateIntrinsic, isIntrinsic } from './intrinsics';
import { writePath } from './json-path';
import { requireScoped, type Scope } from './scope';

/**
 * The value of a payload template (`Parameters`, `ResultSelector`, `ItemSelector`): members ending in `.$` are
 * replaced by what their path or function gives, everything else stays.
 * @param data what `$` means
 * @param scope what `$$` and variables mean
 */
export function fillTemplate(template: JsonValue, data: JsonValue, scope: Scope): JsonValue {
  if (isList(template)) return template.map((item) => fillTemplate(item, data, scope));
  if (!isMap(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([member, value]) =>
      member.endsWith('.$')
        ? [member.slice(0, -2), evaluate(String(value), member, data, scope)]
        : [member, fillTemplate(value, data, scope)],
    ),
  );
}

/** The value of a path or a function call. @throws RuntimeFailure where it leads nowhere or fails */
export function evaluate(expression: string, field: string, data: JsonValue, scope: Scope): JsonValue {
  const read = (path: string) => requireScoped(scope, data, path, field);
  return isIntrinsic(expression) ? evaluateIntrinsic(expression, read, scope.random) : read(expression);
}

/** What a state's work is given: `InputPath`, then `Parameters`. */
export function toWorkInput(state: DataFlow, input: JsonValue, scope: Scope): JsonValue {
  const selected = select(input, state.inputPath, 'InputPath', scope);
  return state.parameters === null ? selected : fillTemplate(state.parameters, selected, scope);
}

/** What a state passes on: `ResultSelector`, `ResultPath` into the input it was entered with, then `OutputPath`. */
export function toOutput(state: DataFlow, input: JsonValue, result: JsonValue, scope: Scope): JsonValue {
  const selected = state.resultSelector === null ? result : fillTemplate(state.resultSelector, result, scope);
  return select(placeResult(input, state.resultPath, selected), state.outputPath, 'OutputPath', scope);
}

/** Puts a result where `ResultPath` says; `null` throws it away. */
export function placeResult(input: JsonValue, resultPath: string | null, result: JsonValue): JsonValue {
  return resultPath === null ? input : writePath(input, resultPath, result);
}

function select(value: JsonValue, path: string | null, field: string, scope: Scope): JsonValue {
  const nothing: JsonMap = {};
  return path === null ? nothing : requireScoped(scope, value, path, field);
}
