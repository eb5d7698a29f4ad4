import type { JsonObject } from '@/lib/base/json';
import { type Definition, readDefinition, type StateDefinition } from '@/lib/domain/definition/definition';

/** A definition that a test knows to be readable. */
export function definitionOf(source: unknown): Definition {
  const read = readDefinition(source);
  if (read.kind === 'unreadable') throw new Error(read.reason);
  return read.definition;
}

/** A state as a definition with this one state holds it; a Task unless the fields say otherwise. */
export function stateOf(fields: JsonObject, name = 'Only'): StateDefinition {
  const state = definitionOf({ StartAt: name, States: { [name]: { Type: 'Task', ...fields } } }).states.get(name);
  if (state === undefined) throw new Error(`no state ${name}`);
  return state;
}
