import type { JsonMap, JsonValue } from '../json-value';
import type { Batcher, MapState } from '../language/definition';
import { fillJsonata } from '../language/jsonata-template';
import { fillTemplate } from '../language/payload';
import { MAX_PAYLOAD_BYTES } from '../language/states-error';
import { amountOf } from './amounts';
import { toBindings, toScope } from './state-data';
import type { MapItem, Visit } from './visit';

/** What one execution of a map run works on. */
export type Batch = { readonly input: JsonValue; readonly itemCount: number };

/** The executions of a map run: one for each item, or as many items each as `ItemBatcher` allows. */
export function toBatches(visit: Visit, state: MapState, batcher: Batcher | null, items: readonly MapItem[]) {
  if (batcher === null) return items.map(({ value }): Batch => ({ input: value, itemCount: 1 }));
  const batchInput = batcher.input === null ? {} : { BatchInput: fill(visit, state, batcher.input) };
  const maxItems = amountOf(visit, batcher.maxItems, 'MaxItemsPerBatch') ?? items.length;
  const maxBytes = amountOf(visit, batcher.maxBytes, 'MaxInputBytesPerBatch') ?? MAX_PAYLOAD_BYTES;
  const emptyBytes = bytesOf({ ...batchInput, Items: [] });
  const batches: JsonValue[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const { value } of items) {
    const itemBytes = bytesOf(value) + 1;
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < maxItems && bytes + itemBytes <= Math.min(maxBytes, MAX_PAYLOAD_BYTES)) {
      batch.push(value);
      bytes += itemBytes;
    } else {
      // An item too large for any batch gets one of its own.
      batches.push([value]);
      bytes = emptyBytes + itemBytes;
    }
  }
  return batches.map((batch): Batch => ({ input: { ...batchInput, Items: batch }, itemCount: batch.length }));
}

function fill(visit: Visit, { query }: MapState, input: JsonValue): JsonValue {
  if (query === 'JSONata') return fillJsonata(input, 'ItemBatcher/BatchInput', toBindings(visit));
  return fillTemplate(input, visit.input, toScope(visit));
}

function bytesOf(value: JsonValue | JsonMap): number {
  return Buffer.byteLength(JSON.stringify(value));
}
