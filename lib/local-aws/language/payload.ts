import { isList, isMap, type JsonMap, type JsonValue } from '../json-value';
import type { DataFlow } from './definition';
import { evaluateIntrinsic, isIntrinsic } from './intrinsics';
import { requirePath, writePath } from './json-path';

/**
 * The value of a payload template (`Parameters`, `ResultSelector`, `ItemSelector`): members ending in `.$` are
 * replaced by what their path or function gives, everything else stays.
 * @param data what `$` means
 * @param context what `$$` means
 */
export function fillTemplate(template: JsonValue, data: JsonValue, context: JsonValue): JsonValue {
  if (isList(template)) return template.map((item) => fillTemplate(item, data, context));
  if (!isMap(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([member, value]) =>
      member.endsWith('.$')
        ? [member.slice(0, -2), evaluate(String(value), member, data, context)]
        : [member, fillTemplate(value, data, context)],
    ),
  );
}

function evaluate(expression: string, field: string, data: JsonValue, context: JsonValue): JsonValue {
  const read = (path: string) =>
    path.startsWith('$$') ? requirePath(context, path.slice(1), field) : requirePath(data, path, field);
  return isIntrinsic(expression) ? evaluateIntrinsic(expression, read) : read(expression);
}

/** What a state's work is given: `InputPath`, then `Parameters`. */
export function toWorkInput(state: DataFlow, input: JsonValue, context: JsonValue): JsonValue {
  const selected = select(input, state.inputPath, 'InputPath', context);
  return state.parameters === null ? selected : fillTemplate(state.parameters, selected, context);
}

/** What a state passes on: `ResultSelector`, `ResultPath` into the input it was entered with, then `OutputPath`. */
export function toOutput(state: DataFlow, input: JsonValue, result: JsonValue, context: JsonValue): JsonValue {
  const selected = state.resultSelector === null ? result : fillTemplate(state.resultSelector, result, context);
  return select(placeResult(input, state.resultPath, selected), state.outputPath, 'OutputPath', context);
}

/** Puts a result where `ResultPath` says; `null` throws it away. */
export function placeResult(input: JsonValue, resultPath: string | null, result: JsonValue): JsonValue {
  return resultPath === null ? input : writePath(input, resultPath, result);
}

function select(value: JsonValue, path: string | null, field: string, context: JsonValue): JsonValue {
  const nothing: JsonMap = {};
  if (path === null) return nothing;
  return path.startsWith('$$') ? requirePath(context, path.slice(1), field) : requirePath(value, path, field);
}
