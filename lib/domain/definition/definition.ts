import { isJsonObject, type JsonObject, parseJson, textOf } from '@/lib/base/json';

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** States that follow one another: the whole definition, one branch of a Parallel, or what a Map does with an item. */
export type StateGroup = {
  /** The state it begins with; null where the definition names none. */
  readonly startAt: string | null;
  /** Names in the order in which they stand; states inside these states are not among them. */
  readonly states: readonly string[];
};

/** One state of a definition, and the Map or Parallel it stands in. Names are unique over the whole definition. */
export type StateDefinition = {
  readonly name: string;
  readonly type: string;
  readonly container: string | null;
  /** Which of the container's groups it stands in: the number of the branch from 0; 0 in a Map and at the top. */
  readonly group: number;
  /** The branches of a Parallel, the one group of a Map, none for any other type. */
  readonly groups: readonly StateGroup[];
  /** Its own, else that of what it stands in. */
  readonly queryLanguage: QueryLanguage;
  /** The state as the definition writes it. */
  readonly fields: JsonObject;
};

/** What is wrong with a definition, by name; `state` is null where it concerns the whole. */
export type DefinitionProblem = {
  readonly kind:
    | 'bad-catch'
    | 'bad-limit'
    | 'bad-retry'
    | 'duplicate-name'
    | 'no-next'
    | 'no-resource'
    | 'no-start'
    | 'no-states'
    | 'not-an-object'
    | 'too-deep'
    | 'unknown-target'
    | 'unknown-type';
  readonly state: string | null;
  /** One sentence without the state's name. */
  readonly message: string;
};

/** An Amazon States Language definition as far as it can be read. */
export type Definition = {
  readonly root: StateGroup;
  /** All states, nested ones included, in the order in which they stand. */
  readonly states: ReadonlyMap<string, StateDefinition>;
  /** The whole text's own fields, `States` among them. */
  readonly fields: JsonObject;
  /** What could not be taken in while reading; `findDefinitionProblems` looks at what was. */
  readonly problems: readonly DefinitionProblem[];
};

export type ReadDefinition =
  | { readonly kind: 'definition'; readonly definition: Definition }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** AWS allows no such nesting by far; without an end a hostile text would exhaust the stack. */
const DEEPEST = 100;

type Reading = { readonly states: Map<string, StateDefinition>; readonly problems: DefinitionProblem[] };

/** Where a group of states stands. */
type Place = {
  readonly container: string | null;
  readonly group: number;
  readonly queryLanguage: QueryLanguage;
  readonly depth: number;
};

/** Reads a definition given as an object or as its JSON text. Total: whatever is wrong comes back as a reason. */
export function readDefinition(source: unknown): ReadDefinition {
  const value = typeof source === 'string' ? parseJson(source) : source;
  if (!isJsonObject(value)) return { kind: 'unreadable', reason: 'the definition is not a JSON object' };
  if (!isJsonObject(value['States'])) return { kind: 'unreadable', reason: 'the definition has no States' };
  const reading: Reading = { states: new Map(), problems: [] };
  const place = { container: null, group: 0, queryLanguage: queryLanguageOf(value, 'JSONPath'), depth: 0 };
  const root = readGroup(value, place, reading);
  return { kind: 'definition', definition: { root, ...reading, fields: value } };
}

function readGroup(machine: JsonObject, place: Place, reading: Reading): StateGroup {
  const { container } = place;
  const members = machine['States'];
  if (!isJsonObject(members)) {
    reading.problems.push({ kind: 'no-states', state: container, message: 'A group inside it has no States.' });
    return { startAt: null, states: [] };
  }
  if (place.depth > DEEPEST) {
    const message = `It stands more than ${DEEPEST} levels deep; what is inside was left out.`;
    reading.problems.push({ kind: 'too-deep', state: container, message });
    return { startAt: null, states: [] };
  }
  const states = Object.entries(members).flatMap(([name, fields]) => readState(name, fields, place, reading));
  return { startAt: textOf(machine, 'StartAt') ?? null, states };
}

/** Takes a state in and gives its name; nothing where it cannot be one. */
function readState(name: string, fields: unknown, place: Place, reading: Reading): string[] {
  if (!isJsonObject(fields)) {
    reading.problems.push({ kind: 'not-an-object', state: name, message: 'It is not a JSON object.' });
    return [];
  }
  if (reading.states.has(name)) {
    reading.problems.push({ kind: 'duplicate-name', state: name, message: 'Its name is used twice.' });
    return [];
  }
  const { container, group, depth } = place;
  const queryLanguage = queryLanguageOf(fields, place.queryLanguage);
  const groups: StateGroup[] = [];
  const state = { name, type: textOf(fields, 'Type') ?? '', container, group, groups, queryLanguage, fields };
  // Before those inside, so that the order is that of the text.
  reading.states.set(name, state);
  machinesInside(fields).forEach((machine, index) => {
    groups.push(readGroup(machine, { container: name, group: index, queryLanguage, depth: depth + 1 }, reading));
  });
  return [name];
}

function machinesInside(fields: JsonObject): JsonObject[] {
  const branches = fields['Branches'];
  const inside = [fields['ItemProcessor'], fields['Iterator'], ...(Array.isArray(branches) ? branches : [])];
  return inside.filter(isJsonObject);
}

function queryLanguageOf(fields: JsonObject, inherited: QueryLanguage): QueryLanguage {
  const own = fields['QueryLanguage'];
  return own === 'JSONata' || own === 'JSONPath' ? own : inherited;
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

/** Whether a Map runs its items as executions of their own. False for every other state. */
export function isDistributedMap(state: StateDefinition): boolean {
  const processor = state.fields['ItemProcessor'];
  if (state.type !== 'Map' || !isJsonObject(processor)) return false;
  const config = processor['ProcessorConfig'];
  return isJsonObject(config) && config['Mode'] === 'DISTRIBUTED';
}
