import { isList, type JsonValue } from '../json-value';
import type { MapState } from '../language/definition';
import { requirePath } from '../language/json-path';
import { fillJsonata } from '../language/jsonata-template';
import { fillTemplate, toWorkInput } from '../language/payload';
import { EvaluationFailure, RuntimeFailure } from '../language/states-error';
import { toBindings, toScope } from './state-data';
import type { MapItem, Visit } from './visit';

/**
 * The items of a Map with what each iteration or child is given.
 * @param found what an `ItemReader` found, or `null` where the items stand in the input
 */
export function toItems(visit: Visit, state: MapState, found: JsonValue): readonly MapItem[] {
  return state.query === 'JSONata' ? jsonataItems(visit, state, found) : pathItems(visit, state, found);
}

function pathItems(visit: Visit, state: MapState, found: JsonValue): readonly MapItem[] {
  const input = toWorkInput({ ...state, parameters: null }, visit.input, toScope(visit));
  const items = found ?? requirePath(input, state.itemsPath, 'ItemsPath');
  if (!isList(items)) throw new RuntimeFailure(`Reference path "${state.itemsPath}" must point to array.`);
  // `Parameters` is the older name of ItemSelector in a Map.
  const selector = state.itemSelector ?? state.parameters;
  return items.map((value, index) => {
    if (selector === null) return { index, value };
    return { index, value: fillTemplate(selector, input, toScope({ ...visit, item: { index, value } })) };
  });
}

function jsonataItems(visit: Visit, state: MapState, found: JsonValue): readonly MapItem[] {
  const items = found ?? fillJsonata(state.items ?? '{% $states.input %}', 'Items', toBindings(visit));
  if (!isList(items)) throw unexpected(state.items ?? null, items);
  const selector = state.itemSelector;
  return items.map((value, index) => {
    if (selector === null) return { index, value };
    const bindings = toBindings({ ...visit, item: { index, value } });
    return { index, value: fillJsonata(selector, 'ItemSelector', bindings) };
  });
}

/** In AWS's words (the corpus' `items-eval-jsonata-fail`). */
function unexpected(items: JsonValue, value: JsonValue): EvaluationFailure {
  const type = value === null ? 'null' : typeof value;
  const expression = String(items).replace(/^\{%\s*|\s*%\}$/g, '');
  return new EvaluationFailure(
    'Items',
    `The JSONata expression '${expression}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${type}' for value: ${JSON.stringify(value)}`,
  );
}
