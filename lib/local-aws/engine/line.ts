import type { Routine } from '../clock/routine';
import type { JsonMap, JsonValue } from '../json-value';
import type { State } from '../language/definition';
import type { StateError } from '../language/states-error';

/**
 * One line of states: the execution itself, a branch of a Parallel, an iteration of a Map. Its events chain to each
 * other whatever other lines do meanwhile (aws-facts §2.3). What it holds when an execution fails is what a redrive
 * goes on from (§2.6).
 */
export class Line {
  /** The event that the next one of this line points at. */
  at: number;
  /** The state that the line is in, or `null` between two. */
  open: OpenState | null = null;
  /** The variables that its states see. Those of the line around it are there, and what it assigns stays in it. */
  variables: JsonMap;
  /** How it ended, once it has: an execution may still be stopped before that is written. */
  done: (LineEnd & { readonly kind: 'done' }) | null = null;

  constructor(at: number, variables: JsonMap = {}) {
    this.at = at;
    this.variables = variables;
  }
}

/** How a line of states ended. `eventId` is the event that what follows points at. */
export type LineEnd =
  | { readonly kind: 'done'; readonly output: JsonValue; readonly eventId: number }
  | ({ readonly kind: 'failed'; readonly eventId: number } & StateError)
  /** States.Runtime: ends the whole execution, past every Retry and Catch. */
  | ({ readonly kind: 'fatal'; readonly eventId: number } & StateError);

/** How the work of a visit ended, before Catch has its say. */
export type WorkEnd =
  | { readonly kind: 'result'; readonly value: JsonValue }
  | Exclude<LineEnd, { readonly kind: 'done' }>;

/** A state that was entered and not left. */
export type OpenState = {
  readonly type: State['type'];
  readonly name: string;
  readonly input: JsonValue;
  readonly enteredMs: number;
  readonly enteredEventId: number;
  /** The lines below a Parallel or inline Map in its present attempt. */
  lines: readonly ScopeLine[];
  /** Whether the history says already how those lines ended. */
  isClosed: boolean;
  /** Goes on with the present attempt of a Parallel or Map after a redrive; `null` where there is none to go on with. */
  resume: (() => Routine<WorkEnd>) | null;
};

/** A line below a Parallel (its branch's number) or a Map (its iteration's index). */
export type ScopeLine = { readonly index: number; readonly line: Line; state: 'running' | 'succeeded' | 'failed' };
