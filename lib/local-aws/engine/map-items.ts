import { isList, type JsonValue } from '../json-value';
import type { MapState } from '../language/definition';
import { fillJsonata, unexpectedType } from '../language/jsonata-template';
import { fillTemplate, toWorkInput } from '../language/payload';
import { requireScoped } from '../language/scope';
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
  const items = found ?? requireScoped(toScope(visit), input, state.itemsPath, 'ItemsPath');
  if (!isList(items)) throw new RuntimeFailure(`Reference path "${state.itemsPath}" must point to array.`);
  // `Parameters` is the older name of ItemSelector in a Map.
  const selector = state.itemSelector ?? state.parameters;
  return items.map((value, index) => {
    if (selector === null) return { index, value };
    return { index, value: fillTemplate(selector, input, toScope({ ...visit, item: { index, value } })) };
  });
}

function jsonataItems(visit: Visit, state: MapState, found: JsonValue): readonly MapItem[] {
  const items = jsonataList(visit, state, found);
  const selector = state.itemSelector;
  return items.map((value, index) => {
    if (selector === null) return { index, value };
    const bindings = toBindings({ ...visit, item: { index, value } });
    return { index, value: fillJsonata(selector, 'ItemSelector', bindings) };
  });
}

/** In AWS's words (the corpus' `items-eval-jsonata-fail` and `items-input-types`). */
function jsonataList(visit: Visit, { items }: MapState, found: JsonValue): readonly JsonValue[] {
  const named = items === undefined ? visit.input : fillJsonata(items, 'Items', toBindings(visit));
  const value = found ?? named;
  if (isList(value)) return value;
  if (items !== undefined) throw unexpectedType(String(items), 'Items', 'array', value);
  throw new EvaluationFailure(null, `Map state input must be an array but was: ${JSON.stringify(value)}`);
}
