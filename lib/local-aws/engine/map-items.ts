import { isList, type JsonValue } from '../json-value';
import type { MapState } from '../language/definition';
import { requirePath } from '../language/json-path';
import { fillTemplate } from '../language/payload';
import { RuntimeFailure } from '../language/states-error';
import { type MapItem, toContext, type Visit } from './visit';

/**
 * The items of a Map with what each iteration or child is given.
 * @param input what `InputPath` gave
 * @param found what an `ItemReader` found, or `null` where the items stand in the input
 */
export function toItems(visit: Visit, state: MapState, input: JsonValue, found: JsonValue): readonly MapItem[] {
  const items = found ?? requirePath(input, state.itemsPath, 'ItemsPath');
  if (!isList(items)) throw new RuntimeFailure(`Reference path "${state.itemsPath}" must point to array.`);
  // `Parameters` is the older name of ItemSelector in a Map.
  const selector = state.itemSelector ?? state.parameters;
  return items.map((value, index) => {
    if (selector === null) return { index, value };
    return { index, value: fillTemplate(selector, input, toContext({ ...visit, item: { index, value } })) };
  });
}
