import { isJsonObject, type JsonObject, parseJson, textOf } from '@/lib/base/json';

/** One state of a definition, and the Map or Parallel it stands in. Names are unique over the whole definition. */
export type StateDefinition = {
  readonly name: string;
  readonly type: string;
  readonly container: string | null;
  /** The state as the definition writes it. */
  readonly fields: JsonObject;
};

/** The states of an Amazon States Language definition, nested ones included, in the order in which they stand. */
export type Definition = { readonly states: ReadonlyMap<string, StateDefinition> };

export type ReadDefinition =
  | { readonly kind: 'definition'; readonly definition: Definition }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a definition given as an object or as its JSON text. Total: whatever is wrong comes back as a reason. */
export function readDefinition(source: unknown): ReadDefinition {
  const value = typeof source === 'string' ? parseJson(source) : source;
  if (!isJsonObject(value)) return { kind: 'unreadable', reason: 'the definition is not a JSON object' };
  const states = new Map<string, StateDefinition>();
  if (!isJsonObject(value['States'])) return { kind: 'unreadable', reason: 'the definition has no States' };
  addStates(value, null, states);
  return { kind: 'definition', definition: { states } };
}

function addStates(machine: JsonObject, container: string | null, states: Map<string, StateDefinition>): void {
  const members = machine['States'];
  if (!isJsonObject(members)) return;
  for (const [name, fields] of Object.entries(members)) {
    if (!isJsonObject(fields)) continue;
    states.set(name, { name, type: textOf(fields, 'Type') ?? '', container, fields });
    for (const inner of machinesInside(fields)) addStates(inner, name, states);
  }
}

function machinesInside(fields: JsonObject): JsonObject[] {
  const branches = fields['Branches'];
  const inside = [fields['ItemProcessor'], fields['Iterator'], ...(Array.isArray(branches) ? branches : [])];
  return inside.filter(isJsonObject);
}

const EXPRESSION = /^\s*\{%/;

function constantText(fields: JsonObject, member: string): string | null {
  const text = textOf(fields, member);
  return text === undefined || EXPRESSION.test(text) ? null : text;
}

/** Error and cause of the Fail states that write them out; computed ones (paths, JSONata) are null. */
export function failStatesOf(definition: Definition): Map<string, { error: string | null; cause: string | null }> {
  const failStates = new Map<string, { error: string | null; cause: string | null }>();
  for (const state of definition.states.values()) {
    if (state.type !== 'Fail') continue;
    failStates.set(state.name, {
      error: constantText(state.fields, 'Error'),
      cause: constantText(state.fields, 'Cause'),
    });
  }
  return failStates;
}
