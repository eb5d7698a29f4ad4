import type { JsonMap, JsonValue } from '../json-value';

/** A state machine definition in Amazon States Language, read and checked. Paths are JSONPath. */
export type Definition = {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  /** Seconds after which the whole execution ends as TIMED_OUT, or `null`. */
  readonly timeoutSeconds: number | null;
};

/**
 * Something that stands in the definition itself, or where a path of its `…Path` member leads, or that a JSONata
 * expression gives.
 */
export type Source<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'expression'; readonly text: string };

/** A number, or `null` where the definition says nothing. */
export type Amount = Source<number> | null;

/** How a state takes its input and makes its output; `null` is the language's own `null`, or absence where that is it. */
export type DataFlow = {
  readonly inputPath: string | null;
  readonly parameters: JsonValue | null;
  readonly resultSelector: JsonValue | null;
  readonly resultPath: string | null;
  readonly outputPath: string | null;
};

/** What only JSONata states have; `undefined` where it is absent and the default counts. */
export type JsonataFlow = {
  readonly arguments: JsonValue | undefined;
  readonly output: JsonValue | undefined;
};

type Named = DataFlow &
  JsonataFlow & {
    readonly name: string;
    readonly query: 'JSONPath' | 'JSONata';
    /** Variables to set when the state is left, or `null`. */
    readonly assign: JsonValue | null;
    /** The state that follows, or `null` at the end. */
    readonly next: string | null;
  };

/** What to do about failures, in the order of the definition. */
export type FailureHandling = { readonly retry: readonly Retrier[]; readonly catchers: readonly Catcher[] };

export type Retrier = {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | null;
  readonly jitter: 'FULL' | 'NONE';
};

export type Catcher = {
  readonly errorEquals: readonly string[];
  readonly resultPath: string | null;
  readonly assign: JsonValue | null;
  readonly output: JsonValue | undefined;
  readonly next: string;
};

export type TaskState = Named &
  FailureHandling & {
    readonly type: 'Task';
    readonly resource: string;
    readonly timeoutSeconds: Amount;
    readonly heartbeatSeconds: Amount;
  };

export type PassState = Named & { readonly type: 'Pass'; readonly result: JsonValue | undefined };
export type SucceedState = Named & { readonly type: 'Succeed' };
export type FailState = Named & {
  readonly type: 'Fail';
  readonly error: Source<string> | null;
  readonly cause: Source<string> | null;
};

export type WaitState = Named & {
  readonly type: 'Wait';
  readonly until:
    | { readonly kind: 'seconds'; readonly seconds: number }
    /** A JSONata expression for seconds or for a timestamp. */
    | { readonly kind: 'expression'; readonly field: 'Seconds' | 'Timestamp'; readonly text: string }
    | { readonly kind: 'seconds-path'; readonly path: string }
    | { readonly kind: 'timestamp'; readonly timestamp: string }
    | { readonly kind: 'timestamp-path'; readonly path: string };
};

export type ChoiceState = Named & {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceBranch[];
  readonly otherwise: string | null;
};

export type ChoiceBranch = {
  readonly rule: ChoiceRule;
  readonly assign: JsonValue | null;
  readonly output: JsonValue | undefined;
  readonly next: string;
};

export type ChoiceRule =
  /** A JSONata `Condition`. */
  | { readonly kind: 'condition'; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly ChoiceRule[] }
  | { readonly kind: 'not'; readonly rule: ChoiceRule }
  | { readonly kind: 'compare'; readonly variable: string; readonly operator: string; readonly operand: JsonValue };

export type ParallelState = Named &
  FailureHandling & { readonly type: 'Parallel'; readonly branches: readonly Definition[] };

export type MapState = Named &
  FailureHandling & {
    readonly type: 'Map';
    readonly itemsPath: string;
    /** The `Items` of a JSONata Map: a list, or an expression for one. */
    readonly items: JsonValue | undefined;
    readonly itemSelector: JsonValue | null;
    readonly processor: Definition;
    /** 0 or nothing = as many at once as AWS allows. */
    readonly maxConcurrency: Amount;
    /** `null` for an inline Map. */
    readonly distributed: DistributedMap | null;
  };

/** What only a Distributed Map has. */
export type DistributedMap = {
  readonly executionType: 'STANDARD' | 'EXPRESS';
  /** What its executions are named by, or `null`: AWS then makes one up. */
  readonly label: string | null;
  readonly toleratedCount: Amount;
  readonly toleratedPercentage: Amount;
  /** Whether items come from an `ItemReader` and not from the input. */
  readonly hasReader: boolean;
  /** The `Parameters` of `ResultWriter`, or `null`. */
  readonly writer: JsonMap | null;
  /** How items are put together, several for each execution, or `null`. */
  readonly batcher: Batcher | null;
  /** The processor as its children describe their definition. */
  readonly processorSource: JsonMap;
};

/** `ItemBatcher`: how much one execution is given, and what it is given beside its items. */
export type Batcher = {
  readonly maxItems: Amount;
  readonly maxBytes: Amount;
  readonly input: JsonValue | null;
};

export type State =
  | TaskState
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | ParallelState
  | MapState;
