import { isMap, type JsonMap, type JsonValue, numberIn, parseValue, textIn } from '../json-value';
import { checkJsonata } from './check-jsonata';
import { parseChoiceRule } from './choice';
import type {
  Amount,
  Batcher,
  Catcher,
  DataFlow,
  Definition,
  DistributedMap,
  FailureHandling,
  Retrier,
  Source,
  State,
  WaitState,
} from './definition';
import { asMap, InvalidDefinition, listIn, mapIn, optionalList, requireText } from './definition-members';
import { intrinsicsIn, parseIntrinsic } from './intrinsics';
import { expressionIn } from './jsonata-template';

/**
 * Reads a definition and checks what can be checked before it runs: known state types, transitions that lead to states,
 * names used once in the whole definition (aws-facts §9.10), functions this local AWS has.
 * @param text the definition as JSON text
 * @throws InvalidDefinition naming the state and what is wrong with it
 */
export function parseDefinition(text: string): Definition {
  const value = parseValue(text);
  for (const expression of intrinsicsIn(value)) checkIntrinsic(expression);
  const query = isMap(value) && value['QueryLanguage'] === 'JSONata' ? 'JSONata' : 'JSONPath';
  return parseStates(value, 'the definition', { names: new Set(), query });
}

function checkIntrinsic(expression: string): void {
  try {
    parseIntrinsic(expression);
  } catch (error) {
    throw new InvalidDefinition(`${expression}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What holds in the whole definition: names taken so far, and the language of states that name none. */
type Whole = { readonly names: Set<string>; readonly query: State['query'] };

function parseStates(value: JsonValue | undefined, where: string, whole: Whole): Definition {
  if (!isMap(value)) throw new InvalidDefinition(`${where} is no object`);
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(mapIn(value, 'States', where))) {
    if (whole.names.has(name)) throw new InvalidDefinition(`DUPLICATE_STATE_NAME: ${name}`);
    whole.names.add(name);
    if (!isMap(state)) throw new InvalidDefinition(`${name} is no object`);
    states.set(name, parseState(name, state, whole));
  }
  const startAt = requireText(value, 'StartAt', where);
  for (const target of [startAt, ...[...states.values()].flatMap(targetsOf)]) {
    if (!states.has(target)) throw new InvalidDefinition(`MISSING_TRANSITION_TARGET: ${target} in ${where}`);
  }
  return { startAt, states, timeoutSeconds: numberIn(value, 'TimeoutSeconds') ?? null };
}

function parseState(name: string, map: JsonMap, whole: Whole): State {
  const query = map['QueryLanguage'] === 'JSONata' ? 'JSONata' : whole.query;
  if (query === 'JSONata') checkJsonata(name, map);
  const base = { name, query, next: nextOf(name, map), ...parseDataFlow(map), ...parseJsonataFlow(map) };
  const type = requireText(map, 'Type', name);
  switch (type) {
    case 'Pass':
      return { ...base, type, result: map['Result'] };
    case 'Succeed':
      return { ...base, type };
    case 'Fail':
      return { ...base, type, error: textSource(map, 'Error'), cause: textSource(map, 'Cause') };
    case 'Wait':
      return { ...base, type, until: parseWait(name, map) };
    case 'Choice':
      return {
        ...base,
        type,
        choices: listIn(map, 'Choices', name).map((choice) => ({
          rule: parseChoiceRule(asMap(choice, name)),
          assign: asMap(choice, name)['Assign'] ?? null,
          output: asMap(choice, name)['Output'],
          next: requireText(asMap(choice, name), 'Next', name),
        })),
        otherwise: textIn(map, 'Default') ?? null,
      };
    case 'Task':
      return {
        ...base,
        ...parseFailureHandling(name, map),
        type,
        resource: requireText(map, 'Resource', name),
        timeoutSeconds: amountIn(map, 'TimeoutSeconds'),
        heartbeatSeconds: amountIn(map, 'HeartbeatSeconds'),
      };
    case 'Parallel':
      return {
        ...base,
        ...parseFailureHandling(name, map),
        type,
        branches: listIn(map, 'Branches', name).map((branch) => parseStates(branch, `a branch of ${name}`, whole)),
      };
    case 'Map':
      return { ...base, ...parseFailureHandling(name, map), type, ...parseMap(name, map, whole) };
    default:
      throw new InvalidDefinition(`${name}: unknown state type ${type}`);
  }
}

function parseMap(name: string, map: JsonMap, whole: Whole) {
  const processor = map['ItemProcessor'] ?? map['Iterator'];
  return {
    itemsPath: textIn(map, 'ItemsPath') ?? '$',
    items: map['Items'],
    itemSelector: map['ItemSelector'] ?? null,
    processor: parseStates(processor, `the processor of ${name}`, whole),
    maxConcurrency: amountIn(map, 'MaxConcurrency'),
    distributed: parseDistributed(name, map, asMap(processor, name)),
  };
}

function parseDistributed(name: string, map: JsonMap, processor: JsonMap): DistributedMap | null {
  const { ProcessorConfig: config, ...processorSource } = processor;
  if (!isMap(config) || config['Mode'] !== 'DISTRIBUTED') return null;
  const writer = map['ResultWriter'];
  return {
    executionType: config['ExecutionType'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    label: textIn(map, 'Label') ?? null,
    toleratedCount: amountIn(map, 'ToleratedFailureCount'),
    toleratedPercentage: amountIn(map, 'ToleratedFailurePercentage'),
    hasReader: map['ItemReader'] !== undefined,
    writer: isMap(writer) ? mapIn(writer, 'Parameters', name) : null,
    batcher: parseBatcher(map['ItemBatcher']),
    processorSource,
  };
}

function parseBatcher(value: JsonValue | undefined): Batcher | null {
  if (!isMap(value)) return null;
  return {
    maxItems: amountIn(value, 'MaxItemsPerBatch'),
    maxBytes: amountIn(value, 'MaxInputBytesPerBatch'),
    input: value['BatchInput'] ?? null,
  };
}

function amountIn(map: JsonMap, member: string): Amount {
  const value = numberIn(map, member);
  return value === undefined ? elsewhere(map, member) : { kind: 'value', value };
}

function textSource(map: JsonMap, member: string): Source<string> | null {
  const value = textIn(map, member);
  return value === undefined || expressionIn(value) !== null ? elsewhere(map, member) : { kind: 'value', value };
}

/** What stands neither in the member itself nor, maybe, in the definition at all. */
function elsewhere(map: JsonMap, member: string) {
  const text = textIn(map, member);
  if (text !== undefined) return { kind: 'expression', text } as const;
  const path = textIn(map, `${member}Path`);
  return path === undefined ? null : ({ kind: 'path', path } as const);
}

function parseWait(name: string, map: JsonMap): WaitState['until'] {
  const seconds = numberIn(map, 'Seconds');
  if (seconds !== undefined) return { kind: 'seconds', seconds };
  for (const field of ['Seconds', 'Timestamp'] as const) {
    const text = textIn(map, field);
    if (text !== undefined && expressionIn(text) !== null) return { kind: 'expression', field, text };
  }
  const secondsPath = textIn(map, 'SecondsPath');
  if (secondsPath !== undefined) return { kind: 'seconds-path', path: secondsPath };
  const timestamp = textIn(map, 'Timestamp');
  if (timestamp !== undefined) return { kind: 'timestamp', timestamp };
  return { kind: 'timestamp-path', path: requireText(map, 'TimestampPath', name) };
}

function parseDataFlow(map: JsonMap): DataFlow {
  return {
    inputPath: pathIn(map, 'InputPath'),
    parameters: map['Parameters'] ?? null,
    resultSelector: map['ResultSelector'] ?? null,
    resultPath: pathIn(map, 'ResultPath'),
    outputPath: pathIn(map, 'OutputPath'),
  };
}

function parseJsonataFlow(map: JsonMap) {
  return { assign: map['Assign'] ?? null, arguments: map['Arguments'], output: map['Output'] };
}

/** Absence means the whole document; `null` is a value of its own. */
function pathIn(map: JsonMap, member: string): string | null {
  return map[member] === null ? null : (textIn(map, member) ?? '$');
}

function parseFailureHandling(name: string, map: JsonMap): FailureHandling {
  return {
    retry: optionalList(map, 'Retry', name).map((retrier) => parseRetrier(name, asMap(retrier, name))),
    catchers: optionalList(map, 'Catch', name).map((catcher) => parseCatcher(name, asMap(catcher, name))),
  };
}

/** The defaults are those of the language: 1 second, 3 attempts, doubled each time. */
function parseRetrier(name: string, map: JsonMap): Retrier {
  return {
    errorEquals: errorNames(name, map),
    intervalSeconds: numberIn(map, 'IntervalSeconds') ?? 1,
    maxAttempts: numberIn(map, 'MaxAttempts') ?? 3,
    backoffRate: numberIn(map, 'BackoffRate') ?? 2,
    maxDelaySeconds: numberIn(map, 'MaxDelaySeconds') ?? null,
    jitter: map['JitterStrategy'] === 'FULL' ? 'FULL' : 'NONE',
  };
}

function parseCatcher(name: string, map: JsonMap): Catcher {
  return {
    errorEquals: errorNames(name, map),
    resultPath: pathIn(map, 'ResultPath'),
    assign: map['Assign'] ?? null,
    output: map['Output'],
    next: requireText(map, 'Next', name),
  };
}

function errorNames(name: string, map: JsonMap): readonly string[] {
  return listIn(map, 'ErrorEquals', name).map(String);
}

function nextOf(name: string, map: JsonMap): string | null {
  const next = textIn(map, 'Next');
  const ends = map['End'] === true || ['Succeed', 'Fail', 'Choice'].includes(String(map['Type']));
  if (next === undefined && !ends) throw new InvalidDefinition(`${name} has neither Next nor End`);
  return next ?? null;
}

function targetsOf(state: State): readonly string[] {
  const next = state.next === null ? [] : [state.next];
  if (state.type === 'Choice') {
    return [...state.choices.map((choice) => choice.next), ...(state.otherwise === null ? [] : [state.otherwise])];
  }
  return 'catchers' in state ? [...next, ...state.catchers.map((catcher) => catcher.next)] : next;
}
